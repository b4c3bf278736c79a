"""PyGithub's objects and errors as devflow's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from devflow.clean import clean_line
from devflow.errors import ForgeError
from devflow.forge.values import Comment, Issue, Person, PullRequest

if TYPE_CHECKING:
    from github import GithubException
    from github.Issue import Issue as _Issue
    from github.IssueComment import IssueComment as _Comment
    from github.NamedUser import NamedUser
    from github.Organization import Organization
    from github.PullRequest import PullRequest as _Pull

_LONGEST_WORDS = 300
_HINTS = {
    401: ("E_GITHUB_TOKEN", "Give another: set GITHUB_TOKEN, or gh auth login."),
    403: ("E_GITHUB_DENIED", "docs/github.md names the permissions and settings that each job needs."),
    404: ("E_GITHUB_GONE", "Was it deleted or moved, and may the token see the repository?"),
    410: ("E_GITHUB_GONE", "It was deleted."),
    422: ("E_GITHUB_REFUSED", "docs/github.md names the rules that stand in the way most often."),
    429: ("E_GITHUB_RATE", "Try again later; what was done is kept."),
}


def refusal() -> type[GithubException]:
    """The error that PyGithub raises for what GitHub refuses."""
    from github import GithubException  # noqa: PLC0415 -- a fifth of a second, for those who ask GitHub

    return GithubException


@contextmanager
def asked(what: str) -> Iterator[None]:
    """Turn whatever goes wrong between here and GitHub into a named error."""
    from github import GithubException, RateLimitExceededException  # noqa: PLC0415 -- as said above
    from requests.exceptions import RequestException  # noqa: PLC0415 -- likewise

    try:
        yield
    except RateLimitExceededException as error:
        code, hint = _HINTS[429]
        raise ForgeError(f"GitHub was asked too often ({_said(error)}).", hint, code=code) from None
    except GithubException as error:
        code, hint = _HINTS.get(error.status, ("E_GITHUB", "Try again; what was done is kept."))
        message = f"GitHub refuses {what}: {error.status} {_said(error)}"
        raise ForgeError(message, hint, code=code) from None
    except RequestException as error:
        rate = "too many 429" in str(error) or "too many 403" in str(error)
        code, hint = _HINTS[429] if rate else ("E_GITHUB", "Is GitHub reachable from here?")
        raise ForgeError(f"GitHub does not answer for {what}: {_short(error)}", hint, code=code) from None


def _said(error: GithubException) -> str:
    """GitHub's own words for an error."""
    data = error.data if isinstance(error.data, dict) else {"message": error.data}
    more = [str(each.get("message", "")) for each in data.get("errors", ()) if isinstance(each, dict)]
    return _short("; ".join(part for part in (str(data.get("message", "")), *more) if part))


def _short(words: object) -> str:
    return clean_line(str(words)[:_LONGEST_WORDS])


def person(user: NamedUser | Organization | None) -> Person:
    """The account of an author; GitHub shows a deleted one as ghost."""
    return Person(user.login, user.type or "User") if user is not None else Person("ghost", "User")


def comment(said: _Comment) -> Comment:
    return Comment(
        said.id, person(said.user), said.body or "", said.created_at.timestamp(), said.updated_at.timestamp()
    )


def issue(there: _Issue) -> Issue:
    is_pull = there.pull_request is not None
    return Issue(
        there.number, there.title, there.body or "", person(there.user), there.state == "open", is_pull
    )


def pull(there: _Pull) -> PullRequest:
    head = there.head
    home = head.repo.full_name if head.repo is not None else ""
    is_open = there.state == "open"
    return PullRequest(there.number, there.html_url, is_open, head.ref, head.sha, home, there.base.ref)
