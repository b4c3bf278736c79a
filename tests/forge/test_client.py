"""Every question to GitHub is one that its published description knows, and every refusal has a name."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
import requests

from devflow.errors import ForgeError
from devflow.forge.client import Client
from tests.forge.github import GitHub, serving


@pytest.fixture
def github() -> Iterator[GitHub]:
    with serving(GitHub()) as there:
        there.issue(1, "Spelling error", "twice")
        yield there


@pytest.fixture
def client(github: GitHub) -> Client:
    return Client(github.repository, "secret-token", github.api)


def test_it_reads_and_writes_what_devflow_needs(client: Client, github: GitHub) -> None:
    said = github.say(1, "hello")
    github.pull(5, "devflow/x-1", "1" * 40)
    assert client.issue(1).title == "Spelling error"
    assert [each.body for each in client.comments(1, 50)] == ["hello"]
    assert client.comment(1, said["id"]).by.login == "Codertocat"
    assert (client.may_write("Codertocat"), client.may_write("somebody")) == (True, False)
    assert client.default_branch() == "main"
    assert [each.number for each in client.pulls_of("devflow/x-1")] == [5]
    made = client.open_pull("devflow/x-2", "main", "Mend it", "words")
    assert github.pulls[made.number]["draft"]
    client.close_pull(5)
    assert not client.pull(5).open
    client.say(1, "done")
    client.check("2" * 40, "devflow", "success", "ready", "words")
    assert github.checks[0]["conclusion"] == "success"
    assert github.tokens == {"token secret-token"}


def test_comments_are_read_page_by_page_and_the_last_ones_count(client: Client, github: GitHub) -> None:
    for number in range(130):
        github.say(1, str(number))
    assert [each.body for each in client.comments(1, 3)] == ["127", "128", "129"]


REFUSED: tuple[tuple[int, str, str], ...] = (
    (401, "Bad credentials", "E_GITHUB_TOKEN"),
    (403, "Resource not accessible by integration", "E_GITHUB_DENIED"),
    (404, "Not Found", "E_GITHUB_GONE"),
    (410, "This issue was deleted", "E_GITHUB_GONE"),
    (422, "Validation Failed", "E_GITHUB_REFUSED"),
    (500, "oops", "E_GITHUB"),
)


@pytest.mark.parametrize(("status", "message", "code"), REFUSED)
def test_a_refusal_has_a_name(status: int, message: str, code: str, client: Client, github: GitHub) -> None:
    github.fault("/issues/1", status, message, times=9)
    with pytest.raises(ForgeError) as refused:
        client.issue(1)
    assert (refused.value.code, message in refused.value.message) == (code, True)


def test_a_short_wait_is_waited(client: Client, github: GitHub) -> None:
    github.fault("/issues/1", 403, "You have exceeded a secondary rate limit", Retry_After="1")
    github.fault("/issues/1", 429, "Too many requests", Retry_After="1")
    begun = time.monotonic()
    assert client.issue(1).number == 1
    assert time.monotonic() - begun > 1.9


@pytest.mark.parametrize(
    "limit",
    [
        lambda github: github.fault(
            "/issues/1", 403, "API rate limit exceeded", X_RateLimit_Reset=str(int(time.time() + 3000))
        ),
        lambda github: github.fault("/issues/1", 429, "Too many requests", times=9, Retry_After="0"),
    ],
)
def test_a_long_wait_is_told(limit: Callable[[GitHub], None], client: Client, github: GitHub) -> None:
    limit(github)
    with pytest.raises(ForgeError) as refused:
        client.issue(1)
    assert refused.value.code == "E_GITHUB_RATE"


def test_a_draft_that_a_plan_has_not_is_a_plain_one(client: Client, github: GitHub) -> None:
    github.fault("POST /repos/Codertocat/Hello-World/pulls", 422, "Draft pull requests are not supported")
    assert not github.pulls.get(client.open_pull("devflow/x-2", "main", "Mend it", "words").number, {})[
        "draft"
    ]


def test_nobody_at_home_is_told() -> None:
    with pytest.raises(ForgeError) as refused:
        Client("a/b", "t", "http://127.0.0.1:1").issue(1)
    assert refused.value.code == "E_GITHUB"


@pytest.mark.parametrize(
    ("method", "path", "sent", "why"),
    [
        ("GET", "/repos/a/b/isues/1", None, "no such path"),
        ("PUT", "/repos/a/b/issues/1", None, "no such method"),
        ("GET", "/repos/a/b/issues?stat=open", None, "no parameter"),
        ("POST", "/repos/a/b/check-runs", {"name": "x", "head_sha": "1", "wrong": 1}, "no fields"),
        ("POST", "/repos/a/b/check-runs", {"name": 1, "head_sha": "1"}, "type"),
        ("POST", "/repos/a/b/check-runs", {"name": "x"}, "required"),
        ("POST", "/repos/a/b/pulls", None, "no body"),
    ],
)
def test_what_the_description_does_not_know_is_noticed(
    method: str, path: str, sent: object, why: str
) -> None:
    with pytest.raises(AssertionError, match=why), serving(GitHub()) as there:
        requests.request(method, f"{there.api}{path}", json=sent, timeout=10)
