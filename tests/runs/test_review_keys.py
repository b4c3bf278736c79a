"""A whole review by keys in a real terminal: read, commented, decided, taken back, sent back, approved."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from devflow.git.user_repo import UserRepo
from devflow.store.store import Store
from tests.support import repos, runs, views
from tests.support.digest import untouched
from tests.support.kept import newest
from tests.support.talk import talk

BETTER = runs.GOOD.replace("return first - second\n>>>", "return first + -second\n>>>")
SIZE = (80, 24)
READY, TYPING, DECIDED, END = "q end", "▏", "decided, u takes back", "leave, and do nothing"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    checkout = repos.make(tmp_path_factory.mktemp("once") / "repo", repos.SAMPLE)
    assert runs.start(checkout, [runs.GOOD, BETTER]).code == 0
    return checkout


@pytest.fixture
def checkout(once: Path, tmp_path: Path) -> Path:
    shutil.copytree(once, tmp_path / "repo", symlinks=True)
    return tmp_path / "repo"


def review(checkout: Path, *answers: tuple[str, str], term: str = "xterm-256color") -> tuple[int, str]:
    return talk(checkout, ("review", "last"), *answers, size=SIZE, term=term)


def state(checkout: Path) -> str:
    return str(newest(checkout)[1].state)


def test_a_verdict_is_taken_back_and_another_one_given(checkout: Path) -> None:
    with untouched(checkout):
        code, screen = review(
            checkout,
            (READY, "r"),
            ("Why", "wrong\r"),
            (DECIDED, "u"),
            ("Taken back", "a"),
            ("a note, or nothing", "fine\r"),
            (DECIDED, "q"),
            (END, "\r"),
        )
    assert (code, state(checkout)) == (0, "approved")
    assert newest(checkout)[1].verdict_note == "fine"
    assert "rejected" not in screen
    # -- the terminal is given back: its own screen left, the cursor shown
    assert screen.rindex("\x1b[?25h\x1b[?1049l") < screen.rindex("approved devflow/")


def test_a_comment_on_a_line_goes_back_with_a_note_and_the_run_goes_on(checkout: Path) -> None:
    code, screen = review(
        checkout,
        (READY, "/"),
        (TYPING, "first - second\r"),
        ("first - second", "c"),
        ("On app.py:", "use a plus sign\r"),
        (DECIDED, "s"),
        ("Back to which step", "4"),
        ("beside the comments", "\r"),
        (DECIDED, "q"),
        (END, "\r"),
    )
    assert code == 0, screen[-2000:]
    store, run = newest(checkout)
    assert run.branch.endswith("-2")
    (note,) = [row["text"] for row in store.rows("decisions", run.id) if row["kind"] == "note"]
    assert re.fullmatch(r"app\.py:\d+: use a plus sign", note)


@pytest.mark.parametrize(("end", "code"), [(((END, "x"),), 0), (((END, "\x03"),), 130)])
def test_leaving_keeps_nothing(end: tuple[tuple[str, str], ...], code: int, checkout: Path) -> None:
    ended, screen = review(checkout, (READY, "a"), ("a note", "\r"), (DECIDED, "q"), *end)
    assert (ended, state(checkout)) == (code, "ready")
    assert "Nothing was decided." in screen


def test_a_dumb_terminal_gets_plain_lines(checkout: Path) -> None:
    code, screen = review(checkout, term="dumb")
    assert code == 0
    assert "\x1b" not in screen
    assert "devflow approve" in screen and "+    return first - second" in screen


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_no_byte_of_a_hostile_run_is_obeyed(term: str, tmp_path: Path) -> None:
    checkout = repos.make(tmp_path / "repo", repos.SAMPLE)
    views.hostile(Store(UserRepo.find(checkout).state))
    keys = ((READY, "Z"), (READY, " "), (READY, " "), (READY, "q")) if term != "dumb" else ()
    code, screen = review(checkout, *keys, term=term)
    assert code == 0
    own = re.compile(r"\x1b\[[0-9;]*m|\x1b\[(?:H|K|J|\?(?:1049|25)[hl])")
    left = own.sub("", screen)
    assert not re.findall("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202e]", left)
    assert "\\x1b]0;owned" in left and "<U+202E>" in left
