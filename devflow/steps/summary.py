"""The summary step: what changed, what was measured, what needs a human eye; computed, then worded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import ConfigDict, Field

from devflow import proof
from devflow.clean import clean_line
from devflow.errors import BudgetError, ModelError
from devflow.guard import is_test
from devflow.handoffs import (
    Attempt,
    Candidate,
    ChangedSymbol,
    Choice,
    Facts,
    GuardReport,
    Handoff,
    Route,
    Spec,
    Summary,
    Ticket,
)
from devflow.index.reading.changes import changed_symbols
from devflow.index.reading.kinds import is_document
from devflow.store.ledger import step
from devflow.toolbox import Toolbox

# -- a patch of more files is told by its files alone
_MOST_FILES = 60
_MOST_SYMBOLS = 400
_MOST_SENTENCES = 8


class _Words(Handoff):
    model_config = ConfigDict(extra="ignore")

    sentences: tuple[str, ...] = Field(
        max_length=40, description="Plain sentences about the change, the most telling first."
    )


@step("summary")
def summarise(
    tools: Toolbox,
    ticket: Ticket,
    route: Route,
    spec: Spec,
    facts: Facts,
    attempt: Attempt | None,
    choice: Choice | None,
) -> Summary:
    """The measured facts of the last attempt; with none, that nothing was changed."""
    results = attempt.report.results if attempt else ()
    symbols = _symbols(tools, attempt.candidate) if attempt else ()
    evidence = proof.evidence(spec.criteria, results, symbols)
    only = _only(attempt.candidate) if attempt else ""
    return Summary(
        title=ticket.title,
        asked=spec.expected,
        risk=route.risk,
        reasons=route.reasons,
        owner=route.owner,
        changed=attempt.candidate.changed if attempt else (),
        symbols=symbols,
        proven=(
            *(sentence for result in results for sentence in proof.measured(result)),
            *(_formatted(attempt.candidate) if attempt else ()),
            *(f"candidate {reason}" for reason in (choice.reasons if choice else ())),
        ),
        evidence=evidence,
        held=tuple(_held(attempt.guard)) if attempt else (),
        quotes=facts.quotes,
        look_at=proof.look_at(ticket, route, facts, attempt, evidence, symbols, only),
        only=only,
        roll_back=proof.roll_back(route.risk, attempt.candidate if attempt else None),
    )


@step("summary", prompts=("summary",), roles=("text",))
def word(tools: Toolbox, ticket: Ticket, spec: Spec, summary: Summary, attempt: Attempt) -> Summary:
    """The summary with those of a model's sentences that rest on the receipts.

    Without an answer that can be had or used the computed words stand alone.
    """
    # -- imported here: most runs are not worded by a model
    from devflow import wording  # noqa: PLC0415

    grounds = wording.Grounds(ticket, spec, summary, attempt)
    record = {
        "ticket": ticket,
        "summary": summary,
        "attempt": attempt.number,
        "results": attempt.report.results,
        "criteria": list(zip(spec.criteria, summary.evidence, strict=False)),
    }
    try:
        said = tools.ask("text", "summary", _Words, **record).sentences
    except (ModelError, BudgetError) as error:
        tools.note(f"the summary is computed, not worded: {error.message}")
        return summary
    kept = wording.held(said, grounds)
    if dropped := len(said) - len(kept):
        tools.note(f"{dropped} of {len(said)} sentences of the wording do not rest on the receipts")
    return summary.model_copy(update={"words": kept[:_MOST_SENTENCES]})


def _only(candidate: Candidate) -> Literal["", "documents", "tests"]:
    """Whether all that is changed is documents, or tests."""
    paths = [file.path for file in candidate.changed]
    if not paths:
        return ""
    return "documents" if all(map(is_document, paths)) else "tests" if all(map(is_test, paths)) else ""


def _formatted(candidate: Candidate) -> Iterator[str]:
    """Which files the repo's own formatters changed further, after the patch."""
    if candidate.formatted:
        files = ", ".join(map(clean_line, candidate.formatted))
        yield f"{', '.join(map(clean_line, candidate.formatters))} formatted {files}"


def _symbols(tools: Toolbox, candidate: Candidate) -> tuple[ChangedSymbol, ...]:
    """The definitions in which the candidate differs from the base; of plain files only."""
    found: list[ChangedSymbol] = []
    for file in candidate.changed[:_MOST_FILES]:
        if not file.binary:
            old, new = (
                tools.objects.blob(blob) if mode.startswith("100") else b""
                for blob, mode in ((file.old_blob, file.old_mode), (file.new_blob, file.new_mode))
            )
            found += changed_symbols(file.path, old, new)
    return tuple(found[:_MOST_SYMBOLS])


def _held(guard: GuardReport) -> list[str]:
    """What a person had not approved beforehand, with what became of it."""
    accepted = [each for each in guard.at("shown") if each.message.endswith("(accepted by a person)")]
    return [f"{each.name}: {each.message} [{each.code}]" for each in (*guard.at("held"), *accepted)]
