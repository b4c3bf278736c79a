"""The guard on commits that real git made: what a tree can hold is seen, whatever the patch said."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from devflow.git.objects import Objects
from devflow.guard import judge
from devflow.handoffs import Finding
from tests.guard.builder import ANYTHING, codes
from tests.support.repos import GIT_ENV

_BASE = {
    "app.py": ("100644", b"a\nb\nc\n"),
    "run.sh": ("100755", b"#!/bin/sh\n"),
    "link": ("120000", b"app.py"),
    "tests/test_app.py": ("100644", b"def test_ok():\n    assert f() == 1\n"),
}
_GITLINK = b"1" * 40


def _judged(folder: Path, *changes: bytes) -> tuple[Finding, ...]:
    """What is found on a commit made by `git fast-import` from the changes, on top of the base."""
    lines = [b"M %s inline %s\n%s" % (m.encode(), p.encode(), _data(c)) for p, (m, c) in _BASE.items()]
    who = b"committer A <a@example.org> 1767607200 +0000\n" + _data(b"words")
    stream = b"commit refs/heads/base\nmark :1\n" + who + b"".join(lines)
    stream += b"commit refs/heads/candidate\n" + who + b"from :1\n" + b"".join(changes)
    _git("init", "-q", "--bare", str(folder))
    _git(f"--git-dir={folder}", "fast-import", "--quiet", stdin=stream)
    objects = Objects(folder)
    changed = objects.changed("base", "candidate")
    return judge(changed, ANYTHING, objects.tree("base"), objects.blob).findings


def _git(*args: str, stdin: bytes = b"") -> None:
    env = {**GIT_ENV, "PATH": os.environ["PATH"]}
    subprocess.run(("git", *args), env=env, input=stdin, check=True)


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _write(mode: bytes, path: bytes, content: bytes) -> bytes:
    return b"M %s inline %s\n%s" % (mode, path, _data(content))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((_write(b"100644", b"app.py", b"a\nB\nc\n"),), set()),
        ((_write(b"100755", b"run.sh", b"#!/bin/sh\necho\n"),), set()),
        ((_write(b"100644", b"docs/new.md", "é\n".encode()),), set()),
        ((_write(b"100755", b"app.py", b"a\nb\nc\n"),), {("E_MODE", "refused")}),
        ((_write(b"120000", b"l", b"/etc/passwd"),), {("E_MODE_SYMLINK", "refused")}),
        (
            (_write(b"120000", b"link", b"/etc"),),
            {("E_MODE_SYMLINK", "refused"), ("E_PATH_SYMLINK", "refused")},
        ),
        (
            (_write(b"120000", b"app.py", b"/etc/passwd"),),
            {("E_MODE_SYMLINK", "refused"), ("E_TYPE_CHANGE", "refused")},
        ),
        ((b"M 160000 %s sm\n" % _GITLINK,), {("E_MODE", "refused")}),
        ((_write(b"100644", b"bin.dat", b"\x00\x01"),), {("E_BINARY", "refused")}),
        ((_write(b"100644", b"APP.py", b"x\n"),), {("E_PATH_COLLISION", "refused")}),
        ((_write(b"100644", b'"x\\ny"', b"x\n"),), {("E_PATH_CHARS", "refused")}),
        ((_write(b"100644", b'"caf\\351.txt"', b"x\n"),), {("E_PATH_CHARS", "refused")}),
        ((_write(b"100644", b"app.py/inner.txt", b"x\n"),), {("E_TYPE_CHANGE", "refused")}),
        ((b"D link\n",), {("E_MODE_SYMLINK", "held")}),
        ((b"D tests/test_app.py\n",), {("E_TESTS_TAMPERED", "held")}),
        ((b"R tests/test_app.py tests/test_more.py\n",), set()),
        ((_write(b"100644", b".github/workflows/x.yml", b"on: push\n"),), {("E_PROTECTED_PATH", "held")}),
    ],
)
def test_the_tree_of_a_commit_is_judged(
    changes: tuple[bytes, ...], expected: set[tuple[str, str]], tmp_path: Path
) -> None:
    assert codes(_judged(tmp_path / "objects", *changes)) == expected
