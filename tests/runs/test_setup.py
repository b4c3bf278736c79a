"""`devflow setup` makes what checks need, apart from the user's things, and later runs find it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched

# -- the test needs a module and a folder that only a setup makes, and a home that it has written to
TESTS = (
    "import os, pathlib\nfrom app import add\nfrom made import VALUE\n\n\ndef test_add() -> None:\n"
    "    assert add(1, 2) == VALUE\n    assert pathlib.Path('data/words').read_text() == 'words\\n'\n"
    "    assert pathlib.Path.home().joinpath('.kept').exists()\n"
)
SETUP = """[checks]
setup = ["echo VALUE = 3 > made.py", "mkdir data && echo words > data/words", "touch ~/.kept README.md"]
"""
FILES = {**repos.SAMPLE, "tests/test_app.py": TESTS, ".devflow.toml": SETUP}
PATCH = runs.GOOD.partition("tests/test_app.py")[0]


def test_a_run_needs_the_setup_and_is_ready_after_it(git_repo: MakeRepo) -> None:
    checkout = git_repo(FILES)
    with untouched(checkout):
        before = runs.start(checkout, [PATCH])
        assert before.code == 3, before.err
        assert "devflow setup" in before.err
        made = runs.devflow(checkout, "setup", "--json")
        assert made.code == 0, made.err
        assert (made.json["folders"], made.json["files"]) == (["data"], ["made.py"])
        after = runs.start(checkout, [PATCH])
    assert after.code == 0, after.err
    broken = runs.start(checkout, [PATCH.replace("return first + second\n\n", "return first - second\n\n")])
    assert broken.code == 1


def test_a_setup_that_was_done_is_not_done_again_until_a_lock_file_changes(git_repo: MakeRepo) -> None:
    checkout = git_repo(FILES)
    assert runs.devflow(checkout, "setup").code == 0
    assert "already set up" in runs.devflow(checkout, "setup").out
    repos.commit(checkout, {"requirements.txt": "one\n"}, "Depend on something")
    assert not runs.devflow(checkout, "setup", "--dry-run", "--json").json["done"]
    ready = runs.start(checkout, [PATCH])
    assert ready.code == 0
    assert "other lock files" in json.dumps(ready.json["report"]["notes"])


def test_setup_sees_no_key_no_file_and_no_variable_of_the_user(git_repo: MakeRepo, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("canary\n")
    look = f"env; cat {tmp_path}/secret; ls {Path.home()}; exit 7"
    checkout = git_repo({**repos.SAMPLE, ".devflow.toml": f'[checks]\nsetup = ["{look}"]\n'})
    variables = {
        "ANTHROPIC_API_KEY": "canary",
        "PIP_INDEX_URL": "https://me:canary@example.org/simple",
        "PIP_TRUSTED_HOST": "example.org",
    }
    told = runs.devflow(checkout, "setup", env=variables)
    assert told.code == 4
    assert "E_SETUP" in told.err
    assert "PIP_TRUSTED_HOST=example.org" in told.err
    assert "canary" not in told.err
    assert [file.name for file in (checkout / ".git" / "devflow" / "setup").iterdir()] == ["lock"]


def test_an_interrupted_setup_leaves_nothing(git_repo: MakeRepo) -> None:
    checkout = git_repo({**repos.SAMPLE, ".devflow.toml": '[checks]\nsetup = ["sleep 61.8264"]\n'})
    ended = runs.devflow(checkout, "setup", within=("timeout", "-s", "INT", "12"))
    assert ended.code in (124, 130)
    assert not list((checkout / ".git" / "devflow").glob("setup/part-*"))


def test_a_repository_may_not_ask_for_files_that_git_does_not_hold(git_repo: MakeRepo) -> None:
    checkout = git_repo({**repos.SAMPLE, ".devflow.toml": '[checks]\ncarry = [".env"]\n'})
    refused = runs.start(checkout, [PATCH])
    assert refused.code == 2
    assert "E_CONFIG_FORBIDDEN_KEY" in refused.err


def test_a_person_lets_checks_of_one_repository_have_an_untracked_file(
    git_repo: MakeRepo, tmp_path: Path
) -> None:
    reads = TESTS.replace("from made import VALUE", "VALUE = int(open('.env').read())")
    reads = reads[: reads.index("    assert pathlib")]
    checkout = git_repo({**repos.SAMPLE, "tests/test_app.py": reads})
    (checkout / ".env").write_text("3")
    assert runs.start(checkout, [PATCH]).code == 3
    own = tmp_path / "home" / "devflow" / "config.toml"
    own.parent.mkdir(parents=True)
    own.write_text(f'[repos."{checkout}".checks]\ncarry = [".env"]\n')
    env = {"XDG_CONFIG_HOME": str(tmp_path / "home")}
    script = str(checkout.parent / "script.jsonl")
    ready = runs.devflow(
        checkout, "run", str(checkout.parent / "ticket.md"), "--script", script, "--json", env=env
    )
    assert ready.code == 0, ready.err


def test_what_installs_git_hooks_finds_their_place_and_nothing_else_of_git_can_be_written(
    git_repo: MakeRepo,
) -> None:
    lines = ["echo x >.git/hooks/pre-commit", "! echo y >>.git/config", "! ls .git/hooks/pre-commit"]
    checkout = git_repo({**repos.SAMPLE, ".devflow.toml": f"[checks]\nsetup = {json.dumps(lines)}\n"})
    with untouched(checkout):
        ended = runs.devflow(checkout, "setup", "--json")
    assert ended.code == 0, ended.err
    assert (ended.json["folders"], ended.json["files"]) == ([], [])


def test_an_interrupted_setup_leaves_nothing_and_names_no_run(git_repo: MakeRepo) -> None:
    checkout = git_repo({**repos.SAMPLE, ".devflow.toml": '[checks]\nsetup = ["echo on; sleep 600"]\n'})
    argv = (sys.executable, "-m", "devflow", "setup")
    with subprocess.Popen(argv, cwd=checkout, env=runs.environment(), stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        next(line for line in process.stderr if line.strip().endswith(b" on"))
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
        assert process.wait(60) == 130
    assert (said.strip(), "resume" in said) == ("interrupted.", False)
    assert [path.name for path in (checkout / ".git" / "devflow" / "setup").iterdir()] == ["lock"]


# -- stands for a package manager: each name in the requirements becomes a module
_INSTALLS = "while read name; do echo VALUE = 3 >$name.py; done <requirements.txt"
_ADDS = """app.py
<<<<<<< SEARCH
    return first + second
=======
    return first + second + __import__("second").VALUE - 3
>>>>>>> REPLACE

requirements.txt
<<<<<<< SEARCH
first
=======
first
second
>>>>>>> REPLACE
"""


def test_a_dependency_that_a_patch_adds_is_set_up_for_its_run_alone(git_repo: MakeRepo) -> None:
    config = f"[checks]\nsetup = [{json.dumps(_INSTALLS)}]\n"
    files = {**repos.SAMPLE, "requirements.txt": "first\n", ".devflow.toml": config}
    checkout = git_repo(files)
    with untouched(checkout):
        assert runs.devflow(checkout, "setup").code == 0
        paused = runs.start(checkout, [_ADDS])
        run = paused.json["run"]
        assert (paused.code, f"devflow setup {run} && devflow resume {run}" in paused.err) == (3, True)
        assert "needs second" in paused.err
        made = runs.devflow(checkout, "setup", run, "--json")
        assert made.json["files"] == ["first.py", "second.py"], made.err
        assert "[E_SCOPE]" in runs.devflow(checkout, "resume", run).err  # -- it could be checked
        ready = runs.devflow(checkout, "scope", "add", run, "requirements.txt", "--json")
        assert ready.code == 0, ready.err
        assert "manifests of the patch" in json.dumps(ready.json["report"]["notes"])
        others = runs.start(checkout, [_ADDS])  # -- the very same manifests: nothing more is needed
        assert "[E_SCOPE]" in others.err
        other = _ADDS.replace("second\n>", "third\n>").replace('"second"', '"third"')
        assert "[E_NEEDS_SETUP]" in runs.start(checkout, [other]).err
    repos.commit(checkout, {"setup.cfg": "[metadata]\n"}, "Another manifest")
    after = runs.start(checkout, [PATCH])
    assert "other lock files" in json.dumps(after.json["report"]["notes"])  # -- the base's, not the run's


def test_a_run_without_a_candidate_cannot_be_set_up(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    ended = runs.start(checkout, ["no edit at all"])
    told = runs.devflow(checkout, "setup", ended.json["run"])
    assert (told.code, "[E_SETUP_NONE]" in told.err) == (2, True), told.err
