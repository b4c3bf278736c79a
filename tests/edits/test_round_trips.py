"""Random edits of real files, written in each format, give the edited files byte for byte."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devflow.edits import apply_reply
from tests.edits.replies import block, diff, envelope, written_diff

_SOURCES = sorted((Path(__file__).parents[2] / "devflow").glob("*.py"))
_PATH = "src/file.py"

Lines = list[str]
Edit = tuple[int, int, Lines]
"""First row, row after the last, and the new lines."""
Writer = Callable[[Lines, Edit], str]


def _edits(lines: Lines, seed: int) -> Edit:
    rng = random.Random(seed)
    at = rng.randrange(len(lines))
    end = min(at + rng.choice([0, 1, 1, 2, 5]), len(lines))
    new = [
        f"{rng.choice(['', '    ', chr(9)])}fresh_{seed}_{number}()"
        for number in range(rng.choice([1, 1, 3]))
    ]
    if rng.random() < 0.3:
        new.insert(0, "")
    return at, end, [] if end > at and rng.random() < 0.2 else new


def _around(lines: Lines, edit: Edit) -> tuple[int, int]:
    """Rows around an edit whose text stands nowhere else in the file."""
    top, bottom = max(edit[0] - 1, 0), min(edit[1] + 1, len(lines))
    while sum(lines[row : row + bottom - top] == lines[top:bottom] for row in range(len(lines))) > 1:
        top, bottom = max(top - 1, 0), min(bottom + 1, len(lines))
    return top, bottom


def _as_block(lines: Lines, edit: Edit) -> str:
    top, bottom = _around(lines, edit)
    new = [*lines[top : edit[0]], *edit[2], *lines[edit[1] : bottom]]
    return block(
        _PATH, "".join(f"{line}\n" for line in lines[top:bottom]), "".join(f"{line}\n" for line in new)
    )


def _hunk(lines: Lines, edit: Edit) -> str:
    top, bottom = _around(lines, edit)
    ops = [f" {line}" for line in lines[top : edit[0]]] + [f"-{line}" for line in lines[edit[0] : edit[1]]]
    ops += [f"+{line}" for line in edit[2]] + [f" {line}" for line in lines[edit[1] : bottom]]
    return "@@\n" + "".join(f"{line}\n" for line in ops)


def _as_diff(lines: Lines, edit: Edit) -> str:
    return f"Here it is:\n\n```diff\n{diff(_PATH, _hunk(lines, edit))}```\n"


def _as_envelope(lines: Lines, edit: Edit) -> str:
    return envelope(f"*** Update File: {_PATH}\n{_hunk(lines, edit)}")


def _as_whole(lines: Lines, edit: Edit) -> str:
    new = [*lines[: edit[0]], *edit[2], *lines[edit[1] :]]
    return f"{_PATH}\n`````python\n" + "".join(f"{line}\n" for line in new) + "`````\n"


def _cases() -> Iterator[tuple[Lines, Edit]]:
    for seed in range(60):
        lines = _SOURCES[seed % len(_SOURCES)].read_text(encoding="utf-8").split("\n")[:-1]
        if lines:
            yield lines, _edits(lines, seed)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("writer", [_as_block, _as_diff, _as_envelope, _as_whole])
def test_an_edit_in_each_format_gives_the_exact_file(writer: Writer, bom: str, end: str) -> None:
    for lines, edit in _cases():
        new = [*lines[: edit[0]], *edit[2], *lines[edit[1] :]]
        before, after = (bom + "".join(line + end for line in each) for each in (lines, new))
        if new and before != after:
            assert apply_reply(writer(lines, edit), {_PATH: before}) == {_PATH: after}


@pytest.mark.parametrize(("old_end", "new_end"), [("\n", "\n"), ("", "\n"), ("\n", ""), ("", "")])
def test_a_true_diff_gives_the_exact_file_whatever_its_last_line(old_end: str, new_end: str) -> None:
    for lines, edit in _cases():
        new = [*lines[: edit[0]], *edit[2], *lines[edit[1] :]]
        before, after = "\n".join(lines) + old_end, "\n".join(new) + new_end
        if new and before != after and before.split("\n")[-2:] != after.split("\n")[-2:]:
            assert apply_reply(written_diff(_PATH, before, after), {_PATH: before}) == {_PATH: after}


def test_undecodable_bytes_and_odd_line_ends_come_back_as_they_were() -> None:
    before = b"\xff\xfe one\r\ntwo\x0c\xe2\x80\xa8\rtwo\nthree\n\xe9nd\r\n"
    reply = diff("a.txt", "@@\n-three\n+3\n")
    changed = apply_reply(reply, {"a.txt": before.decode("utf-8", "surrogateescape")})
    after = (changed["a.txt"] or "").encode("utf-8", "surrogateescape")
    assert after == before.replace(b"three", b"3")


def test_creating_and_deleting_by_diff_are_exact() -> None:
    text = "one\n\ntwo"
    assert apply_reply(written_diff("n.txt", None, text), {}) == {"n.txt": text}
    assert apply_reply(written_diff("n.txt", text, None), {"n.txt": text}) == {"n.txt": None}
