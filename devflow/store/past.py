"""What persons said of earlier runs: answers to questions, notes with which they sent back or rejected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from devflow.handoffs import Facts
from devflow.store import schema
from devflow.store.store import Store

_MOST_RUNS = 300
_OF_ONE_FILE = 20
_ANSWERED = "answered by a person: "


class PastRuns:
    """The other runs of a repository, as a step may read them: a person's words, never a model's."""

    def __init__(self, store: Store, run: str) -> None:
        self._store, self._run = store, run

    def said(self) -> dict[str, list[str]]:
        """By run, the newest first: the lines of what persons said, a blank line between two sayings."""
        table = schema.runs.c
        query = select(table.id, table.verdict_note).where(table.id != self._run)
        with self._store.begin() as connection:
            runs = connection.execute(query.order_by(table.created.desc()).limit(_MOST_RUNS)).all()
        notes, answers = self._notes(), self._answers()
        found = {}
        for run, verdict in runs:
            sayings = [*answers.get(run, ()), *notes.get(run, ()), verdict]
            lines = "\n\n".join(dict.fromkeys(filter(None, sayings))).splitlines()
            if lines:
                found[run] = lines
        return found

    def touching(self, paths: Sequence[str]) -> frozenset[str]:
        """The runs whose patch changed one of the files."""
        return frozenset(run.id for path in paths for run in self._store.runs(_OF_ONE_FILE, path=path))

    def _notes(self) -> dict[str, list[str]]:
        table = schema.decisions.c
        notes: dict[str, list[str]] = {}
        for run, text in self._rows(select(table.run, table.text).where(table.kind == "note")):
            notes.setdefault(run, []).append(text)
        return notes

    def _answers(self) -> dict[str, list[str]]:
        """Questions with the answers that a person gave them."""
        table = schema.receipts.c
        answers: dict[str, list[str]] = {}
        query = select(table.run, table.handoff).where(
            table.kind == "Facts", table.handoff.contains(_ANSWERED, autoescape=True)
        )
        for run, handoff in self._rows(query):
            for quote in Facts.model_validate_json(handoff).quotes:
                if quote.source.startswith(_ANSWERED):
                    question = quote.source.removeprefix(_ANSWERED)
                    answers.setdefault(run, []).append(f"{question}\n{quote.text}")
        return answers

    def _rows(self, query: Select[Any]) -> list[tuple[str, str]]:
        with self._store.begin() as connection:
            return [(row[0], row[1]) for row in connection.execute(query)]
