"""Which words of a ticket and which paths of a change raise the risk, and how far."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from devflow.clean import clean_line, trim
from devflow.guard import matches
from devflow.handoffs import ChangedFile, Risk

# -- what being wrong costs money, access, law or data; words are matched whole, any case
HIGH = {
    "billing": r"billing|payments?|invoices?|refunds?|checkout total|credit cards?|subscriptions? price",
    "security": r"security|vulnerabilit(?:y|ies)|cve|xss|csrf|injection|encrypt(?:ion|ed)?|private keys?",
    "access": r"authentication|authorization|permissions?|access control|passwords?|oauth|sso|two-factor|2fa",
    "legal": r"gdpr|legal|compliance|terms of service|consent",
    "personal data": r"personal data|pii|anonymi[sz]e|social security",
    "migrations": r"(?:database|schema|data) migrations?|alter table|drop (?:table|column)",
    "infrastructure": r"terraform|kubernetes|production (?:deploy|database|config)|dns records?|firewall",
}
MEDIUM = {
    "public interface": r"breaking change|deprecat(?:e|ed|ion)|public api|backwards?[- ](?:in)?compatib\w+",
    "concurrency": r"race condition|deadlock|thread[- ]safe\w*|concurren\w+",
    "data shape": r"serializ\w+|file format|schema|cache invalidation",
}
# -- words of which a path is made: src/billing/taxRate.py holds src, billing, tax and rate
HIGH_NAMES = {
    "billing": {"billing", "payment", "payments", "invoice", "invoices", "refund", "refunds", "invoicing"},
    "security": {"security", "crypto", "cryptography", "encryption", "csrf", "xss", "signing"},
    "access": {
        *("auth", "oauth", "authentication", "authorization", "login", "signin", "password", "passwords"),
        *("permission", "permissions", "sso", "acl", "rbac"),
    },
    "legal": {"gdpr", "consent", "legal", "compliance"},
    "personal data": {"pii", "anonymize", "anonymise", "anonymizer", "gdpr"},
    "infrastructure": {"terraform", "kubernetes", "helm", "ansible"},
}
HIGH_PATHS = {
    "migrations": ("**/migrations/**", "**/db/migrate/**", "**/alembic/versions/**", "**/*.sql"),
    "infrastructure": ("**/*.tf", "**/*.tfvars", "**/k8s/**", "**/Dockerfile", "**/docker-compose*.y*ml"),
    "CI": (
        *(".github/workflows/**", ".github/actions/**", ".gitlab-ci*", ".gitlab/ci/**", ".circleci/**"),
        *(".buildkite/**", ".travis.yml", "azure-pipelines*", "**/Jenkinsfile", "**/action.yml"),
    ),
}
# -- a test or a page about billing can cost nobody money
_HARMLESS = re.compile(r"(?i)(^|/)(tests?|__tests__|spec|docs?|examples?)/|\.(md|rst|txt|adoc)$|(^|/)test_")
_NAME = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SHOWN = 120


@dataclass(frozen=True)
class Raise:
    """One reason for a risk."""

    risk: Risk
    reason: str
    """The rule, and in brackets what met it."""
    path: str = ""
    """The path that met it, where one did."""

    def __str__(self) -> str:
        return f"{self.risk}: {self.reason}"


def of_words(text: str, own: Mapping[Risk, tuple[str, ...]]) -> list[Raise]:
    """What the words of a ticket raise the risk to, highest first; `own` are further words."""
    found = []
    for risk, built_in in ((Risk.HIGH, HIGH), (Risk.MEDIUM, MEDIUM)):
        rules = built_in | {_configured(word): re.escape(word) for word in own.get(risk, ())}
        for name, pattern in rules.items():
            met = re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE)
            if met:
                found.append(Raise(risk, f"{name} ({met.group()!r})"))
    return found


def of_paths(paths: Iterable[str], own: Mapping[Risk, tuple[str, ...]], what: str) -> list[Raise]:
    """What files raise the risk to, a reason for each rule that is met; `what` says whose files they are."""
    found: dict[str, Raise] = {}
    for path in paths:
        for risk, name in _met(path, own):
            shown = trim(clean_line(path), _SHOWN)
            found.setdefault(name, Raise(risk, f"{name} ({what} {shown})", path))
    return sorted(found.values(), key=lambda raised: raised.risk is not Risk.HIGH)


def of_names(names: Iterable[str], what: str) -> list[Raise]:
    """What names in the code raise the risk to, by the words they are made of."""
    found: dict[str, Raise] = {}
    for name in names:
        for rule in _named(name):
            shown = trim(clean_line(name), _SHOWN)
            found.setdefault(rule, Raise(Risk.HIGH, f"{rule} ({what} {shown})"))
    return list(found.values())


def of_candidate(changed: Iterable[ChangedFile], own: Mapping[Risk, tuple[str, ...]]) -> Risk:
    """What the paths of a candidate raise the risk to."""
    return highest(Risk.LOW, of_paths((file.path for file in changed), own, "the patch changes"))


def highest(risk: Risk, raises: Iterable[Raise]) -> Risk:
    """The highest risk of all; never a lower one than was there."""
    for raised in raises:
        risk = raised.risk if raised.risk.above(risk) else risk
    return risk


def _met(path: str, own: Mapping[Risk, tuple[str, ...]]) -> Iterator[tuple[Risk, str]]:
    """The rules that a path meets; a person's own come first and hold for tests and documents too."""
    for risk in (Risk.HIGH, Risk.MEDIUM):
        for pattern in own.get(risk, ()):
            if matches(pattern, path):
                yield risk, _configured(pattern)
    for name, patterns in HIGH_PATHS.items():
        if any(matches(pattern, path) for pattern in patterns) and not _HARMLESS.search(path):
            yield Risk.HIGH, name
    if not _HARMLESS.search(path):
        yield from ((Risk.HIGH, name) for name in _named(path))


def _named(name: str) -> Iterator[str]:
    words = {word.lower() for word in _NAME.findall(name)}
    return (rule for rule, telling in HIGH_NAMES.items() if words & telling)


def _configured(rule: str) -> str:
    return f"the configured rule {rule!r}"
