"""What devflow asks of GitHub, each as one small question; PyGithub does the talking."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from devflow.forge import translating
from devflow.forge.values import Comment, Issue, PullRequest

if TYPE_CHECKING:
    from github.Repository import Repository

PUBLIC = "https://api.github.com"
_SECONDS = 20
_RETRIES, _LONGEST_WAIT = 3, 60.0


@dataclass(frozen=True)
class Client:
    """One repository at GitHub.

    Every question raises `ForgeError`: refused (E_GITHUB_DENIED, E_GITHUB_TOKEN, E_GITHUB_REFUSED), not there
    (E_GITHUB_GONE), asked too often (E_GITHUB_RATE) or not answered (E_GITHUB).
    """

    repository: str
    """As owner/name."""
    token: str
    api: str = PUBLIC

    @cached_property
    def _there(self) -> Repository:
        from github import Auth, Github, GithubRetry  # noqa: PLC0415 -- a fifth of a second, for those who ask it

        retry = GithubRetry(
            max_rate_limit_wait=_LONGEST_WAIT,
            total=_RETRIES,
            connect=1,
            status_forcelist=[429, 502, 503, 504],
            backoff_factor=0.5,
            # -- a runner is paid by the minute: a wait of an hour is told instead
            retry_after_max=int(_LONGEST_WAIT),
        )
        # -- a command writes three or four times; GitHub asks for pauses between many
        auth = Auth.Token(self.token) if self.token else None
        there = Github(
            auth=auth,
            base_url=self.api,
            timeout=_SECONDS,
            retry=retry,
            lazy=True,
            per_page=100,
            seconds_between_requests=None,
            seconds_between_writes=None,
        )
        return there.get_repo(self.repository)

    def issue(self, number: int) -> Issue:
        """An issue, or the issue's side of a pull request."""
        with translating.asked(f"issue {number}"):
            return translating.issue(self._there.get_issue(number).complete())

    def comments(self, number: int, most: int) -> tuple[Comment, ...]:
        """What was said below an issue, oldest first, the last `most` of it."""
        with translating.asked(f"the comments of {number}"):
            said = self._there.get_issue(number).get_comments()
            return tuple(translating.comment(each) for each in islice(said, 1000))[-most:]

    def comment(self, number: int, ident: int) -> Comment:
        """One comment as it stands now."""
        with translating.asked(f"comment {ident}"):
            return translating.comment(self._there.get_issue(number).get_comment(ident))

    def may_write(self, login: str) -> bool:
        """Whether a person may push to the repository, as GitHub itself judges it now."""
        with translating.asked(f"the rights of {login}"):
            return self._there.get_collaborator_permission(login) in ("admin", "write")

    def pull(self, number: int) -> PullRequest:
        """A pull request."""
        with translating.asked(f"pull request {number}"):
            return translating.pull(self._there.get_pull(number).complete())

    def default_branch(self) -> str:
        """The branch that pull requests go to unless told otherwise."""
        with translating.asked(self.repository):
            return self._there.default_branch

    def pulls_of(self, branch: str) -> tuple[PullRequest, ...]:
        """The open pull requests whose commits a branch of this repository holds."""
        owner = self.repository.partition("/")[0]
        with translating.asked(f"the pull requests of {branch}"):
            found = self._there.get_pulls(state="open", head=f"{owner}:{branch}")
            return tuple(translating.pull(each) for each in islice(found, 10) if each.head.ref == branch)

    def open_pull(self, branch: str, onto: str, title: str, body: str) -> PullRequest:
        """Open a draft pull request; where the repository has no drafts, a plain one."""
        with translating.asked(f"a pull request for {branch}"):
            try:
                return translating.pull(
                    self._there.create_pull(onto, branch, title=title, body=body, draft=True)
                )
            except translating.refusal() as error:
                if "draft" not in str(error.data).lower():
                    raise
            return translating.pull(self._there.create_pull(onto, branch, title=title, body=body))

    def close_pull(self, number: int) -> None:
        """Close a pull request without merging it."""
        with translating.asked(f"pull request {number}"):
            self._there.get_pull(number).edit(state="closed")

    def say(self, number: int, body: str) -> None:
        """Comment on an issue or a pull request."""
        with translating.asked(f"a comment on {number}"):
            self._there.get_issue(number).create_comment(body)

    def check(self, commit: str, name: str, conclusion: str, title: str, summary: str) -> None:
        """Set a check run on a commit that is there."""
        output: dict[str, str | list[dict[str, str | int]]] = {"title": title, "summary": summary}
        with translating.asked(f"a check run on {commit[:12]}"):
            self._there.create_check_run(
                name, commit, status="completed", conclusion=conclusion, output=output
            )
