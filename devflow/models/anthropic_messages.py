"""Anthropic's messages through its SDK, always streamed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from devflow.models.call import Stop
from devflow.models.faults import read_fault, said
from devflow.models.provider import Answer, Fault, Question, Shape, Usage, count, words
from devflow.models.schema import in_words, strict
from devflow.models.settings import ModelSettings
from devflow.models.wire import Wire

if TYPE_CHECKING:
    from anthropic import Anthropic

_STOPS: Mapping[str, Stop] = {
    "end_turn": "end",
    "stop_sequence": "end",
    "tool_use": "end",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "pause_turn": "length",
    "refusal": "refusal",
}
_TOOL = "answer"
_Way = Literal["schema", "tool", "words"]
_LOWER: Mapping[str, tuple[tuple[str, ...], _Way]] = {
    "schema": (("output_config", "output_format", "schema", "structured"), "tool"),
    "tool": (("tool",), "words"),
}


class AnthropicMessages:
    """One Claude model."""

    def __init__(self, settings: ModelSettings, url: str, key: str) -> None:
        self._settings, self._url, self._key = settings, url, key
        self._way: _Way = "schema"

    def send(self, question: Question) -> Answer:
        """As Provider.send; a model without schema support is asked by a tool, then in words."""
        while True:
            with Wire(
                self._url,
                silence=self._settings.timeout,
                total=question.seconds,
                max_output=question.max_output,
            ) as wire:
                try:
                    stream = self._client(wire).messages.create(**self._request(question))
                    return _collect(stream)
                except Exception as error:
                    # -- whatever a hostile answer makes the SDK raise ends here, without the key in it
                    fault = read_fault(error, wire, self._settings)
                    if not self._lowered(error, fault, question):
                        raise fault from None

    def _lowered(self, error: Exception, fault: Fault, question: Question) -> bool:
        """Whether the model objects to the way the shape was asked for, and another way is left."""
        if question.shape is None or getattr(error, "status_code", None) not in (400, 422):
            return False
        objections, lower = _LOWER.get(self._way, ((), self._way))
        if fault.code != "E_MODEL_UNAVAILABLE" or not any(word in said(error).lower() for word in objections):
            return False
        self._way = lower
        return True

    def _client(self, wire: Wire) -> Anthropic:
        # -- imported here: it takes a second
        from anthropic import Anthropic  # noqa: PLC0415

        return Anthropic(api_key=self._key, base_url=self._url, max_retries=0, http_client=wire.client)

    def _request(self, question: Question) -> dict[str, Any]:
        prompt, shape = question.prompt, question.shape
        user = prompt.user
        if shape is not None and self._way == "words":
            user = f"{user}\n\n{in_words(shape)}"
        content: list[dict[str, Any]] = [{"type": "text", "text": user}]
        if prompt.shared:
            # -- everything up to this mark (the system text too) is kept for the next prompt that begins so
            mark = {"cache_control": {"type": "ephemeral"}}
            content.insert(0, {"type": "text", "text": prompt.shared, **mark})
        request: dict[str, Any] = {
            "model": self._settings.model,
            "max_tokens": question.max_output,
            "messages": [{"role": "user", "content": content}],
            "stream": True,
            "extra_body": dict(self._settings.options),
        }
        if prompt.system:
            request["system"] = prompt.system
        return request | (self._asking_for(shape) if shape is not None else {})

    def _asking_for(self, shape: Shape) -> dict[str, Any]:
        schema = strict(shape.schema)
        if self._way == "schema":
            return {"output_config": {"format": {"type": "json_schema", "schema": schema}}}
        if self._way == "tool":
            tool = {"name": _TOOL, "description": f"Give the {shape.name}.", "input_schema": schema}
            return {"tools": [tool], "tool_choice": {"type": "tool", "name": _TOOL}}
        return {}


def _collect(events: Iterable[Any]) -> Answer:
    """The whole answer from the stream's events."""
    text, called = list[str](), list[str]()
    stop, model, whole = "", "", False
    counts: dict[str, object] = {}
    for event in events:
        kind = getattr(event, "type", "")
        if kind == "message_start":
            message = getattr(event, "message", None)
            model = str(getattr(message, "model", "") or "")[:200]
            _take_counts(counts, getattr(message, "usage", None))
        elif kind == "content_block_delta":
            delta = getattr(event, "delta", None)
            text.append(words(delta, "text"))
            called.append(words(delta, "partial_json"))
        elif kind == "message_delta":
            stop = words(getattr(event, "delta", None), "stop_reason") or stop
            _take_counts(counts, getattr(event, "usage", None))
        elif kind == "message_stop":
            whole = True
    if not (whole and stop):
        raise EOFError("the stream ended before the answer did")
    answer = "".join(called) if any(called) else "".join(text)
    return Answer(answer, _STOPS.get(stop, "end"), _usage(counts), model)


def _take_counts(counts: dict[str, object], given: object) -> None:
    """Keep the newest of each number: the end of a stream repeats and completes what its start said."""
    for name in ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"):
        value = getattr(given, name, None)
        if value is not None:
            counts[name] = value


def _usage(counts: Mapping[str, object]) -> Usage | None:
    """The count with all input in one number, as Anthropic gives the cached parts beside the rest."""
    plain, output = count(counts.get("input_tokens")), count(counts.get("output_tokens"))
    cached = count(counts.get("cache_read_input_tokens", 0))
    written = count(counts.get("cache_creation_input_tokens", 0))
    if plain is None or output is None or cached is None or written is None:
        return None
    return Usage(plain + cached + written, output, cached=cached, written=written)
