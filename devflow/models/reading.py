"""Judging an answer: usable as what was asked for, or unusable under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from devflow.clean import clean_line, trim
from devflow.models.call import Prompt, Stop
from devflow.models.provider import Shape
from devflow.models.schema import in_words, read

if TYPE_CHECKING:
    from pydantic import BaseModel

H = TypeVar("H", bound="str | BaseModel")

_SHOWN = 4000


class Unusable(Exception):
    """An answer that cannot be used; inside this room only."""

    def __init__(self, code: str, words: str, hint: str, *, ask_again: bool) -> None:
        super().__init__(words)
        self.code, self.words, self.hint, self.ask_again = code, words, hint, ask_again


def read_answer(text: str, stop: Stop, gives: type[H], limit: int) -> H:
    """The answer as what was asked for.

    Raises:
        Unusable: it was cut off, refused, is empty, or does not fit.
    """
    if stop == "length":
        raise Unusable(
            "E_MODEL_TRUNCATED",
            f"was cut off at its limit of {limit} output tokens",
            "Raise the model's max_output, or the budget that lowered it; a part of an answer is never used.",
            ask_again=False,
        )
    if stop == "refusal":
        words = f": {trim(clean_line(text.strip()), 300)}" if text.strip() else ""
        raise Unusable(
            "E_MODEL_REFUSED",
            f"was refused{words}",
            "Word the ticket differently, or use another model.",
            ask_again=False,
        )
    if not text.strip():
        raise Unusable("E_MODEL_EMPTY", "was empty", "Use another model for this role.", ask_again=True)
    if gives is str:
        return cast("H", text)
    try:
        return cast("H", read(text, cast("type[BaseModel]", gives)))
    except ValueError as error:
        raise Unusable(
            "E_REPLY_SCHEMA",
            f"does not fit: {trim(clean_line(str(error)), 600)}",
            "A larger model keeps to a shape more reliably.",
            ask_again=True,
        ) from None


def ask_again(prompt: Prompt, reply: str, fault: Unusable, shape: Shape | None) -> Prompt:
    """The same question with the unusable answer and what is wrong with it."""
    parts = [prompt.user, f"Your last answer could not be used: it {fault.words}."]
    if reply.strip():
        # -- indented, so that no fence in the old answer can end early
        shown = "\n".join(f"    {line}" for line in trim(reply, _SHOWN).split("\n"))
        parts.append(f"That answer was:\n{shown}")
    parts.append(in_words(shape) if shape is not None else "Answer the question again, in full.")
    return Prompt(prompt.system, "\n\n".join(parts), prompt.shared)
