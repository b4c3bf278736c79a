"""Calls to models in the store: the journal of one run, and the answers that serve a later one."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, insert, or_, select, update

from devflow.models.call import Call, Spent, add_up
from devflow.store.schema import calls
from devflow.store.store import Store

# -- of one request, so that a store full of unusable answers costs no time
_LOOKED_AT = 8


class StoreJournal:
    """The calls of one run."""

    def __init__(self, store: Store, run: str) -> None:
        self.store = store
        self.run = run

    def recall(self, step: str, request: str) -> Call | None:
        """The newest settled call of this step with this request; None when there is none."""
        query = select(calls.c.call).where(
            calls.c.run == self.run,
            calls.c.step == step,
            calls.c.request == request,
            calls.c.state == "settled",
        )
        with self.store.begin() as connection:
            row = connection.execute(query.order_by(calls.c.number.desc()).limit(1)).first()
        return Call.model_validate_json(row.call) if row else None

    def spoil(self, step: str) -> None:
        """Let no reply of this step be recalled: what it said could not be used, so it must be asked anew."""
        spoilt = update(calls).where(calls.c.run == self.run, _of(step))
        with self.store.begin() as connection:
            connection.execute(spoilt.values(request=""))

    def count(self, step: str) -> int:
        """How many settled calls this step has."""
        query = select(func.count()).where(
            calls.c.run == self.run, calls.c.step == step, calls.c.state == "settled"
        )
        with self.store.begin() as connection:
            return int(connection.execute(query).scalar_one())

    def reserve(self, call: Call) -> int:
        """Write the call durably; gives its number."""
        row = {"run": self.run, "step": call.step, "request": call.request, **_kept(call)}
        with self.store.begin() as connection:
            return int(connection.execute(insert(calls).values(**row).returning(calls.c.number)).scalar_one())

    def settle(self, number: int, call: Call) -> None:
        """Replace the reserved call by how it ended."""
        with self.store.begin() as connection:
            connection.execute(update(calls).where(calls.c.number == number).values(**_kept(call)))

    def spent(self, step: str = "") -> Spent:
        """What the run has taken, or one step of it."""
        query = select(calls.c.call).where(calls.c.run == self.run)
        if step:
            query = query.where(_of(step))
        with self.store.begin() as connection:
            return add_up(Call.model_validate_json(text) for text in connection.execute(query).scalars())


class StoreCache:
    """What models answered in any run of this store, by request."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def get(self, request: str) -> Call | None:
        """The newest call that was settled for this request with an answer that could be used."""
        query = select(calls.c.call).where(calls.c.request == request, calls.c.state == "settled")
        with self.store.begin() as connection:
            rows = connection.execute(query.order_by(calls.c.number.desc()).limit(_LOOKED_AT)).scalars().all()
        found = (Call.model_validate_json(row) for row in rows)
        return next((call for call in found if not call.fault), None)

    def put(self, call: Call) -> None:
        """Nothing: the journal has kept the call already."""


def _of(step: str) -> ColumnElement[bool]:
    """The calls of a step, those for its further candidates included."""
    return or_(calls.c.step == step, calls.c.step.startswith(f"{step}.", autoescape=True))


def _kept(call: Call) -> dict[str, str]:
    return {"state": call.state, "call": call.model_dump_json()}
