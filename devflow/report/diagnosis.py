"""What `devflow doctor` found, in words and as data."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from devflow.clean import clean_line
from devflow.doctor import Answer, Diagnosis, Finding, Setting
from devflow.report import terminal
from devflow.report.data import Told

_COLOURS = {"ok": "green", "note": "yellow", "missing": "red", "yes": "green", "no": "yellow"}


class DiagnosisTold(Told):
    """Whether a run can start, and what was looked at."""

    can_start: bool
    findings: tuple[Finding, ...]
    settings: tuple[Setting, ...]
    answers: tuple[Answer, ...]


def show(told: Diagnosis) -> None:
    """Findings with their remedies, what is set, the five questions, and whether a run can start."""
    out = terminal.console()
    for finding in told.findings:
        _line(finding.state, f"{finding.subject}: {finding.said}", finding.remedy)
    if told.settings:
        out.print(Text("\nSet by you or the repo", style="bold"))
    for setting in told.settings:
        out.print(Text(clean_line(f"  {setting.key} = {setting.value}  ({setting.source})")))
    out.print(Text("\nFive questions", style="bold"))
    for answer in told.answers:
        said = f"{answer.question} {answer.because[:1].upper()}{answer.because[1:]}."
        _line("yes" if answer.yes else "no", said, answer.remedy)
    out.print(Text(f"\nA run can{'' if told.can_start else 'not'} start here."))


def data(told: Diagnosis) -> dict[str, Any]:
    """The same for --json."""
    shape = DiagnosisTold(
        can_start=told.can_start, findings=told.findings, settings=told.settings, answers=told.answers
    )
    return shape.model_dump(mode="json")


def _line(state: str, said: str, remedy: str) -> None:
    out = terminal.console()
    out.print(Text.assemble((f"{state:8}", _COLOURS[state]), clean_line(said)))
    for line in remedy.splitlines():
        out.print(Text(f"            {clean_line(line)}"))
