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
    ("Google client secret", re.compile(r"GOCSPX-[A-Za-z0-9_\-]{20,}")),
    ("npm token", re.compile(r"(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])")),
    ("Mailgun key", re.compile(r"(?<![A-Za-z0-9])key-[0-9a-f]{32}(?![0-9a-f])")),
    ("DigitalOcean token", re.compile(r"do[opr]_v1_[0-9a-f]{64}")),
    ("Shopify token", re.compile(r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}")),
    ("Databricks token", re.compile(r"(?<![A-Za-z0-9])dapi[0-9a-f]{32}(?![0-9a-f])")),
    ("Vault token", re.compile(r"(?<![A-Za-z0-9])hv[sbr]\.[A-Za-z0-9_\-]{24,}")),
    ("age key", re.compile(r"AGE-SECRET-KEY-1[A-Z0-9]{50,}")),
    ("New Relic key", re.compile(r"NRAK-[A-Z0-9]{27}")),
    ("Grafana token", re.compile(r"gl(?:sa|c)_[A-Za-z0-9_=+/]{32,}")),
    ("Linear key", re.compile(r"lin_(?:api|oauth)_[A-Za-z0-9]{40}")),
    ("Docker Hub token", re.compile(r"dckr_[po]at_[A-Za-z0-9_\-]{26,}")),
    ("Doppler token", re.compile(r"(?<![A-Za-z0-9])dp\.(?:pt|st|sa|ct|scim|audit)\.[A-Za-z0-9._\-]{40,}")),
    ("Pulumi token", re.compile(r"(?<![A-Za-z0-9])pul-[0-9a-f]{40}")),
    ("Atlassian token", re.compile(r"ATATT3[A-Za-z0-9_\-=]{60,}")),
    ("Sentry token", re.compile(r"sntry[su]_[A-Za-z0-9+/=_]{40,}")),
    ("Notion token", re.compile(r"(?<![A-Za-z0-9])(?:ntn|secret)_[A-Za-z0-9]{43,}")),
    ("Postman key", re.compile(r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}")),
    ("GitLab token", re.compile(r"gl(?:pat|rt|dt|ptt|ft|soat|agent|cbt)-[A-Za-z0-9_\-]{20,}")),
    ("Firebase key", re.compile(r"AAAA[A-Za-z0-9_\-]{7}:[A-Za-z0-9_\-]{140}")),
)
_NAMES = (
    r"(?:api_?key|apikey|(?:auth|access|api|bearer|refresh)_?token|client_?secret|secret(?:_?(?:access_?)?key)?"
    r"|passwo?rd|passwd|private_?key)"
)
_NAMED = re.compile(
    _NAMES + r"""["']?\s{0,4}(?:=>|:=|=|:)\s{0,4}(?:[bru]{0,2})["']([^"'\s]{12,200})["']""", re.IGNORECASE
)
# -- where values stand without quotes, as in `.env`: the whole line is a name and its value
_UNQUOTED = re.compile(
    rf"^\s*(?:export\s+|-\s+)?[\w.\-]{{0,80}}{_NAMES}[\w.\-]{{0,40}}\s*[=:]\s*([A-Za-z0-9+/_\-=.!@]{{12,200}})\s*$",
    re.IGNORECASE,
)
_SETTINGS = re.compile(
    r"(?:^|[/.])env(?:\.\w+)?$|\.(?:env|properties|ya?ml|ini|cfg|conf|toml)$", re.IGNORECASE
)
_PLACEHOLDER = re.compile(
    r"example|sample|dummy|placeholder|changeme|your|test|fake|mock|redacted|xxxx|\*\*\*|\.\.\.|[<{$%]",
    re.IGNORECASE,
)
_NO_HOST = r"@(?:localhost\b|127\.0\.0\.1|(?:[\w.-]+\.)?example\.(?:com|org|net)\b)"
_BITS_PER_CHAR = 3.5
"""A value named as a secret counts when it is at least this mixed: words and placeholders stay below."""


class _Detector(Protocol):
    secret_type: str
    denylist: Iterable[re.Pattern[str]]

    def analyze_string(self, string: str) -> Iterable[str]: ...


def secrets_in(path: str, lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The number of each line that holds what looks like a credential, with the kind; never its value."""
    left = MAX_CHARS
    named = (_NAMED, _UNQUOTED) if _SETTINGS.search(path) else (_NAMED,)
    for number, line in lines:
        left -= len(line)
        if left < 0:
            return
        kind = next((kind for piece in _pieces(line) if (kind := _kind(piece, named))), None)
        if kind:
            yield number, kind


def _kind(text: str, named: Iterable[re.Pattern[str]]) -> str | None:
    for name, pattern in _OWN:
        if pattern.search(text):
            return name
    for found in (found for pattern in named for found in pattern.finditer(text)):
        value = found.group(1)
        if not _PLACEHOLDER.search(value) and _mixed(value):
            return "secret by its name"
    for detector in _detectors():
        if any(_real(detector, value, text) for value in detector.analyze_string(text)):
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
            found |= {match.group() for match in met if _real(detector, match[match.lastindex or 0], piece)}
    return found


def _real(detector: _Detector, value: str, text: str) -> bool:
    # -- the password of https://user:pass@host: documentation is full of made-up ones
    if type(detector).__name__ == "BasicAuthDetector":
        told = _PLACEHOLDER.search(value) or re.search(re.escape(value) + _NO_HOST, text)
        return len(value) >= 8 and not told and _has_digit_and_letter(value)
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
