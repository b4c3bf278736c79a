"""A summary as Markdown shows foreign words and obeys none: no link, image, mention, command, HTML."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from devflow.report.markdown import literal, markdown
from tests.support import views

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")
# -- what Markdown or a forge acts upon, where no backslash or zero-width space takes its meaning
ACTS = (
    r"(?<!\\)<\w",
    r"(?<!\\)!\\?\[(?=[^\\])",
    r"(?<!\\)\]\(",
    r"@\w",
    r"#\d",
    r"\w://",
    r"(?m)^\s*/\w",
    r"(?<!\\)```",
)


@pytest.fixture
def page(tmp_path: Path) -> str:
    return markdown(views.hostile(views.opened(tmp_path)))


def test_no_control_or_hidden_character_is_in_it(page: str) -> None:
    assert not CONTROL.search(page)
    assert "<U+202E>" in page.replace("\\", "")


@pytest.mark.parametrize("act", ACTS)
def test_nothing_foreign_is_obeyed(act: str, page: str) -> None:
    assert not re.search(act, page)


@pytest.mark.parametrize("act", ACTS)
def test_the_patterns_find_what_is_not_made_literal(act: str) -> None:
    raw = f"{views.EVIL}\n/merge\n<b> ![x](y)"
    assert re.search(act, raw)


def test_a_cell_cannot_end_its_table(page: str) -> None:
    rows = [line for line in page.splitlines() if line.startswith("| ") and "pytest" in line]
    assert rows
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 6 for row in rows)


def test_plain_words_stay_readable() -> None:
    assert literal("12 tests passed, 3 in 1.5 s") == "12 tests passed, 3 in 1.5 s"


@pytest.mark.parametrize("text", ["1. first", "- item", "# head", "> quote", "/merge", "    code", "+ item"])
def test_a_line_begins_no_block(text: str) -> None:
    assert not re.match(r"\s*(\d+[.)]\s|[-+*#>/]|\s{4})", literal(text))


def test_a_long_line_is_cut_and_says_so() -> None:
    assert "500 characters more" in literal("x" * 1500)
