"""What a reviewer can do with a run from the page: each act is one call of the engine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace

from devflow.engine import Engine
from devflow.errors import ConfigError, DevflowError
from devflow.events import Event
from devflow.store.store import Run
from devflow.store.view import RunView


class Desk:
    """One run and the one person who judges it."""

    def __init__(self, engine: Engine, run: str, who: str) -> None:
        tell = engine.tell

        def hear(event: Event) -> None:
            self._at = event.step
            tell(event)

        self.engine = replace(engine, tell=hear)
        self.run = engine.store.run(run).id
        self.who = who
        self.notice = ""
        """What became of the last act, until it was shown."""
        self._at = ""
        self._work: threading.Thread | None = None
        self._lock = threading.Lock()

    @property
    def working(self) -> bool:
        """Whether the run is being carried on by this very process."""
        return self._work is not None and self._work.is_alive()

    @property
    def said(self) -> str:
        """Where the run is while it is at work."""
        return f"The run is at work: {self._at or 'begins'}." if self.working else ""

    def view(self) -> RunView:
        """The run as it stands."""
        return self.engine.view(self.run)

    def act(self, form: Mapping[str, str]) -> None:
        """Do what a form says, and keep in `notice` what became of it.

        Effects: a verdict is kept at once; what lets the run go on carries it in a thread of its own.
        """
        with self._lock:
            try:
                if self.working:
                    raise ConfigError(self.said, "Wait for its end.", code="E_RUN_LOCKED")
                self.notice = self._do(form)
            except DevflowError as error:
                self.notice = _worded(error)

    def _do(self, form: Mapping[str, str]) -> str:
        note, name = form.get("note", "").strip(), form.get("name", "").strip()
        engine, run, who = self.engine, self.run, self.who
        match form.get("do"):
            case "approve":
                engine.approve(run, f"{who} as {name}" if name else who, note)
                return "Approved."
            case "reject":
                engine.reject(run, who, note)
                return "Rejected."
            case "send-back":
                return self._carry(lambda: engine.send_back(run, form.get("step", ""), _given(note), who))
            case "accept":
                return self._carry(lambda: engine.accept(run, _given(name), who))
            case "scope":
                return self._carry(lambda: engine.widen(run, _given(name), who))
            case "answer":
                return self._carry(lambda: engine.answer(run, note, who))
            case "resume":
                return self._carry(lambda: engine.store.run(run))
            case _:
                raise ConfigError("The page asks for something that devflow does not do.")

    def _carry(self, decide: Callable[[], Run]) -> str:
        run = decide()
        self._at = ""
        self._work = threading.Thread(target=self._go_on, args=(run,), daemon=True)
        self._work.start()
        return ""

    def _go_on(self, run: Run) -> None:
        """To the end of the run, or to the sentence that says why not: the page shows it."""
        try:
            self.engine.carry(run)
        except DevflowError as error:
            self.notice = _worded(error)


def _given(text: str) -> str:
    if not text:
        raise ConfigError("Nothing was written.", "Say what is to be done otherwise, or name the path.")
    return text


def _worded(error: DevflowError) -> str:
    hint = f" {error.hint}" if error.hint else ""
    return f"{error.message}{hint} [{error.code}]"
