"""What a model is shown of the parts that had no place: they alone, while that is short enough to be read."""

from __future__ import annotations

import pytest

from devflow.edits import PlacingError, apply_reply
from devflow.replies.failed import failed_parts
from tests.edits.replies import block

_FILES = {"a.txt": "".join(f"line {number}\n" for number in range(400))}


def _unplaced(count: int, width: int) -> PlacingError:
    blocks = "".join(block("a.txt", f"none {n}{'x' * width}\n", f"new {n}\n") for n in range(count))
    with pytest.raises(PlacingError) as caught:
        apply_reply(blocks, _FILES)
    return caught.value


def test_however_many_short_parts_failed_each_is_asked_for_alone() -> None:
    assert len(failed_parts(_unplaced(40, 10), _FILES)) == 40


def test_parts_that_are_too_long_to_be_shown_are_not() -> None:
    assert failed_parts(_unplaced(40, 3_000), _FILES) == ()


def test_a_part_is_shown_with_the_lines_around_the_nearest_place() -> None:
    with pytest.raises(PlacingError) as caught:
        apply_reply(block("a.txt", "line 200\nline two\n", "line 200\nnew\n"), _FILES)
    (part,) = failed_parts(caught.value, _FILES)
    assert "line two" in part.written
    assert ["line 200\n" in piece.text for piece in part.there] == [True]
    assert "line 300\n" not in part.there[0].text
