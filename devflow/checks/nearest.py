"""Which test files stand nearest to a patch and can be run alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from fnmatch import fnmatchcase

from devflow.checks.check import Check
from devflow.checks.paths import is_test, is_test_module
from devflow.handoffs import ChangedFile, Verb

_MOST = 12
_PART = 10


def nearest_files(check: Check, nearest: Iterable[str], changed: Sequence[ChangedFile]) -> tuple[str, ...]:
    """The test files of the patch, then those that the context names; only such as the check collects.

    Paths are relative to the checkout.
    """
    gone = {file.path for file in changed if file.verb is Verb.DELETE}
    own = [file.path for file in changed if file.path not in gone and is_test(file.path)]
    every = dict.fromkeys([*own, *nearest])
    return tuple(path for path in every if path not in gone and _collects(check, path))[:_MOST]


def small_part(check: Check, near: Collection[str], paths: Iterable[str]) -> bool:
    """Whether these files are a small part of the test files among the paths: what is run of them alone costs
    little beside the whole."""
    return len(near) * _PART <= sum(_collects(check, path) for path in paths)


def _collects(check: Check, path: str) -> bool:
    if check.folder and not path.startswith(f"{check.folder}/"):
        return False
    if not check.some:
        return is_test_module(path)
    inside = path.removeprefix(f"{check.folder}/")
    patterns = [pattern.removeprefix("./") for pattern in check.files]
    if patterns:
        # -- two stars stand for no folder too
        flat = [pattern.replace("**/", "") for pattern in patterns]
        folders = any(inside.startswith(f"{pattern.rstrip('/')}/") for pattern in patterns)
        return folders or any(fnmatchcase(inside, pattern) for pattern in (*patterns, *flat))
    return is_test(inside) and inside.endswith((".js", ".cjs", ".mjs", ".ts", ".mts", ".jsx", ".tsx"))
