"""A reviewer reads what is refused, held or costly first, and each file of code with its tests beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from devflow.handoffs import Finding, GuardReport, Risk, Route
from devflow.report.diffs import file_diffs
from tests.support import views

PATHS = (
    "app/export.py",
    "app/money.py",
    "ci.yml",
    "docs/use.md",
    "tests/test_export.py",
    "tests/test_money.py",
)


def diff(path: str, lines: int) -> bytes:
    body = "".join(f"+line {number}\n" for number in range(lines))
    head = f"diff --git a/{path} b/{path}\nindex 1..2 100644\n--- a/{path}\n+++ b/{path}\n"
    return f"{head}@@ -0,0 +1,{lines} @@\n{body}".encode()


def ordered(tmp_path: Path, *, guarded: bool, risky: bool, lines: int = 1) -> list[str]:
    files = tuple(views.changed(path, added=lines) for path in PATHS)
    held = Finding(code="E_PROTECTED_PATH", path="ci.yml", message="Protected.", level="held")
    reasons = ("high: money (the patch changes app/money.py)",) if risky else ("low: no rule speaks of more",)
    route = Route(risk=Risk.HIGH, reasons=reasons, attempts=1, context_tokens=500)
    guard = GuardReport(findings=(held,) if guarded else ())
    view = views.keep(
        views.opened(tmp_path), [("route", route), ("candidate", views.candidate(*files)), ("guard", guard)]
    )
    found = file_diffs(view, b"".join(diff(path, lines) for path in PATHS))
    assert sum(len(each.lines) for each in found) == len(PATHS) * (lines + 1)
    return [each.path for each in found]


def test_protected_then_costly_then_code_with_its_tests(tmp_path: Path) -> None:
    assert ordered(tmp_path, guarded=True, risky=True) == [
        *("ci.yml", "app/money.py", "app/export.py", "tests/test_export.py", "docs/use.md"),
        "tests/test_money.py",
    ]


def test_without_findings_each_file_stands_with_its_tests(tmp_path: Path) -> None:
    assert ordered(tmp_path, guarded=False, risky=False) == [
        *("app/export.py", "tests/test_export.py", "app/money.py", "tests/test_money.py", "ci.yml"),
        "docs/use.md",
    ]


@pytest.mark.parametrize("lines", [2_000])
def test_one_protected_file_is_not_hidden_by_ten_thousand_lines(lines: int, tmp_path: Path) -> None:
    assert ordered(tmp_path, guarded=True, risky=False, lines=lines)[0] == "ci.yml"
