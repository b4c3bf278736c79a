"""One run from its beginning to where it ends: started, and carried as far as it goes."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devflow import config, pins, wiring
from devflow.counting import counted
from devflow.deciding import FINAL, Deciding
from devflow.errors import DevflowError, EditError, Paused, RepoError, ScopeError, StepFailed
from devflow.events import Event, Tell, in_turn
from devflow.git.objects import Objects
from devflow.git.user_repo import UserRepo
from devflow.handoffs import Review, Ticket
from devflow.store.journal import StoreJournal
from devflow.store.ledger import Ledger
from devflow.store.packing import Packed, take_in
from devflow.store.pause import Pause
from devflow.store.store import Run, RunState, Store
from devflow.store.view import RunView, view
from devflow.toolbox import Toolbox
from devflow.wiring import Replies

# -- files with changes of their own that are named; the others are counted
_MOST_DIRTY = 10


@dataclass(frozen=True)
class Engine(Deciding):
    """The runs of one repository."""

    tell: Tell

    @classmethod
    def at(cls, start: Path, tell: Tell) -> Engine:
        """The engine of the repository that holds `start`.

        Raises:
            RepoError: there is no usable repository.
            StoreError: the store cannot be opened.
        """
        user = UserRepo.find(start)
        return cls(user, Store(user.state), tell)

    def start(
        self, ticket: Ticket, base: str, flags: Mapping[str, Any], replies: Replies, by: str = ""
    ) -> Run:
        """A new run, its configuration and prompts pinned; nothing is worked yet. `by`: who asked.

        Raises:
            ConfigError: the configuration is not usable, or no model is configured.
            RepoError: the base is no commit.
        """
        commit = self.user.resolve(base)
        return self.store.create(ticket, commit, self._pins(commit, flags, replies, by or self.who))

    def refreshed(self, run: Run) -> pins.Refreshed:
        """What pinning a run anew would change: templates and configuration as they are now.

        Raises:
            ConfigError: the configuration is not usable.
        """
        replies = Replies.model_validate(run.pins["replies"])
        new = self._pins(run.base, run.pins.get("flags", {}), replies, run.pins.get("by", ""))
        return pins.refreshed(run.pins, new, self.store.rows("receipts", run.id))

    def refresh(self, run: Run, found: pins.Refreshed) -> Run:
        """Pin a run anew, as it was found.

        Raises:
            StoreError: another process works on the run.
        """
        with self.store.hold(run.id):
            self.store.change(run.id, pins=json.dumps(found.pins))
        return self.store.run(run.id)

    def _pins(self, commit: str, flags: Mapping[str, Any], replies: Replies, by: str) -> dict[str, Any]:
        repo_file = Objects(self.user.git_dir).read(commit, config.REPO_FILE)
        settings = config.load(repo_file, os.environ, flags, self.user.root)
        if not replies.offline:
            wiring.require_models(settings)
        return pins.pin(settings, replies, flags, by)

    def take_in(self, packed: Packed) -> Run:
        """A run of another machine, to go on with here.

        Its prompts stay as they were pinned. Which models are asked and what may be run is this machine's
        own configuration, as for a run that is started here.

        Raises:
            ConfigError: the configuration is not usable.
            RepoError: the run's base is not in this repository.
            StoreError: another process works on a run of that name.
        """
        commit = self.user.resolve(str(packed.run["base"]))
        repo_file = Objects(self.user.git_dir).read(commit, config.REPO_FILE)
        settings = config.load(repo_file, os.environ, {}, self.user.root)
        own = {
            "config": settings.model_dump(mode="json"),
            "replies": Replies().model_dump(mode="json"),
            "flags": {},
        }
        return take_in(self.store, packed, own)

    def carry(self, run: Run) -> RunView:
        """Carry a run as far as it goes, and keep how it ended.

        Raises:
            StepFailed, Paused: as the pipeline; the run's state says so and `devflow resume` goes on.
            KeyboardInterrupt: likewise.
            StoreError: another process works on the run.
        """
        with self.store.hold(run.id) as folder:
            run = self.store.run(run.id)
            if run.state in FINAL:
                return view(self.store, run)
            whole = pins.completed(run.pins, os.environ)
            self.store.change(
                run.id, state=RunState.RUNNING, reason="", code="", pause="", pins=json.dumps(whole)
            )
            review = self._recorded(run, lambda: self._work(self.store.run(run.id), folder))
            state = RunState.READY if review.state == "ready" else RunState.NOT_FIT
            self.store.change(
                run.id, state=state, reason=review.reason, branch=review.branch, head=review.commit
            )
        return self.view(run.id)

    def toolbox(self, run: Run, folder: Path, tell: Tell) -> Toolbox:
        """What the steps of a run work with, in the folder of the run that this process holds.

        Raises:
            ConfigError: what the run is pinned to is not usable.
            RepoError, StoreError: its git directory, or the index, cannot be had.
        """
        pinned = pins.read(run.id, run.pins)
        return wiring.toolbox(
            self.user, self.store, run, folder, pinned.config, pinned.prompts, pinned.replies, tell
        )

    def _work(self, run: Run, folder: Path) -> Review:
        tell = self._kept_events(run.id)
        tools = self.toolbox(run, folder, tell)
        ledger = Ledger(self.store, run.id, run.base, tell)
        _beside(lambda: tools.repo.objects.tree(tools.base), lambda: tools.repo.index_of(tools.base))
        _beside(lambda: tools.repo.dirty(tools.base), tools.sandbox.probe)
        # -- imported here: git and the sandbox are at work meanwhile
        from devflow import pipeline  # noqa: PLC0415
        from devflow.checks import find_environment  # noqa: PLC0415

        _beside(lambda: find_environment(self.user.root))
        _tell_dirty(tools)
        return pipeline.run(run.ticket, tools, ledger)

    def _recorded(self, run: Run, work: Callable[[], Review]) -> Review:
        """Work, and keep how it ended when it ends early."""
        try:
            return work()
        except Paused as pause:
            asked = Pause.of(pause).text()
            self.store.change(
                run.id, state=RunState.PAUSED, reason=pause.message, code=pause.code, pause=asked
            )
            raise
        except DevflowError as error:
            if isinstance(error, StepFailed) and isinstance(error.cause, EditError | ScopeError):
                StoreJournal(self.store, run.id).spoil(error.step)
            self.store.change(run.id, state=RunState.FAILED, reason=error.message, code=error.code)
            raise
        except KeyboardInterrupt:
            self.store.change(run.id, state=RunState.INTERRUPTED, reason="interrupted", code="E_INTERRUPTED")
            raise
        except Exception as bug:
            reason = f"{type(bug).__name__}: {bug}"
            self.store.change(run.id, state=RunState.FAILED, reason=reason, code="E_INTERNAL")
            raise

    def _kept_events(self, run: str) -> Tell:
        """Events are kept in the store, then told, one after the other."""

        def tell(event: Event) -> None:
            if event.lasting:
                self.store.log(run, event)
            self.tell(event)

        return in_turn(tell)


def _tell_dirty(tools: Toolbox) -> None:
    """Name the tracked files of the checkout whose changes are not in the base, before anything is asked."""
    try:
        dirty = tools.repo.dirty(tools.base)
    except RepoError:  # -- git cannot say
        return
    for path in dirty[:_MOST_DIRTY]:
        tools.tell(Event("ticket", "note", f"{path} has changes that are not in the base"))
    if dirty[_MOST_DIRTY:]:
        others = counted(dirty[_MOST_DIRTY:], "other file")
        tools.tell(Event("ticket", "note", f"{others} of the checkout too"))


def _beside(*asked: Callable[[], object]) -> None:
    """Ask, beside the first steps, what later ones would wait for: which files the base has, which of the
    checkout are the same, whether the sandbox holds, which Python a version manager's shim stands for.

    Each is remembered by whom it is asked of; what is wrong is told by the step that asks again.
    """

    def ask() -> None:
        for each in asked:
            with contextlib.suppress(DevflowError, OSError):
                each()

    threading.Thread(target=ask).start()
