"""A repository with an issue at GitHub, a remote that holds its commits, a model, and the workflow's jobs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.forge import github, octokit
from tests.forge.github import GitHub
from tests.models.fake import Fake, say
from tests.models.fake import serving as models
from tests.support import repos, runs
from tests.support.runs import Ended

TITLE, BODY = runs.TICKET.split("\n\n", 1)
STEP = Path(__file__).resolve().parents[2] / "action" / "step"
READ, WRITE = "read-token", "write-token"


@dataclass
class Place:
    """GitHub, its repository, a model, and the machines of the jobs."""

    github: GitHub
    model: Fake
    origin: Path
    folder: Path
    jobs: int = 0

    def clone(self) -> Path:
        """A fresh checkout of what the remote has, as a runner makes one."""
        self.jobs += 1
        made = self.folder / f"job-{self.jobs}"
        repos.git(self.folder, "clone", "-q", f"file://{self.origin}", str(made))
        return made

    def answers(self, *patches: str, spec: bool = True) -> None:
        """What the model says next."""
        said = [json.dumps(runs.SPEC)] if spec else []
        self.model.then(*(say(text) for text in (*said, *patches)))

    def event(self, name: str, payload: Mapping[str, Any]) -> dict[str, str]:
        """The environment that GitHub Actions gives every job of an event."""
        file = self.folder / f"event-{self.jobs}.json"
        file.write_text(json.dumps(payload))
        return {
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(file),
            "GITHUB_REPOSITORY": self.github.repository,
            "GITHUB_SERVER_URL": f"file://{self.folder}",
            "GITHUB_API_URL": self.github.api,
            "GITHUB_ACTIONS": "true",
        }

    def labelled(self, by: str = "Codertocat", issue: int = 1) -> dict[str, Any]:
        """The payload of the label that starts a run."""
        payload = octokit.payload("issues", "labeled")
        payload["label"]["name"] = "devflow"
        self._about(payload, issue)
        payload["sender"] = github.account(by)
        return payload

    def said(self, number: int, body: str, by: str = "Codertocat", after: float = 2) -> dict[str, Any]:
        """Say something below an issue or a pull request; gives the payload of that event."""
        payload = octokit.payload("issue_comment", "created")
        self._about(payload, number)
        comment = self.github.say(number, body, by, after)
        payload["comment"] = {**payload["comment"], **comment}
        payload["sender"] = comment["user"]
        return payload

    def _about(self, payload: dict[str, Any], number: int) -> None:
        payload["repository"]["full_name"] = self.github.repository
        payload["issue"] = {**payload["issue"], **self.github.issues[number]}
        payload["issue"]["updated_at"] = github.time_of(time.time())

    # -- the jobs of the workflow, each on a machine of its own, by the steps of the action ---------------

    def step(self, do: str, checkout: Path, temp: Path, env: Mapping[str, str]) -> Ended:
        """One step of the action."""
        (temp / "devflow").mkdir(parents=True, exist_ok=True)
        if not (temp / "devflow" / "venv").exists():
            (temp / "devflow" / "venv").symlink_to(sys.prefix)
        variables = {**os.environ, **env, "RUNNER_TEMP": str(temp), "DO": do}
        done = subprocess.run(
            (STEP,), cwd=checkout, env=variables, capture_output=True, text=True, check=False
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def ask(self, env: Mapping[str, str]) -> tuple[Path, Path, str]:
        """The job `run` up to its order: a machine's checkout and folder, and what is to be done."""
        checkout = self.clone()
        temp = checkout.with_name(f"{checkout.name}-temp")
        outputs = temp.with_suffix(".outputs")
        asked = self.step("event", checkout, temp, {**env, "TOKEN": READ, "GITHUB_OUTPUT": str(outputs)})
        assert asked.code == 0, asked.err
        return checkout, temp, dict(line.split("=") for line in outputs.read_text().splitlines())["do"]

    def run(self, env: Mapping[str, str]) -> Ended:
        """The whole job `run`; its bundle is left beside the checkouts."""
        checkout, temp, do = self.ask(env)
        assert do == "work"
        ended = self.step("work", checkout, temp, {**env, **self.model_env()})
        shutil.copy(temp / "devflow" / "run.bundle", self.folder / "run.bundle")
        return ended

    def publish(self, env: Mapping[str, str], *, bundle: bool = True) -> Ended:
        """The job `publish`: a fresh checkout, the bundle, and a token that may write."""
        checkout = self.clone()
        temp = checkout.with_name(f"{checkout.name}-temp")
        (temp / "devflow").mkdir(parents=True)
        if bundle:
            shutil.copy(self.folder / "run.bundle", temp / "devflow" / "run.bundle")
        return self.step("publish", checkout, temp, {**env, "TOKEN": WRITE})

    def model_env(self) -> dict[str, str]:
        """What configures the model of a job."""
        model = f'provider = "compatible"\nmodel = "fake-1"\nbase_url = "{self.model.root}/v1"\n'
        home = self.folder / "home"
        (home / "devflow").mkdir(parents=True, exist_ok=True)
        (home / "devflow" / "config.toml").write_text(
            f"[models.code]\n{model}price_input = 1\nprice_output = 1\n"
        )
        return {"XDG_CONFIG_HOME": str(home)}


@contextmanager
def place(folder: Path) -> Iterator[Place]:
    """GitHub with the issue that the sample ticket is."""
    seed = repos.make(folder / "seed", repos.SAMPLE)
    origin = folder / f"{GitHub.repository}.git"
    origin.parent.mkdir()
    repos.git(folder, "clone", "-q", "--bare", str(seed), str(origin))
    shutil.rmtree(seed)
    with models() as model, github.serving(GitHub(remote=origin)) as there:
        there.issue(1, TITLE, BODY)
        yield Place(there, model, origin, folder)
