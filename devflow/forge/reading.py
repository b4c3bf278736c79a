"""A ticket from an issue, with what people who may write said about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from devflow.clean import clean_line, trim
from devflow.errors import ForgeError, TicketError
from devflow.forge import address, runner, tokens
from devflow.forge.address import Address
from devflow.forge.client import Client
from devflow.forge.values import Issue, Person
from devflow.handoffs import Quote, Ticket
from devflow.steps.ticket import Rights, make_ticket, written_by

_MOST_COMMENTS, _MOST_LINKED = 50, 5
_LONGEST = 4_000


def read_issue(words: str, environment: Mapping[str, str]) -> Ticket:
    """The ticket of the issue that `gh:owner/name#12` or its address names.

    Raises:
        TicketError: the words name no issue, or its text is no ticket.
        ForgeError: GitHub does not give it, or there is no token for it.
    """
    named = address.read(words)
    if named is None:
        hint = "Name it as gh:owner/name#12, or by its address."
        raise TicketError(f"{clean_line(words)} names no issue.", hint, code="E_TICKET_UNREADABLE")
    api = runner.api(environment, named.host)
    client = Client(named.repository, tokens.token(environment, named.host), api)
    return Reader(client).ticket(client.issue(named.number))


@dataclass
class Reader:
    """Reads the issues of one repository, and asks of each person once what he may do."""

    client: Client
    _known: dict[str, bool] = field(default_factory=dict)

    def ticket(self, issue: Issue, until: float | None = None) -> Ticket:
        """The ticket of an issue and its thread, as it stood at a time.

        Raises:
            TicketError: it is empty or too large.
            ForgeError: GitHub does not answer.
        """
        here = Address(self.client.repository, issue.number)
        ticket = make_ticket(issue.title, issue.body, source=str(here))
        rights: Rights = "write" if self._may_write(issue.by) else "read"
        ticket = written_by(ticket, issue.by.login, rights)
        said = (*self._comments(here, until), *self._linked(here, f"{issue.title}\n{issue.body}"))
        return ticket.model_copy(update={"thread": said})

    def _comments(self, here: Address, until: float | None) -> Iterator[Quote]:
        for said in self.client.comments(here.number, _MOST_COMMENTS):
            late = until is not None and said.changed > until
            if said.body.strip().startswith("/devflow") or late or not self._may_write(said.by):
                continue
            yield _quote(said.body, f"{here} comment {said.id} by {said.by.login}")

    def _linked(self, here: Address, words: str) -> Iterator[Quote]:
        """Other issues of the repository that the words name, of those who may write."""
        numbers = [each for each in address.links(words, here.repository) if each != here.number]
        for number in numbers[:_MOST_LINKED]:
            try:
                issue = self.client.issue(number)
            except ForgeError as error:
                if error.code != "E_GITHUB_GONE":
                    raise
                continue
            if self._may_write(issue.by):
                there = Address(here.repository, number)
                yield _quote(f"{issue.title}\n\n{issue.body}", f"{there} by {issue.by.login}")

    def _may_write(self, person: Person) -> bool:
        """Whether an author is a person who may write; where the token may not ask, nobody is."""
        if person.login not in self._known:
            try:
                self._known[person.login] = person.human and self.client.may_write(person.login)
            except ForgeError as error:
                if error.code not in ("E_GITHUB_DENIED", "E_GITHUB_GONE"):
                    raise
                self._known[person.login] = False
        return self._known[person.login]


def _quote(words: str, source: str) -> Quote:
    return Quote(text=trim(words.strip(), _LONGEST), source=source)
