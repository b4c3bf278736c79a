"""The ledger: unchanged inputs give back the kept handoff, any change works again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from devflow.errors import EditError, Paused, StepFailed
from devflow.events import Event
from devflow.handoffs import CheckReport, CheckResult, Counts, Handoff, Spec, Ticket
from devflow.store.ledger import Ledger, Reads, step
from devflow.store.store import Store

TICKET = Ticket(title="Add a flag", body="", source="flags")


class Word(Handoff):
    """A small handoff."""

    text: str
    lasting: bool = True

    @property
    def reusable(self) -> bool:
        """Whether it may be kept."""
        return self.lasting


@dataclass
class Tools:
    """The least that a ledger asks of tools, with a count of the work done."""

    prompt: str = "template"
    model: str = "small"
    worked: list[str] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    gone: bool = False

    def only(self, step: str, reads: Reads, notes: tuple[str, ...]) -> Tools:
        del step, reads
        self.notes = notes
        return self

    def pinned(self, reads: Reads) -> dict[str, str]:
        pinned = {f"prompt:{name}": self.prompt for name in reads.prompts}
        return pinned | {f"model:{role}": self.model for role in reads.roles}


@step("say", prompts=("say",), roles=("text",), stands=lambda tools, word, *takes: not tools.gone)
def say(tools: Tools, ticket: Ticket, earlier: Word | None) -> Word:
    tools.worked.append(ticket.title)
    return Word(text=ticket.title + (earlier.text if earlier else "") + "".join(tools.notes))


@step("passing")
def passing(tools: Tools) -> Word:
    tools.worked.append("passing")
    return Word(text="x", lasting=False)


@step("broken")
def broken(tools: Tools) -> Word:
    raise EditError("It does not fit.", "Ask again.", code="E_EDIT_MISMATCH")


@step("asking")
def asking(tools: Tools) -> Word:
    raise Paused("Which one?", ("devflow resume",))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "state")


def ledger_of(store: Store, base: str = "b" * 40) -> Ledger:
    run = store.create(TICKET, base, {})
    return Ledger(store, run.id, base)


def test_a_step_with_a_receipt_is_not_worked_again(store: Store) -> None:
    tools, ledger = Tools(), ledger_of(store)
    first = ledger.step(Word, say, tools, TICKET, None)
    again = ledger.step(Word, say, tools, TICKET, None)
    assert first == again
    assert tools.worked == ["Add a flag"]


def test_another_ledger_of_the_same_run_finds_the_receipt(store: Store) -> None:
    tools, ledger = Tools(), ledger_of(store)
    ledger.step(Word, say, tools, TICKET, None)
    later = Ledger(Store(store.folder), ledger.run, ledger.base)
    later.step(Word, say, tools, TICKET, None)
    assert tools.worked == ["Add a flag"]


CHANGES = {
    "a handoff": lambda tools, ledger: (TICKET.model_copy(update={"body": "more"}), None),
    "an earlier step": lambda tools, ledger: (TICKET, Word(text="before")),
    "a prompt": lambda tools, ledger: setattr(tools, "prompt", "new") or (TICKET, None),
    "a model": lambda tools, ledger: setattr(tools, "model", "large") or (TICKET, None),
    "a note": lambda tools, ledger: (
        ledger.store.decide(ledger.run, "note", "n", step="say") or (TICKET, None)
    ),
    "the base": lambda tools, ledger: setattr(ledger, "base", "c" * 40) or (TICKET, None),
    "what it names": lambda tools, ledger: setattr(tools, "gone", True) or (TICKET, None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_changed_input_works_the_step_again(store: Store, change: str) -> None:
    tools, ledger = Tools(), ledger_of(store)
    ledger.step(Word, say, tools, TICKET, None)
    takes = CHANGES[change](tools, ledger)
    Ledger(store, ledger.run, ledger.base).step(Word, say, tools, *takes)
    assert len(tools.worked) == 2


def test_a_note_for_another_step_changes_nothing(store: Store) -> None:
    tools, ledger = Tools(), ledger_of(store)
    ledger.step(Word, say, tools, TICKET, None)
    store.decide(ledger.run, "note", "for the patch", step="patch")
    Ledger(store, ledger.run, ledger.base).step(Word, say, tools, TICKET, None)
    assert len(tools.worked) == 1


def test_the_same_note_twice_is_two_notes(store: Store) -> None:
    tools, ledger = Tools(), ledger_of(store)
    for expected in (1, 2, 3):
        Ledger(store, ledger.run, ledger.base).step(Word, say, tools, TICKET, None)
        assert len(tools.worked) == expected
        store.decide(ledger.run, "note", "shorter", step="say")
    assert tools.notes == ("shorter", "shorter")


def test_a_handoff_that_may_not_be_kept_is_worked_again(store: Store) -> None:
    tools, ledger = Tools(), ledger_of(store)
    ledger.step(Word, passing, tools)
    ledger.step(Word, passing, tools)
    assert tools.worked == ["passing", "passing"]


def test_a_failed_step_is_named_and_lends_its_code(store: Store) -> None:
    with pytest.raises(StepFailed) as failed:
        ledger_of(store).step(Word, broken, Tools())
    assert (failed.value.step, failed.value.code, failed.value.hint) == (
        "broken",
        "E_EDIT_MISMATCH",
        "Ask again.",
    )


def test_a_pause_goes_through_as_it_is(store: Store) -> None:
    with pytest.raises(Paused):
        ledger_of(store).step(Word, asking, Tools())


def test_events_tell_of_work_and_reuse_in_order(store: Store) -> None:
    told: list[Event] = []
    ledger = ledger_of(store)
    ledger.tell = told.append
    tools = Tools()
    ledger.step(Word, say, tools, TICKET, None)
    ledger.step(Word, say, tools, TICKET, None)
    assert [event.kind for event in told] == ["started", "worked", "kept", "reused"]


def _report(status: str) -> CheckReport:
    result = CheckResult(
        name="pytest",
        kind="tests",
        command=("pytest",),
        status=status,
        reason="",
        before=Counts(),
        after=Counts(),
    )
    return CheckReport(results=(result,), environment="e", sandbox="bubblewrap")


@pytest.mark.parametrize(
    ("status", "kept"),
    [("green", True), ("red", True), ("timed_out", True), ("errored", False), ("needs_setup", False)],
)
def test_a_check_that_could_not_run_is_never_reused(status: str, kept: bool) -> None:
    assert _report(status).reusable is kept


def test_handoffs_are_closed_to_unknown_fields() -> None:
    with pytest.raises(ValueError, match="extra"):
        Spec.model_validate({"action": "a", "expected": "b", "edge_cases": ["c"], "criteria": [], "more": 1})
