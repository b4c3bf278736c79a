"""Which files hold tests, by the habits of each language."""

from __future__ import annotations

import re

_FOLDERS = frozenset(
    {"test", "tests", "__tests__", "spec", "specs", "e2e", "cypress", "testing", "testdata", "__snapshots__"}
)
_NAME = re.compile(
    r"""
      test_.*\.pyi?  |  .*_tests?\.pyi?  |  tests?\.py
    | .*[.\-_](test|tests|spec|e2e|cy)\.[cm]?[jt]sx?  |  test[\-_.].*\.[cm]?[jt]sx?  |  tests?\.[cm]?[jt]sx?
    | .*_test\.go
    | .*_(spec|test)\.rb  |  test_.*\.rb
    | .*_tests?\.(rs|c|cc|cpp|cxx|exs|dart)  |  .*\.bats  |  tests?\.rs  |  test_.*\.(c|cc|cpp|cxx)
    | .*\.snap
    """,
    re.VERBOSE | re.IGNORECASE,
)
# -- FooTest.java, but not Latest.java: here the capital letter tells
_CAMEL = re.compile(
    r".*(Test|Tests|TestCase|IT|Spec|Suite)\.(java|kt|scala|groovy|cs|php|swift|cc|cpp)|Test[A-Z].*\.(java|kt)"
)

# -- by go on Linux: by a leading mark, or by another system's name at the end
_PASSED_OVER = re.compile(
    r"[_.].*|.*_(windows|darwin|plan9|js|wasip1|aix|android|ios|illumos|solaris|(?:dragonfly|free|net|open)bsd)_test\.go"
)


def is_test(path: str) -> bool:
    """Whether the path is, by its name or folder, a test or belongs to tests."""
    *folders, name = path.split("/")
    if any(folder.lower() in _FOLDERS for folder in folders):
        return True
    return named_as_test(name)


def named_as_test(path: str) -> bool:
    """Whether a runner would look for tests there by the file's own name, wherever it lies."""
    *folders, name = path.split("/")
    if name.endswith(".go") and ("testdata" in folders or _PASSED_OVER.match(name)):
        return False
    if name.endswith(".rs"):
        return True  # -- Rust finds tests by their marks
    return bool(_NAME.fullmatch(name) or _CAMEL.fullmatch(name))
