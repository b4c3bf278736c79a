"""Cleaning up takes what finished runs left, and nothing of a run that is young, at work."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from devflow.cleanup import clean_up
from devflow.git.checkouts import taken
from devflow.handoffs import Ticket
from devflow.store.store import RunState, Store

DAY = 86_400
NOW = time.time()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "devflow")


def worked(store: Store, state: RunState) -> Path:
    """A run that ended so, with a working folder of 1000 bytes."""
    run = store.create(Ticket(title="Add", body="", source="flags"), "0" * 40, {})
    store.change(run.id, state=state)
    folder = store.folder / "runs" / run.id
    (folder / "git" / "objects").mkdir(parents=True)
    (folder / "git" / "objects" / "pack").write_bytes(b"x" * 1000)
    (folder / "lock").touch()
    return folder


@pytest.mark.parametrize("state", RunState)
def test_only_judged_runs_go_at_once(state: RunState, store: Store) -> None:
    folder = worked(store, state)
    found = clean_up(store, NOW, 14)
    judged = state in (RunState.APPROVED, RunState.REJECTED)
    assert [(each.run, each.size, each.kept) for each in found] == [(folder.name, 1000, "")] * judged
    assert (folder / "git").exists() is not judged
    assert store.run(folder.name).state is state


@pytest.mark.parametrize("state", RunState)
def test_any_run_goes_when_it_is_old(state: RunState, store: Store) -> None:
    folder = worked(store, state)
    assert len(clean_up(store, NOW + 15 * DAY, 14)) == 1
    assert not (folder / "git").exists()


def test_a_run_at_work_is_left_alone_whatever_its_state(store: Store) -> None:
    folder = worked(store, RunState.APPROVED)
    with store.hold(folder.name):
        found = clean_up(store, NOW + 15 * DAY, 14)
    assert "Another process" in found[0].kept
    assert (folder / "git" / "objects" / "pack").exists()


def test_a_dry_run_deletes_nothing_and_says_the_same(store: Store) -> None:
    folder = worked(store, RunState.REJECTED)
    would = clean_up(store, NOW, 14, dry_run=True)
    assert (folder / "git" / "objects" / "pack").exists()
    assert clean_up(store, NOW, 14) == would
    assert clean_up(store, NOW, 14) == ()


def test_kept_checkouts_go_at_once_but_for_one_that_is_used(store: Store) -> None:
    room = store.folder / "checkouts"
    with taken(room, "base") as base, taken(room, "candidate") as candidate:
        for kept in (base, candidate):
            kept.tree.mkdir()
            (kept.tree / "app.py").write_bytes(b"x" * 1000)
    with taken(room, "base"):
        would = clean_up(store, NOW, 14, dry_run=True)
        assert [(each.why, each.size) for each in would] == [
            ("the kept checkout base-1", 1000),
            ("the kept checkout candidate-1", 1000),
        ]
        assert [each.why for each in clean_up(store, NOW, 14)] == ["the kept checkout candidate-1"]
    assert (base.tree.exists(), candidate.tree.exists()) == (True, False)


def test_what_no_run_owns_goes_when_it_is_old_and_a_link_is_never_followed(
    store: Store, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("keep me")
    stranger = store.folder / "runs" / "gone"
    stranger.mkdir(parents=True)
    (stranger / "left").write_text("left")
    (stranger / "link").symlink_to(mine)
    (store.folder / "runs" / "linked").symlink_to(mine)
    assert clean_up(store, NOW, 14) == ()
    assert [each.run for each in clean_up(store, NOW + 15 * DAY, 14)] == ["gone"]
    assert (mine / "letter.txt").read_text() == "keep me"
