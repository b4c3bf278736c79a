"""An answer in one run of a store serves a later one, by request; one that could not be used does not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from devflow.handoffs import Ticket
from devflow.models import Call
from devflow.store.journal import StoreCache, StoreJournal
from devflow.store.store import Store


def call(**changes: object) -> Call:
    given = {
        "step": "spec",
        "role": "text",
        "provider": "openai",
        "model": "m",
        "request": "r",
        "prompt": "p",
        "reserved_tokens": 9,
        "reserved": Decimal(0),
        "output_limit": 9,
        "at": "",
        "state": "settled",
    }
    return Call.model_validate({**given, **changes})


def test_the_newest_usable_answer_to_the_same_request_serves_a_later_run(tmp_path: Path) -> None:
    store = Store(tmp_path)
    ticket = Ticket(title="t", body="", source="flags")
    first, second = (StoreJournal(store, store.create(ticket, "0", {}).id) for _ in range(2))
    cache = StoreCache(store)
    assert cache.get("r") is None
    for kept in (
        call(reply="old"),
        call(reply="new"),
        call(reply="unusable", fault="E_REPLY_SCHEMA"),
        call(reply="lost", state="unknown"),
        call(reply="other", request="other"),
    ):
        first.reserve(kept)
    found = cache.get("r")
    assert found is not None and found.reply == "new"
    assert second.recall("spec", "r") is None


def test_the_calls_of_all_candidates_are_their_steps(tmp_path: Path) -> None:
    store = Store(tmp_path)
    journal = StoreJournal(store, store.create(Ticket(title="t", body="", source="flags"), "0", {}).id)
    for step in ("patch", "patch.2", "patches"):
        journal.reserve(call(step=step, input_tokens=5, output_tokens=1))
    assert (journal.spent("patch").tokens, journal.count("patch.2")) == (12, 1)
    journal.spoil("patch")
    assert journal.recall("patch.2", "r") is None and journal.recall("patches", "r") is not None
