"""Ask a real OpenAI-compatible server each kind of question through the door, and print what it took.

    python benchmarks/local_model.py http://localhost:8080/v1 MODEL

Any server will do (llama.cpp, Ollama, vLLM). A small model's words are nonsense; what is shown is that wire,
schemas, streaming, counts and cut-off hold.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from devflow.errors import DevflowError
from devflow.models import Budget, MemoryJournal, Models, ModelSettings, Price, Prompt, Role

ROLES: tuple[Role, ...] = ("text", "search", "code", "review")


class Report(BaseModel):
    """A shape whose every text and list is bounded, so that a grammar comes to its end."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(max_length=24)
    words: list[Annotated[str, Field(max_length=12)]] = Field(max_length=2)
    grave: bool


def main(url: str, model: str) -> int:
    """Ask, print a line for each question, and give 0 if the door held."""
    settings = ModelSettings(
        "compatible",
        model,
        base_url=url,
        max_output=80,
        timeout=120,
        price=Price(Decimal(1), Decimal(2)),
        options={"temperature": 0, "seed": 1},
    )
    journal = MemoryJournal()
    models = Models(
        dict.fromkeys(ROLES, settings), journal, Budget(money=Decimal("0.05")), keys={}, tell=print
    )
    small = Models({"code": _short(settings)}, journal, Budget(), keys={}, tell=print)
    for role in ROLES:
        _try(
            f"{role}, shaped", models.bound("spec"), role, f"A {role} report about a bug in a parser.", Report
        )
        _try(
            f"{role}, free", models.bound("patch"), role, f"Say hello to the {role} team in five words.", str
        )
    _try("cut off", small.bound("patch"), "code", "Tell a very long story about a river.", str)
    for call in journal.calls:
        counted = "estimated" if call.estimated else "counted"
        print(
            f"{call.state:9} {call.stop_reason:20} {call.fault or '-':18} in {call.input_tokens:4}"
            f" (cached {call.cached_tokens:4}) out {call.output_tokens:4} {counted:9} {call.seconds:6.2f} s"
            f" ${call.cost or 0:.6f} of ${call.reserved or 0:.6f}"
        )
    spent = journal.spent()
    print(f"calls {spent.calls}, tokens {spent.tokens}, ${spent.money:.6f}, {spent.seconds:.1f} s")
    held = all(call.state == "settled" and not call.estimated for call in journal.calls)
    return 0 if journal.calls and held and journal.calls[-1].fault == "E_MODEL_TRUNCATED" else 1


def _short(settings: ModelSettings) -> ModelSettings:
    return ModelSettings(
        settings.provider, settings.model, base_url=settings.base_url, max_output=8, price=settings.price
    )


def _try(name: str, models: Models, role: Role, text: str, gives: type[str] | type[Report]) -> None:
    try:
        answer = models.ask(role, Prompt("You answer briefly.", text), gives)
    except DevflowError as error:
        print(f"{name}: {error.code}: {error.message}")
    else:
        print(f"{name}: {answer!r:.100}")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
