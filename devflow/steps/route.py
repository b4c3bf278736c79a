"""The route step: risk by rules over the ticket, and what a run of that risk may try."""

from __future__ import annotations

import re

from devflow.handoffs import Risk, Route, Ticket
from devflow.store.ledger import step
from devflow.toolbox import Toolbox

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


@step("route", config=("run", "risk"))
def choose_route(tools: Toolbox, ticket: Ticket) -> Route:
    """The route of a ticket; each reason names the rule and the words that met it."""
    rules = tools.config.risk
    risk, reasons = Risk.LOW, []
    for level, built_in, own in ((Risk.HIGH, HIGH, rules.high), (Risk.MEDIUM, MEDIUM, rules.medium)):
        named = built_in | {f"the configured rule {word!r}": re.escape(word) for word in own}
        met = [reason for name, pattern in named.items() if (reason := _meets(name, pattern, ticket.text))]
        reasons += [f"{level}: {reason}" for reason in met]
        if met and risk is Risk.LOW:
            risk = level
    return Route(
        risk=risk,
        reasons=tuple(reasons) or ("low: no rule speaks of more",),
        attempts=tools.config.run.attempts,
        context_tokens=tools.config.run.context_tokens,
        owner=rules.owner if risk is Risk.HIGH else "",
    )


def _meets(name: str, pattern: str, text: str) -> str:
    found = re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE)
    return f"{name} ({found.group()!r})" if found else ""
