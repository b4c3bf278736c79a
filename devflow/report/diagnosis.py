"""What `devflow doctor` found, in words and as data."""

from __future__ import annotations

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


def show(found: Diagnosis) -> None:
    """Findings with their remedies, what is set, the five questions, and whether a run can start."""
    out = terminal.console()
    for finding in found.findings:
        _line(finding.state, f"{finding.subject}: {finding.said}", finding.remedy)
    if found.settings:
        out.print(Text("\nSet by you or the repo", style="bold"))
    for setting in found.settings:
        out.print(Text(clean_line(f"  {setting.key} = {setting.value}  ({setting.source})")))
    out.print(Text("\nFive questions", style="bold"))
    for answer in found.answers:
        said = f"{answer.question} {answer.because[:1].upper()}{answer.because[1:]}."
        _line("yes" if answer.yes else "no", said, answer.remedy)
    out.print(Text(f"\nA run can{'' if found.can_start else 'not'} start here."))


def told(found: Diagnosis) -> DiagnosisTold:
    """The same for --json."""
    return DiagnosisTold(
        can_start=found.can_start, findings=found.findings, settings=found.settings, answers=found.answers
    )


def _line(state: str, said: str, remedy: str) -> None:
    out = terminal.console()
    out.print(Text.assemble((f"{state:8}", _COLOURS[state]), clean_line(said)))
    for line in remedy.splitlines():
        out.print(Text(f"            {clean_line(line)}"))
