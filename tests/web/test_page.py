"""The page in a real browser: foreign words stay words, all is in reach of keys, and colours can be read."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from devflow.handoffs import Candidate, Finding, GuardReport, Handoff
from devflow.report.figures_page import figures_page
from devflow.report.page import page
from devflow.store.stats import stats
from tests.support import views

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

DIFF = b"""diff --git a/app.py b/app.py
index 1..2 100644
--- a/app.py
+++ b/app.py
@@ -1,3 +1,3 @@
 import os
-old = 1
+new = 2
 end = 3
diff --git a/ci.yml b/ci.yml
index 1..2 100644
--- a/ci.yml
+++ b/ci.yml
@@ -0,0 +1 @@
+on: push
"""
# -- the contrast of every element that shows text of its own, by the formula of WCAG 2
CONTRAST = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = numbers(colour).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (numbers(colour).length === 3 || numbers(colour)[3] === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.body.querySelectorAll("*")]
    .filter((element) => own(element) && !["SCRIPT", "STYLE"].includes(element.tagName))
    .map((element) => {
      const [one, other] = [light(getComputedStyle(element).color), light(ground(element))];
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      return [`${element.tagName}.${element.className}: ${element.textContent.slice(0, 40)}`, ratio];
    });
}"""


def small(tmp_path: Path) -> Path:
    files = (views.changed("app.py"), views.changed("ci.yml"))
    candidate = Candidate(base=views.BASE, commit=views.COMMIT, tree="", changed=files)
    held = Finding(code="E_PROTECTED_PATH", path="ci.yml", message="Protected.", level="held")
    told = views.summary(changed=files, look_at=("Look here.",), held=("ci.yml: Protected.",))
    steps: list[tuple[str, Handoff]] = [
        ("candidate", candidate),
        ("checks", views.report(new_tests=(views.proving("t::x"),))),
        ("checks", views.report("red")),
        ("guard", GuardReport(findings=(held,))),
        ("summary", told),
    ]
    view = views.keep(views.opened(tmp_path), steps, calls=[views.call("spec")], branch="devflow/x")
    return written(tmp_path, page(view, DIFF).html)


def written(folder: Path, html: str) -> Path:
    target = folder / "page.html"
    target.write_text(html, "utf-8")
    return target


def opened(tab: BrowserContext, file: Path) -> tuple[Page, list[str]]:
    """The page, and every address that it asked for."""
    asked: list[str] = []
    shown = tab.new_page()
    shown.on("request", lambda request: asked.append(request.url))
    shown.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    shown.goto(file.as_uri())
    return shown, asked


def test_hostile_words_are_shown_literally_and_nothing_is_asked_for(
    tab: BrowserContext, tmp_path: Path
) -> None:
    view = views.hostile(views.opened(tmp_path))
    shown, asked = opened(tab, written(tmp_path, page(view, views.hostile_diff()).html))
    shown.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    words = shown.inner_text("body")
    assert words.count("<script>document.title='owned'</script>") > 20
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e]", words)
    assert "<U+202E>evil<U+200B>" in words
    assert shown.title() != "owned"
    assert shown.locator("img, iframe, object, embed, link, script[src]").count() == 0
    assert asked == [shown.url]


@pytest.mark.parametrize("policed", [True, False])
def test_the_policy_stops_script_and_requests_that_are_not_ours(
    policed: bool, tab: BrowserContext, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as outside:
        outside.settimeout(1 if policed else 10)
        address = f"http://127.0.0.1:{outside.getsockname()[1]}/x"
        html = small(tmp_path).read_text("utf-8")
        planted = f"<script>document.title = 'owned'</script><img src='{address}' loading='eager'>"
        html = html.replace("<main", f"{planted}<main")
        if not policed:
            html = re.sub(r"<meta http-equiv=[^>]*>", "", html)
        shown = tab.new_page()
        shown.goto(written(tmp_path, html).as_uri(), wait_until="domcontentloaded")
        assert (shown.title() == "owned", came(outside)) == (not policed, not policed)


def came(outside: socket.socket) -> bool:
    """Whether anybody called in time."""
    try:
        outside.accept()[0].close()
    except TimeoutError:
        return False
    return True


def test_the_protected_file_comes_first_and_sides_are_drawn_from_the_same_rows(
    tab: BrowserContext, tmp_path: Path
) -> None:
    shown, _ = opened(tab, small(tmp_path))
    assert shown.locator("details.file > summary b").all_inner_texts() == ["ci.yml", "app.py"]
    before = shown.locator("table.diff").all_inner_texts()
    shown.keyboard.press("s")
    row = shown.locator("#file-2 tr").nth(2).locator("td")
    assert row.all_inner_texts() == ["2", "old = 1", "2", "new = 2"]
    shown.get_by_role("button", name="Side by side").click()
    assert shown.locator("table.diff").all_inner_texts() == before


def test_all_is_in_reach_of_keys(tab: BrowserContext, tmp_path: Path) -> None:
    shown, _ = opened(tab, small(tmp_path))
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.className") == "skip"
    shown.keyboard.press("j")
    shown.keyboard.press("j")
    assert "app.py" in shown.evaluate("document.activeElement.textContent")
    shown.keyboard.press("Enter")
    assert not shown.locator("#file-2").evaluate("(file) => file.open")
    focus = shown.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert focus == "3px"


def test_a_receipt_opens_and_tells_what_it_gave(tab: BrowserContext, tmp_path: Path) -> None:
    shown, _ = opened(tab, small(tmp_path))
    receipt = shown.locator("#receipts details:has(> summary b:text-is('checks'))").first
    receipt.locator("summary").click()
    told = receipt.inner_text()
    assert all(word in told for word in ("decided", "used", "next", "exactly what it gave", '"environment"'))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(scheme: str, tab: BrowserContext, tmp_path: Path) -> None:
    shown, _ = opened(tab, small(tmp_path))
    shown.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    shown.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    for sides in (False, True):
        if sides:
            shown.keyboard.press("s")
        measured = shown.evaluate(CONTRAST)
        assert len(measured) > 40
        assert [each for each in measured if each[1] < 4.5] == []


def test_a_person_turns_dark_and_light(tab: BrowserContext, tmp_path: Path) -> None:
    shown, _ = opened(tab, small(tmp_path))
    ground = "getComputedStyle(document.body).backgroundColor"
    shown.emulate_media(color_scheme="light")
    light = shown.evaluate(ground)
    shown.get_by_role("button", name="Dark or light").click()
    dark = shown.evaluate(ground)
    shown.emulate_media(color_scheme="dark")
    assert (light, dark) == ("rgb(255, 255, 255)", "rgb(14, 17, 22)")
    assert shown.evaluate(ground) == dark


def test_a_phone_scrolls_down_only(tab: BrowserContext, tmp_path: Path) -> None:
    shown, _ = opened(tab, small(tmp_path))
    shown.set_viewport_size({"width": 360, "height": 740})
    assert shown.evaluate("document.documentElement.scrollWidth") <= 360


def test_plots_show_every_line_and_need_no_script(tab: BrowserContext, tmp_path: Path) -> None:
    store = views.opened(tmp_path)
    steps: list[tuple[str, Handoff]] = [("candidate", views.candidate()), ("checks", views.report())]
    found = [views.keep(store, steps, calls=[views.call("spec")]) for _ in range(2)]
    html = figures_page(stats(found)).html
    shown, asked = opened(tab, written(tmp_path, html))
    plot = shown.locator("svg[aria-label='seconds each time, by step']")
    assert [each for each in plot.locator("> text").all_text_contents() if not each.endswith(" s")] == [
        "candidate",
        "checks",
        "spec",
    ]
    assert plot.locator("> rect").count() == 3
    assert asked == [shown.url]


def test_without_script_the_page_can_be_read(chromium: object, tmp_path: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    shown = context.new_page()
    shown.goto(small(tmp_path).as_uri())
    assert "new = 2" in shown.inner_text("#file-2")
    context.close()
