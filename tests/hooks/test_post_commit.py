"""A commit that names a ticket starts one run of it, in the background, and no other commit starts any."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from devflow.store.store import Run, RunState, Store
from tests.conftest import MakeRepo
from tests.hooks import support
from tests.models.fake import Fake, Handler, say, serving
from tests.support import repos, runs
from tests.support.digest import untouched


@pytest.fixture
def checkout(git_repo: MakeRepo) -> Path:
    made = git_repo({**repos.SAMPLE, "ticket.md": runs.TICKET})
    support.install(made)
    return made


def started(heard: support.Listener, checkout: Path, wanted: int = 0) -> list[str]:
    """The commits for which a run was started, once they are as many as wanted and one more made here."""
    last = support.commit(checkout, f"Last{support.TRAILER}")
    support.wait(lambda: f"hook post-commit {last}" in heard.calls(1))
    return [call.split()[2] for call in heard.calls(wanted + 1) if call.split()[2] != last]


def test_a_commit_that_names_a_ticket_starts_a_run(checkout: Path) -> None:
    heard = support.listen(checkout)
    commit = support.commit(checkout, f"Ask{support.TRAILER}")
    assert heard.calls(1) == [f"hook post-commit {commit}"]


def test_a_commit_that_names_none_does_not(checkout: Path) -> None:
    heard = support.listen(checkout)
    support.commit(checkout, "Change something")
    assert started(heard, checkout) == []


def test_no_git_variable_reaches_devflow(checkout: Path) -> None:
    heard = support.listen(checkout)
    support.commit(checkout, f"Ask{support.TRAILER}", env={"GIT_CONFIG_COUNT": "0", "GIT_EDITOR": "true"})
    assert "GIT_" not in heard.calls(1)[0]


def test_an_amended_commit_starts_nothing(checkout: Path) -> None:
    heard = support.listen(checkout)
    support.commit(checkout, "Change")
    support.commit(checkout, f"Reword{support.TRAILER}", "--amend")
    assert started(heard, checkout) == []


def test_a_picked_commit_starts_nothing(checkout: Path) -> None:
    heard = support.listen(checkout)
    repos.git(checkout, "switch", "-q", "-c", "other")
    picked = repos.commit(checkout, {"other.txt": "x\n"}, f"Ask{support.TRAILER}")
    heard.calls(1)
    repos.git(checkout, "switch", "-q", "main")
    support.plain(checkout, "cherry-pick", picked)
    assert started(heard, checkout) == [picked]


def test_a_merge_starts_nothing(checkout: Path) -> None:
    repos.git(checkout, "switch", "-q", "-c", "other")
    repos.commit(checkout, {"other.txt": "x\n"}, "Other")
    repos.git(checkout, "switch", "-q", "main")
    heard = support.listen(checkout)
    support.plain(checkout, "merge", "-q", "--no-ff", "other", "-m", f"Merge{support.TRAILER}")
    assert started(heard, checkout) == []


def test_a_merge_that_is_concluded_by_hand_starts_nothing(checkout: Path) -> None:
    repos.git(checkout, "switch", "-q", "-c", "other")
    repos.commit(checkout, {"README.md": "# theirs\n"}, "Other")
    repos.git(checkout, "switch", "-q", "main")
    repos.commit(checkout, {"README.md": "# ours\n"}, "Ours")
    heard = support.listen(checkout)
    support.plain(checkout, "merge", "other", ok=(1,))
    (checkout / "README.md").write_text("# both\n")
    support.plain(checkout, "commit", "-q", "-a", "-m", f"Merge{support.TRAILER}")
    assert started(heard, checkout) == []


@pytest.mark.parametrize("action", ["pick", "reword", "edit", "fixup"])
def test_a_rebase_starts_nothing(action: str, checkout: Path) -> None:
    repos.git(checkout, "switch", "-q", "-c", "other")
    heard = support.listen(checkout)
    first = support.commit(checkout, f"One{support.TRAILER}")
    second = support.commit(checkout, f"Two{support.TRAILER}")
    repos.git(checkout, "switch", "-q", "main")
    repos.commit(checkout, {"more.txt": "x\n"}, "More")
    repos.git(checkout, "switch", "-q", "other")
    editor = {"GIT_SEQUENCE_EDITOR": f"sed -i '2s/^pick/{action}/'", "GIT_EDITOR": "true"}
    support.plain(checkout, "rebase", "-i", "--keep-empty", "main", env=editor)
    if action == "edit":
        support.plain(checkout, "commit", "-q", "--amend", "--allow-empty", "-m", f"Edited{support.TRAILER}")
        support.plain(checkout, "rebase", "--continue", env=editor)
    assert sorted(started(heard, checkout, 2)) == sorted([first, second])


def test_a_worktree_starts_runs_too(checkout: Path) -> None:
    heard = support.listen(checkout)
    repos.git(checkout, "worktree", "add", "-q", "../beside")
    commit = support.commit(checkout.parent / "beside", f"Ask{support.TRAILER}")
    assert heard.calls(1) == [f"hook post-commit {commit}"]


def test_a_submodule_has_hooks_of_its_own(git_repo: MakeRepo, checkout: Path) -> None:
    inner = git_repo({**repos.SAMPLE, "ticket.md": runs.TICKET}, name="inner")
    repos.git(checkout, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "sub")
    outer = support.listen(checkout)
    support.install(checkout / "sub")
    heard = support.listen(checkout / "sub")
    assert heard.program != outer.program
    commit = support.commit(checkout / "sub", f"Ask{support.TRAILER}")
    assert heard.calls(1) == [f"hook post-commit {commit}"]


def test_a_commit_succeeds_where_devflow_is_gone(checkout: Path) -> None:
    hook = checkout / ".git/hooks/post-commit"
    lines = [line.replace("-P -m devflow", "-P -m not_there") for line in hook.read_text().splitlines()]
    hook.write_text("\n".join(lines))
    support.commit(checkout, f"Ask{support.TRAILER}")
    log = checkout / ".git/devflow/hooks.log"
    support.wait(lambda: log.exists() and "not_there" in log.read_text())


# -- whole starts, with a model that answers on the wire -------------------------------------------------


def answer(handler: Handler) -> None:
    """A spec where one is asked for by its schema, else a patch."""
    wants_spec = "criteria" in json.dumps(handler.body.get("response_format", ""))
    say(json.dumps(runs.SPEC) if wants_spec else runs.GOOD)(handler)


def configured(folder: Path, server: Fake, **hooks: int) -> dict[str, str]:
    """An environment whose configuration asks that server."""
    (folder / "devflow").mkdir(parents=True)
    model = f'provider = "compatible"\nmodel = "fake-1"\nbase_url = "{server.root}/v1"\n'
    said = "".join(f"{key} = {value}\n" for key, value in hooks.items())
    (folder / "devflow" / "config.toml").write_text(f"[models.code]\n{model}\n[hooks]\n{said}")
    return {"XDG_CONFIG_HOME": str(folder)}


def ended(checkout: Path, count: int = 1) -> list[Run]:
    """The runs of the repository, newest first, once there are so many and none is at work."""
    found: list[Run] = []

    def so() -> bool:
        file = checkout / ".git/devflow/devflow.db"
        found[:] = Store(file.parent).runs() if file.exists() else []
        return len(found) >= count and all(run.state is not RunState.RUNNING for run in found)

    support.wait(so)
    return found


def test_the_run_goes_on_alone_and_touches_nothing_of_the_users(checkout: Path, tmp_path: Path) -> None:
    committed = threading.Event()

    def afterwards(handler: Handler) -> None:
        assert committed.wait(60)
        answer(handler)

    with serving() as server:
        server.then(*[afterwards] * 20)
        env = configured(tmp_path / "config", server)
        commit = support.commit(checkout, f"Ask{support.TRAILER}", env=env)
        committed.set()
        with untouched(checkout):
            (run,) = ended(checkout)
    assert (run.state, run.base) == (RunState.READY, commit)
    told = runs.devflow(checkout, "hook", "status", "--json").json
    assert [(begun["run"], begun["ticket"]) for begun in told["begun"]] == [(run.id, "ticket.md")]


def test_one_ticket_has_one_run_and_a_day_has_its_cap(checkout: Path, tmp_path: Path) -> None:
    repos.commit(checkout, {"other.md": runs.TICKET + "\nMore.\n"}, "Ask")
    log = checkout / ".git/devflow/hooks.log"
    with serving() as server:
        # -- what it answers is no spec, so the run ends at once
        env = configured(tmp_path / "config", server, daily=1)
        support.commit(checkout, f"Ask{support.TRAILER}", env=env)
        ended(checkout)
        support.commit(checkout, f"Again{support.TRAILER}", env=env)
        support.wait(lambda: "has run" in log.read_text())
        support.commit(checkout, "Other\n\nTicket: other.md\n", env=env)
        support.wait(lambda: "hooks.daily" in log.read_text())
    assert len(ended(checkout)) == 1


def test_a_ticket_outside_the_checkout_is_not_read(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("Do it\n")
    ended_ = runs.devflow(
        checkout, "hook", "post-commit", support.commit(checkout, "A\n\nTicket: ../secret.md")
    )
    assert (ended_.code, "E_TICKET_UNREADABLE" in ended_.err) == (2, True)
