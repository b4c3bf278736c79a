"""The two jobs from end to end: an issue becomes a pull request, is sent back by comment, and approved."""

from __future__ import annotations

from typing import Any

from tests.forge.support import READ, TITLE, WRITE, Place
from tests.support import repos, runs


def refs(place: Place) -> dict[str, str]:
    listed = repos.git(place.origin, "for-each-ref", "--format=%(refname) %(objectname)")
    return dict(line.split() for line in listed.splitlines())


def newest(place: Place) -> Any:
    """The newest pull request."""
    return place.github.pulls[max(place.github.pulls)]


def test_an_issue_becomes_a_pull_request_is_sent_back_and_approved(place: Place) -> None:
    place.answers(runs.GOOD)
    env = place.event("issues", place.labelled())
    ended = place.run(env)
    assert ended.code == 0, ended.err
    ended = place.publish(env)
    assert ended.code == 0, ended.err
    first = newest(place)
    branch = first["head"]["ref"]
    assert (first["draft"], first["title"], first["state"]) == (True, TITLE, "open")
    assert "For #1." in first["body"] and "subtract" in first["body"]
    check = place.github.checks[-1]
    assert (check["conclusion"], check["head_sha"]) == (
        "action_required",
        refs(place)[f"refs/heads/{branch}"],
    )

    place.answers(runs.GOOD.replace("first - second", "-(second - first)"), spec=False)
    note = "/devflow send-back patch: another way, please"
    env = place.event("issue_comment", place.said(first["number"], note))
    ended = place.run(env)
    assert ended.code == 0, ended.err
    assert "another way, please" in str(place.model.requests[-1])
    ended = place.publish(env)
    assert ended.code == 0, ended.err
    second = newest(place)
    assert (second["head"]["ref"], second["state"]) == (f"{branch}-2", "open")
    assert place.github.pulls[first["number"]]["state"] == "closed"
    # -- a job that is run again finds everything done
    assert place.publish(env).code == 0
    assert newest(place)["number"] == second["number"]

    env = place.event("issue_comment", place.said(second["number"], "/devflow approve well done"))
    assert place.ask(env)[2] == "judge"
    approved = place.publish(env, bundle=False)
    assert approved.code == 0, approved.err
    head = refs(place)[f"refs/heads/{branch}-2"]
    said = repos.git(place.origin, "notes", "--ref=refs/notes/devflow", "show", head)
    assert "Approved-by: @Codertocat at GitHub" in said and "well done" in said
    check = place.github.checks[-1]
    assert (check["conclusion"], check["head_sha"]) == ("success", head)
    assert place.github.tokens == {f"token {READ}", f"token {WRITE}"}
    assert not [command for command in place.github.asked if "merge" in command]


def test_no_token_is_where_the_model_is(place: Place) -> None:
    place.answers(runs.GOOD)
    env = place.event("issues", place.labelled())
    checkout, temp, _ = place.ask(env)
    # -- a repository that needs no set-up, or whose set-up fails, is a question of the run
    assert place.step("setup", checkout, temp, env).code == 0
    ended = place.step("work", checkout, temp, {**env, **place.model_env(), "GH_TOKEN": READ})
    assert (ended.code, "E_TOKEN_HERE" in ended.err, place.model.requests) == (2, True, [])
    assert not (temp / "devflow" / "run.bundle").exists()


def test_a_run_that_asks_is_answered_by_a_comment(place: Place) -> None:
    """The author may not write, so the scope is asked for before a patch is paid."""
    place.github.issue(1, TITLE, runs.TICKET, by="eve")
    place.answers()
    env = place.event("issues", place.labelled())
    assert place.run(env).code == 0
    assert place.publish(env).code == 0
    question = place.github.comments[1][-1]["body"]
    assert "eve, who may not write" in question and "`/devflow answer yes`" in question
    assert not place.github.pulls

    place.answers(runs.GOOD, spec=False)
    env = place.event("issue_comment", place.said(1, "/devflow answer yes"))
    assert place.run(env).code == 0
    published = place.publish(env)
    assert published.code == 0, published.err
    assert newest(place)["draft"]
