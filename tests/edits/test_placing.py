"""Each tier of placing: what it forgives, what it writes back, and what it refuses."""

from __future__ import annotations

import contextlib
import time

import pytest

from devflow.edits import apply_reply
from devflow.errors import EditError
from tests.edits.replies import block, diff, refusal


@pytest.mark.parametrize(
    ("before", "old", "new", "after"),
    [
        # blanks at the ends of lines: the file's own come back where the line is only quoted
        ("a  \nb\nc\n", "a\nb\n", "a\nB\n", "a  \nB\nc\n"),
        # blank lines at the edges of the block
        ("a\nb\nc\n", "\nb\n\n", "\nB\n\n", "a\nB\nc\n"),
        # blank lines left out
        ("a\n\nb\n\nc\n", "a\nb\nc\n", "a\nb\nC\n", "a\n\nb\n\nC\n"),
        # all further in
        ("    if x:\n        y()\n", "if x:\n    y()\n", "if x:\n    z()\n", "    if x:\n        z()\n"),
        # all further out
        ("if x:\n    y()\n", "    if x:\n        y()\n", "    if x:\n        z()\n", "if x:\n    z()\n"),
        # tabs quoted as blanks
        ("if x:\n\ty()\n", "if x:\n    y()\n", "if x:\n    z()\n", "if x:\n\tz()\n"),
        # runs of blanks within a line
        ("f(a, b)\nx\n", "f(a,   b)\n", "f(b, a)\n", "f(b, a)\nx\n"),
        # typographic quotes and dashes
        ("say('it') - now\nx\n", "say(\u2018it\u2019) \u2013 now\nx\n", "say(\u2018it\u2019) \u2013 now\ny\n",
         "say('it') - now\ny\n"),
        # lines left out, named by dots on both sides
        ("a\nb\nc\nd\ne\n", "a\nb\n...\ne\n", "a\nB\n...\nE\n", "a\nB\nc\nd\nE\n"),
        # Windows line ends
        ("a\r\nb\r\n", "b\n", "B\nC\n", "a\r\nB\r\nC\r\n"),
        # each line its own end
        ("a\r\nb\nc\r\n", "b\n", "B\n", "a\r\nB\nc\r\n"),
        # no newline at the end
        ("a\nb", "b\n", "B\nC\n", "a\nB\nC"),
        # a byte order mark
        ("\ufeffa\nb\n", "a\n", "A\n", "\ufeffA\nb\n"),
    ],
)  # fmt: skip
def test_what_a_block_misquotes_is_placed_and_the_rest_keeps_its_bytes(
    before: str, old: str, new: str, after: str
) -> None:
    assert apply_reply(block("a.txt", old, new), {"a.txt": before}) == {"a.txt": after}


@pytest.mark.parametrize(
    ("before", "old", "new", "code"),
    [
        # each looser reading, too, wants one hit only
        ("    x()\n        x()\n", "x()\n", "y()\n", "E_EDIT_AMBIGUOUS"),
        ("a  \na \n", "a\n", "b\n", "E_EDIT_AMBIGUOUS"),
        # indented unevenly
        ("if x:\n  y()\n   z()\n", "if x:\n    y()\n    z()\n", "w()\n", "E_EDIT_MISMATCH"),
        # a part of a line
        ("value = compute(1)\n", "compute(1)\n", "compute(2)\n", "E_EDIT_MISMATCH"),
        # dots on one side only would remove what they stand for
        ("a\nb\nc\n", "a\n...\nc\n", "A\n", "E_EDIT_MISMATCH"),
        # pieces around dots out of order
        ("c\nb\na\n", "a\n...\nc\n", "A\n...\nC\n", "E_EDIT_MISMATCH"),
        # nothing but blank lines
        ("a\n\nb\n\nc\n", "\n", "x\n", "E_EDIT_AMBIGUOUS"),
    ],
)
def test_what_could_be_meant_otherwise_is_refused(before: str, old: str, new: str, code: str) -> None:
    assert refusal(block("a.txt", old, new), {"a.txt": before}).code == code


def test_a_diff_that_lost_its_leading_blanks_is_placed() -> None:
    before = "def f():\n    a = 1\n    b = 2\n    return a\n"
    hunk = "@@ -1,4 +1,4 @@\ndef f():\n    a = 1\n-    b = 2\n+    b = 3\n    return a\n"
    assert apply_reply(diff("a.py", hunk), {"a.py": before}) == {"a.py": before.replace("b = 2", "b = 3")}


def test_the_failing_part_says_what_the_file_says_there() -> None:
    error = refusal(
        block("a.py", "def total(items):\n    return 0\n", "x\n"), {"a.py": "def total(item):\n    pass\n"}
    )
    assert "def total(item):" in error.hint


def _seconds(reply: str, files: dict[str, str]) -> float:
    started = time.process_time()
    with contextlib.suppress(EditError):
        apply_reply(reply, files)
    return time.process_time() - started


_NUMBERED = "".join(f"line {number}\n" for number in range(10_000))


@pytest.mark.parametrize(
    ("reply", "before"),
    [
        (block("a.txt", "x" * 5_000_000 + "\n", "y\n"), "x" * 5_000_000 + "\n"),
        (block("a.txt", " " * 5_000_000 + "\n", "y\n"), "x\n"),
        ("```" + " " * 5_000_000 + "`\n" + block("a.txt", "x\n", "y\n"), "x\n"),
        ("<<<<<<< SEARCH" + " " * 5_000_000 + "x<\n", "x\n"),
        (">" * 5_000_000 + "\n" + block("a.txt", "x\n", "y\n"), "x\n"),
        ("".join(block("a.txt", f"line {n}\n", f"new {n}\n") for n in range(10_000)), _NUMBERED),
        ("".join(block("a.txt", f"lime {n}\n", f"new {n}\n") for n in range(10_000)), _NUMBERED),
        (block("a.txt", "x\n" * 50_000 + "y\n", "z\n"), "x\n" * 100_000),
        (block("a.txt", " x\n" * 20_000, "z\n"), "x\n" * 50_000),
        ("a.txt\n```\n" + "x\ny\n" * 30_000 + "```\n", "y\nx\nx\n" * 20_000),
        ("```\n" * 1_000_000, ""),
    ],
    ids=range(11),
)
def test_hostile_replies_end_soon(reply: str, before: str) -> None:
    assert _seconds(reply, {"a.txt": before}) < 20


def test_more_than_ten_megabytes_or_five_thousand_files_are_refused_before_parsing() -> None:
    assert refusal("x" * 10_000_001, {}).code == "E_EDIT_TOO_LARGE"
    many = "".join(f"--- /dev/null\n+++ b/f{number}\n@@\n+x\n" for number in range(5_001))
    assert refusal(many, {}).code == "E_EDIT_TOO_LARGE"


def test_a_file_without_a_final_newline_stays_so_when_its_end_goes() -> None:
    assert apply_reply(block("a.css", "}\nb {\n}\n", "}\n"), {"a.css": "a {\n}\nb {\n}"}) == {
        "a.css": "a {\n}"
    }
    whole = "a.css\n```\na {\n}\n```\n"
    assert apply_reply(whole, {"a.css": "a {\n}\nb {\n  c\n}"}) == {"a.css": "a {\n}"}
