"""Where the policy wants a second person, nobody approves his own run, from the terminal or from the page."""

from __future__ import annotations

from pathlib import Path

from devflow.engine import Engine
from devflow.events import silent
from devflow.web.desk import Desk
from tests.conftest import MakeRepo
from tests.support import repos, runs

POLICY = {**repos.SAMPLE, ".devflow.toml": '[risk]\nsecond_person = ["low"]\n'}


def name(checkout: Path, who: str) -> None:
    repos.git(checkout, "config", "user.name", who)


def test_ones_own_run_is_refused_and_another_person_approves_it(git_repo: MakeRepo) -> None:
    checkout = git_repo(POLICY)
    name(checkout, "Ada")
    assert runs.start(checkout, [runs.GOOD]).code == 0
    for more in ((), ("--as", "@grace")):
        refused = runs.devflow(checkout, "approve", "last", *more)
        assert refused.code == 2 and "E_OWN_RUN" in refused.err
    desk = Desk(Engine.at(checkout, silent), "last", Engine.at(checkout, silent).who)
    desk.act({"do": "approve"})
    assert "E_OWN_RUN" in desk.notice
    name(checkout, "Grace")
    assert runs.devflow(checkout, "approve", "last").code == 0


def test_without_the_policy_it_is_ones_own_affair(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    name(checkout, "Ada")
    assert runs.start(checkout, [runs.GOOD]).code == 0
    assert runs.devflow(checkout, "approve", "last").code == 0


def test_a_repository_cannot_lift_what_a_person_wants(git_repo: MakeRepo, tmp_path: Path) -> None:
    checkout = git_repo({**repos.SAMPLE, ".devflow.toml": "[risk]\nsecond_person = []\n"})
    (tmp_path / "devflow").mkdir()
    (tmp_path / "devflow/config.toml").write_text('[risk]\nsecond_person = ["low"]\n')
    env = {"XDG_CONFIG_HOME": str(tmp_path)}
    (checkout.parent / "ticket.md").write_text(runs.TICKET)
    script = runs.write_script(checkout.parent / "s.jsonl", ("spec", runs.SPEC), ("patch", runs.GOOD))
    command = ("run", str(checkout.parent / "ticket.md"), "--script", str(script))
    assert runs.devflow(checkout, *command, env=env).code == 0
    assert "E_OWN_RUN" in runs.devflow(checkout, "approve", "last", env=env).err
