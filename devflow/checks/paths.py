"""What a path's name says: a test, a Python module, a file that names dependencies."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_TEST_FOLDERS = frozenset(("test", "tests", "testing", "__tests__", "spec", "specs", "__snapshots__"))
_TEST_NAME = re.compile(
    r"(test_.*|.*_tests?|tests?|conftest)\.pyi?"
    r"|((.*[._-])?(tests?|spec)|tests?[._-].*)\.[cm]?[jt]sx?"
    r"|.*_test\.go|(.*_)?tests?\.rs|.*_(test|spec)\.rb"
)
_DEPENDENCIES = re.compile(
    r"(pyproject\.toml|setup\.(py|cfg)|.*requirements.*\.(txt|in)|Pipfile(\.lock)?|.*\.lock|package(-lock)?\.json"
    r"|pnpm-lock\.yaml|environment\.ya?ml)$"
)

_NATIVE = (".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".pyx", ".pxd", ".rs", ".f90")


def is_native(path: str) -> bool:
    """Whether Python's tests see the file only once it is built."""
    return path.endswith(_NATIVE) and not is_test(path)


def is_test(path: str) -> bool:
    """Whether the path holds tests, or what tests read."""
    pure = PurePosixPath(path)
    return bool(_TEST_NAME.fullmatch(pure.name)) or any(part in _TEST_FOLDERS for part in pure.parts[:-1])


def is_test_module(path: str) -> bool:
    """Whether pytest would look for tests in this file by its usual names."""
    name = PurePosixPath(path).name
    return name.endswith(".py") and (name.startswith("test_") or name.endswith(("_test.py", "_tests.py")))


def is_module(path: str) -> bool:
    """Whether the path is Python source which tests may import."""
    return path.endswith(".py") and not is_test(path)


def names_dependencies(path: str) -> bool:
    """Whether the file says what must be installed."""
    return bool(_DEPENDENCIES.match(PurePosixPath(path).name))
