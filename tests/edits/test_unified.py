"""Unified diffs: placed by their text, whatever their numbers say."""

from __future__ import annotations

import pytest

from devflow.edits import apply_reply
from tests.edits.replies import diff, refusal

BASE = "".join(f"line {number}\n" for number in range(1, 11))
FILES = {"a.txt": BASE, "b/c.txt": "x\ny\n"}
AFTER = BASE.replace("line 5\n", "five\n")
HUNK = "@@ -4,3 +4,3 @@\n line 4\n-line 5\n+five\n line 6\n"


@pytest.mark.parametrize(
    "reply",
    [
        diff("a.txt", HUNK),
        "diff --git a/a.txt b/a.txt\nindex 111..222 100644\n" + diff("a.txt", HUNK),
        "--- a.txt\n+++ a.txt\n" + HUNK,
        "--- a.txt\t2024-01-01 00:00:00.000 +0000\n+++ a.txt\t2024-01-02 00:00:00.000 +0000\n" + HUNK,
        "--- a.txt.orig 2024-01-01 00:00:00\n+++ a.txt 2024-01-02 00:00:00\n" + HUNK,
        "diff -u old/a.txt new/a.txt\n--- old/a.txt\n+++ new/a.txt\n" + HUNK,
        "diff --git i/a.txt w/a.txt\n--- i/a.txt\n+++ w/a.txt\n" + HUNK,
        "Index: a.txt\n=====\n--- a.txt\t(revision 3)\n+++ a.txt\t(working copy)\n" + HUNK,
        f"Here it is:\n```diff\n{diff('a.txt', HUNK)}```\nDone.\n",
        f"a.txt\n```diff\n{HUNK}```\n",
        diff("a.txt", HUNK) + "\nThis makes it right.\n",
        diff("a.txt", HUNK).removesuffix("\n"),
        diff("a.txt", HUNK).replace("\n", "\r\n"),
        "\ufeff" + diff("a.txt", HUNK),
        diff("a.txt", HUNK.replace("-4,3 +4,3", "-90,1 +7,44")),
        diff("a.txt", HUNK.replace("-4,3 +4,3", "...")),
        diff("a.txt", HUNK.replace("@@ -4,3 +4,3 @@", "@@")),
        diff("a.txt", HUNK.replace(" line 4", "line 4").replace(" line 6", "line 6")),
        diff("a.txt", HUNK.replace(" line 4", " line 4  ").replace(" line 6", " line 6\t")),
        "From 123 Mon Sep 17\nSubject: x\n---\n a.txt | 2 +-\n\n" + diff("a.txt", HUNK) + "-- \n2.39.5\n",
    ],
    ids=range(20),
)
def test_every_way_to_write_a_diff_gives_the_same_file(reply: str) -> None:
    assert apply_reply(reply, FILES) == {"a.txt": AFTER}


def test_several_files_are_changed_created_deleted_and_moved() -> None:
    reply = (
        "diff --git a/a.txt b/a.txt\n" + diff("a.txt", HUNK) + "diff --git a/new.txt b/new.txt\n"
        "new file mode 100644\n--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1 @@\n+hello\n"
        "diff --git a/b/c.txt b/b/d.txt\nsimilarity index 50%\nrename from b/c.txt\nrename to b/d.txt\n"
        "--- a/b/c.txt\n+++ b/b/d.txt\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n"
        "diff --git a/e.txt b/e.txt\ndeleted file mode 100644\n--- a/e.txt\n+++ /dev/null\n@@\n-e\n"
    )
    assert apply_reply(reply, {**FILES, "e.txt": "e\n"}) == {
        "a.txt": AFTER,
        "new.txt": "hello\n",
        "b/d.txt": "x\nz\n",
        "b/c.txt": None,
        "e.txt": None,
    }


def test_names_are_unquoted_and_may_hold_blanks() -> None:
    reply = (
        'diff --git "a/caf\\303\\251 x.txt" "b/caf\\303\\251 x.txt"\n--- "a/caf\\303\\251 x.txt"\n'
        '+++ "b/caf\\303\\251 x.txt"\n@@\n-a\n+b\n'
        "diff --git a/my file.txt b/my file.txt\n--- a/my file.txt\t\n+++ b/my file.txt\t\n@@\n-a\n+b\n"
    )
    files = {"café x.txt": "a\n", "my file.txt": "a\n"}
    assert apply_reply(reply, files) == {"café x.txt": "b\n", "my file.txt": "b\n"}


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("diff --git a/a.txt b/a.txt\n" + diff("b/c.txt", HUNK), "E_PATCH_AMBIGUOUS"),
        ("--- a/a.txt\n+++ b/b/c.txt\n" + HUNK, "E_PATCH_AMBIGUOUS"),
        ("diff --git a/x b/x\n--- /dev/null\n+++ /tmp/x\n@@\n+x\n", "E_PATH_ABSOLUTE"),
        ("diff --git a/a.txt b/a.txt\nold mode 100644\nnew mode 100755\n", "E_MODE"),
        ("diff --git a/s b/s\nnew file mode 104755\n--- /dev/null\n+++ b/s\n@@\n+x\n", "E_MODE"),
        ("diff --git a/s b/s\nnew file mode 160000\n--- /dev/null\n+++ b/s\n@@\n+x\n", "E_MODE"),
        ("diff --git a/s b/s\nnew file mode 120000\n--- /dev/null\n+++ b/s\n@@\n+x\n", "E_MODE_SYMLINK"),
        ("diff --git a/s b/s\nnew file mode 100644\nGIT binary patch\nliteral 3\nKcmYe\n", "E_BINARY"),
        ("diff --git a/a.txt b/a.txt\nBinary files a/a.txt and b/a.txt differ\n", "E_BINARY"),
        (diff("new.txt", "@@ -0,0 +1 @@\n+a\0b\n"), "E_BINARY"),
        (
            "diff --git a/a.txt b/a.txt\nnew file mode 120000\n--- /dev/null\n+++ b/a.txt\n@@\n+x\n",
            "E_TYPE_CHANGE",
        ),
        (diff("a.txt", HUNK) * 2, "E_EDIT_CONFLICT"),
        ("--- /dev/null\n+++ b/a.txt\n@@\n+x\n", "E_EDIT_CONFLICT"),
        (diff("a.txt", "@@ -1,3 +1,3 @@\n z\n-y\n+B\n"), "E_EDIT_MISMATCH"),
        (diff("gone.txt", HUNK), "E_EDIT_MISMATCH"),
        ("--- a/gone.txt\n+++ /dev/null\n@@\n-x\n", "E_EDIT_MISMATCH"),
        ("--- a/a.txt\n+++ /dev/null\n@@\n-line 1\n", "E_EDIT_MISMATCH"),
        (diff("a.txt", "@@ -3,0 +4,1 @@\n+new\n"), "E_EDIT_AMBIGUOUS"),
        (diff("a.txt", "@@ -1,99999999999999999999 +1,1 @@\n line 1\n"), "E_EDIT_EMPTY"),
        (diff("a.txt", ""), "E_PATCH_PARSE"),
        (diff("a.txt", "@@\n line 1\n+--- a/b/c.txt\n+++ b/b/c.txt\n+@@\n"), "E_PATCH_PARSE"),
        ("@@ -1 +1 @@\n-a\n+b\n", "E_PATCH_PARSE"),
        (diff("a.txt", "@@@ -1 -1 +1 @@@\n--a\n++b\n"), "E_PATCH_PARSE"),
    ],
)
def test_a_diff_that_cannot_be_trusted_is_refused(reply: str, code: str) -> None:
    assert refusal(reply, FILES).code == code


def test_numbers_never_choose_between_two_places() -> None:
    files = {"a.txt": "x\nsame\ny\nx\nsame\ny\n"}
    assert (
        refusal(diff("a.txt", "@@ -4,3 +4,3 @@\n x\n-same\n+other\n y\n"), files).code == "E_EDIT_AMBIGUOUS"
    )


TWICE = {"a.txt": "x\ny\nz\nmiddle\nx\ny\nz\n"}


@pytest.mark.parametrize(
    ("hunk", "after"),
    [
        ("@@ -5,3 +5,4 @@\n x\n y\n z\n+new\n", "x\ny\nz\nmiddle\nx\ny\nz\nnew\n"),
        ("@@ -5,3 +5,3 @@ middle\n x\n y\n-z\n+new\n", "x\ny\nz\nmiddle\nx\ny\nnew\n"),
        ("@@ -6,2 +6 @@\n y\n-z\n", "x\ny\nz\nmiddle\nx\ny\n"),
        ("@@ -1,3 +1,4 @@\n+new\n x\n y\n z\n", "new\nx\ny\nz\nmiddle\nx\ny\nz\n"),
    ],
    ids=["appended", "replaced", "removed", "put first"],
)
def test_a_hunk_with_context_on_one_side_stands_at_the_end_that_it_names(hunk: str, after: str) -> None:
    assert apply_reply(diff("a.txt", hunk), TWICE) == {"a.txt": after}


@pytest.mark.parametrize(
    "hunk",
    [
        "@@ -1,3 +1,4 @@\n x\n y\n z\n+new\n",
        "@@ -4,3 +4,4 @@\n x\n y\n z\n+new\n",
        "@@ -5,3 +5,5 @@\n x\n y\n z\n+new\n",
        "@@ -5,4 +5,4 @@\n x\n y\n z\n+new\n",
        "@@ -5 +5 @@\n x\n y\n z\n+new\n",
        "@@\n x\n y\n z\n+new\n",
        "@@ -5,3 +5,4 @@\n+new\n x\n y\n z\n",
        "@@ -6,2 +6,3 @@\n y\n+new\n z\n",
    ],
    ids=["other", "none", "new count", "old count", "no counts", "no numbers", "put first", "both sides"],
)
def test_a_hunk_whose_numbers_do_not_name_that_end_is_refused(hunk: str) -> None:
    assert refusal(diff("a.txt", hunk), TWICE).code == "E_EDIT_AMBIGUOUS"


def test_the_order_of_hunks_chooses_where_only_one_choice_keeps_it() -> None:
    files = {"a.txt": "x\nsame\nmiddle\nsame\n"}
    reply = diff("a.txt", "@@\n-middle\n+centre\n@@\n-same\n+other\n")
    assert apply_reply(reply, files) == {"a.txt": "x\nsame\ncentre\nother\n"}


def test_a_heading_chooses_between_equal_places() -> None:
    files = {"a.py": "def one():\n    return 0\n\n\ndef two():\n    return 0\n"}
    reply = diff("a.py", "@@ -6 +6 @@ def two():\n-    return 0\n+    return 2\n")
    assert apply_reply(reply, files) == {"a.py": "def one():\n    return 0\n\n\ndef two():\n    return 2\n"}


def test_blank_lines_that_a_diff_drops_stay_in_the_file() -> None:
    files = {"a.txt": "a\n\nb\nc\n\nd\n"}
    reply = diff("a.txt", "@@ -1,4 +1,4 @@\n a\n b\n-c\n+C\n d\n")
    assert apply_reply(reply, files) == {"a.txt": "a\n\nb\nC\n\nd\n"}


def test_new_lines_beside_a_dropped_blank_line_are_refused() -> None:
    files = {"a.txt": "a\n\nb\n"}
    error = refusal(diff("a.txt", "@@ -1,2 +1,3 @@\n a\n+new\n b\n"), files)
    assert error.code == "E_EDIT_AMBIGUOUS"


def test_a_blank_line_without_its_mark_beside_changed_ones_is_refused_where_others_bear_theirs() -> None:
    files = {"a.txt": "a\n\nb\n\nc\nd\n"}
    removed = refusal(diff("a.txt", "@@\n a\n \n-b\n\n-c\n d\n"), files)
    assert removed.code == "E_EDIT_AMBIGUOUS"
    assert apply_reply(diff("a.txt", "@@\n a\n \n-b\n \n-c\n d\n"), files) == {"a.txt": "a\n\n\nd\n"}
    assert apply_reply(diff("a.txt", "@@\n a\n\n-b\n\n-c\n d\n"), files) == {"a.txt": "a\n\n\nd\n"}


def test_a_blank_line_in_the_place_of_a_removed_one_that_the_file_has_not_is_refused() -> None:
    error = refusal(diff("a.txt", "@@\n line 1\n-line 2\n\n line 3\n"), FILES)
    assert error.code == "E_EDIT_AMBIGUOUS"


def test_a_rename_that_lost_its_first_line_is_done_and_a_mode_that_did_is_refused() -> None:
    edit = diff("a.txt", "@@\n-line 2\n+line two\n")
    moved = apply_reply(f"{edit}rename from b.txt\nrename to c.txt\n", FILES | {"b.txt": "b\n"})
    assert (moved["b.txt"], moved["c.txt"]) == (None, "b\n")
    assert refusal(f"{edit}new file mode 100644\n", FILES).code == "E_PATCH_PARSE"


def test_fences_and_paths_within_a_diff_are_lines_of_its_file() -> None:
    files = {"r.md": "# R\n\nsrc/a.js\n\n```js\nold()\n```\nend\n"}
    hunk = "@@\n # R\n \n src/a.js\n \n ```js\n-old()\n+young()\n ```\n end\n"
    assert apply_reply(diff("r.md", hunk), files) == {"r.md": files["r.md"].replace("old", "young")}
