"""A run is read on one screen: findings first, folds, search; every line fits, nothing foreign is obeyed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from devflow.report.diffs import file_diffs
from devflow.report.keys.document import document
from devflow.report.keys.place import Place
from devflow.report.keys.screen import Screen
from devflow.store.view import RunView
from tests.support import views

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e]")
OWN = re.compile(r"\x1b\[[0-9;]*m")


class Paper:
    """Stands in for a terminal: keeps what was drawn last, and strikes keys."""

    def __init__(self, columns: int = 80, lines: int = 24, keys: tuple[str, ...] = ()) -> None:
        self.size = (columns, lines)
        self.lines: list[str] = []
        self.keys = list(keys)

    def draw(self, lines: Any) -> None:
        self.lines = list(lines)

    def key(self) -> str:
        return self.keys.pop(0)

    @property
    def words(self) -> str:
        return OWN.sub("", "\n".join(self.lines))


DIFF = b"""diff --git a/app.py b/app.py
index 1..2 100644
--- a/app.py
+++ b/app.py
@@ -1,2 +1,3 @@
 def add(first, second):
-    return first
+    return first + second
+    # \xc3\xa9t\xc3\xa9
"""


def opened(tmp_path: Path) -> RunView:
    candidate = views.candidate(views.changed("app.py", added=2, removed=1))
    return views.keep(
        views.opened(tmp_path),
        [("candidate", candidate), ("checks", views.report()), ("summary", views.summary())],
    )


def placed(view: RunView, diff: bytes = b"") -> Place:
    return Place(document(view, file_diffs(view, diff)))


def shown(place: Place, paper: Paper) -> str:
    Screen(paper, place, coloured=True).draw("here", "said")  # type: ignore[arg-type]
    return paper.words


def test_the_summary_comes_first_then_the_files_then_the_receipts(tmp_path: Path) -> None:
    heads = [group.head.text for group in placed(opened(tmp_path), DIFF).document.groups]
    kinds = [
        "file" if "modify app.py" in head else "receipt" if head.startswith("receipt") else ""
        for head in heads
    ]
    assert list(dict.fromkeys(kinds)) == ["", "file", "receipt"]


def test_code_has_the_numbers_of_its_sides_and_colours(tmp_path: Path) -> None:
    place, paper = placed(opened(tmp_path), DIFF), Paper(lines=60)
    words = shown(place, paper)
    assert re.search(r"1    1   +def add\(first, second\):", words)
    assert re.search(r"2      -     return first\b", words)
    assert re.search(r"     2 \+     return first \+ second", words)
    (line,) = [each for each in paper.lines if "def" in each and "add" in each]
    assert len(OWN.findall(line)) > 6


def test_a_folded_file_is_found_by_search_and_opened(tmp_path: Path) -> None:
    place = placed(opened(tmp_path), DIFF)
    place.fold_all(folded=True)
    assert len(place.visible) == len(place.document.groups)
    place.words = "FIRST + second"
    assert place.find(1)
    assert place.row.text == "    return first + second" and place.line == "app.py:2"
    assert not place.find(1) or place.row.text == "    return first + second"
    place.words = "nowhere to be found"
    assert not place.find(1)


def test_the_reader_is_always_on_the_screen(tmp_path: Path) -> None:
    place, paper = placed(opened(tmp_path), DIFF), Paper(lines=12)
    screen = Screen(paper, place, coloured=True)  # type: ignore[arg-type]
    for by in (*[1] * len(place.visible), *[-1] * len(place.visible), 10**9, -(10**9)):
        place.move(by)
        screen.draw("", "")
        assert "▌" in paper.words
        assert len(paper.lines) == 12


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_every_line_fits(columns: int, tmp_path: Path) -> None:
    view = views.hostile(views.opened(tmp_path))
    place, paper = placed(view), Paper(columns, 30)
    place.fold_all(folded=False)
    screen = Screen(paper, place, coloured=True)  # type: ignore[arg-type]
    for _ in range(0, len(place.visible), 5):
        place.move(5)
        screen.draw("w" * 300, "s" * 300)
        assert max(cell_len(OWN.sub("", line)) for line in paper.lines) <= columns


def test_nothing_foreign_is_obeyed(tmp_path: Path) -> None:
    place, paper = placed(views.hostile(views.opened(tmp_path))), Paper(200, 60)
    place.fold_all(folded=False)
    screen = Screen(paper, place, coloured=True)  # type: ignore[arg-type]
    seen = ""
    for _ in range(0, len(place.visible), 20):
        screen.draw(views.EVIL[:0], "")
        seen += paper.words
        place.move(20)
    assert not CONTROL.findall(seen.replace("\n", ""))
    assert "<U+202E>" in seen and "\\x1b" in seen


def test_what_is_typed_is_cleaned_too(tmp_path: Path) -> None:
    paper = Paper(keys=("a", "\u202e", "é", "erase", "ü", "enter"))
    screen = Screen(paper, placed(opened(tmp_path)), coloured=False)  # type: ignore[arg-type]
    assert screen.ask("", "Why") == "aü"
    assert not CONTROL.findall(paper.words.replace("\n", ""))


def test_a_choice_is_made_by_number_or_left(tmp_path: Path) -> None:
    place = placed(opened(tmp_path))
    assert Screen(Paper(keys=("9", "2")), place, coloured=True).choose("Which", ("a", "b")) == "b"  # type: ignore[arg-type]
    assert Screen(Paper(keys=("escape",)), place, coloured=True).choose("Which", ("a",)) is None  # type: ignore[arg-type]


def test_without_colours_there_are_none(tmp_path: Path) -> None:
    place, paper = placed(opened(tmp_path), DIFF), Paper(lines=60)
    Screen(paper, place, coloured=False).draw("", "")  # type: ignore[arg-type]
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", "".join(paper.lines))
