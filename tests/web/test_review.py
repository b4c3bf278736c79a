"""A whole review in a real browser: opened, read, commented, sent back, carried on, approved."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

BETTER = runs.GOOD.replace("return first - second\n>>>", "return first + -second\n>>>")


@pytest.fixture
def page(tab: BrowserContext) -> Page:
    return tab.new_page()


@contextmanager
def served(checkout: Path) -> Iterator[str]:
    """`devflow review last --web`, and the link that it prints."""
    argv = (sys.executable, "-m", "devflow", "review", "last", "--web")
    process = subprocess.Popen(
        argv, cwd=checkout, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=runs.environment()
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0, said


def test_a_review_is_read_commented_sent_back_carried_on_and_approved(git_repo: MakeRepo, page: Page) -> None:
    checkout = git_repo()
    with untouched(checkout):
        assert runs.start(checkout, [runs.GOOD, BETTER]).code == 0
        with served(checkout) as link:
            origin = link.partition("/?")[0]
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            page.on("dialog", lambda dialog: dialog.accept())
            page.goto(link)
            assert page.url == f"{origin}/"
            words = page.inner_text("main")
            assert "tests/test_app.py::test_subtract_gives_the_difference" in words
            assert "function subtract" in words

            page.locator("table.diff tr.added td:nth-child(2)").first.click()
            note = page.locator("#note").input_value()
            assert note.startswith("app.py:")
            page.locator("#note").fill(f"{note}use a plus sign")
            page.get_by_role("button", name="Send back").click()
            page.wait_for_selector("[data-working]")
            page.get_by_text("-2 at ").wait_for(timeout=120_000)
            assert "first + -second" in (page.text_content("#diff") or "")

            page.get_by_role("button", name="Approve").click()
            page.get_by_text("approved by").wait_for()
            assert all(url.startswith(f"{origin}/") for url in asked)
    told = runs.devflow(checkout, "show", "last", "--json").json
    assert told["state"] == "approved"
    assert told["branch"].endswith("-2")
    assert "Approved-by" in repos.git(checkout, "notes", "--ref=devflow", "show", told["commit"])
    assert "use a plus sign" in runs.devflow(checkout, "show", "last", "patch").out


def test_what_is_held_is_let_through_by_name(git_repo: MakeRepo, page: Page) -> None:
    outside = f"{runs.GOOD}\nlib/deep/extra.cfg\n<<<<<<< SEARCH\n=======\n[x]\n>>>>>>> REPLACE\n"
    checkout = git_repo()
    assert runs.start(checkout, [outside]).code == 3
    with served(checkout) as link:
        page.goto(link)
        page.get_by_role("button", name="Widen the scope by lib/deep/extra.cfg").click()
        page.get_by_role("button", name="Approve").wait_for(timeout=120_000)
    assert runs.devflow(checkout, "runs", "--json").json[0]["state"] == "ready"
