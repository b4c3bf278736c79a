"""Finding credentials in single lines, with the detectors of detect-secrets and none of its global state."""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Protocol, cast

WINDOW, OVERLAP = 2_000, 200
"""A longer line is looked at in pieces: a detector's pattern must not meet megabytes at once."""
MAX_CHARS = 2_000_000
"""What is looked at in one file; beyond it the file is held as too large anyway."""

_DETECTORS = (
    ("artifactory", "ArtifactoryDetector"),
    ("aws", "AWSKeyDetector"),
    ("azure_storage_key", "AzureStorageKeyDetector"),
    ("basic_auth", "BasicAuthDetector"),
    ("discord", "DiscordBotTokenDetector"),
    ("github_token", "GitHubTokenDetector"),
    ("gitlab_token", "GitLabTokenDetector"),
    ("jwt", "JwtTokenDetector"),
    ("mailchimp", "MailchimpDetector"),
    ("npm", "NpmDetector"),
    ("openai", "OpenAIDetector"),
    ("private_key", "PrivateKeyDetector"),
    ("pypi_token", "PypiTokenDetector"),
    ("sendgrid", "SendGridDetector"),
    ("slack", "SlackDetector"),
    ("square_oauth", "SquareOAuthDetector"),
    ("stripe", "StripeDetector"),
    ("telegram_token", "TelegramBotTokenDetector"),
    ("twilio", "TwilioKeyDetector"),
)
# -- newer kinds that the detectors above do not know
_OWN = (
    ("Anthropic API key", re.compile(r"sk-ant-[A-Za-z0-9_\-]{20,}")),
    ("OpenAI API key", re.compile(r"sk-(?:proj|svcacct|admin)-[A-Za-z0-9_\-]{20,}")),
    ("GitHub fine-grained token", re.compile(r"github_pat_[A-Za-z0-9_]{22,}")),
    ("Google API key", re.compile(r"AIza[0-9A-Za-z_\-]{35}(?![0-9A-Za-z_\-])")),
    ("AWS access key", re.compile(r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])")),
    ("private key", re.compile(r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY")),
    ("Hugging Face token", re.compile(r"(?<![A-Za-z0-9])hf_[A-Za-z]{30,}")),
)
_NAMED = re.compile(
    r"""(?:api_?key|apikey|auth_?token|access_?token|secret(?:_?key)?|passwo?rd|passwd|private_?key)["']?
        \s{0,4}(?:=>|:=|=|:)\s{0,4}(?:[bru]{0,2})["']([^"'\s]{12,200})["']""",
    re.VERBOSE | re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"example|sample|dummy|placeholder|changeme|your|test|fake|mock|redacted|xxxx|\*\*\*|\.\.\.|[<{$%]",
    re.IGNORECASE,
)
_BITS_PER_CHAR = 3.5
"""A value named as a secret counts when it is at least this mixed: words and placeholders stay below."""


class _Detector(Protocol):
    secret_type: str
    denylist: Iterable[re.Pattern[str]]

    def analyze_string(self, string: str) -> Iterable[str]: ...


def secrets_in(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The number of each line that holds what looks like a credential, with the kind; never its value."""
    left = MAX_CHARS
    for number, line in lines:
        left -= len(line)
        if left < 0:
            return
        kind = next((kind for piece in _pieces(line) if (kind := _kind(piece))), None)
        if kind:
            yield number, kind


def _kind(text: str) -> str | None:
    for name, pattern in _OWN:
        if pattern.search(text):
            return name
    for found in _NAMED.finditer(text):
        value = found.group(1)
        if not _PLACEHOLDER.search(value) and _mixed(value):
            return "secret by its name"
    for detector in _detectors():
        if any(_real(detector, value) for value in detector.analyze_string(text)):
            return detector.secret_type
    return None


def values_in(line: str) -> set[str]:
    """The very words of a line that look like credentials."""
    found = set()
    for piece in _pieces(line):
        found |= {match.group() for _, pattern in _OWN for match in pattern.finditer(piece)}
        named = (match.group(1) for match in _NAMED.finditer(piece))
        found |= {value for value in named if not _PLACEHOLDER.search(value) and _mixed(value)}
        for detector in _detectors():
            # -- `analyze_string` gives a part of some tokens; what its pattern met is the whole
            met = (match for pattern in detector.denylist for match in pattern.finditer(piece))
            found |= {match.group() for match in met if _real(detector, match[match.lastindex or 0])}
    return found


def _real(detector: _Detector, value: str) -> bool:
    # -- the password of https://user:pass@host: documentation is full of made-up ones
    if type(detector).__name__ == "BasicAuthDetector":
        return len(value) >= 8 and not _PLACEHOLDER.search(value) and _has_digit_and_letter(value)
    return True


def _mixed(value: str) -> bool:
    counts = Counter(value).values()
    bits = -sum(count / len(value) * math.log2(count / len(value)) for count in counts)
    return bits >= _BITS_PER_CHAR and _has_digit_and_letter(value)


def _has_digit_and_letter(value: str) -> bool:
    return any(char.isdigit() for char in value) and any(char.isalpha() for char in value)


def _pieces(line: str) -> Iterator[str]:
    for start in range(0, max(len(line), 1), WINDOW - OVERLAP):
        yield line[start : start + WINDOW]


@cache
def _detectors() -> tuple[_Detector, ...]:
    # -- imported late: most commands judge nothing. Only `analyze_string` is called: the scanner around it
    #    reads global settings and would ask providers whether a key is live.
    with _offline():
        return tuple(
            cast("_Detector", getattr(import_module(f"detect_secrets.plugins.{module}"), name)())
            for module, name in _DETECTORS
        )


@contextmanager
def _offline() -> Iterator[None]:
    """While the detectors are imported, the client with which they would ask providers stands empty.

    It takes three times as long to import as all of them, and nothing here may reach a network.
    """
    name = "requests"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = ModuleType(name)
    try:
        yield
    finally:
        del sys.modules[name]
