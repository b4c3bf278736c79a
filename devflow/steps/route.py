"""The route step: what being wrong would cost, and who is asked, how often and within what, at that risk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from devflow.clean import clean_line, trim
from devflow.config import RouteRules
from devflow.handoffs import Candidate, Context, Risk, Route, Spec, Ticket
from devflow.risk import LARGEST, PLACES, Raise, highest, of_names, of_paths, of_words, owners_of
from devflow.store.ledger import step
from devflow.toolbox import Toolbox

# -- a file that scores less than this share of the best is too unsure a guess to pause a run for
_SHARE_OF_BEST = 0.7
_MOST_GUESSED = 3
_READS = ("run", "risk", "route", "budget")
# -- a ticket of more words, or one that lists several things, is not simple
_SIMPLE_WORDS = 120
_SIMPLE_POINTS = 3
_SAID = 200
_NO_REASON = ("low: no rule speaks of more",)


@step("route", config=_READS, seating=True)
def choose_route(tools: Toolbox, ticket: Ticket) -> Route:
    """The route of a ticket; each reason names the rule and the words that met it."""
    raises = of_words(ticket.text, tools.config.risk.by_word)
    route = _route(tools, highest(Risk.LOW, raises), raises, ())
    outsider = {"outsider": ticket.outsider} if ticket.outsider else {}
    told = {"short": route.short and _simple(ticket), "origin": ticket.origin, **outsider}
    return route.model_copy(update=told)


@step("route", config=_READS, seating=True)
def raise_for_spec(tools: Toolbox, route: Route, spec: Spec | None, context: Context) -> Route:
    """The route after the files that rank highest, and after what a spec names and its model thinks."""
    rules = tools.config.risk.by_path
    best = context.files[0].score * _SHARE_OF_BEST if context.files else 0.0
    files = [file.path for file in context.files[:_MOST_GUESSED] if file.score >= best]
    names = spec.identifiers if spec else ()
    raises = [*of_names(names, "the spec names"), *of_paths(files, rules, "it may change")]
    if spec and spec.risk is not Risk.LOW:
        why = trim(clean_line(" ".join(spec.risk_reason.split())), _SAID) or "it gave no reason"
        raises.append(Raise(spec.risk, f"the model that wrote the spec says so ({why})"))
    return _raised(tools, route, raises, files)


@step("route", config=_READS, seating=True)
def raise_for_candidate(tools: Toolbox, route: Route, candidate: Candidate) -> Route:
    """The route after the paths that a candidate really changes."""
    files = [changed.path for changed in candidate.changed]
    return _raised(tools, route, of_paths(files, tools.config.risk.by_path, "the patch changes"), files)


def _raised(tools: Toolbox, route: Route, raises: Sequence[Raise], files: Sequence[str]) -> Route:
    """The same route where nothing new is told, else the one of the highest risk with all reasons."""
    risk = highest(route.risk, raises)
    new = tuple(str(raised) for raised in raises if str(raised) not in route.reasons)
    before = () if new and route.reasons == _NO_REASON else route.reasons
    files = [*(raised.path for raised in raises if raised.path), *files]
    after = route if risk is route.risk else _route(tools, risk, (), files)
    owner = route.owner or _owner(tools, risk, files)
    kept = {name: told for name in ("outsider", "origin") if (told := getattr(route, name))}
    return after.model_copy(
        update={"reasons": before + new, "owner": owner, "short": route.short and not new, **kept}
    )


def _route(tools: Toolbox, risk: Risk, raises: Iterable[Raise], files: Iterable[str]) -> Route:
    """What the configuration says of a risk."""
    rules: RouteRules = getattr(tools.config.route, risk.value)
    run = tools.config.run
    return Route(
        risk=risk,
        reasons=tuple(str(raised) for raised in raises) or _NO_REASON,
        attempts=rules.attempts or run.attempts,
        context_tokens=rules.context_tokens or run.context_tokens,
        owner=_owner(tools, risk, files),
        candidates=rules.candidates,
        ask_scope=rules.ask_scope,
        short=rules.short,
        seats=tools.seats(risk, rules.candidates),
        limits=tools.config.budget.limits(rules),
    )


def _owner(tools: Toolbox, risk: Risk, files: Iterable[str]) -> str:
    """Who must approve at high risk: the configured owner, else those who own the first file with owners."""
    if risk is not Risk.HIGH:
        return ""
    if tools.config.risk.owner:
        return tools.config.risk.owner
    text = _owners_file(tools)
    owned = (owners_of(text, path) for path in files) if text else ()
    return " or ".join(next((owners for owners in owned if owners), ()))


def _owners_file(tools: Toolbox) -> str:
    """The CODEOWNERS of the base; empty where there is none that counts."""
    files = tools.files(tools.base)
    place = next((place for place in PLACES if place in files), "")
    if not place or files[place].size > LARGEST:
        return ""
    return (tools.objects.read(tools.base, place) or b"").decode(errors="replace")


def _simple(ticket: Ticket) -> bool:
    """Whether one call can be enough: few words, and no list of several things."""
    points = sum(line.lstrip().startswith(("- ", "* ", "1.", "2.")) for line in ticket.body.splitlines())
    return len(ticket.text.split()) <= _SIMPLE_WORDS and points < _SIMPLE_POINTS
