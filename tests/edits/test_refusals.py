"""One edit that is refused stops the whole reply, whatever honest ones stand beside it.

Each reply here is stopped by a single refusal: without that, it would be done by half, or refused in words
that do not help. Its twin, mended, is done.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from devflow.edits import apply_reply, place_reply
from devflow.errors import EditError
from tests.edits.replies import block, diff, envelope, refusal

FILES = {"a.txt": "one\ntwo\nthree\n", "b.txt": "x\ny\n"}
AFTER = {"a.txt": "one\n2\nthree\n"}
DIFF = diff("a.txt", "@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n")
BLOCK = block("a.txt", "two\n", "2\n")
UPDATE = "*** Update File: a.txt\n@@\n-two\n+2\n"
WHOLE = "a.txt\n```\none\n2\nthree\n```\n"
RENAME = "diff --git a/b.txt b/c.txt\nrename from b.txt\nrename to c.txt\n"
NEW = "diff --git a/n.txt b/n.txt\nnew file mode 100644\n"


class Doubt(NamedTuple):
    """A reply that is refused for one edit, and its twin that is done."""

    refused: str
    code: str
    words: str
    honest: str
    also: dict[str, str | None]
    """What the twin does beside `AFTER`."""


DOUBTS = {
    "a combined diff after a plain one": Doubt(
        DIFF + "@@@ -1 -1 +1 @@@\n- three\n +3\n",
        "E_PATCH_PARSE",
        "A merge's combined diff cannot be applied.",
        DIFF + "@@ -3 +3 @@\n-three\n+3\n",
        {"a.txt": "one\n2\n3\n"},
    ),
    "a fence that cuts a hunk in two": Doubt(
        f"```diff\n{DIFF}```\n+four\n```\n",
        "E_PATCH_PARSE",
        "The fence at line 9 of the reply ends within a hunk.",
        f"```diff\n{DIFF}+```\n+four\n```\n",
        {"a.txt": "one\n2\nthree\n```\nfour\n"},
    ),
    "a hunk of no file": Doubt(
        "@@ -1 +1 @@\n-x\n+z\n" + DIFF,
        "E_PATCH_PARSE",
        "The hunk at line 1 of the reply names no file.",
        "b.txt\n@@ -1 +1 @@\n-x\n+z\n" + DIFF,
        {"b.txt": "z\ny\n"},
    ),
    "a new file with old lines": Doubt(
        DIFF + "--- /dev/null\n+++ b/n.txt\n@@ -1 +1,2 @@\n old\n+new\n",
        "E_PATCH_PARSE",
        "n.txt: the diff of a new file quotes old lines",
        DIFF + "--- /dev/null\n+++ b/n.txt\n@@ -0,0 +1,2 @@\n+old\n+new\n",
        {"n.txt": "old\nnew\n"},
    ),
    "a new file that is promised lines and has none": Doubt(
        DIFF + "--- /dev/null\n+++ b/n.txt\n",
        "E_PATCH_PARSE",
        "n.txt: the diff holds no hunk",
        DIFF + NEW,
        {"n.txt": ""},
    ),
    "a rename to two names": Doubt(
        DIFF + RENAME.replace("a/b.txt b/c.txt", "a/b.txt b/d.txt"),
        "E_PATCH_AMBIGUOUS",
        "different paths: d.txt and c.txt",
        DIFF + RENAME,
        {"b.txt": None, "c.txt": "x\ny\n"},
    ),
    "nothing to nothing": Doubt(
        DIFF + "--- /dev/null\n+++ /dev/null\n",
        "E_PATCH_PARSE",
        "A diff from nothing to nothing.",
        DIFF + "--- a/b.txt\n+++ /dev/null\n",
        {"b.txt": None},
    ),
    "an added file without a path": Doubt(
        envelope(UPDATE + "*** Add File:\n+new\n"),
        "E_PATCH_PARSE",
        "does not know: '*** Add File:'",
        envelope(UPDATE + "*** Add File: n.txt\n+new\n"),
        {"n.txt": "new\n"},
    ),
    "a deleted file with lines": Doubt(
        envelope(UPDATE + "*** Delete File: b.txt\n-x\n"),
        "E_PATCH_PARSE",
        "does not know: '-x'",
        envelope(UPDATE + "*** Delete File: b.txt\n\n"),
        {"b.txt": None},
    ),
    "a move below the hunks": Doubt(
        envelope(UPDATE + "*** Move to: c.txt\n"),
        "E_PATCH_PARSE",
        "does not know: '*** Move to: c.txt'",
        envelope(UPDATE.replace("@@", "*** Move to: c.txt\n@@")),
        {"a.txt": None, "c.txt": "one\n2\nthree\n"},
    ),
    "a whole file with a block's mark": Doubt(
        WHOLE + "n.txt\n```\nx\n  <<<<<<< SEARCH\n```\n",
        "E_PATCH_PARSE",
        "n.txt: its whole text holds the marks of another format: <<<<<<< SEARCH",
        WHOLE + "n.txt\n```\nx\n  <<<< SEARCH\n```\n",
        {"n.txt": "x\n  <<<< SEARCH\n"},
    ),
    "a moved file edited under its new name": Doubt(
        DIFF + RENAME + "diff --git a/c.txt b/c.txt\n" + diff("c.txt", "@@\n-x\n+z\n"),
        "E_EDIT_CONFLICT",
        "c.txt: part 2: the reply moves one file here and edits another of this name",
        DIFF + RENAME + "--- a/b.txt\n+++ b/c.txt\n@@\n-x\n+z\n",
        {"b.txt": None, "c.txt": "z\ny\n"},
    ),
    "a file moved onto another": Doubt(
        DIFF + RENAME.replace("c.txt", "a.txt"),
        "E_EDIT_CONFLICT",
        "b.txt: part 1: the reply moves it onto a.txt, which is there already",
        DIFF + RENAME,
        {"b.txt": None, "c.txt": "x\ny\n"},
    ),
    "too many lines": Doubt(
        DIFF + "\n" * 500_001,
        "E_EDIT_TOO_LARGE",
        "too many lines or fences",
        DIFF + "\n" * 50_000,
        {},
    ),
    "too many fences": Doubt(
        BLOCK + "```\n" * 20_001,
        "E_EDIT_TOO_LARGE",
        "too many lines or fences",
        BLOCK + "```\n" * 19_000,
        {},
    ),
    "too many beginnings": Doubt(
        BLOCK + "+++ \n" * 5_001,
        "E_EDIT_TOO_LARGE",
        "more than 5000 files",
        BLOCK + "+++ \n" * 5_000,
        {},
    ),
    "half a character": Doubt(
        DIFF.replace("+2", "+\ud800"),
        "E_BINARY",
        "characters that no file can hold",
        DIFF.replace("+2", "+\udc80"),
        {"a.txt": "one\n\udc80\nthree\n"},
    ),
}


@pytest.mark.parametrize("doubt", DOUBTS.values(), ids=DOUBTS)
def test_a_reply_with_one_edit_in_doubt_is_refused_and_its_mended_twin_done(doubt: Doubt) -> None:
    error = refusal(doubt.refused, FILES)
    assert error.code == doubt.code
    assert doubt.words in error.message
    assert apply_reply(doubt.honest, FILES) == AFTER | doubt.also


def test_blocks_for_more_than_five_thousand_files_are_refused() -> None:
    created = "".join(f"n{n}.txt\n<<<<<<< SEARCH\n=======\nnew\n>>>>>>> REPLACE\n" for n in range(5_001))
    error = refusal(created, {})
    assert (error.code, error.message) == ("E_EDIT_TOO_LARGE", "The reply edits more than 5000 files.")
    assert len(apply_reply(created[: created.index("n5000.txt")], {})) == 5_000


def test_a_new_file_that_is_to_be_executed_is_refused_once_its_path_is_judged() -> None:
    reply = DIFF + NEW + "--- /dev/null\n+++ b/n.txt\n@@\n+x\n"
    with pytest.raises(EditError, match="a new executable file") as caught:
        place_reply(reply.replace("100644", "100755"), FILES).refuse_modes()
    assert caught.value.code == "E_MODE"
    plain = place_reply(reply, FILES)
    plain.refuse_modes()
    assert plain.changed == AFTER | {"n.txt": "x\n"}
