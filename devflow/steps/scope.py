"""The scope step: which paths a run may touch without asking, from standing policy and the context."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, NoReturn

from devflow.config import ScopeRule, ScopeRules
from devflow.counting import counted
from devflow.errors import Paused
from devflow.guard import matches
from devflow.handoffs import Answers, Context, Permit, RankedFile, Risk, Route, Scope, Verb
from devflow.store.ledger import digest_of, step
from devflow.toolbox import Toolbox

_WRITE = (Verb.MODIFY, Verb.CREATE)
# -- a file that scores less than this share of the best is context, not scope
_SHARE_OF_BEST = 0.35
_DOCUMENTS = ("**/*.md", "**/*.rst", "docs/**", "doc/**", "CHANGELOG*", "CHANGES*", "HISTORY*", "NEWS*")
_VERSIONS = ("**/__version__.py", "**/_version.py", "**/version.py")
_TESTS = ("**/tests/**", "**/test/**", "**/test_*", "**/*_test.*", "**/*.test.*", "**/*.spec.*")
_STANDING = frozenset((*_DOCUMENTS, *_VERSIONS, *_TESTS))


@step("scope", config=("scope",))
def propose_scope(tools: Toolbox, context: Context, route: Route, answers: Answers) -> Scope:
    """The files ranked highest, new files beside them, tests, documents, what policy and a person allow.

    Raises:
        Paused: the route asks for the scope, and nobody has said yes to this very one.
    """
    proposed = of_policy(context, route, tools.config.scope, tools.notes, tools.files(tools.base))
    if must_ask(route) and agreed_to(proposed) not in answers.accepted:
        _ask(tools, route, proposed)
    return widened(proposed, answers.permits)


def of_policy(
    context: Context,
    route: Route,
    rules: ScopeRules,
    notes: Sequence[str] = (),
    files: Container[str] = frozenset(),
) -> Scope:
    """The scope before anyone is asked: what standing rules give a context, and files that notes name."""
    scope = scope_of(context, rules)
    allowed, left_out = policy(rules, route)
    words = {word.strip("`'\"()[],;:.") for note in notes for word in note.split()}
    named = sorted(word for word in words if word in files)
    more = tuple(Permit(pattern=path, verbs=(Verb.MODIFY,), reason="named in your note") for path in named)
    said = {"left_out": left_out} if left_out else {}
    return scope.model_copy(update={"permits": (*scope.permits, *allowed, *more), **said})


def must_ask(route: Route) -> bool:
    """Whether a person agrees to the scope before a patch is paid."""
    return route.ask_scope or bool(route.outsider)


def agreed_to(proposed: Scope) -> str:
    """The name under which a person accepts this very scope."""
    return f"scope:{digest_of(proposed)[:12]}"


def widened(scope: Scope, permits: Sequence[str]) -> Scope:
    """The scope with what a person permitted beside it."""
    every = tuple(Verb)
    wider = tuple(Permit(pattern=path, verbs=every, reason="you widened it") for path in permits)
    return scope.model_copy(update={"permits": (*scope.permits, *wider)})


def policy(rules: ScopeRules, route: Route) -> tuple[tuple[Permit, ...], tuple[str, ...]]:
    """What a person's own configuration permits on this route, and which of its rules do not hold, and why.

    No standing permission holds for a ticket from somebody who may not write here.
    """
    if route.outsider:
        none = "no permission of yours holds: the ticket is from somebody who may not write here"
        return (), (none,) if rules.allow or rules.rules else ()
    every = tuple(Verb)
    permits = [Permit(pattern=path, verbs=every, reason="your `scope.allow`") for path in rules.allow]
    left_out = []
    for number, rule in enumerate(rules.rules, start=1):
        if why := _why_not(rule, route):
            left_out.append(f"your rule {number} ({', '.join(rule.paths)}) does not hold: {why}")
        else:
            permits += _of_rule(number, rule)
    return tuple(permits), tuple(left_out)


def _why_not(rule: ScopeRule, route: Route) -> str:
    """Why a rule does not hold on a route; empty where it does."""
    if route.risk.above(rule.max_risk):
        return f"the risk is {route.risk}, and it goes up to {rule.max_risk}"
    if not any(matches(pattern, route.origin) for pattern in rule.tickets):
        return f"it is for tickets from {' or '.join(rule.tickets)}"
    return ""


def _of_rule(number: int, rule: ScopeRule) -> Iterator[Permit]:
    """The permits of a rule that holds; a bound that is not set is no part of them."""
    bounds: dict[str, Any] = {}
    said = f"your rule {number}"
    if rule.max_lines is not None:
        bounds["max_lines"] = rule.max_lines
        said += f", up to {counted(rule.max_lines, 'line')}"
    if rule.max_risk is not Risk.HIGH:
        bounds["max_risk"] = rule.max_risk
        said += f", up to {rule.max_risk} risk"
    for path in rule.paths:
        yield Permit(pattern=path, verbs=rule.verbs, reason=said, rule=number, **bounds)


def _ask(tools: Toolbox, route: Route, proposed: Scope) -> NoReturn:
    """Ask for the scope before a patch is written."""
    named = [permit for permit in proposed.permits if permit.pattern not in _STANDING]
    source = [permit.pattern for permit in named if permit.verbs != (Verb.CREATE,)]
    beside = ", new files beside them" if len(named) > len(source) else ""
    owner = f" {route.owner} must approve the result." if route.owner else ""
    question = (
        f"{_why_asked(route)}{owner} "
        f"May the patch touch {', '.join(source) or 'no source file'}{beside}, and tests and documents?"
    )
    releases = (
        f"devflow answer {tools.run} --yes",
        f"devflow scope add {tools.run} PATH",
        f"devflow reject {tools.run}",
    )
    raise Paused(question, releases, code="E_SCOPE_ASKED", yes=(("accept", agreed_to(proposed)),))


def _why_asked(route: Route) -> str:
    """Who wrote the ticket or what it risks, whichever is the reason to ask."""
    outsider = f"This ticket is from {route.outsider}, who may not write to this repository."
    reasons = "; ".join(reason.removeprefix(f"{route.risk}: ") for reason in route.reasons)
    risk = f"This ticket is of {route.risk} risk ({reasons})."
    return " ".join([outsider] * bool(route.outsider) + [risk] * route.ask_scope)


def scope_of(context: Context, rules: ScopeRules) -> Scope:
    """The scope that a ranking gives, and the tests, documents and version files of any ticket."""
    best = _best(context.files, rules.files)
    permits = [Permit(pattern=file.path, verbs=(Verb.MODIFY,), reason=_why(file)) for file in best]
    for folder in sorted({str(PurePosixPath(file.path).parent) for file in best}):
        pattern = "*" if folder == "." else f"{folder}/*"
        permits.append(Permit(pattern=pattern, verbs=(Verb.CREATE,), reason="beside a file in scope"))
    permits += [Permit(pattern=pattern, verbs=_WRITE, reason="tests") for pattern in _TESTS]
    permits += [Permit(pattern=pattern, verbs=_WRITE, reason="documents") for pattern in _DOCUMENTS]
    permits += [Permit(pattern=pattern, verbs=(Verb.MODIFY,), reason="version") for pattern in _VERSIONS]
    return Scope(permits=tuple(permits), max_files=rules.max_files, max_lines=rules.max_lines)


def _best(ranked: tuple[RankedFile, ...], most: int) -> tuple[RankedFile, ...]:
    if not ranked:
        return ()
    floor = ranked[0].score * _SHARE_OF_BEST
    return tuple(file for file in ranked[:most] if file.score >= floor)


def _why(file: RankedFile) -> str:
    return file.reasons[0] if file.reasons else "ranked by the index"
