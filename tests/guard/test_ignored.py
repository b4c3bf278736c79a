"""What .gitignore leaves out is told as git itself tells it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from devflow.guard.ignored import Ignores
from tests.conftest import MakeRepo
from tests.guard.builder import Entry

_PATHS = (
    "a", "a.log", "x/a.log", "keep.log", "x/keep.log", "build/a", "x/build/a", "build", "doc/frotz/x",
    "a/doc/frotz/x", "foo/a", "foo/b/c/bar", "foo/bar", "x/foo/bar", "#note", "!bang", "sp ace ", "abc/x",
    "a[1].txt", "a1.txt", "b2.c", "b-.c", "b^.c", "sub/only",
    "only", "sub/deep/only", "out/in/x", "out/keep/x",
    "x/y/z.tmp", "star*", "starx", "A.LOG", "back\\slash", "tail/x/y", "n/o/t/e",
)  # fmt: skip
_IGNORES = (
    "*.log\n!keep.log\n",
    "build/\n",
    "/build\n",
    "doc/frotz/\n",
    "**/foo/bar\n",
    "foo/**\n!foo/a\n",
    "foo/**/bar\n",
    "\\#note\n\\!bang\n# comment\n\n",
    "sp ace\\ \n",
    "#note\n",
    "abc/x  \n",
    "abc/x\\\n",
    "a[!\n",
    "a[0-9].txt\n",
    "a\\[1\\].txt\n",
    "b[^0-9].c\n",
    "b[!0-9].c\n",
    "b[23].c\n",
    "b^.c\n",
    "star\\*\n",
    "*\n!*/\n!keep.log\n",
    "/*\n!/foo\n",
    "out/*\n!out/keep\n",
    "x/y/*.tmp\n",
    "?\n",
    "abc/*\r\n",
    "tail/**\n",
    "**\n",
    "[\n",
    "/\n",
    "!\n",
    "\ufeff*.log\n",
)


@pytest.mark.parametrize("ignore", _IGNORES)
def test_ignoring_agrees_with_git(ignore: str, git_repo: MakeRepo) -> None:
    files = {".gitignore": ignore, "sub/.gitignore": "only\n!deep/only\n"}
    repo = git_repo(files)
    blobs = {path: text.encode() for path, text in files.items()}
    tree = {path: Entry("100644", path) for path in files}
    ours = {path for path in _PATHS if Ignores(tree, blobs.__getitem__).ignores(path)}
    assert ours == _by_git(repo)


def _by_git(repo: Path) -> set[str]:
    asked = "\0".join(_PATHS).encode()
    argv = ("git", "check-ignore", "--no-index", "--stdin", "-z")
    done = subprocess.run(argv, cwd=repo, input=asked, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return {path for path in done.stdout.decode().split("\0") if path}
