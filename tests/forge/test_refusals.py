"""What is refused before anything is pushed or said: by who asks, what is asked, what the bundle holds."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from devflow.bundle.remote import Remote
from devflow.errors import DevflowError, StoreError
from devflow.forge import events, orders
from devflow.forge.client import Client
from devflow.forge.orders import Order
from devflow.forge.publishing import Published, Publisher
from devflow.git.user_repo import UserRepo
from devflow.report.markdown import markdown
from tests.bundle.support import Rows, rewrite
from tests.forge import github, octokit, support
from tests.forge.github import GitHub
from tests.forge.support import Place
from tests.support import repos, runs


@dataclass
class Desk:
    """The job `publish`, called as functions."""

    place: Place
    checkout: Path

    @property
    def client(self) -> Client:
        return Client(self.place.github.repository, "token", self.place.github.api)

    @property
    def remote(self) -> Remote:
        return Remote(f"file://{self.place.origin}")

    def order(self, payload: dict[str, Any], name: str = "issue_comment") -> Order:
        """What an event is answered with."""
        asked = events.read(name, payload, "devflow")
        assert isinstance(asked, events.Asked)
        user = UserRepo.find(self.checkout)
        return orders.decide(asked, self.client, user, self.remote, self.checkout.parent)

    def publish(self, order: Order) -> Published:
        """Publish the bundle."""
        user = UserRepo.find(self.checkout)
        publisher = Publisher(self.client, user, self.remote, markdown)
        return publisher.bundle(self.checkout.parent / "run.bundle", order, self.checkout.parent)

    @property
    def written(self) -> list[str]:
        """What was written at GitHub, and the refs that the remote has beside the one it began with."""
        asked = [each for each in self.place.github.asked if not each.startswith("GET")]
        names = repos.git(self.place.origin, "for-each-ref", "--format=%(refname)").splitlines()
        return [*asked, *(name for name in names if name != "refs/heads/main")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a remote and the bundle that the job `run` has left, for the issue as it was labelled."""
    folder = tmp_path_factory.mktemp("made")
    with support.place(folder) as place:
        place.answers(runs.GOOD)
        env = place.event("issues", place.labelled())
        ended = place.run(env)
        assert ended.code == 0, ended.err
        (folder / "event.json").write_text(Path(env["GITHUB_EVENT_PATH"]).read_text())
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(made / f"{GitHub.repository}.git", tmp_path / "origin.git")
    shutil.copy(made / "run.bundle", tmp_path / "run.bundle")
    with github.serving(GitHub(remote=tmp_path / "origin.git")) as there:
        there.issue(1, support.TITLE, support.BODY)
        place = Place(there, None, tmp_path / "origin.git", tmp_path)  # type: ignore[arg-type] - no model is asked
        yield Desk(place, place.clone())


@pytest.fixture
def labelled(made: Path) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads((made / "event.json").read_text())
    return payload


def test_the_bundle_that_was_asked_for_is_published(desk: Desk, labelled: dict[str, Any]) -> None:
    order = desk.order(labelled, "issues")
    told = desk.publish(order)
    assert (told.state, told.pushed) == ("ready", True)
    again = desk.publish(order)
    assert (again.pull, again.pushed) == (told.pull, False)


# -- who may not ask ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["read", "none"])
def test_somebody_without_rights_is_not_answered(role: str, desk: Desk) -> None:
    desk.place.github.may["eve"] = role
    order = desk.order(desk.place.said(1, "/devflow run", "eve"))
    assert (order.do, order.code, desk.written) == ("nothing", "E_ACTOR", [])
    order = desk.order(desk.place.said(1, "/devflow nonsense", "eve"))
    assert (order.do, desk.written) == ("nothing", [])
    order = desk.order(desk.place.labelled("eve"), "issues")
    assert (order.do, order.code) == ("nothing", "E_ACTOR")


def test_somebody_who_may_write_is_answered(desk: Desk) -> None:
    desk.place.github.may["ada"] = "write"
    order = desk.order(desk.place.said(1, "/devflow run", "ada"))
    assert (order.do, order.who) == ("work", "@ada at GitHub")


def test_a_bot_is_not_answered_whatever_it_may_do(desk: Desk) -> None:
    desk.place.github.may["helper[bot]"] = "admin"
    assert desk.order(desk.place.said(1, "/devflow run", "helper[bot]")).code == "E_ACTOR"
    assert not [each for each in desk.place.github.asked if "permission" in each]


def test_what_the_payload_says_of_rights_does_not_count(desk: Desk) -> None:
    payload = desk.place.said(1, "/devflow run", "eve")
    payload["comment"]["author_association"] = "OWNER"
    assert desk.order(payload).code == "E_ACTOR"


def test_a_comment_that_was_edited_or_deleted_meanwhile_is_not_obeyed(desk: Desk) -> None:
    edited = desk.place.said(1, "/devflow run")
    desk.place.github.comments[1][-1]["body"] = "/devflow send-back patch: other"
    assert desk.order(edited).code == "E_COMMENT_CHANGED"
    changed = desk.place.said(1, "/devflow run")
    desk.place.github.comments[1][-1]["updated_at"] = github.time_of(time.time() + 60)
    assert desk.order(changed).code == "E_COMMENT_CHANGED"
    gone = desk.place.said(1, "/devflow run")
    desk.place.github.comments[1].pop()
    assert desk.order(gone).code == "E_COMMENT_CHANGED"


def test_a_pull_request_from_a_fork_is_not_gone_on_with(desk: Desk) -> None:
    desk.place.github.pull(7, "devflow/x-aaaaaa", "1" * 40, home="eve/Hello-World")
    order = desk.order(desk.place.said(7, "/devflow approve"))
    assert (order.do, order.code) == ("tell", "E_FORK")


def test_a_pull_request_that_is_not_devflows_has_no_run(desk: Desk) -> None:
    desk.place.github.pull(7, "feature", "1" * 40)
    assert desk.order(desk.place.said(7, "/devflow reject")).code == "E_NO_RUN"


# -- what comes too late --------------------------------------------------------------------------------


def published(desk: Desk, labelled: dict[str, Any]) -> Published:
    return desk.publish(desk.order(labelled, "issues"))


def test_a_comment_that_is_older_than_the_run_is_not_about_it(desk: Desk, labelled: dict[str, Any]) -> None:
    told = published(desk, labelled)
    old = desk.place.said(told.pull, "/devflow approve", after=-3600)
    assert (desk.order(old).do, desk.order(old).code) == ("tell", "E_STALE")
    assert desk.order(desk.place.said(told.pull, "/devflow approve")).do == "judge"


def test_an_event_that_is_delivered_again_approves_nothing_new(desk: Desk, labelled: dict[str, Any]) -> None:
    told = published(desk, labelled)
    payload = desk.place.said(told.pull, "/devflow approve", after=0)
    time.sleep(1.1)
    user = UserRepo.find(desk.checkout)
    late = Publisher(desk.client, user, desk.remote, markdown)
    soon = desk.place.said(told.pull, "/devflow reject")
    late.judge(desk.order(soon), desk.checkout.parent)
    assert desk.order(payload).code == "E_STALE"
    later = desk.place.said(told.pull, "/devflow approve", after=5)
    with pytest.raises(DevflowError) as refused:
        late.judge(desk.order(later), desk.checkout.parent)
    assert refused.value.code == "E_RUN_STATE"


def test_commits_of_others_on_the_branch_are_not_approved_unseen(desk: Desk, labelled: Rows) -> None:
    told = published(desk, labelled)
    desk.place.github.pulls[told.pull]["head"]["sha"] = "2" * 40
    assert desk.order(desk.place.said(told.pull, "/devflow approve")).code == "E_STALE"


def test_an_issue_has_one_open_run(desk: Desk, labelled: dict[str, Any]) -> None:
    published(desk, labelled)
    assert desk.order(desk.place.labelled(), "issues").code == "E_RUN_STATE"
    assert desk.order(desk.place.said(1, "/devflow run")).code == "E_RUN_STATE"
    assert desk.order(desk.place.said(1, "/devflow send-back patch: other")).do == "work"


def test_a_merge_queue_waits_for_a_person(desk: Desk, labelled: dict[str, Any]) -> None:
    told = published(desk, labelled)
    repos.git(desk.checkout, "fetch", "-q", "origin", told.branch)
    base, head = (repos.git(desk.checkout, "rev-parse", name) for name in ("HEAD", "FETCH_HEAD"))
    payload = octokit.payload("merge_group", "checks_requested")
    payload["merge_group"].update({"base_sha": base, "head_sha": head})
    found = events.read("merge_group", payload, "devflow")
    assert isinstance(found, events.Queued)
    publisher = Publisher(desk.client, UserRepo.find(desk.checkout), desk.remote, markdown)
    publisher.queue(orders.without_asking(found))
    assert desk.place.github.checks[-1]["conclusion"] == "failure"
    publisher.judge(desk.order(desk.place.said(told.pull, "/devflow approve")), desk.checkout.parent)
    repos.git(desk.checkout, "update-ref", "-d", "refs/notes/devflow")
    publisher.queue(orders.without_asking(found))
    assert desk.place.github.checks[-1]["conclusion"] == "success"


# -- what the bundle holds ------------------------------------------------------------------------------


def widened(rows: Rows) -> None:
    rows["decisions"].append(decision(rows, "permit", "**"))


def accepted(rows: Rows) -> None:
    rows["decisions"].append(decision(rows, "accept", "tests/test_app.py"))


def trusted(rows: Rows) -> None:
    ticket = json.loads(rows["run"]["ticket"])
    rows["run"]["ticket"] = json.dumps({**ticket, "author": "eve", "may_write": False})


def judged(rows: Rows) -> None:
    rows["run"].update({"state": "approved", "judged_by": "@ada at GitHub"})


def decision(rows: Rows, kind: str, text: str) -> Rows:
    common = {"number": 99, "run": rows["run"]["id"], "step": "review", "by": "@ada at GitHub", "at": 1.0}
    return {**common, "kind": kind, "text": text}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (widened, "E_BUNDLE_DECISIONS"),
        (accepted, "E_BUNDLE_DECISIONS"),
        (trusted, "E_BUNDLE_BROKEN"),
        (judged, "E_BUNDLE_RUN"),
    ],
)
def test_a_tampered_bundle_is_refused(
    change: Callable[[Rows], None], code: str, desk: Desk, labelled: dict[str, Any]
) -> None:
    rewrite(desk.checkout, change)
    with pytest.raises(StoreError) as refused:
        published(desk, labelled)
    assert (refused.value.code, desk.written) == (code, [])


@pytest.mark.parametrize("change", [{"body": "Something else."}, {"title": "Else"}])
def test_a_bundle_of_another_ticket_is_refused(change: Rows, desk: Desk, labelled: dict[str, Any]) -> None:
    labelled["issue"].update(change)
    with pytest.raises(StoreError) as refused:
        published(desk, labelled)
    assert (refused.value.code, desk.written) == ("E_BUNDLE_RUN", [])


def test_a_bundle_by_an_author_with_other_rights_is_refused(desk: Desk, labelled: dict[str, Any]) -> None:
    labelled["issue"]["user"]["login"] = "eve"
    with pytest.raises(StoreError) as refused:
        published(desk, labelled)
    assert (refused.value.code, desk.written) == ("E_BUNDLE_RUN", [])


def test_a_bundle_for_another_base_is_refused(desk: Desk, labelled: dict[str, Any]) -> None:
    repos.git(desk.checkout, "switch", "-q", "--orphan", "unrelated")
    repos.commit(desk.checkout, {"else.txt": "x\n"}, "Begin")
    with pytest.raises(DevflowError) as refused:
        published(desk, labelled)
    assert (refused.value.code, desk.written) == ("E_BUNDLE_BASE", [])


def test_an_issue_that_was_deleted_meanwhile_is_told(desk: Desk, labelled: dict[str, Any]) -> None:
    order = desk.order(labelled, "issues")
    del desk.place.github.issues[1]
    with pytest.raises(DevflowError) as refused:
        desk.publish(order)
    assert (refused.value.code, desk.written) == ("E_GITHUB_GONE", [])


def test_a_rule_that_forbids_the_branch_is_told(desk: Desk, labelled: dict[str, Any]) -> None:
    hook = desk.place.origin / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'GH013: Repository rule violations found' >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(DevflowError) as refused:
        published(desk, labelled)
    assert (refused.value.code, desk.written) == ("E_PUSH_REFUSED", [])
    assert "GH013" in refused.value.message


def test_a_branch_that_is_in_the_way_is_not_moved(desk: Desk, labelled: dict[str, Any]) -> None:
    told = published(desk, labelled)
    with suppress(DevflowError):
        repos.git(desk.place.origin, "update-ref", f"refs/heads/{told.branch}", "main")
        published(desk, labelled)
    main = repos.git(desk.place.origin, "rev-parse", "main")
    assert repos.git(desk.place.origin, "rev-parse", told.branch) == main
