"""The facts step: verbatim quotes from approved sources, looked up by code, each with its source."""

from __future__ import annotations

from devflow.errors import Paused
from devflow.facts import Approved, Installed, Named, Source, Wanted, look
from devflow.handoffs import Answers, Context, Facts, Quote, Risk, Route, Spec, Ticket
from devflow.store.ledger import digest_of, step
from devflow.toolbox import Toolbox

# -- whose imports tell which packages matter
_FILES = 3


@step("facts", config=("facts",))
def look_up(
    tools: Toolbox, ticket: Ticket, spec: Spec, context: Context, route: Route, answers: Answers
) -> Facts:
    """What approved sources say of the spec's names and questions, quoted word for word.

    `open` holds the questions of fact that no source answers; what is a matter of choice is in `choices`.

    Raises:
        Paused: a question stays open that nobody has answered, at medium risk and above.
    """
    wanted = Wanted.of(spec)
    checkout = tools.repo.user.root
    approved = Approved(
        tools.index,
        tools.objects,
        tools.base,
        Installed.beside(checkout),
        Named.by(tools.config.facts, checkout, tools.note) if wanted.names or wanted.questions else Named(),
        tools.past,
        tuple(Source(each.source, each.text.splitlines()) for each in ticket.thread),
    )
    found = look(wanted, approved, [file.path for file in context.files[:_FILES]])
    facts = Facts(quotes=found.quotes, open=found.unanswered, choices=wanted.choices)
    return _answered(facts, tools.run, route, answers)


def _answered(found: Facts, run: str, route: Route, answers: Answers) -> Facts:
    """The facts with what a person said to the open questions; his words are quoted as he wrote them."""
    name = f"open:{digest_of(found.open)[:12]}"
    if found.open and route.risk is not Risk.LOW and name not in answers.accepted:
        releases = (f"devflow answer {run} 'YOUR WORDS'", f"devflow answer {run} --yes")
        question = (
            f"No trusted source answers: {' '.join(found.open)} "
            f"What is the answer? (A plain yes goes on at {route.risk} risk with the question open.)"
        )
        raise Paused(question, releases, code="E_FACTS_OPEN", yes=(("accept", name),), words=True)
    if not answers.words:
        return found
    said = tuple(
        Quote(text=words, source=f"answered by a person: {' '.join(found.open)}") for words in answers.words
    )
    return Facts(quotes=(*found.quotes, *said), choices=found.choices)
