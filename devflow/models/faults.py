"""What went wrong on the way to a model: the SDKs' exceptions read into one Fault."""

from __future__ import annotations

import email.utils
import math
import re
from collections.abc import Mapping
from typing import Any

from devflow.clean import clean_line, trim
from devflow.models.provider import Fault
from devflow.models.settings import ModelSettings
from devflow.models.wire import Wire

_CONTEXT = re.compile(
    r"context.{0,12}(length|window|size|limit)|prompt is too long|too many (input )?tokens"
    r"|maximum.{0,20}(prompt|input|context)|exceed.{0,30}context",
    re.IGNORECASE,
)
_BROKE = re.compile(r"insufficient_quota|credit balance|billing|spend.?limit|payment", re.IGNORECASE)
_SAID = 300

# -- what a gateway answers when it lost the model behind it: the work may have been done and billed.
_PERHAPS_BILLED = frozenset({408, 502, 504, 520, 521, 522, 523, 524})
_AUTH = frozenset({401, 403})
_TOO_LARGE = 413
_TRANSPORT = frozenset({"APIConnectionError", "APITimeoutError"})
_SLOW_DOWN = 429


def said(error: Exception) -> str:
    """The provider's own words in an error, whole; for looking into, not for printing."""
    body = getattr(error, "body", None)
    parts = [getattr(error, "message", ""), body if isinstance(body, str) else repr(body or "")]
    return " ".join(str(part) for part in parts)[:20_000]


def read_fault(error: Exception, wire: Wire, settings: ModelSettings) -> Fault:
    """The Fault behind whatever an SDK raised."""
    ended = _ended_by_us(wire, settings)
    if ended is not None:
        return ended
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and status >= 300:
        return _refused(status, error, settings)
    kind = type(error).__name__
    if _CONTEXT.search(said(error)):
        return _too_long(error)
    what = "did not answer in time" if "Timeout" in kind else "could not be reached"
    if wire.sent and "Timeout" not in kind:
        what = "broke off its answer"
    deepest = _deepest(error)
    detail = trim(clean_line(str(deepest) or type(deepest).__name__), _SAID)
    return Fault(
        "E_MODEL_UNAVAILABLE",
        f"{_name(settings)} {what} ({detail}).",
        "Check the network and the address, then resume; finished steps are not paid again.",
        again=(wire.sent or kind in _TRANSPORT) and "certificate" not in detail.lower(),
        billed=wire.sent,
    )


def _ended_by_us(wire: Wire, settings: ModelSettings) -> Fault | None:
    if wire.ended == "time":
        return Fault(
            "E_MODEL_UNAVAILABLE",
            f"{_name(settings)} took longer than the {wire.total:.0f} s that were left for the question.",
            "Raise the model's `total` seconds, or use a faster model.",
            billed=wire.sent,
        )
    if wire.ended == "size":
        return Fault(
            "E_MODEL_TRUNCATED",
            f"{_name(settings)} sent more than {wire.cap} bytes; its answer was cut and is not used.",
            "No honest answer within max_output is so long: check the address.",
            billed=True,
        )
    if wire.ended == "coding":
        return Fault(
            "E_MODEL_UNAVAILABLE",
            f"{_name(settings)} sent a compressed answer although none was allowed; it was not read.",
            "Switch compression off on the server or the proxy before it.",
            billed=True,
        )
    return None


def _refused(status: int, error: Exception, settings: ModelSettings) -> Fault:
    if status < 400:
        return _redirected(status, error, settings)
    words, whole = trim(clean_line(_message(error)), _SAID), said(error)
    text = f"{_name(settings)} answered {status}: {words}"
    if status in _AUTH:
        where = settings.key_name or "the variable that key_env names (no key was sent)"
        return Fault("E_MODEL_AUTH", text, f"Check the key in {where} and what it may be used for.")
    if status == _TOO_LARGE or (status < 500 and _CONTEXT.search(whole)):
        return _too_long(error)
    if status < 500 and _BROKE.search(whole):
        return Fault("E_MODEL_RATE_LIMIT", text, "The account is out of credit; add some, then resume.")
    return _in_trouble(status, text, retry_after(_headers(error)))


def _in_trouble(status: int, text: str, after: float | None) -> Fault:
    """A refusal that waiting may end, or one that it will not."""
    if status == _SLOW_DOWN:
        hint = "Wait, then resume; finished steps are not paid again."
        return Fault("E_MODEL_RATE_LIMIT", text, hint, again=True, after=after)
    if status >= 500 or status in _PERHAPS_BILLED:
        hint, billed = "The provider is in trouble; resume later.", status in _PERHAPS_BILLED
        return Fault("E_MODEL_UNAVAILABLE", text, hint, again=True, billed=billed, after=after)
    return Fault("E_MODEL_UNAVAILABLE", text, "Check the model's name, its options and the address.")


def _redirected(status: int, error: Exception, settings: ModelSettings) -> Fault:
    target = trim(clean_line(_headers(error).get("location", "")), _SAID)
    return Fault(
        "E_MODEL_UNAVAILABLE",
        f"{_name(settings)} redirects ({status}); that is not followed, for the key's sake.",
        f"If you trust {target or 'the other address'}, set it as base_url.",
    )


def _too_long(error: Exception) -> Fault:
    return Fault(
        "E_CONTEXT",
        f"The prompt is larger than the model's window: {trim(clean_line(_message(error)), _SAID)}",
        "Use a model with a larger window, or lower the context budget; set the model's `window`.",
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds in a Retry-After header, written as seconds or as a date; None where there is none to read.

    A date is held against the server's own Date, so a wrong clock here does not matter.
    """
    text = headers.get("retry-after", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            until = email.utils.parsedate_to_datetime(text)
            now = email.utils.parsedate_to_datetime(headers.get("date", ""))
            seconds = (until - now).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return None
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _headers(error: Exception) -> Mapping[str, str]:
    found: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", {})
    return found


def _message(error: Exception) -> str:
    """The sentence inside the error's body, or the SDK's own words."""
    body: Any = getattr(error, "body", None)
    for key in ("error", "message"):
        if isinstance(body, Mapping) and body.get(key):
            body = body[key]
    return body if isinstance(body, str) else str(error)


def _deepest(error: BaseException) -> BaseException:
    for _ in range(10):
        inner = error.__cause__ or error.__context__
        if inner is None:
            break
        error = inner
    return error


def _name(settings: ModelSettings) -> str:
    return f"The model {settings.model!r} ({settings.provider})"
