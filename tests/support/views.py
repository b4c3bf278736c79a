"""Runs as a store keeps them, written without being worked: for what reads runs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from devflow.handoffs import (
    Candidate,
    ChangedFile,
    CheckReport,
    CheckResult,
    Counts,
    Evidence,
    Finding,
    GuardReport,
    Handoff,
    IdChange,
    Outcome,
    Quote,
    Risk,
    Summary,
    Ticket,
    Verb,
)
from devflow.models.call import Call
from devflow.store import schema
from devflow.store.store import RunState, Store
from devflow.store.view import RunView, view

BASE, COMMIT = "b" * 40, "c" * 40
# -- what must never be obeyed: cursor and title sequences, C1, bidi, zero-width, markup of every reader
EVIL = (
    "\x1b[2J\x1b]0;owned\x07\x9b31m \u202eevil\u200b [/oops] [link=http://x]y[/link] \r\x00"
    "<script>document.title='owned'</script><img src=http://127.0.0.1:9/x onerror=alert(1)>"
    " ![i](http://127.0.0.1:9/p) [c](javascript:alert(1)) @org/all fixes #1 o/r#2 ` | ``` </pre></details>"
)


def changed(path: str, verb: Verb = Verb.MODIFY, added: int = 1, removed: int = 0) -> ChangedFile:
    """A changed plain file."""
    modes = {"old_mode": "100644", "new_mode": "100644", "old_blob": "1" * 40, "new_blob": "2" * 40}
    return ChangedFile(path=path, verb=verb, added=added, removed=removed, **modes)  # type: ignore[arg-type]


def candidate(*files: ChangedFile) -> Candidate:
    """A candidate that changes these files."""
    return Candidate(base=BASE, commit=COMMIT, tree="3" * 40, changed=files)


def report(status: str = "green", **changes: tuple[IdChange, ...]) -> CheckReport:
    """One check of tests, with these ids in it."""
    result = CheckResult(
        name="pytest",
        kind="tests",
        command=("pytest",),
        status=status,  # type: ignore[arg-type]
        reason="12 tests passed.",
        before=Counts(passed=11),
        after=Counts(passed=12),
        **changes,  # type: ignore[arg-type]
    )
    return CheckReport(results=(result,), environment="e", sandbox="bubblewrap")


def proving(name: str) -> IdChange:
    """A test that is absent without the patch and green with it."""
    return IdChange(id=name, before=None, after=Outcome.PASSED)


def summary(**fields: Any) -> Summary:
    """A summary of a small run of low risk."""
    given = {
        "title": "Add a subtract function",
        "asked": "The user gets 2.",
        "risk": Risk.LOW,
        "owner": "",
        "changed": (changed("app.py"),),
        "proven": ("pytest: green — 12 tests passed.",),
        "evidence": (),
        "look_at": (),
        "roll_back": "Delete the branch.",
    }
    return Summary.model_validate(given | fields)


def call(step: str, model: str = "small", cost: str = "0.01", **fields: Any) -> Call:
    """A settled call."""
    given = {
        "step": step,
        "role": "text",
        "provider": "script",
        "model": model,
        "request": "r",
        "prompt": "What?",
        "reply": "That.",
        "reserved_tokens": 10,
        "reserved": None,
        "output_limit": 5,
        "at": "2026-01-05T10:00:00Z",
        "state": "settled",
        "input_tokens": 100,
        "output_tokens": 20,
        "cost": Decimal(cost),
    }
    return Call.model_validate(given | fields)


def keep(
    store: Store,
    handoffs: Sequence[tuple[str, Handoff]] = (),
    *,
    title: str = "Add a subtract function",
    state: RunState = RunState.READY,
    calls: Sequence[Call] = (),
    notes: Sequence[tuple[str, str]] = (),
    created: float = 1_700_000_000.0,
    **columns: Any,
) -> RunView:
    """Keep a run with one receipt for each (step, handoff), two seconds each; gives it as readers see it."""
    run = store.create(Ticket(title=title, body=columns.pop("body", ""), source="-"), BASE, {})
    store.change(run.id, state=state, created=created, **columns)
    with store.begin() as connection:
        for step, handoff in handoffs:
            row = {
                "run": run.id,
                "step": step,
                "digest": "d" * 64,
                "inputs": '{"step": "x", "handoff:1:Spec": "y", "model:text": "z"}',
                "kind": type(handoff).__name__,
                "handoff": handoff.model_dump_json(),
                "started": created,
                "seconds": 2.0,
            }
            connection.execute(insert(schema.receipts).values(**row))
        for each in calls:
            row = {"run": run.id, "step": each.step, "request": "r", "state": each.state}
            connection.execute(insert(schema.calls).values(**row, call=each.model_dump_json()))
    for step, text in notes:
        store.decide(run.id, "note", text, step=step, by="Ada")
    return view(store, store.run(run.id))


def hostile(store: Store) -> RunView:
    """A run in which every foreign string tries to be obeyed."""
    file = changed(f"src/{EVIL}.py")
    told = summary(
        title=EVIL,
        asked=EVIL,
        risk=Risk.HIGH,
        owner=EVIL,
        changed=(file,),
        proven=(EVIL,),
        look_at=(EVIL,),
        roll_back=EVIL,
        reasons=(EVIL,),
        held=(EVIL,),
        words=(EVIL,),
        quotes=(Quote(text=EVIL, source=EVIL),),
        evidence=(
            Evidence(criterion=EVIL, shown_by=(EVIL,)),
            Evidence(criterion=EVIL, shown_by=(), touched=(EVIL,)),
        ),
    )
    finding = Finding(code="E_SCOPE", path=file.path, message=EVIL, level="held")
    new = IdChange(id=EVIL, before=None, after=Outcome.PASSED, detail=EVIL)
    handoffs: list[tuple[str, Handoff]] = [
        ("candidate", candidate(file)),
        ("checks", report(new_tests=(new,), new_failures=(new,))),
        ("guard", GuardReport(findings=(finding,))),
        ("summary", told),
    ]
    columns = {
        "reason": EVIL,
        "branch": f"devflow/{EVIL}",
        "head": COMMIT,
        "judged_by": EVIL,
        "judged_at": 1.0,
    }
    calls = [call("spec", model=EVIL, prompt=EVIL, reply=EVIL)]
    return keep(
        store,
        handoffs,
        title=EVIL,
        body=EVIL,
        calls=calls,
        notes=[("patch", EVIL)],
        verdict_note=EVIL,
        **columns,
    )


def hostile_diff() -> bytes:
    """A diff of that run's file, as hostile as the rest."""
    head = b"diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@ "
    body = "".join(f"{sign}{line}\n" for sign in ("", " ", "-", "+") for line in (EVIL.replace("\n", ""),))
    return head + body.encode()


def opened(folder: Path) -> Store:
    """A store of its own."""
    return Store(folder / "store")
