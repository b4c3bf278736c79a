"""Hostile diffs, read, placed and judged before anything is written: each ends in its code (cases P)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from devflow.edits import place_reply
from devflow.errors import DevflowError
from devflow.guard import judge_edits, judge_path
from devflow.guard.change import LINK, REGULAR
from tests.guard.builder import Entry

FILES = {
    "app.py": "a\nb\nc\n",
    "tests/test_app.py": "x\n",
    "tests/twins.py": "x\nx\n",
    "crlf.py": "a\r\nb\r\nc\r\n",
}
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


def _edit(hunk: str, name: str = "app.py") -> str:
    return f"--- a/{name}\n+++ b/{name}\n{hunk}"


_HUNK = "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
CASES: Mapping[str, tuple[str, str]] = {
    "P-1 dotdot": (created("b/../x"), "E_PATH_ESCAPE"),
    "P-1 dotdot, deep": (created("b/a/../../x"), "E_PATH_ESCAPE"),
    "P-1 dotdot, plain header": (plain("b/../x"), "E_PATH_ESCAPE"),
    "P-2 abs": (plain("/tmp/x"), "E_PATH_ABSOLUTE"),
    "P-2 abs, one side": (f"--- a/app.py\n+++ /tmp/app.py\n{_HUNK}", "E_PATH_ABSOLUTE"),
    "P-3 git, a hook": (created("b/.git/hooks/pre-commit", mode="100755"), "E_PATH_GITDIR"),
    "P-3 git, its configuration": (created("b/.git/config"), "E_PATH_GITDIR"),
    "P-4 git-case": (created("b/.GIT/config", mode="100755"), "E_PATH_GITDIR"),
    "P-5 git-ntfs, short name": (created("b/GIT~1/config"), "E_PATH_GITDIR"),
    "P-5 git-ntfs, dot": (created("b/.git./config"), "E_PATH_GITDIR"),
    "P-5 git-ntfs, stream": (created("b/.git::$INDEX_ALLOCATION/config"), "E_PATH_GITDIR"),
    "P-6 git-hfs": (created("b/.g\u200cit/config"), "E_PATH_GITDIR"),
    "P-7 git-quoted": (created('"b/\\056git/hooks/x"', mode="100755"), "E_PATH_GITDIR"),
    "P-8 git-nested": (created("b/sub/.git/config"), "E_PATH_GITDIR"),
    "P-9 gitfile": (created("b/sub/.git"), "E_PATH_GITDIR"),
    "P-10 bare": (
        "".join(created(f"b/v/{name}") for name in ("HEAD", "objects/x", "refs/heads/x")),
        "E_EMBEDDED_REPO",
    ),
    "P-13 gitlink": (created("b/sub", mode="160000", body="Subproject commit 1"), "E_MODE"),
    "P-17 symlink-into-git": (created("b/g", mode="120000", body=".git"), "E_MODE_SYMLINK"),
    "P-18 symlink-rel": (created("b/d/l", mode="120000", body="../.."), "E_MODE_SYMLINK"),
    "P-15 symlink-abs": (created("b/link", mode="120000", body="/etc/passwd"), "E_MODE_SYMLINK"),
    "P-16 symlink-then-write": (
        created("b/link", mode="120000", body="/etc") + created("b/link/x"),
        "E_MODE_SYMLINK",
    ),
    "P-19 existing-symlink": (created("b/docs/x"), "E_PATH_SYMLINK"),
    "P-20 typechange": (
        "diff --git a/app.py b/app.py\nold mode 100644\nnew mode 120000\n",
        "E_TYPE_CHANGE",
    ),
    "P-21 typechange to a folder": (created("b/app.py/inner"), "E_TYPE_CHANGE"),
    "P-24 rename out": (renamed("../x"), "E_PATH_ESCAPE"),
    "P-25 hdr-mismatch": (
        f"diff --git a/app.py b/app.py\n--- a/tests/test_app.py\n+++ b/tests/test_app.py\n{_HUNK}",
        "E_PATCH_AMBIGUOUS",
    ),
    "P-25 hdr-mismatch, plain header": (
        f"--- a/app.py\n+++ b/tests/test_app.py\n{_HUNK}",
        "E_PATCH_AMBIGUOUS",
    ),
    "P-26 mode-755": ("diff --git a/app.py b/app.py\nold mode 100644\nnew mode 100755\n", "E_MODE"),
    "P-26 mode-755 of a new file": (created("b/tool", mode="100755"), "E_MODE"),
    "P-27 setuid": (created("b/tool", mode="104755"), "E_MODE"),
    "P-28 binary": ("diff --git a/x b/x\nBinary files a/x and b/x differ\n", "E_BINARY"),
    "P-45 nul-body": (created("b/x", body="a\0b"), "E_BINARY"),
    "P-33 casefold": (created("b/APP.py"), "E_PATH_COLLISION"),
    "P-32 unicode-name": (created("b/\u00e9") + created("b/e\u0301"), "E_PATH_COLLISION"),
    "P-34 newline-name": (created('"b/a\\nb"'), "E_PATH_CHARS"),
    "P-35 esc-name": (created("b/\x1b[2Jx"), "E_PATH_CHARS"),
    "P-36 bidi-name": (created("b/a\u202eb"), "E_PATH_CHARS"),
    "P-37 NUL-name": (created('"b/a\\000b"'), "E_PATH_CHARS"),
    "P-38 backslash": (created("b/..\\x"), "E_PATH_CHARS"),
    "P-39 dash": (created("b/-rf"), "E_PATH_CHARS"),
    "P-40 trailing-space": (created("b/dir /x"), "E_PATH_CHARS"),
    "P-40 reserved": (created("b/CON"), "E_PATH_CHARS"),
    "P-41 name": (created(f"b/{'n' * 300}"), "E_PATH_LENGTH"),
    "P-42 depth": (created(f"b/{'d/' * 2000}x"), "E_PATH_LENGTH"),
    "P-51 dup": (_edit(_HUNK) * 2, "E_EDIT_CONFLICT"),
    "P-50 partial": (_edit(_HUNK) + created("b/../x"), "E_PATH_ESCAPE"),
    "P-52 ambiguous": (_edit("@@ @@\n-x\n+y\n", "tests/twins.py"), "E_EDIT_AMBIGUOUS"),
    "P-53 mismatch": (_edit(_HUNK.replace("-b", "-z")), "E_EDIT_MISMATCH"),
    "P-54 prose": ("I changed app.py.\n", "E_EDIT_EMPTY"),
    "P-55 noop": (_edit(_HUNK.replace("+B", "+b")), "E_EDIT_EMPTY"),
}
HONEST: Mapping[str, tuple[str, str, str]] = {
    "a change": (_edit(_HUNK), "app.py", "a\nB\nc\n"),
    "P-29 crlf: in the patch": (_edit(_HUNK.replace("\n", "\r\n")), "app.py", "a\nB\nc\n"),
    "P-29 crlf: in the file": (_edit(_HUNK, "crlf.py"), "crlf.py", "a\r\nB\r\nc\r\n"),
    "P-30 bom: before the patch": (f"\ufeff{_edit(_HUNK)}", "app.py", "a\nB\nc\n"),
    "P-31 noeof": (
        _edit(_HUNK.replace(" c\n", "-c\n+c\n\\ No newline at end of file\n")),
        "app.py",
        "a\nB\nc",
    ),
    "P-54 counts that lie": (_edit(_HUNK.replace("-1,3", "-9,90")), "app.py", "a\nB\nc\n"),
    "a hidden file": (created("b/.hidden"), ".hidden", "pwn\n"),
    "a name with git in it": (created("b/legit/git.py"), "legit/git.py", "pwn\n"),
    "a rename": (renamed("lib.py"), "lib.py", "a\nb\nc\n"),
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
    reply, path, text = HONEST[name]
    assert judged(reply)[path] == text
