"""What a run of a ticket would do and cost at most, told without a model and without a run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from devflow import checks, config, wiring
from devflow.checks.by_hand import shell_line
from devflow.config import Config
from devflow.git.objects import Objects
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from devflow.handoffs import Context, Facts, Route, Scope, Spec, Summary, Ticket
from devflow.index import Index, Served
from devflow.models import Budget, MemoryJournal, Models, Prompt, Role, Seating
from devflow.models.budget import Purse
from devflow.models.schema import shape_of
from devflow.models.settings import ModelSettings
from devflow.prompts import Prompts
from devflow.replies import SpecReply
from devflow.sandbox import Unsandboxed
from devflow.steps.choose import LONGEST_DIFF
from devflow.steps.patch import question
from devflow.steps.route import choose_route, raise_for_spec
from devflow.steps.scope import of_policy
from devflow.toolbox import Toolbox

RANKED = 30
# -- an answer that does not fit is asked for once more; a patch that cannot be placed too, as a new question,
#    and one before which the model asks to see more
_ASKED = 2
# -- what only a run can know, counted generously: the spec's words, and the failures shown to a repair
SPEC_LENGTH = 6_000
FAILURES_LENGTH = 18_000
RECORD_LENGTH = 8_000


@dataclass(frozen=True)
class Calls:
    """The calls of one step, each at its worst case as the budget would reserve it."""

    step: str
    model: str
    most: int
    """How often the model can be asked, faults of transport aside."""
    tokens: int
    """Of one call: the prompt's bytes, since no token is shorter, and the output limit."""
    money: Decimal | None
    """Dollars of one call; None where the price is not known."""

    @property
    def worst(self) -> Decimal | None:
        """Dollars of all of them; None where the price is not known."""
        return None if self.money is None else self.money * self.most


@dataclass(frozen=True)
class CheckPlan:
    """A check that would measure the candidate."""

    name: str
    command: str
    lacks: str
    """What is missing to start it; empty where nothing is known to be."""


@dataclass(frozen=True)
class Forecast:
    """All of it."""

    ticket: Ticket
    base: str
    route: Route
    context: Context
    scope: Scope
    checks: tuple[CheckPlan, ...]
    calls: tuple[Calls, ...]
    """Empty where no model is configured."""
    budget: Decimal
    """Dollars that a run may spend, at which it pauses before it would spend more."""

    @property
    def worst(self) -> Decimal | None:
        """Dollars that the route can cost at most, within the budget; None where a price is not known."""
        prices = [call.worst for call in self.calls]
        known = [price for price in prices if price is not None]
        return min(sum(known, Decimal(0)), self.budget) if prices and len(known) == len(prices) else None


def foresee(user: UserRepo, ticket: Ticket, base: str = "HEAD") -> Forecast:
    """What `devflow run` would begin with, as far as no model is needed for it.

    The files are ranked by the ticket's own words; in a run the spec's identifiers help. Effects: brings the
    index up to the commit, as a run would; nothing else is written.

    Raises:
        ConfigError: the configuration is not usable.
        RepoError: the base is no commit.
        StoreError: the index cannot be written.
    """
    commit = user.resolve(base)
    objects = Objects(user.git_dir)
    settings = config.load(objects.read(commit, config.REPO_FILE), os.environ, {}, user.root)
    index = Index(user.state / "index", objects)
    tools = _tools(user, commit, settings, index)
    route = choose_route(tools, ticket)
    ranked = index.rank(commit, ticket.body, title=ticket.title, limit=RANKED)
    context = index.pack(commit, ticket.body, ranked, route.context_tokens, title=ticket.title)
    route = raise_for_spec(tools, route, None, context)
    scope = of_policy(context, route, settings.scope)
    return Forecast(
        ticket=ticket,
        base=commit,
        route=route,
        context=context,
        scope=scope,
        checks=_checks(user, objects, commit, settings),
        calls=_calls(ticket, route, context, scope, tools.seating[route.risk], worded=settings.run.wording),
        budget=settings.budget.money if route.limits.money is None else route.limits.money,
    )


def _tools(user: UserRepo, commit: str, settings: Config, index: Index) -> Toolbox:
    """A toolbox for the steps that ask nobody and run nothing; its run does not exist."""
    models = Models({}, MemoryJournal(), Budget())
    repo = RunRepo(user.state / "runs" / "none", user)
    repo.objects = Objects(user.git_dir)
    return Toolbox(
        run="none",
        base=commit,
        started=0,
        repo=repo,
        index=index,
        models=models,
        sandbox=Unsandboxed(),
        prompts=Prompts.shipped(),
        config=settings,
        seating=wiring.seat(settings),
    )


def _checks(user: UserRepo, objects: Objects, commit: str, settings: Config) -> tuple[CheckPlan, ...]:
    paths = objects.tree(commit).keys()
    found = checks.chosen(settings.checks, paths, lambda path: objects.read(commit, path), user.root)
    return tuple(CheckPlan(each.name, shell_line(each), checks.beforehand(each)) for each in found)


def _calls(
    ticket: Ticket, route: Route, context: Context, scope: Scope, seating: Seating, *, worded: bool
) -> tuple[Calls, ...]:
    """The calls of the steps that ask a model, at the length that their prompts would have here.

    Each candidate is counted as if it were the one that is mended.
    """
    roles = seating.at(1)
    if not {"text", "code"} <= roles.keys():
        return ()
    prompts = Prompts.shipped()
    spec = prompts.render("spec", ticket=ticket, risk=route.risk.value, notes=())
    stand_in = Spec(action="x" * SPEC_LENGTH, expected="", edge_cases=(), criteria=())
    edits = roles["code"].edits
    asked = question(ticket, stand_in, context.snippets, (), Facts(quotes=()), scope, edits)
    asked["failures"] = "x" * FAILURES_LENGTH if route.attempts > 1 else ""
    asked["served"] = Served(context.snippets[: len(context.snippets) // 2], ())
    patch = prompts.render("patch", **asked, notes=())
    calls = [_worst("spec", roles["text"], Prompt(**spec), _ASKED, "text")]
    if route.short:
        given = {"context": context, "scope": scope, "edits": edits, "failed": ()}
        draft = prompts.render("draft", ticket=ticket, notes=(), **given)
        calls.insert(0, _worst("draft", roles["code"], Prompt(**draft), _ASKED, "code"))
    most = route.attempts * _ASKED * (_ASKED + 1)
    for number in range(1, route.candidates + 1):
        step = "patch" if number == 1 else f"patch.{number}"
        calls.append(_worst(step, seating.at(number)["code"], Prompt(**patch), most, "code"))
    if route.candidates > 1:
        diffs = {"first": "x" * LONGEST_DIFF, "second": "x" * LONGEST_DIFF}
        second = prompts.render("choose", spec=stand_in, notes=(), **diffs)
        looks = _ASKED * (route.candidates - 1)
        calls.append(_worst("choose", roles["review"], Prompt(**second), looks, "review"))
    if worded and not route.short:
        wording = _wording(prompts, ticket, route)
        calls.append(_worst("summary", roles["text"], Prompt(**wording), _ASKED, "text"))
    return tuple(calls)


def _wording(prompts: Prompts, ticket: Ticket, route: Route) -> Mapping[str, str]:
    """The prompt of the summary's wording, over a record as long as one may be."""
    record = Summary(
        title=ticket.title,
        asked="",
        risk=route.risk,
        owner=route.owner,
        changed=(),
        proven=("x" * RECORD_LENGTH,),
        evidence=(),
        look_at=(),
        roll_back="",
    )
    told = {"summary": record, "attempt": 1, "results": (), "criteria": (), "notes": ()}
    return prompts.render("summary", ticket=ticket, **told)


def _worst(step: str, settings: ModelSettings, prompt: Prompt, most: int, role: Role) -> Calls:
    """One step's calls, each as the door would reserve it with nothing spent yet."""
    shape = shape_of(SpecReply) if role == "text" else None
    reserved = Purse(Budget(), MemoryJournal(), os.environ).reserve(step, settings, prompt, shape, None)
    return Calls(step, settings.name, most, reserved.tokens, reserved.money)
