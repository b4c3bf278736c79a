"""The workflow and the action: linted, pinned, and split so that no token is near a model."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.forge import octokit

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW, ACTION = ROOT / ".github" / "workflows" / "devflow.yml", ROOT / "action"
# -- each commit was seen in the action's own repository, under this tag
PINNED = {
    "actions/checkout": ("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"),
    "actions/setup-python": ("5fda3b95a4ea91299a34e894583c3862153e4b97", "v7.0.0"),
    "actions/upload-artifact": ("bbbca2ddaa5d8feaa63e36b76fdaad77386f024f", "v7.0.0"),
    "actions/download-artifact": ("3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", "v8.0.1"),
}
WRITES = re.compile(r"write|admin")


@pytest.fixture(scope="module")
def job() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]
    return found


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The workflow, and the one that docs/github.md tells people to write."""
    told = re.search(r"```yaml\n(.*?)```", (ROOT / "docs" / "github.md").read_text("utf-8"), re.DOTALL)
    assert told
    caller = tmp_path / ".github" / "workflows" / "caller.yml"
    caller.parent.mkdir(parents=True)
    caller.write_text(told[1].replace("COMMIT", "1" * 40))
    return [WORKFLOW, caller]


def test_actionlint_finds_nothing(files: list[Path]) -> None:
    assert lint(files) == []


def test_actionlint_would_find_something(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOW.read_text().replace("needs: run", "needs: walk"))
    assert lint([wrong])


def lint(files: list[Path]) -> Any:
    node = shutil.which("node")
    folder = octokit.file("lint")
    assert node, "npm was there, and node is not"
    script = Path(__file__).with_name("lint.mjs")
    done = subprocess.run((node, script, folder, *files), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_zizmor_finds_nothing(files: list[Path]) -> None:
    own, caller = files
    done = zizmor("--no-ignores", own, ACTION / "action.yml")
    assert done.returncode == 0, done.stdout
    # -- that comments start it is said to be dangerous, whoever is asked; the reason stands beside it
    done = zizmor(caller)
    assert done.returncode == 0, done.stdout


def test_zizmor_would_find_something(tmp_path: Path) -> None:
    wrong = tmp_path / ".github" / "workflows" / "wrong.yml"
    wrong.parent.mkdir(parents=True)
    wrong.write_text(WORKFLOW.read_text().replace("persist-credentials: false", "persist-credentials: true"))
    assert zizmor(wrong).returncode != 0


def zizmor(*words: str | Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("zizmor")
    always = ("--offline", "--persona", "auditor", "--color", "never")
    return subprocess.run((program, *always, *words), capture_output=True, text=True, check=False)


def test_every_action_is_pinned_to_a_commit_that_was_seen() -> None:
    used = re.findall(r"uses: (\S+)@(\w+) # (\S+)", WORKFLOW.read_text("utf-8"))
    assert len(used) == WORKFLOW.read_text("utf-8").count("uses:")
    assert {(commit, tag) for _, commit, tag in used} == set(PINNED.values())
    assert all(PINNED[name] == (commit, tag) for name, commit, tag in used)


def test_the_job_that_asks_models_can_write_nothing(job: dict[str, Any]) -> None:
    assert set(job["run"]["permissions"].values()) == {"read"}
    assert WRITES.search(str(job["publish"]["permissions"]))


def test_each_secret_is_in_one_step_alone(job: dict[str, Any]) -> None:
    def steps(name: str, words: str) -> list[str]:
        return [str(step.get("name")) for step in job[name]["steps"] if words in json.dumps(step)]

    assert (steps("run", "secrets."), steps("publish", "secrets.")) == (["Work"], [])
    assert (steps("run", "github.token"), steps("publish", "github.token")) == (["Decide"], ["Publish"])
    names = [str(step.get("name")) for step in job["run"]["steps"]]
    assert names.index("Set up what the checks need") < names.index("Work")
    assert [step["env"]["DO"] for step in job["publish"]["steps"] if "run" in step] == ["install", "publish"]


def test_no_step_puts_what_a_stranger_wrote_into_a_shell(job: dict[str, Any]) -> None:
    for each in job.values():
        assert not [step for step in each["steps"] if "${{" in str(step.get("run", ""))]


def test_what_the_action_installs_is_what_was_tested() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"(?m)^(\S+==\S+)", (ROOT / name).read_text("utf-8")))

    assert pins("run.lock") < pins("requirements.lock")


def test_namespaces_that_are_free_are_left_alone() -> None:
    done = subprocess.run((ACTION / "allow-sandbox",), capture_output=True, text=True, check=False)
    assert done.returncode == 0


def test_where_namespaces_are_forbidden_the_remedy_is_named(tmp_path: Path) -> None:
    for name in ("unshare", "sudo", "sysctl"):
        stub = tmp_path / name
        stub.write_text("#!/bin/sh\nexit 1\n")
        stub.chmod(0o755)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    done = subprocess.run((ACTION / "allow-sandbox",), env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "docs/github.md#the-sandbox" in done.stderr


def test_the_image_is_built_as_its_linter_wants() -> None:
    program = Path(sys.executable).with_name("hadolint")
    done = subprocess.run((program, ROOT / "Dockerfile"), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_is_given_all_that_devflow_is_built_from() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    build = settings["tool"]["hatch"]["build"]["targets"]
    needed = {*build["wheel"]["packages"], *build["wheel"]["force-include"], *build["sdist"]["include"]}
    copied = set(
        re.findall(r"[\w.-]+", " ".join(re.findall(r"(?m)^COPY (.*)", (ROOT / "Dockerfile").read_text())))
    )
    let_in = {
        line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().split() if line[0] == "!"
    }
    assert needed <= copied
    assert needed <= let_in
