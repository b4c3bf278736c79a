"""Everything that a store keeps of one run, as plain rows that another store can take in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Float, Integer, Table, delete, insert, select

from devflow import handoffs
from devflow.errors import StoreError
from devflow.models.call import Call
from devflow.store import schema
from devflow.store.pause import Pause
from devflow.store.store import Run, RunState, Store

Cell = str | int | float | None
_PARTS = ("receipts", "calls", "decisions", "events")


class Packed(BaseModel):
    """The rows of one run, by table, as the tables have them."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal[1] = 1
    run: dict[str, Cell]
    receipts: tuple[dict[str, Cell], ...]
    calls: tuple[dict[str, Cell], ...]
    decisions: tuple[dict[str, Cell], ...]
    events: tuple[dict[str, Cell], ...]


def pack(store: Store, run: Run) -> bytes:
    """The rows of a run, as JSON."""
    with store.begin() as connection:
        row = connection.execute(select(schema.runs).where(schema.runs.c.id == run.id)).one()._asdict()
    parts = {name: tuple(store.rows(name, run.id)) for name in _PARTS}
    return Packed.model_validate({"run": row, **parts}).model_dump_json().encode()


def unpack(text: bytes) -> Packed:
    """The rows that JSON of anybody's says, each value of the kind that its column holds.

    Raises:
        StoreError: it is no run that this version understands (E_BUNDLE).
    """
    try:
        packed = Packed.model_validate_json(text)
        _check(schema.runs, packed.run)
        run = packed.run["id"]
        for name in _PARTS:
            for row in getattr(packed, name):
                _check(schema.metadata.tables[name], row)
                _require(row["run"] == run, "a row belongs to another run")
        _check_values(packed)
    except (ValidationError, ValueError, TypeError, KeyError, RecursionError) as error:
        first = str(error).partition("\n")[0]
        message = f"The run in the bundle cannot be read: {first}."
        raise StoreError(message, "Was it made by another version of devflow?", code="E_BUNDLE") from None
    return packed


def take_in(store: Store, packed: Packed, pins: Mapping[str, Any]) -> Run:
    """Put a run into a store that does not have it, or in place of what the store has of it.

    `pins` replace those of the run, key by key: what a machine may run, and whom it asks, is its own affair.
    """
    run = str(packed.run["id"])
    kept = json.loads(str(packed.run["pins"])) | dict(pins)
    with store.hold(run), store.begin() as connection:
        for name in _PARTS:
            table = schema.metadata.tables[name]
            connection.execute(delete(table).where(table.c.run == run))
        connection.execute(delete(schema.runs).where(schema.runs.c.id == run))
        connection.execute(insert(schema.runs).values(**packed.run | {"pins": json.dumps(kept)}))
        for name in _PARTS:
            rows = [_without_number(row) for row in getattr(packed, name)]
            if rows:
                connection.execute(insert(schema.metadata.tables[name]), rows)
    return store.run(run)


def _without_number(row: Mapping[str, Cell]) -> dict[str, Cell]:
    """Numbers are this store's own; the order of the rows is what they say."""
    return {key: value for key, value in row.items() if key != "number"}


def _check(table: Table, row: Mapping[str, Cell]) -> None:
    """Hold a row against the columns of its table."""
    for column in table.columns:
        if column.name not in row and column.server_default is not None:
            continue
        value = row[column.name]
        wanted: tuple[type, ...] = (str,)
        if isinstance(column.type, Integer | Float):
            wanted = (int, float)
        fits = isinstance(value, wanted) or (value is None and bool(column.nullable))
        _require(fits, f"{table.name}.{column.name} is not what it should be")
    _require(row.keys() <= set(table.columns.keys()), f"{table.name} has other columns")


def _check_values(packed: Packed) -> None:
    """Read everything that a reader of the store would read, so that none of it surprises him."""
    row = packed.run
    _require(str(row["id"]).isalnum(), "the run has no name")
    RunState(str(row["state"]))
    handoffs.Ticket.model_validate_json(str(row["ticket"]))
    Pause.read(str(row.get("pause", "")))
    pins = json.loads(str(row["pins"]))
    _require(isinstance(pins, dict) and isinstance(pins["prompts"], dict), "the run has no pins")
    _require(all(isinstance(text, str) for text in pins["prompts"].values()), "a prompt is no text")
    for receipt in packed.receipts:
        kind: Any = getattr(handoffs, str(receipt["kind"]), None)
        _require(isinstance(kind, type) and issubclass(kind, handoffs.Handoff), "a receipt has no kind")
        kind.model_validate_json(str(receipt["handoff"]))
        json.loads(str(receipt["inputs"]))
    for call in packed.calls:
        Call.model_validate_json(str(call["call"]))


def _require(so: bool, else_: str) -> None:
    if not so:
        raise ValueError(else_)
