"""What each receipt of a run tells: what was completed, what it used, decided and left open, and for whom."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from devflow.clean import trim
from devflow.counting import counted
from devflow.store.ledger import digest_of
from devflow.store.view import RunView

# -- a person opens a receipt to read it; `devflow show` prints the whole
_LONGEST = 12_000
# -- what takes a step's handoff next; as the pipeline has it
_NEXT = {
    "route": "spec, context, patch: how much may be tried, and who must approve",
    "spec": "context, facts, patch, summary: what the result is held against",
    "context": "scope, patch: the text that edits are placed on",
    "facts": "patch, summary: quotes, word for word",
    "scope": "patch, guard: what may be touched",
    "patch": "candidate: edits, each placed",
    "candidate": "checks, guard: one frozen commit",
    "checks": "guard, summary, and the next attempt when red",
    "guard": "summary, review: what may not pass without a person",
    "summary": "review, and the person who reads it",
    "review": "a person",
}


@dataclass(frozen=True)
class Receipt:
    """One receipt as it is read: what it tells in words, and what it holds."""

    number: int
    step: str
    seconds: float
    digest: str
    completed: str
    used: tuple[str, ...]
    """By name: handoffs with the receipts that gave them, templates, models and settings of its digest."""
    decided: tuple[str, ...]
    open: tuple[str, ...]
    next: str
    handoff: str
    """What it gave, exactly, as JSON; cut in the middle where it is long."""

    @property
    def lists(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What it tells beside its handoff, under a word each; what is empty is left out."""
        told = (("decided", self.decided), ("open", self.open), ("used", self.used))
        return tuple((word, lines) for word, lines in (*told, ("next", (self.next,))) if any(lines))


def receipts(view: RunView) -> tuple[Receipt, ...]:
    """Every receipt of a run, in the order in which they were written."""
    read: list[Receipt] = []
    given: dict[str, int] = {}
    for number, row in enumerate(view.receipts, start=1):
        handoff = json.loads(row["handoff"])
        read.append(_receipt(number, row, handoff, given))
        given[digest_of(handoff)] = number
    return tuple(read)


def _receipt(
    number: int, row: Mapping[str, Any], handoff: Mapping[str, Any], given: Mapping[str, int]
) -> Receipt:
    try:
        completed, decided, open_ = _READERS.get(row["step"], _unknown)(handoff)
    except (KeyError, TypeError):
        # -- kept by another version of devflow: its exact words below are all that can be told
        completed, decided, open_ = _unknown(handoff)
    return Receipt(
        number=number,
        step=row["step"],
        seconds=row["seconds"],
        digest=row["digest"],
        completed=completed,
        used=tuple(_used(json.loads(row["inputs"]), given)),
        decided=tuple(decided),
        open=tuple(open_),
        next=_NEXT.get(row["step"], ""),
        handoff=trim(json.dumps(handoff, indent=2, ensure_ascii=False), _LONGEST),
    )


def _used(inputs: Mapping[str, str], given: Mapping[str, int]) -> list[str]:
    """Inputs by name, as in `Spec from receipt 2`, `prompt:patch`, `model:code`."""
    names = []
    for key, digest in inputs.items():
        if key.startswith("handoff:") and not key.endswith(":NoneType"):
            source = f" from receipt {given[digest]}" if digest in given else ""
            names.append(f"{key.rpartition(':')[2]}{source}")
        elif key not in ("step", "gives") and not key.startswith("handoff:"):
            names.append(key)
    return list(dict.fromkeys(names))


Reading = tuple[str, Sequence[str], Sequence[str]]


def _route(h: Mapping[str, Any]) -> Reading:
    return f"{h['risk']} risk, at most {counted(h['attempts'], 'attempt')}", h["reasons"], ()


def _spec(h: Mapping[str, Any]) -> Reading:
    criteria = [f"{each['id']}: {each['text']}" for each in h["criteria"]]
    number = "1 criterion" if len(criteria) == 1 else f"{len(criteria)} criteria"
    return f"{number}: {h['expected']}", criteria, h["questions"]


def _context(h: Mapping[str, Any]) -> Reading:
    files = [f"{each['path']} ({'; '.join(each['reasons'])})" for each in h["files"]]
    return f"{counted(files, 'file')} ranked, about {h['tokens']} tokens of them shown", files[:8], ()


def _facts(h: Mapping[str, Any]) -> Reading:
    quotes = [f"{each['source']}: {each['text']}" for each in h["quotes"]]
    return f"{counted(quotes, 'quote')} from approved sources", quotes, h["open"]


def _scope(h: Mapping[str, Any]) -> Reading:
    permits = [f"{each['pattern']}: {', '.join(each['verbs'])} ({each['reason']})" for each in h["permits"]]
    return (
        f"at most {counted(h['max_files'], 'file')} and {counted(h['max_lines'], 'line')}",
        permits,
        h.get("left_out", ()),
    )


def _patch(h: Mapping[str, Any]) -> Reading:
    return f"{counted(h['edits'], 'file')} edited", [each["path"] for each in h["edits"]], ()


def _candidate(h: Mapping[str, Any]) -> Reading:
    files = [f"{each['verb']} {each['path']}" for each in h["changed"]]
    return f"commit {h['commit'][:12]} with {counted(files, 'file')}", files, ()


def _checks(h: Mapping[str, Any]) -> Reading:
    said = [f"{each['name']}: {each['status']} — {each['reason']}" for each in h["results"]]
    red = [f"fails now: {each['id']}" for result in h["results"] for each in result["new_failures"]]
    return f"{counted(said, 'check')} on base and candidate", said, red[:20]


def _guard(h: Mapping[str, Any]) -> Reading:
    found = [(each["level"], f"{each['path']}: {each['message']} [{each['code']}]") for each in h["findings"]]
    shown = [f"{level} {said}" for level, said in found if level != "held"]
    return counted(found, "finding"), shown, [said for level, said in found if level == "held"]


def _summary(h: Mapping[str, Any]) -> Reading:
    missing = [f"not shown: {each['criterion']}" for each in h["evidence"] if not each["shown_by"]]
    return f"{counted(h['look_at'], 'point')} for a human eye", h["proven"], missing


def _review(h: Mapping[str, Any]) -> Reading:
    state, reason = h["state"].replace("_", " "), h["reason"]
    said = reason if reason.startswith(state) else f"{state}: {reason}"
    return said, [h["branch"]] if h["branch"] else [], ()


def _unknown(handoff: Mapping[str, Any]) -> Reading:
    del handoff
    return "", (), ()


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Reading]] = {
    "route": _route,
    "spec": _spec,
    "context": _context,
    "facts": _facts,
    "scope": _scope,
    "patch": _patch,
    "candidate": _candidate,
    "checks": _checks,
    "guard": _guard,
    "summary": _summary,
    "review": _review,
}
