"""Which real commits are replayed, and which of them a guard must let pass or must hold, by plain rules.

Taken are the newest non-merge commits along the first parents of HEAD which change 1 to 20 paths, none
larger than 1 MB, all with UTF-8 names. The rules below look at names, modes and lines alone and
never ask the guard; their list of names is a short one of its own, not drawn up blind to the guard's:

held    it touches a file that decides how the repo is tested, checked or worked on by agents (PROTECTED), a
        binary, a symbolic link or submodule, or an executable bit
pass    it touches no such file, no manifest, no hidden path (MANIFEST), no binary that goes; no test
        file goes, no test or check is taken out or newly skipped (TEST_GOES, SKIP_COMES), and no file is
        touched only in its comments while others change (COMMENT)
other   the rest: a guard may hold them, it need not
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from devflow.errors import RepoError
from devflow.git.objects import EXECUTABLE, LINK, REGULAR, SUBMODULE, Objects
from devflow.handoffs import ChangedFile, Verb

PROTECTED = re.compile(
    r"(^|/)(\.github/workflows/.+|\.circleci/.+|\.husky/.+|\.gitlab-ci\.yml|\.travis\.yml|\.?appveyor\.yml"
    r"|azure-pipelines\.yml|\.cirrus\.yml|\.pre-commit-config\.yaml|conftest\.py|tox\.ini|pytest\.ini|noxfile\.py"
    r"|\.coveragerc|mypy\.ini|\.pylintrc|\.flake8|\.?ruff\.toml|\.editorconfig|\.eslintrc[^/]*|eslint\.config\.\w+"
    r"|\.prettierrc[^/]*|tsconfig[^/]*\.json|(jest|vitest)\.config\.\w+|\.golangci\.ya?ml|\.gitattributes"
    r"|\.gitmodules|AGENTS\.md|CLAUDE\.md|\.devflow\.toml)$"
)
MANIFEST = re.compile(
    r"(^|/)\.|(^|/)(pyproject\.toml|setup\.(cfg|py)|package[^/]*\.json|[^/]*[Mm]akefile[^/]*|[^/]*\.(mk|am|ac|m4|in)"
    r"|Cargo\.toml|go\.(mod|sum|work)|pom\.xml|[^/]*\.gradle(\.kts)?|CMakeLists\.txt|[^/]*\.lock|[^/]*\.ya?ml"
    r"|requirements[^/]*|CODEOWNERS|[^/]*\.toml|[^/]*\.ini|[^/]*\.cfg|babel[^/]*|karma[^/]*|biome\.jsonc?|[^/]*\.config\.\w+)$"
)
TEST_PLACE = re.compile(r"test|spec|\.rs$", re.IGNORECASE)
TEST_GOES = re.compile(
    r"^-\s*(?:(?:async\s+)?def\s+test|class\s+Test|@(?:\w+\.)*[Tt]est|func\s+(?:Test|Fuzz|Benchmark)|#\[\w*:*test"
    r"|(?:it|test|describe|suite|tap\.test|t\.test)\b|.*\b(?:assert|expect|should|parametrize|raises|throws)|.*\bt\.\w+\()"
    r"|^-\s*[(\[{\"']",
    re.MULTILINE,
)
SKIP_COMES = re.compile(r"^\+.*(?:skip|xfail|only\(|\.todo|ignore|[Dd]isabled)", re.MULTILINE)
COMMENT = re.compile(rb"[+-]\s*(?:$|#|//|/?\*|--|<!--)")
_LARGEST = 1_000_000
_LOOKED_AT = 600


def commits(git_dir: Path, wanted: int) -> Iterator[tuple[str, str, str, tuple[ChangedFile, ...]]]:
    """(set, parent, commit, changed paths), newest first, until the sets `held` and `pass` hold `wanted`."""
    objects = Objects(git_dir)
    log = ("git", f"--git-dir={git_dir}", "log", "--first-parent", "--no-merges", f"-{_LOOKED_AT}")
    listing = subprocess.run((*log, "--format=%H %P"), check=True, capture_output=True, text=True).stdout
    left = {"held": wanted, "pass": wanted, "other": -(-wanted // 3)}
    for line in listing.splitlines():
        commit, _, parent = line.partition(" ")
        if not parent:
            continue
        try:
            changed = objects.changed(parent, commit)
        except RepoError:  # -- a blob that the mirror has left out
            continue
        if not 1 <= len(changed) <= 20 or any("\\x" in file.path for file in changed):
            continue
        if not _readable(git_dir, changed):
            continue
        kind = _kind(objects, parent, commit, changed)
        if left[kind]:
            left[kind] -= 1
            yield kind, parent, commit, changed
        if not left["held"] and not left["pass"]:
            return


def must_be_held(file: ChangedFile) -> bool:
    """Whether a guard has to name this path."""
    if file.verb is Verb.DELETE:
        return bool(PROTECTED.search(file.path)) or file.old_mode in (LINK, SUBMODULE)
    modes = {file.old_mode, file.new_mode} - {"000000"}
    moded = modes not in ({REGULAR}, {EXECUTABLE}) or (file.verb is Verb.CREATE and modes != {REGULAR})
    return bool(PROTECTED.search(file.path)) or moded or file.binary


def _kind(objects: Objects, parent: str, commit: str, changed: tuple[ChangedFile, ...]) -> str:
    if any(must_be_held(file) for file in changed):
        return "held"
    if any(MANIFEST.search(file.path) or file.binary for file in changed):
        return "other"
    tests = [file.path for file in changed if TEST_PLACE.search(file.path)]
    if any(file.verb is Verb.DELETE and file.path in tests for file in changed):
        return "other"
    words = objects.diff(parent, commit, *tests).decode(errors="replace") if tests else ""
    if TEST_GOES.search(words) or SKIP_COMES.search(words):
        return "other"
    passing = [_only_comments(objects.diff(parent, commit, file.path)) for file in changed]
    return "other" if any(passing) and not all(passing) else "pass"


def _only_comments(diff: bytes) -> bool:
    lines = [line for line in diff.split(b"\n") if line[:1] in (b"+", b"-")][2:]
    return all(COMMENT.match(line) for line in lines)


def _readable(git_dir: Path, changed: tuple[ChangedFile, ...]) -> bool:
    """Every blob is there (a mirror may leave the largest out) and not too large."""
    blobs = [blob for file in changed for mode, blob in _sides(file) if mode not in ("000000", SUBMODULE)]
    argv = ("git", f"--git-dir={git_dir}", "cat-file", "--batch-check=%(objecttype) %(objectsize)")
    asked = "".join(f"{blob}\n" for blob in blobs)
    told = subprocess.run(argv, input=asked, check=True, capture_output=True, text=True).stdout
    return all(line.startswith("blob ") and int(line.split()[1]) <= _LARGEST for line in told.splitlines())


def _sides(file: ChangedFile) -> tuple[tuple[str, str], ...]:
    return (file.old_mode, file.old_blob), (file.new_mode, file.new_blob)
