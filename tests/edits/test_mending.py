"""A second reply for the parts of a first one that had no place: all of both, or nothing."""

from __future__ import annotations

import pytest

from devflow.edits import PlacingError, apply_reply, as_written, mend, place_reply
from devflow.errors import EditError
from tests.edits.replies import block, diff, envelope

FILES = {
    "a.py": "import os\n\n\ndef run():\n    return 1\n\n\ndef stop():\n    return 2\n",
    "b.py": "x = 1\ny = 2\n",
}
GOOD = block("a.py", "    return 1\n", "    return 3\n")
BAD = block("a.py", "def halt():\n    return 2\n", "def halt():\n    return 4\n")
MENDED = block("a.py", "def stop():\n    return 2\n", "def stop():\n    return 4\n")
OTHER = block("b.py", "y = 2\n", "y = 3\n")
BOTH = FILES["a.py"].replace("return 1", "return 3").replace("return 2", "return 4")


def unplaced(reply: str, files: dict[str, str] = FILES) -> PlacingError:
    with pytest.raises(PlacingError) as caught:
        apply_reply(reply, files)
    return caught.value


def mended(first: str, second: str) -> dict[str, str | None]:
    return mend(unplaced(first), second, FILES).changed


def test_the_good_parts_of_the_first_and_the_second_reply_are_one() -> None:
    assert mended(GOOD + BAD + OTHER, MENDED) == {"a.py": BOTH, "b.py": "x = 1\ny = 3\n"}


@pytest.mark.parametrize(
    "second",
    [
        MENDED,
        diff("a.py", "@@ -8,2 +8,2 @@\n def stop():\n-    return 2\n+    return 4\n"),
        envelope("*** Update File: a.py\n@@ def stop():\n-    return 2\n+    return 4\n"),
        GOOD + MENDED + OTHER,
        MENDED + block("a.py", "def run():\n    return 1\n", "def run():\n    return 3\n") + OTHER,
    ],
    ids=["a block", "a diff", "an envelope", "all again", "all again, worded otherwise"],
)
def test_however_it_is_given_again_nothing_counts_twice(second: str) -> None:
    assert mended(GOOD + BAD + OTHER, second) == {"a.py": BOTH, "b.py": "x = 1\ny = 3\n"}


def test_a_new_line_that_is_given_again_is_not_there_twice() -> None:
    adds = block("b.py", "x = 1\n", "x = 1\nz = 0\n")
    assert mended(adds + BAD, adds + MENDED)["b.py"] == "x = 1\nz = 0\ny = 2\n"


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (BAD, "E_EDIT_MISMATCH"),
        (OTHER, "E_EDIT_MISMATCH"),
        ("I would rather not.\n", "E_EDIT_EMPTY"),
        ("a.py\n<<<<<<< SEARCH\nimport os\n", "E_PATCH_PARSE"),
        (MENDED + block("a.py", "    return 1\n", "    return 9\n"), "E_EDIT_CONFLICT"),
        (f"a.py\n```\n{BOTH}```\n", "E_EDIT_CONFLICT"),
    ],
    ids=["the same again", "another part only", "words", "cut off", "at odds with what was kept", "whole"],
)
def test_a_second_reply_that_does_not_mend_changes_nothing(second: str, code: str) -> None:
    with pytest.raises(EditError) as caught:
        mended(GOOD + BAD, second)
    assert caught.value.code == code


def test_of_two_failed_parts_both_must_come_back() -> None:
    first = GOOD + BAD + block("a.py", "import sys\n", "import re\n")
    with pytest.raises(EditError, match="was not given again"):
        mended(first, MENDED)
    changed = mended(first, MENDED + block("a.py", "import os\n", "import re\n"))
    assert changed == {"a.py": BOTH.replace("os", "re")}
    nothing_left = block("a.py", "import os\n", "import os\n")
    assert mended(first, MENDED + nothing_left) == {"a.py": BOTH}


def test_parts_that_clash_are_both_asked_for_again_and_no_other() -> None:
    error = unplaced(block("b.py", "x = 1\n", "x = 5\n") + block("b.py", "x = 1\n", "x = 6\n") + OTHER)
    assert sorted(each.part for each in error.failures) == [1, 2]
    assert [edit.part for edit in error.kept] == [3]


def test_an_edit_that_excludes_another_takes_it_with_it() -> None:
    error = unplaced(envelope("*** Delete File: b.py\n*** Update File: b.py\n@@\n-x = 1\n+x = 2\n") + GOOD)
    assert {lost.edit.path for lost in error.lost} == {"b.py"}
    assert len(error.lost) == 2
    assert [edit.path for edit in error.kept] == ["a.py"]


def test_a_file_that_moves_is_given_again_whole() -> None:
    moves = "*** Update File: b.py\n*** Move to: c.py\n@@\n-x = 1\n+x = 5\n"
    error = unplaced(envelope(moves + "@@\n-q = 2\n+q = 3\n"))
    assert "rename to c.py" in as_written(error.lost[0].edit)
    assert error.kept == ()
    changed = mend(error, envelope(moves + "@@\n-y = 2\n+y = 3\n"), FILES).changed
    assert changed == {"b.py": None, "c.py": "x = 5\ny = 3\n"}


def test_a_file_with_a_fault_is_asked_for_again_part_by_part_and_no_other_file() -> None:
    placed = place_reply(GOOD + block("a.py", "import os\n", "import (\n") + OTHER, FILES)
    fault = placed.refused("E_EDIT_SYNTAX", {"a.py": "it would no longer parse"})
    assert [(lost.edit.path, lost.failure.part) for lost in fault.lost] == [("a.py", 1), ("a.py", 2)]
    with pytest.raises(EditError, match="was not given again"):
        mend(fault, block("a.py", "import os\n", "import re\n"), FILES)
    changed = mend(fault, GOOD + block("a.py", "import os\n", "import re\n"), FILES).changed
    assert changed["b.py"] == "x = 1\ny = 3\n"
    assert changed["a.py"] == FILES["a.py"].replace("return 1", "return 3").replace("os", "re")


def test_a_failed_part_is_shown_as_a_block_that_reads_back_as_itself() -> None:
    first = diff("b.py", "@@ -1,2 +1,2 @@\n x = 9\n-y = 9\n+=======\n+y = 3\n")
    written = as_written(unplaced(first).lost[0].edit)
    assert apply_reply(written, {"b.py": "x = 9\ny = 9\n"}) == {"b.py": "x = 9\n=======\ny = 3\n"}
