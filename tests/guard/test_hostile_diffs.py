"""Hostile diffs, read, placed and judged before anything is written: each ends in its code (cases P)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from devflow.edits import place_reply
from devflow.errors import DevflowError
from devflow.guard import judge_edits, judge_path
from devflow.guard.change import LINK, REGULAR
from tests.guard.builder import Entry

FILES = {"app.py": "a\nb\nc\n", "tests/test_app.py": "x\n"}
TREE = {
    **{path: Entry(REGULAR, "1" * 40) for path in FILES},
    "docs": Entry(LINK, "2" * 40),
}


def created(name: str, mode: str = "100644", body: str = "pwn") -> str:
    head = f"diff --git {name} {name}\nnew file mode {mode}\n--- /dev/null\n+++ {name}\n"
    return f"{head}@@ -0,0 +1 @@\n+{body}\n"


def plain(name: str) -> str:
    return f"--- /dev/null\n+++ {name}\n@@ -0,0 +1 @@\n+pwn\n"


def renamed(target: str) -> str:
    return f"diff --git a/app.py b/{target}\nsimilarity index 100%\nrename from app.py\nrename to {target}\n"


_HUNK = "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
CASES: Mapping[str, tuple[str, str]] = {
    "P-dotdot": (created("b/../x"), "E_PATH_ESCAPE"),
    "P-dotdot deep": (created("b/a/../../x"), "E_PATH_ESCAPE"),
    "P-dotdot plain": (plain("b/../x"), "E_PATH_ESCAPE"),
    "P-abs": (plain("/tmp/x"), "E_PATH_ABSOLUTE"),
    "P-abs one side": (f"--- a/app.py\n+++ /tmp/app.py\n{_HUNK}", "E_PATH_ABSOLUTE"),
    "P-git hook": (created("b/.git/hooks/pre-commit", mode="100755"), "E_PATH_GITDIR"),
    "P-git config": (created("b/.git/config"), "E_PATH_GITDIR"),
    "P-git-case": (created("b/.GIT/config", mode="100755"), "E_PATH_GITDIR"),
    "P-git-ntfs short": (created("b/GIT~1/config"), "E_PATH_GITDIR"),
    "P-git-ntfs dot": (created("b/.git./config"), "E_PATH_GITDIR"),
    "P-git-ntfs stream": (created("b/.git::$INDEX_ALLOCATION/config"), "E_PATH_GITDIR"),
    "P-git-hfs": (created("b/.g\u200cit/config"), "E_PATH_GITDIR"),
    "P-git-quoted": (created('"b/\\056git/hooks/x"', mode="100755"), "E_PATH_GITDIR"),
    "P-git-nested": (created("b/sub/.git/config"), "E_PATH_GITDIR"),
    "P-gitfile": (created("b/sub/.git"), "E_PATH_GITDIR"),
    "P-bare": (
        "".join(created(f"b/v/{name}") for name in ("HEAD", "objects/x", "refs/heads/x")),
        "E_EMBEDDED_REPO",
    ),
    "P-gitlink": (created("b/sub", mode="160000", body="Subproject commit 1"), "E_MODE"),
    "P-symlink-abs": (created("b/link", mode="120000", body="/etc/passwd"), "E_MODE_SYMLINK"),
    "P-symlink-then-write": (
        created("b/link", mode="120000", body="/etc") + created("b/link/x"),
        "E_MODE_SYMLINK",
    ),
    "P-existing-symlink": (created("b/docs/x"), "E_PATH_SYMLINK"),
    "P-typechange": (
        "diff --git a/app.py b/app.py\nold mode 100644\nnew mode 120000\n",
        "E_TYPE_CHANGE",
    ),
    "P-typechange to a folder": (created("b/app.py/inner"), "E_TYPE_CHANGE"),
    "P-rename out": (renamed("../x"), "E_PATH_ESCAPE"),
    "P-hdr-mismatch": (
        f"diff --git a/app.py b/app.py\n--- a/tests/test_app.py\n+++ b/tests/test_app.py\n{_HUNK}",
        "E_PATCH_AMBIGUOUS",
    ),
    "P-hdr-mismatch plain": (f"--- a/app.py\n+++ b/tests/test_app.py\n{_HUNK}", "E_PATCH_AMBIGUOUS"),
    "P-mode-755": ("diff --git a/app.py b/app.py\nold mode 100644\nnew mode 100755\n", "E_MODE"),
    "P-mode-755 of a new file": (created("b/tool", mode="100755"), "E_MODE"),
    "P-setuid": (created("b/tool", mode="104755"), "E_MODE"),
    "P-binary": ("diff --git a/x b/x\nBinary files a/x and b/x differ\n", "E_BINARY"),
    "P-nul-body": (created("b/x", body="a\0b"), "E_BINARY"),
    "P-casefold": (created("b/APP.py"), "E_PATH_COLLISION"),
    "P-unicode-name": (created("b/\u00e9") + created("b/e\u0301"), "E_PATH_COLLISION"),
    "P-newline-name": (created('"b/a\\nb"'), "E_PATH_CHARS"),
    "P-esc-name": (created("b/\x1b[2Jx"), "E_PATH_CHARS"),
    "P-bidi-name": (created("b/a\u202eb"), "E_PATH_CHARS"),
    "P-NUL-name": (created('"b/a\\000b"'), "E_PATH_CHARS"),
    "P-backslash": (created("b/..\\x"), "E_PATH_CHARS"),
    "P-dash": (created("b/-rf"), "E_PATH_CHARS"),
    "P-name": (created(f"b/{'n' * 300}"), "E_PATH_LENGTH"),
    "P-depth": (created(f"b/{'d/' * 2000}x"), "E_PATH_LENGTH"),
    "P-dup": (f"--- a/app.py\n+++ b/app.py\n{_HUNK}" * 2, "E_EDIT_CONFLICT"),
    "P-partial": (f"--- a/app.py\n+++ b/app.py\n{_HUNK}" + created("b/../x"), "E_PATH_ESCAPE"),
    "P-hunk mismatch": (f"--- a/app.py\n+++ b/app.py\n{_HUNK.replace('-b', '-z')}", "E_EDIT_MISMATCH"),
    "P-hunk prose": ("I changed app.py.\n", "E_EDIT_EMPTY"),
    "P-noop": (f"--- a/app.py\n+++ b/app.py\n{_HUNK.replace('+B', '+b')}", "E_EDIT_EMPTY"),
}
HONEST: Mapping[str, tuple[str, str]] = {
    "a change": (f"--- a/app.py\n+++ b/app.py\n{_HUNK}", "app.py"),
    "counts that lie": (f"--- a/app.py\n+++ b/app.py\n{_HUNK.replace('-1,3', '-9,90')}", "app.py"),
    "a byte order mark before it": (f"\ufeff--- a/app.py\n+++ b/app.py\n{_HUNK}", "app.py"),
    "a hidden file": (created("b/.hidden"), ".hidden"),
    "a name with git in it": (created("b/legit/git.py"), "legit/git.py"),
    "a rename": (renamed("lib.py"), "lib.py"),
}


def judged(reply: str) -> dict[str, str | None]:
    """What a reply changes, placed and judged in the order in which a run does it."""
    result = place_reply(reply, FILES)
    for path in result.changed:
        judge_path(path.encode("utf-8", "surrogateescape"))
    written = tuple(path for path, text in result.changed.items() if text is not None)
    judge_edits(written, TREE, tuple(set(result.changed) - set(written)))
    result.refuse_modes()
    return result.changed


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_diff_ends_in_its_code(name: str) -> None:
    reply, code = CASES[name]
    with pytest.raises(DevflowError) as caught:
        judged(reply)
    assert caught.value.code == code, caught.value.message


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_diff_of_the_same_kind_passes(name: str) -> None:
    reply, path = HONEST[name]
    assert path in judged(reply)
