"""Past runs are found by the words of their ticket, by a path and by their state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from devflow.handoffs import Candidate
from devflow.store.store import RunState
from tests.support import views

CANDIDATE = Candidate(base=views.BASE, commit=views.COMMIT, tree="", changed=(views.changed("src/größe.py"),))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ['Say "hello" in Köln', "Export as CSV"]),
        ({"words": "csv"}, ["Export as CSV"]),
        ({"words": 'say "HELLO"'}, ['Say "hello" in Köln']),
        ({"words": "100%"}, []),
        ({"words": "_"}, []),
        ({"path": "src/größe.py"}, ["Export as CSV"]),
        ({"path": "src/"}, []),
        ({"state": "approved"}, ["Export as CSV"]),
        ({"words": "csv", "state": "ready"}, []),
    ],
)
def test_runs_are_found(asked: dict[str, Any], found: list[str], tmp_path: Path) -> None:
    store = views.opened(tmp_path)
    views.keep(store, [("candidate", CANDIDATE)], title="Export as CSV", state=RunState.APPROVED, created=1.0)
    views.keep(store, title='Say "hello" in Köln', created=2.0)
    assert [run.ticket.title for run in store.runs(**asked)] == found
