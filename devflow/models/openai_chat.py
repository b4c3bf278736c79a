"""OpenAI's chat completions through its SDK: OpenAI itself, and any server that speaks the same protocol."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from devflow.models.call import Stop
from devflow.models.faults import read_fault, said
from devflow.models.provider import Answer, Fault, Question, Shape, Usage, count, words
from devflow.models.schema import in_words, strict, without_thoughts
from devflow.models.settings import ModelSettings
from devflow.models.wire import Wire

if TYPE_CHECKING:
    from openai import OpenAI

_STOPS: Mapping[str, Stop] = {
    "stop": "end",
    "tool_calls": "end",
    "length": "length",
    "content_filter": "refusal",
}
_TOOL = "answer"


@dataclass(frozen=True)
class _Dialect:
    """What this server was found to understand; it starts high and is lowered where the server objects."""

    shape: Literal["schema", "tool", "words"] = "schema"
    limit: Literal["max_completion_tokens", "max_tokens"] = "max_completion_tokens"
    stream: Literal["usage", "plain", "none"] = "usage"

    def lowered(self, objection: str) -> _Dialect | None:
        """The dialect to try after this objection; None when it speaks of nothing that could be left out."""
        if self.limit in objection and "instead" in objection:
            other: Any = "max_tokens" if self.limit == "max_completion_tokens" else "max_completion_tokens"
            return dataclasses.replace(self, limit=other)
        if self.stream == "usage" and ("stream_options" in objection or "include_usage" in objection):
            return dataclasses.replace(self, stream="plain")
        if self.stream != "none" and "stream" in objection:
            return dataclasses.replace(self, stream="none")
        if self.shape == "schema" and any(w in objection for w in ("response_format", "schema", "grammar")):
            return dataclasses.replace(self, shape="tool")
        if self.shape == "tool" and "tool" in objection:
            return dataclasses.replace(self, shape="words")
        return None


class OpenAIChat:
    """One model behind the chat completions protocol."""

    def __init__(self, settings: ModelSettings, url: str, key: str) -> None:
        self._settings, self._url, self._key = settings, url, key
        own = settings.provider == "openai"
        self._dialect = _Dialect(limit="max_completion_tokens" if own else "max_tokens")

    def send(self, question: Question) -> Answer:
        """As Provider.send; what a server does not understand is left out and it is asked again."""
        tried = set()
        while True:
            tried.add(self._dialect)
            try:
                return self._send(question, self._dialect)
            except _Objection as objection:
                lowered = self._dialect.lowered(objection.words)
                if lowered is None or lowered in tried:
                    raise objection.fault from None
                self._dialect = lowered

    def _send(self, question: Question, dialect: _Dialect) -> Answer:
        silence = question.seconds if dialect.stream == "none" else self._settings.timeout
        total, size = question.seconds, question.max_output
        with Wire(self._url, silence=silence, total=total, max_output=size, unsent=self._unsent()) as wire:
            try:
                chunks = self._client(wire).chat.completions.create(**self._request(question, dialect))
                answer = _collect(iter([chunks]) if dialect.stream == "none" else iter(chunks))
            except Exception as error:
                # -- whatever a hostile answer makes an SDK raise ends here, in a Fault without the key in it
                fault = read_fault(error, wire, self._settings)
                if (
                    getattr(error, "status_code", None) in (400, 404, 422)
                    and fault.code == "E_MODEL_UNAVAILABLE"
                ):
                    raise _Objection(fault, said(error).lower()) from None
                raise fault from None
        return answer

    def _client(self, wire: Wire) -> OpenAI:
        # -- imported here: it takes half a second
        from openai import OpenAI  # noqa: PLC0415

        # -- the SDK insists on a key; without one the wire leaves its header out
        key = self._key or "none"
        return OpenAI(api_key=key, base_url=self._url, max_retries=0, http_client=wire.client)

    def _unsent(self) -> frozenset[str]:
        """Headers that the SDK adds and this server must not get."""
        # -- a server that is not OpenAI has no business with the account that the environment names
        foreign = {"openai-organization", "openai-project"} if self._settings.provider != "openai" else set()
        return frozenset(foreign if self._key else foreign | {"authorization"})

    def _request(self, question: Question, dialect: _Dialect) -> dict[str, Any]:
        prompt, shape = question.prompt, question.shape
        user = "\n\n".join(part for part in (prompt.shared, prompt.user) if part)
        request: dict[str, Any] = {
            "model": self._settings.model,
            dialect.limit: question.max_output,
            "extra_body": dict(self._settings.options),
        }
        if shape is not None and dialect.shape == "words":
            user = f"{user}\n\n{in_words(shape)}"
        elif shape is not None:
            request |= self._asking_for(shape, dialect)
        if dialect.stream != "none":
            request["stream"] = True
        if dialect.stream == "usage":
            request["stream_options"] = {"include_usage": True}
        system = [{"role": "system", "content": prompt.system}] if prompt.system else []
        return {**request, "messages": [*system, {"role": "user", "content": user}]}

    def _asking_for(self, shape: Shape, dialect: _Dialect) -> dict[str, Any]:
        own = self._settings.provider == "openai"
        schema = strict(shape.schema) if own else dict(shape.schema)
        if dialect.shape == "schema":
            wanted = {"name": shape.name, "schema": schema, "strict": True}
            return {"response_format": {"type": "json_schema", "json_schema": wanted}}
        tool = {"name": _TOOL, "description": f"Give the {shape.name}.", "parameters": schema}
        return {
            "tools": [{"type": "function", "function": tool}],
            "tool_choice": {"type": "function", "function": {"name": _TOOL}},
        }


class _Objection(Exception):
    """The server refused the request as it was written."""

    def __init__(self, fault: Fault, words: str) -> None:
        super().__init__(fault.message)
        self.fault, self.words = fault, words


def _collect(chunks: Iterator[Any]) -> Answer:
    """The whole answer from its chunks; a plain reply is one chunk with a `message` in place of a `delta`."""
    text, refusal, called = list[str](), list[str](), list[str]()
    stop, model, usage = "", "", None
    for chunk in chunks:
        model = model or str(getattr(chunk, "model", "") or "")[:200]
        usage = _usage(getattr(chunk, "usage", None)) or usage
        for choice in (getattr(chunk, "choices", None) or [])[:1]:
            said_now = getattr(choice, "delta", None) or getattr(choice, "message", None)
            text.append(words(said_now, "content"))
            refusal.append(words(said_now, "refusal"))
            for call in getattr(said_now, "tool_calls", None) or []:
                called.append(words(getattr(call, "function", None), "arguments"))
            stop = getattr(choice, "finish_reason", None) or stop
    if not stop:
        raise EOFError("the stream ended before the answer did")
    if any(refusal):
        return Answer("".join(refusal), "refusal", usage, model)
    answer = without_thoughts("".join(text)) if not any(called) else "".join(called)
    return Answer(answer, _STOPS.get(stop, "end"), usage, model)


def _usage(given: Any) -> Usage | None:
    """The server's count; None where a number is missing or cannot be one."""
    total, output = (
        count(getattr(given, "prompt_tokens", None)),
        count(getattr(given, "completion_tokens", None)),
    )
    if total is None or output is None:
        return None
    details = getattr(given, "prompt_tokens_details", None)
    cached = count(getattr(details, "cached_tokens", None)) or 0
    return Usage(total, output, cached=min(cached, total))
