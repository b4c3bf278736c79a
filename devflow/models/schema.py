"""Answers of a given shape: the schema a provider is shown, and the lenient reading of what came back."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from devflow.clean import clean_line, trim
from devflow.models.provider import Shape

# -- what the hosted providers' strict modes accept; the rest (lengths, patterns, defaults) is checked here on
#    the answer. A local server gets the schema whole: bounds are what makes its grammar end.
_STRICT = frozenset({"type", "properties", "items", "enum", "const", "anyOf", "$ref", "$defs", "description"})
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*[\w-]*[ \t]*\r?\n?")
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>\s*", re.DOTALL)
_CANDIDATES = 20
_SAID = 600

H = TypeVar("H", bound=BaseModel)


def shape_of(gives: type[BaseModel]) -> Shape:
    """The shape of a pydantic model."""
    return Shape(gives.__name__, gives.model_json_schema())


def strict(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema as strict modes want it: closed objects, every field required, no bounds."""
    kept: dict[str, Any] = {}
    for key, value in schema.items():
        if key in ("properties", "$defs"):
            kept[key] = {name: strict(inner) for name, inner in value.items()}
        elif key == "items":
            kept[key] = strict(value)
        elif key == "anyOf":
            kept[key] = [strict(inner) for inner in value]
        elif key in _STRICT:
            kept[key] = value
    if kept.get("type") == "object":
        kept.setdefault("properties", {})
        kept["required"] = list(kept["properties"])
        kept["additionalProperties"] = False
    return kept


def in_words(shape: Shape) -> str:
    """The request for this shape as text, for models without schema support and for asking again."""
    return (
        "Answer with one JSON object in a ```json block and nothing after it. It must fit this JSON schema:\n"
        + json.dumps(shape.schema, ensure_ascii=False)
    )


def without_thoughts(text: str) -> str:
    """The text without the thinking aloud with which some local models begin."""
    return _THOUGHT.sub("", text, count=1)


def read(text: str, gives: type[H]) -> H:
    """The first JSON object in the text that fits: the whole text, a fenced block, or the first braces.

    Raises:
        ValueError: nothing fits; the words say what is wrong with the likeliest candidate.
    """
    fault = ""
    for candidate in _candidates(text):
        try:
            return gives.model_validate_json(candidate)
        except ValidationError as error:
            fault = fault or _in_short(error)
        except (ValueError, RecursionError) as error:
            fault = fault or str(error)
    raise ValueError(fault or "there is no JSON object in it")


def _candidates(text: str) -> Iterator[str]:
    text = text.strip().removeprefix("\ufeff")
    if text.startswith("{"):
        yield text
    yield from itertools.islice(_fenced(text), _CANDIDATES)
    yield from _braced(text)


def _fenced(text: str) -> Iterator[str]:
    """The inside of each fenced block, line by line: a pattern over the whole could be made slow."""
    fence, inside = "", list[str]()
    for line in text.splitlines(keepends=True):
        mark = _FENCE.fullmatch(line)
        if not fence:
            fence, inside = (mark.group(1) if mark else ""), []
        elif line.strip() == fence:
            yield "".join(inside)
            fence = ""
        else:
            inside.append(line)


def _braced(text: str) -> Iterator[str]:
    """Each outermost JSON object that stands in the text."""
    decoder = json.JSONDecoder()
    start = text.find("{")
    for _ in range(_CANDIDATES):
        if start < 0:
            return
        try:
            _, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            yield text[start:end]
        start = text.find("{", end)


def _in_short(error: ValidationError) -> str:
    """Where the JSON does not fit, the first few places, without quoting the whole input."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    places = [
        f"{'.'.join(str(part) for part in one['loc']) or 'the object'}: {one['msg']}" for one in found[:5]
    ]
    return trim(clean_line("; ".join(places)), _SAID)
