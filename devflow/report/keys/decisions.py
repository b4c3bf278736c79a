"""What a reviewer decides while he reads: nothing is done before the end, and all of it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from devflow.store.store import RunState
from devflow.store.view import RunView

Kind = Literal["approve", "reject", "send-back", "comment", "accept", "scope", "answer", "yes", "resume"]
_VERDICTS: tuple[Kind, ...] = ("approve", "reject", "send-back", "yes", "resume")
_ANSWERS: tuple[Kind, ...] = ("accept", "scope", "answer")
_SAID: dict[Kind, str] = {
    "approve": "approve{named}{text}",
    "reject": "reject{text}",
    "send-back": "send back to {step}{text}",
    "comment": "comment{text}",
    "accept": "accept{text}",
    "scope": "widen the scope by{text}",
    "answer": "answer{text}",
    "yes": "say yes to all that is asked",
    "resume": "go on with the run",
}


@dataclass(frozen=True)
class Decision:
    """One thing that is to be done with the run."""

    kind: Kind
    text: str = ""
    """A note, or by what name."""
    step: str = ""
    owner: str = ""
    """The name under which an owner approves."""

    @property
    def said(self) -> str:
        """In words."""
        named = f" as {self.owner}" if self.owner else ""
        return _SAID[self.kind].format(
            step=self.step, named=named, text=f": {self.text}" if self.text else ""
        )


@dataclass
class Docket:
    """The decisions so far, and each state they were in before."""

    now: tuple[Decision, ...] = ()
    _before: list[tuple[Decision, ...]] = field(default_factory=list)

    def add(self, decision: Decision) -> None:
        """Take a decision in; a verdict takes the place of another, and ends what it contradicts."""
        self._before.append(self.now)
        kept = [each for each in self.now if not _contradict(each.kind, decision.kind)]
        self.now = (*(each for each in kept if each != decision), decision)

    def undo(self) -> bool:
        """Take the last one back; False where there is none."""
        if self._before:
            self.now = self._before.pop()
            return True
        return False


def final(decisions: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The decisions in the order in which they are done; comments go back as one note.

    Comments without a step that they go back to stay with the verdict, as its note.
    """
    comments = [each.text for each in decisions if each.kind == "comment"]
    others = [each for each in decisions if each.kind not in ("comment", *_VERDICTS)]
    verdict = next((each for each in decisions if each.kind in _VERDICTS), None)
    if verdict is None:
        return (*others, Decision("send-back", "\n".join(comments), "patch")) if comments else tuple(others)
    note = "\n".join((*([verdict.text] if verdict.text else []), *comments))
    return (*others, replace(verdict, text=note))


def offered(view: RunView) -> tuple[Kind, ...]:
    """What can be decided of a run in its state."""
    state, pause = view.run.state, view.run.pause
    if state in (RunState.APPROVED, RunState.REJECTED):
        return ()
    always: tuple[Kind, ...] = ("send-back", "comment", "reject")
    if state is RunState.READY:
        return ("approve", *always)
    if pause is None:
        return ("resume", *always)
    asked: list[Kind] = ["answer"] if pause.words else []
    if view.guard is not None and view.guard.at("held"):
        asked += ["accept", "scope"]
    elif view.run.code in ("E_SCOPE", "E_SCOPE_ASKED"):
        asked.append("scope")
    return ("yes", *asked, *always)


def _contradict(old: Kind, new: Kind) -> bool:
    if new in _VERDICTS and old in _VERDICTS:
        return True
    ends = {"approve", "reject", "yes"}
    return (new in ends and old in _ANSWERS) or (old in ends and new in _ANSWERS)
