"""A repository with devflow's hooks, and a program in devflow's place that writes down how it was called."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from devflow.git.user_repo import UserRepo
from devflow.hooks import installing
from devflow.hooks.installing import Standing
from tests.support import repos, runs

TRAILER = "\n\nTicket: ticket.md\n"
RECORDER = """#!/bin/sh
# -- one write a call: those of several commits in the background do not run into each other
named=$(env | sed -n 's/^\\(GIT_[A-Z_]*\\)=.*/ \\1/p' | tr -d '\\n')
printf '%s%s\\n' "$*" "$named" >>"$0.calls"
"""


@dataclass(frozen=True)
class Listener:
    """What the hooks called, and with which GIT_ variables in the environment."""

    program: Path

    def calls(self, wanted: int) -> list[str]:
        """The calls so far, once there are as many as wanted."""
        file = Path(f"{self.program}.calls")
        wait(lambda: file.exists() and len(file.read_text().splitlines()) >= wanted)
        return file.read_text().splitlines()


def install(checkout: Path) -> tuple[Standing, ...]:
    """The hooks, as `devflow hook install` makes them."""
    return installing.install(UserRepo.find(checkout))


def listen(checkout: Path) -> Listener:
    """Let the installed hooks call a recorder in devflow's place."""
    program = checkout.parent / "recorder"
    program.write_text(RECORDER)
    program.chmod(0o755)
    common = checkout / repos.git(checkout, "rev-parse", "--git-common-dir")
    for folder in (common / "hooks", common / "devflow" / "hooks"):
        for hook in folder.glob("p*"):
            text = hook.read_text()
            hook.write_text(text.replace(f"{sys.executable} -P -m devflow", str(program)))
    return Listener(program)


def commit(checkout: Path, message: str, *options: str, env: Mapping[str, str] | None = None) -> str:
    """An empty commit by plain git, as a person makes one; gives its id."""
    plain(checkout, "commit", "--quiet", "--allow-empty", "-m", message, *options, env=env)
    return repos.git(checkout, "rev-parse", "HEAD")


def plain(
    checkout: Path, *args: str, env: Mapping[str, str] | None = None, ok: tuple[int, ...] = (0,)
) -> str:
    """Git with the environment that a person's shell has; gives both its outputs."""
    variables = {**runs.environment(), **(env or {})}
    done = subprocess.run(
        ("git", *args), cwd=checkout, capture_output=True, text=True, check=False, env=variables
    )
    assert done.returncode in ok, done.stdout + done.stderr
    return done.stdout + done.stderr


def wait(so: Callable[[], bool], seconds: float = 60) -> None:
    """Until it is so."""
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end, "it did not come to be so in time"
        time.sleep(0.05)


def remote(checkout: Path) -> Path:
    """A bare repository beside the checkout, its origin, which has what is committed so far."""
    there = checkout.parent / "origin.git"
    repos.git(checkout.parent, "init", "-q", "--bare", str(there))
    repos.git(checkout, "remote", "add", "origin", str(there))
    repos.git(checkout, "-c", f"core.hooksPath={os.devnull}", "push", "-q", "origin", "main")
    return there
