"""GitHub's published description of its API: which requests it allows, and what its answers look like."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.forge import octokit

_PART = "urn:github:"


class Wrong(Exception):
    """A request, or an answer, that the description does not allow."""


def route(path: str) -> tuple[str, dict[str, str]]:
    """The path of the description that a request's path is, and its names' values."""
    for pattern, template in _routes():
        if found := pattern.fullmatch(path):
            return template, {name: unquote(value) for name, value in found.groupdict().items()}
    raise Wrong("there is no such path")


def require_request(method: str, template: str, query: dict[str, str], sent: Any) -> None:
    """Hold a request against its operation: every parameter and field is known, and of its type."""
    operation = octokit.description()["paths"][template].get(method)
    if operation is None:
        raise Wrong("there is no such method")
    every = [_at(each) for each in operation.get("parameters", ())]
    known = {each["name"]: each["schema"] for each in every if each["in"] == "query"}
    for name, value in query.items():
        if name not in known:
            raise Wrong(f"there is no parameter {name}")
        _hold(int(value) if known[name].get("type") == "integer" else value, known[name])
    body = operation.get("requestBody", {})
    if sent is None and body.get("required"):
        raise Wrong("there is no body")
    if sent is not None:
        schema = body["content"]["application/json"]["schema"]
        _hold(sent, schema)
        if unknown := sorted(set(sent) - set(_properties(schema))):
            raise Wrong(f"there are no fields {unknown}")


def require_answer(method: str, template: str, status: int, answer: Any) -> None:
    """Hold an answer against the schema of its status."""
    _hold(answer, _content(method, template, status)["schema"])


def example(method: str, template: str, status: int) -> Any:
    """The first example of an answer."""
    found = next(iter(_content(method, template, status)["examples"].values()))
    while isinstance(found := _at(found), dict) and "value" in found and "id" not in found:
        found = found["value"]
    return copy.deepcopy(found)


def _content(method: str, template: str, status: int) -> Any:
    response = octokit.description()["paths"][template][method]["responses"][str(status)]
    return _at(response)["content"]["application/json"]


@cache
def _routes() -> list[tuple[re.Pattern[str], str]]:
    found = []
    for template in octokit.description()["paths"]:
        names = re.sub(r"\\\{(\w+)\\\}", lambda one: f"(?P<{one.group(1)}>[^/]+)", re.escape(template))
        found.append((re.compile(names), template))
    # -- as OpenAPI has it: a path without names in it is matched before one with
    return sorted(found, key=lambda each: each[1].count("{"))


def _properties(schema: Any) -> Iterator[str]:
    schema = _at(schema)
    yield from schema.get("properties", ())
    for kind in ("oneOf", "anyOf", "allOf"):
        for each in schema.get(kind, ()):
            yield from _properties(each)


def _at(value: Any) -> Any:
    """What a reference stands for; what is none, itself."""
    while isinstance(value, dict) and "$ref" in value:
        value = _part(value["$ref"].removeprefix("#/"))
    return value


def _part(pointer: str) -> Any:
    found = octokit.description()
    for name in pointer.split("/"):
        found = found[name.replace("~1", "/")]
    return found


def _hold(value: Any, schema: Any) -> None:
    validator = Draft202012Validator(_linked(schema), registry=_registry())
    if found := next(validator.iter_errors(value), None):
        raise Wrong(f"{'.'.join(map(str, found.absolute_path))}: {found.message[:300]}")


@cache
def _registry() -> Registry[Any]:
    """Each part of the description by itself: read whole, 13 MB are walked before the first answer."""

    def retrieve(uri: str) -> Resource[Any]:
        return Resource(_linked(_part(uri.removeprefix(_PART))), DRAFT202012)

    return Registry(retrieve=retrieve)


def _linked(schema: Any) -> Any:
    """A schema in the words of JSON Schema: references name parts by themselves, and null is a type."""
    if isinstance(schema, list):
        return [_linked(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        return {"$ref": f"{_PART}{reference.removeprefix('#/')}"}
    words = {key: _linked(value) for key, value in schema.items()}
    return {"anyOf": [{"type": "null"}, words]} if schema.get("nullable") is True else words
