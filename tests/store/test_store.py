"""The store: runs found by name, one process at a run, faults named, nothing lost by kill -9."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import delete

from devflow.errors import RunNotFound, StoreError
from devflow.handoffs import Ticket
from devflow.store import schema
from devflow.store.migrations import MIGRATIONS
from devflow.store.store import RunState, Store

TICKET = Ticket(title="Add a flag", body="words", source="flags")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "state")


def test_a_run_is_found_by_its_beginning_and_as_last(store: Store) -> None:
    first = store.create(TICKET, "b" * 40, {"version": "1"})
    last = store.create(TICKET, "b" * 40, {})
    assert store.run(first.id[:5]).id == first.id
    assert store.run("last").id == last.id
    assert [run.id for run in store.runs()] == [last.id, first.id]
    assert store.run(first.id).ticket == TICKET
    assert store.run(first.id).pins == {"version": "1"}


@pytest.mark.parametrize("name", ["zzzzzz", "%", "_"])
def test_an_unknown_run_is_a_named_error(store: Store, name: str) -> None:
    with pytest.raises(RunNotFound) as missing:
        store.run(name)
    assert missing.value.code == "E_RUN_NOT_FOUND"
    assert "devflow runs" in missing.value.hint


def test_the_last_run_where_there_is_none_names_what_starts_one(store: Store) -> None:
    with pytest.raises(RunNotFound) as missing:
        store.run("last")
    assert missing.value.code == "E_RUN_NOT_FOUND"
    assert missing.value.hint == "devflow run ticket.md"


def test_a_second_process_at_a_run_is_refused_and_a_later_one_is_not(store: Store) -> None:
    run = store.create(TICKET, "b" * 40, {})
    with store.hold(run.id), pytest.raises(StoreError) as locked, Store(store.folder).hold(run.id):
        pass
    assert locked.value.code == "E_RUN_LOCKED"
    with store.hold(run.id):
        pass


def test_the_lock_dies_with_its_holder(store: Store) -> None:
    run = store.create(TICKET, "b" * 40, {})
    program = (
        "import sys, time; from pathlib import Path; from devflow.store.store import Store\n"
        f"with Store(Path({str(store.folder)!r})).hold({run.id!r}):\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreError), store.hold(run.id):
            pass
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    with store.hold(run.id):
        pass


def test_states_and_decisions_are_kept(store: Store) -> None:
    run = store.create(TICKET, "b" * 40, {})
    store.change(run.id, state=RunState.PAUSED, reason="why", code="E_SCOPE")
    store.decide(run.id, "permit", "src/*", by="Ada")
    store.decide(run.id, "permit", "docs/*")
    later = Store(store.folder)
    assert later.run(run.id).state is RunState.PAUSED
    assert later.decisions(run.id, "permit") == ("src/*", "docs/*")
    assert later.decisions(run.id, "accept") == ()


@pytest.mark.parametrize(
    "damage", [b"not a database at all, but long enough to be looked at" * 40, b"x" * 100]
)
def test_a_damaged_store_is_named_and_left_alone(tmp_path: Path, damage: bytes) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    (folder / "devflow.db").write_bytes(damage)
    with pytest.raises(StoreError) as corrupt:
        Store(folder)
    assert corrupt.value.code == "E_STATE_CORRUPT"
    assert (folder / "devflow.db").read_bytes() == damage


def test_a_store_of_a_newer_devflow_is_refused(store: Store) -> None:
    with sqlite3.connect(store.folder / "devflow.db") as database:
        database.execute("INSERT INTO migrations VALUES ('m999_tomorrow', 0)")
    with pytest.raises(StoreError) as newer:
        Store(store.folder)
    assert newer.value.code == "E_STATE_VERSION"


def test_a_store_that_cannot_be_made_is_a_named_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError):
        Store(tmp_path / "file" / "state")


def test_each_migration_is_recorded_once(store: Store) -> None:
    Store(store.folder)
    with sqlite3.connect(store.folder / "devflow.db") as database:
        names = [name for (name,) in database.execute("SELECT name FROM migrations")]
    assert names == [migration.__name__ for migration in MIGRATIONS]


def test_processes_that_open_a_new_store_at_once_all_succeed(tmp_path: Path) -> None:
    folder = str(tmp_path / "state")
    program = f"from pathlib import Path; from devflow.store.store import Store; Store(Path({folder!r}))"
    started = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(4)]
    assert [process.wait() for process in started] == [0, 0, 0, 0]


def test_a_store_of_the_first_devflow_is_brought_up_to_date(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    run = Store(folder).create(TICKET, "b" * 40, {})
    with sqlite3.connect(folder / "devflow.db") as database:
        database.execute("ALTER TABLE runs DROP COLUMN pause")
        database.execute("DELETE FROM migrations WHERE name > 'm002'")
        decided = (
            "INSERT INTO decisions (run, kind, step, text, 'by', at) VALUES (?, 'permit', '', 'src/*', '', 0)"
        )
        database.execute(decided, (run.id,))
    later = Store(folder)
    assert later.run(run.id) == run
    assert later.decisions(run.id, "permit", "review") == ("src/*",)


def test_a_transaction_that_fails_leaves_nothing_and_the_next_one_works(tmp_path: Path) -> None:
    store = Store(tmp_path)
    run = store.create(TICKET, "b" * 40, {})
    with pytest.raises(KeyboardInterrupt), store.begin() as connection:
        connection.execute(delete(schema.runs))
        raise KeyboardInterrupt
    assert store.run(run.id) == run
