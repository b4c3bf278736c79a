"""Edits in the form of tool calls, as JSON or as XML: a path, old text and new text, or a whole new file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from devflow.edits.diffing import align
from devflow.edits.failure import AMBIGUOUS, PARSE
from devflow.edits.formats.envelope import BEGIN
from devflow.edits.formats.whole import refuse_left_out
from devflow.edits.parts import ADD, FileEdit, Hunk, Op
from devflow.edits.text import split_lines
from devflow.errors import EditError

_PATHS = ("path", "file_path", "filepath", "filename", "file", "target_file")
_OLD = ("old_str", "old_string", "old_text", "oldText", "oldString", "search", "find", "old")
_NEW = ("new_str", "new_string", "new_text", "newText", "newString", "replace", "replacement", "new")
_WHOLE = ("file_text", "content", "contents")
_LISTS = ("edits", "changes", "replacements", "diffs", "files", "operations")
_INSIDE = ("arguments", "input", "parameters", "args", "params")
_READ = frozenset((*_PATHS, *_OLD, *_NEW, *_WHOLE))
_DEPTH = 6
_MOST_CALLS = 500
_LARGEST = 1_000_000
_BRACKET = re.compile(r"(?:^|>)\s*([\[{])", re.MULTILINE)
_PARAMETER = re.compile(r"""<parameter\s+name=["'](\w+)["']>(.*?)</parameter>""", re.DOTALL)
_CALL = re.compile(r"<(?:invoke|tool_call|function|edit|[a-z]\w*_(?:file|replace|edit|diff))\b[^>]*>")
_CDATA = re.compile(r"<!\[CDATA\[(.*)\]\]>", re.DOTALL)


@dataclass(frozen=True)
class _Call:
    """One edit, as a call names it; `old` is None for a whole file."""

    path: str
    old: str | None
    new: str
    creates: bool = False


def read(reply: str, first_part: int, files: Mapping[str, str]) -> list[FileEdit]:
    """The edits of a reply's tool calls, in order; none where it holds no call that edits.

    Raises:
        EditError: old text stands in the file more than once, or a whole file leaves lines out
            (`E_EDIT_AMBIGUOUS`); a call asks for every place at once (`E_PATCH_PARSE`).
    """
    if len(reply) > _LARGEST:
        return []
    calls = list(_json_calls(reply)) or list(_xml_calls(reply))
    return [_edit(call, part, files) for part, call in enumerate(calls[:_MOST_CALLS], first_part)]


def envelopes(reply: str) -> str:
    """The `*** Begin Patch` envelopes that a reply's calls hold as strings, one after the other."""
    if len(reply) > _LARGEST or BEGIN not in reply:
        return ""
    return "\n".join(text for value in _json_values(reply) for text in _strings(value) if BEGIN in text)


def _strings(value: Any, depth: int = _DEPTH) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict) and depth:
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each, depth - 1)


def _edit(call: _Call, part: int, files: Mapping[str, str]) -> FileEdit:
    if call.old is None:
        refuse_left_out(call.path, call.new, files)
        return FileEdit(call.path, "write", part, text=call.new, overwrites=not call.creates)
    old, new = _whole_lines(call, files.get(call.path))
    ops = align(_ops(old), _ops(new))
    return FileEdit(call.path, "modify", part, (Hunk(part, "block", ops),))


def _whole_lines(call: _Call, text: str | None) -> tuple[str, str]:
    """Old and new text as whole lines; a call may quote the inside of a line."""
    old, new = call.old or "", call.new
    if not text or not old.strip():
        return old, new
    shown = text.replace("\r\n", "\n")
    old, new = old.replace("\r\n", "\n"), new.replace("\r\n", "\n")
    count = shown.count(old)
    if count > 1:
        raise EditError(
            f"{call.path[:200]}: its old text stands in {count} places.",
            "Quote enough lines to be found once.",
            code=AMBIGUOUS,
        )
    if not count:
        return old, new
    at = shown.find(old)
    head = shown[shown.rfind("\n", 0, at) + 1 : at]
    end = at + len(old)
    if old.endswith("\n"):
        # -- where the new text has no line end, the line below is joined to it
        stop = end if new.endswith("\n") or not new else _line_end(shown, end)
    else:
        stop = _line_end(shown, end)
    return head + old + shown[end:stop], head + new + shown[end:stop]


def _line_end(text: str, start: int) -> int:
    found = text.find("\n", start)
    return len(text) if found < 0 else found + 1


def _ops(text: str) -> list[Op]:
    bodies, ends = split_lines(text)
    return [Op(ADD, body, end == "\r\n") for body, end in zip(bodies, ends, strict=True)]


def _json_calls(reply: str) -> Iterator[_Call]:
    for value in _json_values(reply):
        yield from _calls_in(value, "", _DEPTH)


def _json_values(reply: str) -> Iterator[Any]:
    """The objects and lists in a reply that begin their line, or follow a tag."""
    decoder = json.JSONDecoder(strict=False)
    at = 0
    for _ in range(_MOST_CALLS):
        bracket = _BRACKET.search(reply, at)
        if not bracket:
            return
        try:
            value, at = decoder.raw_decode(reply, bracket.start(1))
            yield value
        except (ValueError, RecursionError):
            at = bracket.end()


def _calls_in(value: Any, path: str, depth: int) -> Iterator[_Call]:
    if depth == 0:
        return
    if isinstance(value, list):
        for each in value:
            yield from _calls_in(each, path, depth - 1)
    elif isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            yield from _calls_in(json.loads(value, strict=False), path, depth - 1)
        except (ValueError, RecursionError):
            return
    elif isinstance(value, dict):
        path = _first(value, _PATHS) or path
        call = _call(value, path)
        if call:
            yield call
            return
        for key in (*_LISTS, *_INSIDE, "function"):
            if key in value:
                yield from _calls_in(value[key], path, depth - 1)


def _call(said: Mapping[str, Any], path: str) -> _Call | None:
    if not path:
        return None
    old, new, whole = _first(said, _OLD), _first(said, _NEW), _first(said, _WHOLE)
    if said.get("replace_all") in (True, "true"):
        raise EditError(f"{path[:200]}: every place at once.", "Give an edit for each place.", code=PARSE)
    if old is not None and new is not None:
        return _Call(path, old, new)
    if old is None and new is None and whole is not None:
        return _Call(path, None, whole, creates=said.get("command") == "create")
    return None


def _first(said: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next((said[name] for name in names if isinstance(said.get(name), str)), None)


def _xml_calls(reply: str) -> Iterator[_Call]:
    starts = [found.start() for found in _CALL.finditer(reply)][:_MOST_CALLS]
    for start, end in zip(starts, [*starts, len(reply)][1:], strict=True):
        inside = reply[start:end]
        said = {name: _unwrapped(text) for name, text in _PARAMETER.findall(inside)}
        said = said or {name: text for name in _READ if (text := _element(inside, name)) is not None}
        call = _call(said, (_first(said, _PATHS) or "").strip())
        if call and call.old and call.new:
            # -- the line end before an end tag belongs to the tag, on both sides or on neither
            call = replace(call, old=call.old.removesuffix("\n"), new=call.new.removesuffix("\n"))
        if call:
            yield call


def _element(text: str, name: str) -> str | None:
    """What stands in the one element of that name; to its last end tag, as contents may hold a like one."""
    start, end = text.find(f"<{name}>"), text.rfind(f"</{name}>")
    if start < 0 or end < start or text.count(f"<{name}>") > 1:
        return None
    return _unwrapped(text[start + len(name) + 2 : end])


def _unwrapped(text: str) -> str:
    """The text without a CDATA around it, and without the line ends that set it apart from its tags."""
    held = _CDATA.fullmatch(text.strip())
    text = held[1] if held else text
    if text.startswith("\n"):
        text = text[1:]
        return text if text.endswith("\n") or not text else text + "\n"
    return text
