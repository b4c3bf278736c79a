"""The five questions, answered from what the steps declare, what is configured and what was found."""

from __future__ import annotations

import types
import typing
from collections.abc import Sequence
from dataclasses import dataclass

from devflow import attempts, handoffs, pipeline
from devflow.checks import Check
from devflow.config import Config
from devflow.doctor.facts import Answer, Finding
from devflow.handoffs import Attempt, Facts, Handoff, Review
from devflow.risk import HIGH
from devflow.store.ledger import Reads, declared


@dataclass(frozen=True)
class Step:
    """A step as its function is typed and declared."""

    name: str
    reads: Reads
    takes: frozenset[type[Handoff]]
    gives: type[Handoff]


def steps() -> tuple[Step, ...]:
    """The steps of the pipeline, each with all that its functions read and take.

    Raises:
        LookupError: two functions of one step give different handoffs.
    """
    found: dict[str, Step] = {}
    for work, said in declared().items():
        if work not in (getattr(room, work.__name__, None) for room in (pipeline, attempts)):
            continue
        hints = typing.get_type_hints(work)
        gives = hints.pop("return")
        takes = frozenset(kind for hint in hints.values() for kind in _handoffs(hint))
        known = found.get(said.name, Step(said.name, Reads(), frozenset(), gives))
        if known.gives is not gives:
            raise LookupError(f"the step {said.name} gives {known.gives.__name__} and {gives.__name__}")
        reads = Reads(
            prompts=known.reads.prompts + said.reads.prompts,
            roles=known.reads.roles + said.reads.roles,
            config=known.reads.config + said.reads.config,
        )
        found[said.name] = Step(said.name, reads, known.takes | takes, gives)
    return tuple(found.values())


def answer_all(config: Config, sandbox: Finding, ready: Sequence[Check]) -> tuple[Answer, ...]:
    """The answers, in the order in which people ask. `ready` are the checks that can be started."""
    known = steps()
    return (
        _fresh_facts(known),
        _production(known, config, sandbox),
        _handed(known),
        _checked(known, ready),
        _risky(config),
    )


def _fresh_facts(known: Sequence[Step]) -> Answer:
    question = "Is it said which step needs fresh facts, and where they come from?"
    givers = [step for step in known if step.gives is Facts]
    takers = [step.name for step in known if Facts in step.takes]
    by_code = [step.name for step in givers if not step.reads.roles]
    because = f"{_listed(takers)} read them; {_listed(by_code)} quotes them at the base, without a model"
    yes = bool(takers) and len(givers) == len(by_code) == 1
    return Answer(question, yes, because, "" if yes else "This devflow is not whole: install it again.")


def _production(known: Sequence[Step], config: Config, sandbox: Finding) -> Answer:
    question = "Is every step that could damage production held?"
    runs = _listed([step.name for step in known if "sandbox" in step.reads.config])
    writes = _listed([step.name for step in known if step.gives is Review])
    if sandbox.state == "ok":
        because = (
            f"only {runs} runs the repo's code, apart from the network and your files ({config.sandbox}); "
            f"only {writes} writes to your repository: objects and a new branch"
        )
        return Answer(question, True, because)
    return Answer(question, False, f"{runs} runs the repo's code: {sandbox.said}", sandbox.remedy)


def _handed(known: Sequence[Step]) -> Answer:
    question = "Does each handoff carry only what is needed?"
    # -- an attempt is what three steps gave, bound together
    inner = frozenset(kind for field in Attempt.model_fields.values() for kind in _handoffs(field.annotation))
    taken = frozenset(kind for step in known for kind in step.takes)
    taken |= inner if Attempt in taken else frozenset()
    given = [step.gives for step in known]
    idle = [kind.__name__ for kind in given if kind not in taken and kind is not Review]
    open_ = [kind.__name__ for kind in given if not _closed(kind)]
    if not idle and not open_:
        most = max(known, key=lambda step: len(step.takes))
        because = (
            f"{len(given)} handoffs, each frozen, closed to unknown fields and taken by a later step; "
            f"{most.name} takes most, {len(most.takes)}, and no step sees what it has not declared"
        )
        return Answer(question, True, because)
    because = f"not taken by any step: {_listed(idle)}; open to unknown fields: {_listed(open_)}"
    return Answer(question, False, because, "This devflow is not whole: install it again.")


def _checked(known: Sequence[Step], ready: Sequence[Check]) -> Answer:
    question = "Has each step one check?"
    twice = len(known) - len({step.gives for step in known})
    if ready and not twice:
        because = (
            f"each of {len(known)} steps gives one handoff that is validated when written and when read; "
            f"the candidate is measured by {_listed([check.name for check in ready])}"
        )
        return Answer(question, True, because)
    because = "two steps give the same handoff" if twice else "no check of the candidate can be started here"
    return Answer(question, False, because, "See the checks above; a run pauses without one.")


def _risky(config: Config) -> Answer:
    question = "Is it said who reviews the risky parts?"
    rules = len(HIGH) + len(config.risk.high)
    if config.risk.owner:
        because = f"{config.risk.owner} must approve what one of {rules} rules calls of high risk"
        return Answer(question, True, f"{because} (set in {config.sources.get('risk.owner', 'the default')})")
    because = f"{rules} rules call a ticket of high risk, and anyone may approve it"
    return Answer(question, False, because, 'In .devflow.toml:\n[risk]\nowner = "Name, as git knows it"')


def _handoffs(hint: object) -> list[type[Handoff]]:
    """The handoffs that a type hint names."""
    parts = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    return [part for part in parts if isinstance(part, type) and issubclass(part, handoffs.Handoff)]


def _closed(kind: type[Handoff]) -> bool:
    return bool(kind.model_config.get("frozen")) and kind.model_config.get("extra") == "forbid"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"
