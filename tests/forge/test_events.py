"""What each event of GitHub asks for, read from the payloads that GitHub publishes."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from devflow.errors import ForgeError
from devflow.forge import address, commands, events
from devflow.forge.address import Address
from devflow.forge.commands import Command
from devflow.forge.events import Asked, Ignored, Queued
from tests.forge import octokit


def comment(body: str, **changes: Any) -> dict[str, Any]:
    """A real payload of a new comment, with other words in it."""
    payload = octokit.payload("issue_comment", "created")
    payload["comment"].update({"body": body, **changes})
    return payload


def asked(payload: dict[str, Any], name: str = "issue_comment") -> Asked:
    found = events.read(name, payload, "devflow")
    assert isinstance(found, Asked)
    return found


def test_no_published_payload_is_misread() -> None:
    every = octokit.payloads()
    assert len(every) > 200
    for name, payload in every:
        found = events.read(name, payload, "devflow")
        assert isinstance(found, Ignored | Queued)
        assert isinstance(found, Queued) is (name == "merge_group")


@pytest.mark.parametrize("name", ["issues", "issue_comment", "merge_group"])
def test_a_payload_of_another_shape_is_told(name: str) -> None:
    action = {"issues": "labeled", "issue_comment": "created", "merge_group": "checks_requested"}[name]
    whole = octokit.payload(name, action)
    for key in ("issue", "comment", "merge_group", "repository", "sender"):
        for wrong in (None, [], "x", {}):
            payload = {**copy.deepcopy(whole), key: wrong}
            if key not in whole:
                continue
            try:
                events.read(name, payload, str((payload.get("label") or {}).get("name")))
            except ForgeError as error:
                assert error.code == "E_EVENT"


def test_the_label_starts_a_run_and_another_one_does_not() -> None:
    payload = octokit.payload("issues", "labeled")
    assert isinstance(events.read("issues", payload, "devflow"), Ignored)
    payload["label"]["name"] = "devflow"
    found = asked(payload, "issues")
    assert (found.commands, found.said) == ((Command(verb="run"),), None)
    assert (found.issue.title, found.by.login) == ("Spelling error in the README file", "Codertocat")


@pytest.mark.parametrize("change", [{"state": "closed"}, {"pull_request": {"url": "https://a.b"}}])
def test_the_label_on_something_else_starts_nothing(change: dict[str, Any]) -> None:
    payload = octokit.payload("issues", "labeled")
    payload["label"]["name"] = "devflow"
    payload["issue"].update(change)
    assert isinstance(events.read("issues", payload, "devflow"), Ignored)


@pytest.mark.parametrize(
    ("body", "command"),
    [
        ("/devflow run", Command(verb="run")),
        ("/devflow send-back patch: keep `--old`\nas an alias", None),
        ("/devflow answer yes", Command(verb="answer")),
        ("/devflow answer Half up, to cents.", Command(verb="answer", text="Half up, to cents.")),
        ("/devflow accept `pytest.ini`", Command(verb="accept", text="pytest.ini")),
        ("/devflow scope add src/*.py\r\n", Command(verb="scope add", text="src/*.py")),
        ("  /devflow reject: wrong approach", Command(verb="reject", text="wrong approach")),
    ],
)
def test_a_comment_is_read_as_it_is_meant(body: str, command: Command | None) -> None:
    note = Command(verb="send-back", step="patch", text="keep `--old`\nas an alias")
    assert asked(comment(body)).commands == (command or note,)


def test_several_permissions_stand_in_one_comment() -> None:
    found = asked(comment("/devflow accept pytest.ini\n/devflow scope add docs/a.md")).commands
    assert [each.verb for each in found] == ["accept", "scope add"]


@pytest.mark.parametrize(
    "body",
    [
        "/devflow",
        "/devflow rm -rf",
        "/devflow run please",
        "/devflow send-back: no step",
        "/devflow send-back patch:",
        "/devflow send-back nowhere: note",
        "/devflow accept",
        "/devflow scope src",
        "/devflow answer",
        "/devflow reject\n/devflow accept a",
        "/devflow approve",
        "/devflow answer " + "x" * 9000,
    ],
)
def test_what_means_to_be_a_command_and_is_none_says_what_it_could_be(body: str) -> None:
    found = asked(comment(body))
    assert found.wrong is not None
    assert (found.commands, found.wrong.code) == ((), "E_COMMAND")
    assert "send-back" in found.wrong.hint


@pytest.mark.parametrize(
    "body", ["I ran /devflow run", "> /devflow approve", "/devflowed", "``` \n/devflow run", ""]
)
def test_a_comment_that_only_speaks_of_devflow_is_left_alone(body: str) -> None:
    assert isinstance(events.read("issue_comment", comment(body), "devflow"), Ignored)


def test_a_pull_request_is_approved_below_itself_only() -> None:
    assert commands.read("/devflow approve looks right", on_pull=True)[0].text == "looks right"
    with pytest.raises(ForgeError, match="pull request"):
        commands.read("/devflow approve", on_pull=False)
    with pytest.raises(ForgeError, match="below an issue"):
        commands.read("/devflow run", on_pull=True)


def test_a_sender_who_is_not_the_author_of_the_comment_is_nobody() -> None:
    payload = comment("/devflow run")
    payload["sender"]["login"] = "somebody-else"
    assert not asked(payload).by.human


@pytest.mark.parametrize("action", ["edited", "deleted"])
def test_a_comment_that_was_changed_is_not_obeyed(action: str) -> None:
    payload = octokit.payload("issue_comment", action)
    payload["comment"]["body"] = "/devflow run"
    assert isinstance(events.read("issue_comment", payload, "devflow"), Ignored)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("gh:owner/repo#12", Address("owner/repo", 12)),
        ("https://github.com/owner/re.po/issues/12", Address("owner/re.po", 12)),
        ("https://github.com/owner/repo/pull/12/files#x", Address("owner/repo", 12)),
        ("https://git.example.org/o/r/issues/3", Address("o/r", 3, "git.example.org")),
        ("ticket.md", None),
        ("gh:owner/repo", None),
        ("gh:owner/../x#1", None),
        ("https://github.com/owner/repo/issues/0", None),
    ],
)
def test_an_issue_is_named_as_people_name_it(words: str, names: Address | None) -> None:
    assert address.read(words) == names


def test_links_of_the_same_repository_are_found() -> None:
    words = "As #3 and o/r#4 say, not x/y#5 nor a#6; see https://github.com/o/r/issues/7 and &#39; and #3."
    assert address.links(words, "o/r") == (3, 4, 7)
