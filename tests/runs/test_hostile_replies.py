"""Replies that a turned model might write, through whole runs: each ends by name, the repo as it was."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched

FILES = {
    **repos.SAMPLE,
    ".gitignore": "build/\n",
    "twice.py": "def one():\n    pass\n\n\ndef two():\n    pass\n",
}


def created(name: str, *lines: str, mode: str = "100644") -> str:
    """A diff that makes a file; `name` stands as git would write it, with its prefix."""
    body = "".join(f"+{line}\n" for line in lines or ("pwn",))
    head = f"diff --git {name} {name}\nnew file mode {mode}\n--- /dev/null\n+++ {name}\n"
    return f"{head}@@ -0,0 +1,{max(len(lines), 1)} @@\n{body}"


def changed(path: str, hunk: str) -> str:
    return f"--- a/{path}\n+++ b/{path}\n@@ -1,2 +1,2 @@\n{hunk}"


_ADD = " def add(first: int, second: int) -> int:\n"
_GOOD = changed("app.py", f"{_ADD}-    return first + second\n+    return second + first\n")
_SMUGGLED = f"{_GOOD}+--- a/tests/test_app.py\n+++ b/tests/test_app.py\n+@@ -1,2 +1,0 @@\n"
_LINK = created("b/link", "/etc/passwd", mode="120000")
_SECRET = created("b/other.py", f"KEY = 'AKIA{'QYLPMN5HHHFPZAM2'}'")
_EMBEDDED = "".join(created(f"b/vendor/{name}") for name in ("HEAD", "objects/x", "refs/heads/x"))
_ITEMS = created("b/sub/conftest.py", "def pytest_collection_modifyitems(items):", "    items[:] = []")
_NO_TEST = (
    "--- a/tests/test_app.py\n+++ /dev/null\n@@ -1,5 +0,0 @@\n"
    "-from app import add\n-\n-\n-def test_add() -> None:\n-    assert add(1, 2) == 3\n"
)
_OTHER_TEST = created("b/tests/test_b.py", "def test_b():", "    assert 1 + 1 == 2")

# -- what cannot be read or placed could not finish (4); a path that no scope may hold is not fit (1)
AT_ONCE: Mapping[str, tuple[str, int, str]] = {
    "out of the repo": (created("b/../outside.txt"), 1, "E_PATH_ESCAPE"),
    "out of the repo by renaming": (
        "diff --git a/app.py b/../outside.txt\nsimilarity index 100%\n"
        "rename from app.py\nrename to ../outside.txt\n",
        1,
        "E_PATH_ESCAPE",
    ),
    "one good part, one out of the repo": (_GOOD + created("b/../outside.txt"), 1, "E_PATH_ESCAPE"),
    "absolute": ("*** Begin Patch\n*** Add File: /tmp/x\n+pwn\n*** End Patch\n", 1, "E_PATH_ABSOLUTE"),
    "a hook by octal digits": (created('"b/\\056git/hooks/pre-commit"'), 1, "E_PATH_GITDIR"),
    "a name with a line end": (created('"b/a\\nb"'), 1, "E_PATH_CHARS"),
    "a twin in capitals": (created("b/APP.py"), 1, "E_PATH_COLLISION"),
    "a file as a folder": (created("b/app.py/inner.txt"), 1, "E_TYPE_CHANGE"),
    "behind a link": (created("b/etc/cron.d/x"), 1, "E_PATH_SYMLINK"),
    "a repository inside": (_EMBEDDED, 1, "E_EMBEDDED_REPO"),
    "a hook that can be run": (created("b/.git/hooks/pre-commit", mode="100755"), 1, "E_PATH_GITDIR"),
    "a new executable": (created("b/tool", mode="100755"), 4, "E_MODE"),
    "a symbolic link": (_LINK, 4, "E_MODE_SYMLINK"),
    "an executable bit": ("diff --git a/app.py b/app.py\nold mode 100644\nnew mode 100755\n", 4, "E_MODE"),
    "a binary": (
        f"diff --git a/b.bin b/b.bin\nnew file mode 100644\nindex {'0' * 40}..{'1' * 40}\n"
        "GIT binary patch\nliteral 3\nKcmYe+0RjL50096100\n\nliteral 0\nHcmV?d00001\n\n",
        4,
        "E_BINARY",
    ),
    "a smuggled header": (_SMUGGLED, 4, "E_PATCH_PARSE"),
    "two places": (
        "twice.py\n<<<<<<< SEARCH\n    pass\n=======\n    x\n>>>>>>> REPLACE\n",
        4,
        "E_EDIT_AMBIGUOUS",
    ),
}

# -- a person is asked by name, after the checks have said theirs
HELD: Mapping[str, tuple[str, str, str]] = {
    "tests deselected": (_GOOD + _ITEMS, "E_PROTECTED_PATH", "sub/conftest.py"),
    "a test deleted": (_GOOD + _NO_TEST + _OTHER_TEST, "E_TESTS_TAMPERED", "tests/test_app.py"),
    "a secret": (_GOOD + _SECRET, "E_SECRET_IN_DIFF", "other.py"),
    "an ignored file": (_GOOD + created("b/build/x.py", "x = 1"), "E_IGNORED_PATH", "build/x.py"),
}


@pytest.fixture
def checkout(git_repo: MakeRepo) -> Path:
    checkout = git_repo(FILES)
    (checkout / "etc").symlink_to("/etc")
    repos.git(checkout, "add", "etc")
    repos.git(checkout, "commit", "-q", "-m", "Link a folder of the system's")
    return repos.dirty(checkout)


def ends(checkout: Path, reply: str, exit_code: int) -> runs.Ended:
    with untouched(checkout):
        ended = runs.start(checkout, [reply])
    assert ended.code == exit_code, ended.err
    assert "Traceback" not in ended.err
    assert not (checkout.parent / "outside.txt").exists()
    assert repos.git(checkout, "for-each-ref", "refs/heads/devflow") == ""
    return ended


@pytest.mark.parametrize("name", AT_ONCE)
def test_a_hostile_reply_is_refused_before_anything_is_run(name: str, checkout: Path) -> None:
    reply, exit_code, code = AT_ONCE[name]
    ended = ends(checkout, reply, exit_code)
    assert f"[{code}]" in ended.err
    assert "checks " not in ended.err


@pytest.mark.parametrize("name", HELD)
def test_what_a_person_must_accept_is_held_by_name(name: str, checkout: Path) -> None:
    reply, code, path = HELD[name]
    ended = ends(checkout, reply, 3)
    assert code in ended.err
    assert path in ended.err
