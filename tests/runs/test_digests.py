"""The ledger as a table: what each step reads, and which steps work again when one thing changes.

Both tables are written out by hand, so that a step which reads more or less than it should turns them red.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from devflow.engine import Engine
from devflow.events import Event
from devflow.store.store import Run, Store
from tests.support import repos, runs
from tests.support.kept import newest

FILES = {**repos.SAMPLE, "other.py": "def unrelated() -> None:\n    pass\n"}
# -- of every step
ALWAYS = {"step", "gives", "base"}


def ran(folder: Path, *patches: str) -> Path:
    """A finished run, whose script holds everything twice."""
    checkout = repos.make(folder / "repo", FILES)
    outside = checkout.parent
    (outside / "ticket.md").write_text(runs.TICKET)
    replies = [("spec", runs.SPEC)] * 2 + [("patch", patch) for patch in patches] * 2
    script = runs.write_script(outside / "script.jsonl", *replies)
    check = ("--check", "grep -q 'return first + second' app.py")
    ended = runs.devflow(checkout, "run", str(outside / "ticket.md"), "--script", str(script), *check)
    assert ended.code == 0, ended.err
    return checkout


def later(checkout: Path, base: str) -> str:
    """Another commit with the same tree; the same one whenever it is made."""
    return repos.git(checkout, "commit-tree", f"{base}^{{tree}}", "-p", base, "-m", "Later")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of one attempt."""
    checkout = ran(tmp_path_factory.mktemp("once"), runs.GOOD)
    # -- copies of the run's git directory go on borrowing objects from here
    later(checkout, newest(checkout)[1].base)
    return checkout


@pytest.fixture
def checkout(once: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    shutil.copytree(once, tmp_path / "copy", symlinks=True)
    return tmp_path / "copy"


_ROUTE = "config:budget config:risk config:route config:run seating"
READS = (
    ("route", f"1:Ticket {_ROUTE}"),
    ("spec", "1:Ticket 2:Route model:text prompt:spec"),
    ("context", "1:Ticket 2:Spec 3:Route"),
    ("route", f"1:Route 2:Spec 3:Context {_ROUTE}"),
    ("facts", "1:Ticket 2:Spec 3:Context 4:Route 5:Answers config:facts"),
    ("scope", "1:Context 2:Route 3:Answers config:scope"),
    ("patch", "1:Ticket 2:Spec 3:Context 4:Facts 5:Scope 6:NoneType model:code prompt:edits prompt:patch"),
    ("candidate", "1:Ticket 2:Patch 3:NoneType config:checks config:sandbox"),
    ("checks", "1:Context 2:Candidate config:checks config:sandbox"),
    ("guard", "1:Scope 2:Candidate 3:CheckReport 4:Answers config:risk config:scope"),
    ("patch", "1:Ticket 2:Spec 3:Context 4:Facts 5:Scope 6:Attempt model:code prompt:edits prompt:patch"),
    ("candidate", "1:Ticket 2:Patch 3:Attempt config:checks config:sandbox"),
    ("checks", "1:Context 2:Candidate config:checks config:sandbox"),
    ("guard", "1:Scope 2:Candidate 3:CheckReport 4:Answers config:risk config:scope"),
    ("route", f"1:Route 2:Candidate {_ROUTE}"),
    ("summary", "1:Ticket 2:Route 3:Spec 4:Facts 5:Attempt 6:NoneType"),
    ("review", "1:Ticket 2:Summary 3:Attempt 4:Answers"),
)


def test_each_step_reads_exactly_what_the_table_says(tmp_path: Path) -> None:
    store, run = newest(ran(tmp_path, runs.BREAKS_ADD, runs.MENDS_ADD))
    found = []
    for row in store.rows("receipts", run.id):
        inputs = {key.removeprefix("handoff:") for key in json.loads(row["inputs"])}
        assert inputs >= ALWAYS
        found.append((row["step"], " ".join(sorted(inputs - ALWAYS))))
    assert found == list(READS)


def _note(step: str) -> Callable[[Store, Run], None]:
    return lambda store, run: store.decide(run.id, "note", "Please look again.", step=step)


def _said(step: str, kind: str, text: str) -> Callable[[Store, Run], None]:
    return lambda store, run: store.decide(run.id, kind, text, step=step)


def _pinned(*keys: str, to: Any) -> Callable[[Store, Run], None]:
    def change(store: Store, run: Run) -> None:
        pins = json.loads(json.dumps(run.pins))
        place = pins
        for key in keys[:-1]:
            place = place[key]
        assert place[keys[-1]] != to
        place[keys[-1]] = to
        store.change(run.id, pins=json.dumps(pins))

    return change


def _template(name: str) -> Callable[[Store, Run], None]:
    return lambda store, run: _pinned("prompts", name, to=run.pins["prompts"][name] + "{# more #}")(
        store, run
    )


def _ticket(store: Store, run: Run) -> None:
    store.change(run.id, ticket=run.ticket.model_copy(update={"body": "Mind zero."}).model_dump_json())


def _base(store: Store, run: Run) -> None:
    store.change(run.id, base=later(store.folder.parent.parent, run.base))


# -- a step that gives what it gave before ends the wave there; checks never do, for the seconds they took
ALL = "route spec context route facts scope patch candidate checks guard route summary review"
CHANGES: Mapping[str, tuple[Callable[[Store, Run], None], str]] = {
    "nothing": (lambda store, run: None, ""),
    "the base": (_base, ALL),
    "the ticket": (
        _ticket,
        "route spec context route facts scope patch candidate checks guard summary review",
    ),
    "a note to spec": (_note("spec"), "spec"),
    "a note to context": (_note("context"), "context"),
    "a note to facts": (_note("facts"), "facts"),
    "a note to scope": (_note("scope"), "scope"),
    "a note to patch": (_note("patch"), "patch"),
    "a note to checks": (_note("checks"), "checks guard summary review"),
    "a note to summary": (_note("summary"), "summary"),
    "a path for the scope": (_said("scope", "permit", "lib/**"), "scope patch guard"),
    "words for the facts": (_said("facts", "words", "No."), "facts patch summary review"),
    "a path for the review": (_said("review", "permit", "lib/**"), "guard review"),
    "a yes to the review": (_said("review", "accept", "x"), "guard review"),
    "more budget": (_said("", "budget", "1"), ""),
    "the template of spec": (_template("spec"), "spec"),
    "the template of patch": (_template("patch"), "patch"),
    "the template of edits": (_template("edits"), "patch"),
    "config run": (
        _pinned("config", "run", "attempts", to=2),
        "route spec context route facts scope route summary",
    ),
    "config risk": (_pinned("config", "risk", "medium", to=["subtlety"]), "route route guard route"),
    "config checks": (_pinned("config", "checks", "seconds", to=60), "candidate checks guard summary review"),
    "config sandbox": (_pinned("config", "sandbox", to="none"), "candidate checks guard summary review"),
    "config scope": (_pinned("config", "scope", "max_files", to=19), "scope patch guard"),
    "config budget": (
        _pinned("config", "budget", "money", to="3"),
        "route spec context route facts scope route summary",
    ),
    "the version": (_pinned("version", to="99"), ""),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_makes_exactly_these_steps_work_again(name: str, checkout: Path) -> None:
    change, expected = CHANGES[name]
    change(*newest(checkout))
    told: list[Event] = []
    engine = Engine.at(checkout, told.append)
    engine.carry(engine.store.run("last"))
    worked = [event.step for event in told if event.kind == "kept"]
    reused = [event.step for event in told if event.kind == "reused"]
    assert " ".join(worked) == expected
    assert sorted(worked + reused) == sorted(ALL.split())
