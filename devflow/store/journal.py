"""Calls to models in the store: the journal of one run, and the answers that serve a later one."""

from __future__ import annotations

from devflow.models.call import Call, Spent, add_up
from devflow.store.database import insert
from devflow.store.store import Store

# -- of one request, so that a store full of unusable answers costs no time
_LOOKED_AT = 8
# -- the calls of a step, those for its further candidates included
_OF_STEP = "(step = :step OR instr(step, :step || '.') = 1)"


class StoreJournal:
    """The calls of one run."""

    def __init__(self, store: Store, run: str) -> None:
        self.store = store
        self.run = run

    def recall(self, step: str, request: str) -> Call | None:
        """The newest settled call of this step with this request; None when there is none."""
        query = (
            "SELECT call FROM calls WHERE run = ? AND step = ? AND request = ? AND state = 'settled'"
            " ORDER BY number DESC LIMIT 1"
        )
        with self.store.begin() as connection:
            row = connection.execute(query, (self.run, step, request)).fetchone()
        return Call.model_validate_json(row["call"]) if row else None

    def spoil(self, step: str) -> None:
        """Let no reply of this step be recalled: what it said could not be used, so it must be asked anew."""
        spoilt = f"UPDATE calls SET request = '' WHERE run = :run AND {_OF_STEP}"
        with self.store.begin() as connection:
            connection.execute(spoilt, {"run": self.run, "step": step})

    def count(self, step: str) -> int:
        """How many settled calls this step has."""
        query = "SELECT count(*) FROM calls WHERE run = ? AND step = ? AND state = 'settled'"
        with self.store.begin() as connection:
            return int(connection.execute(query, (self.run, step)).fetchone()[0])

    def reserve(self, call: Call) -> int:
        """Write the call durably; gives its number."""
        row = {"run": self.run, "step": call.step, "request": call.request, **_kept(call)}
        with self.store.begin() as connection:
            return insert(connection, "calls", row)

    def settle(self, number: int, call: Call) -> None:
        """Replace the reserved call by how it ended."""
        query = "UPDATE calls SET state = :state, call = :call WHERE number = :number"
        with self.store.begin() as connection:
            connection.execute(query, {"number": number, **_kept(call)})

    def spent(self, step: str = "") -> Spent:
        """What the run has taken, or one step of it."""
        query = "SELECT call FROM calls WHERE run = :run"
        if step:
            query += f" AND {_OF_STEP}"
        with self.store.begin() as connection:
            rows = connection.execute(query, {"run": self.run, "step": step})
            return add_up(Call.model_validate_json(row["call"]) for row in rows)


class StoreCache:
    """What models answered in any run of this store, by request."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def get(self, request: str) -> Call | None:
        """The newest call that was settled for this request with an answer that could be used."""
        query = "SELECT call FROM calls WHERE request = ? AND state = 'settled' ORDER BY number DESC LIMIT ?"
        with self.store.begin() as connection:
            rows = connection.execute(query, (request, _LOOKED_AT)).fetchall()
        found = (Call.model_validate_json(row["call"]) for row in rows)
        return next((call for call in found if not call.fault), None)

    def put(self, call: Call) -> None:
        """Nothing: the journal has kept the call already."""


def _kept(call: Call) -> dict[str, str]:
    return {"state": call.state, "call": call.model_dump_json()}
