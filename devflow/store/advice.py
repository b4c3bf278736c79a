"""What figures over many runs advise, each with the runs that it rests on; nothing where they are few."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from devflow.models.call import stem
from devflow.store.view import RunView

# -- below so many runs, or calls, a share says nothing
ENOUGH, ENOUGH_CALLS = 5, 10
_OFTEN, _MOSTLY, _UNUSABLE = 1 / 3, 2 / 3, 0.2
_STRONGER = "try a stronger model for `code`"
_SENT_BACK: Mapping[str, str] = {
    "spec": "write the criteria into the tickets, or give `text` a better model",
    "context": "widen `run.context_tokens` before paying for a stronger coder",
    "scope": "put the paths that are always meant into `scope.allow`",
    "patch": _STRONGER,
    "checks": "name in `checks.commands` what should have been run",
}


@dataclass(frozen=True)
class Advice:
    """One sentence for whoever sets the routes."""

    text: str
    runs: tuple[str, ...]
    """What it rests on, newest first."""

    @property
    def said(self) -> str:
        """The sentence with its runs."""
        return f"{self.text} (runs {', '.join(self.runs)})"


def advice(finished: Sequence[RunView]) -> Iterator[Advice]:
    """What the runs with a candidate advise."""
    if len(finished) < ENOUGH:
        return
    yield from _of_notes(finished)
    yield from _of_context(finished)
    yield from _of_scope(finished)
    yield from _of_attempts(finished)
    yield from _of_models(finished)


def notes(view: RunView) -> Iterator[tuple[str, str]]:
    """What reviewers sent it back to, and why."""
    yield from ((said["step"], said["text"]) for said in view.decisions if said["kind"] == "note")


def _of_notes(finished: Sequence[RunView]) -> Iterator[Advice]:
    for step, what in _SENT_BACK.items():
        back = [view.run.id for view in finished if any(to == step for to, _ in notes(view))]
        if len(back) >= _OFTEN * len(finished):
            yield Advice(f"{len(back)} of {len(finished)} runs were sent back to {step}: {what}", tuple(back))


def _of_context(finished: Sequence[RunView]) -> Iterator[Advice]:
    """Whether what was sent back had to change files that the context did not hold."""
    back = [view for view in finished if any(notes(view))]
    missed = [view.run.id for view in back if _missed(view)]
    if len(back) >= ENOUGH and len(missed) >= _OFTEN * len(back):
        share = f"{len(missed)} of {len(back)} runs that were sent back"
        what = "widen `run.context_tokens` before a stronger coder"
        yield Advice(f"the context step missed a file that was changed in {share}: {what}", tuple(missed))


def _missed(view: RunView) -> bool:
    """Whether the last candidate changes a file that was there and that no context had ranked."""
    ranked = {
        file["path"]
        for row in view.receipts
        if row["kind"] == "Context"
        for file in json.loads(row["handoff"])["files"]
    }
    changed = view.candidate.changed if view.candidate else ()
    return bool(ranked) and any(file.verb.value == "modify" and file.path not in ranked for file in changed)


def _of_scope(finished: Sequence[RunView]) -> Iterator[Advice]:
    wider = [view.run.id for view in finished if any(said["kind"] == "permit" for said in view.decisions)]
    if len(wider) >= _OFTEN * len(finished):
        share = f"{len(wider)} of {len(finished)} runs had their scope widened by a person"
        yield Advice(f"{share}: raise `scope.files`, or name the paths in `scope.allow`", tuple(wider))


def _of_attempts(finished: Sequence[RunView]) -> Iterator[Advice]:
    again = [view.run.id for view in finished if view.attempts > 1]
    if len(again) >= _MOSTLY * len(finished):
        share = f"{len(again)} of {len(finished)} runs took more than one attempt"
        yield Advice(f"{share}: {_STRONGER}", tuple(again))


def _of_models(finished: Sequence[RunView]) -> Iterator[Advice]:
    """Models whose answers often could not be used."""
    calls = [(view.run.id, call) for view in finished for call in view.calls]
    for name in dict.fromkeys(f"{call.provider}/{call.model}" for _, call in calls):
        own = [(run, call) for run, call in calls if f"{call.provider}/{call.model}" == name]
        bad = [(run, call) for run, call in own if call.fault]
        if len(own) >= ENOUGH_CALLS and len(bad) >= _UNUSABLE * len(own):
            steps = ", ".join(_once(stem(call.step) for _, call in bad))
            share = f"{len(bad)} of {len(own)} calls to {name} gave nothing usable, in {steps}"
            yield Advice(f"{share}: give these steps another model", tuple(_once(run for run, _ in bad)))


def _once(names: Iterator[str]) -> Collection[str]:
    return dict.fromkeys(names)
