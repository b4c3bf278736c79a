"""Where the token for GitHub comes from: the environment, or the store of GitHub's own command line."""

from __future__ import annotations

import os
from collections.abc import Mapping

from devflow import process
from devflow.errors import ForgeError

NAMES = ("GH_TOKEN", "GITHUB_TOKEN")
_PATIENCE = 10.0


def token(environment: Mapping[str, str], host: str = "github.com") -> str:
    """The token to talk to a host with.

    Raises:
        ForgeError: there is none (E_GITHUB_TOKEN).
    """
    for name in NAMES:
        if environment.get(name, "").strip():
            return environment[name].strip()
    return _of_gh(host) or _missing(host)


def held(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The names under which an environment holds a token for GitHub."""
    return tuple(name for name in NAMES if environment.get(name, "").strip())


def _of_gh(host: str) -> str:
    """What gh keeps for a host; empty where there is no gh, or it keeps nothing."""
    try:
        # -- gh needs its home and the session's keyring; what it prints is a token, and goes nowhere but back
        done = process.run(("gh", "auth", "token", "--hostname", host), env=os.environ, timeout=_PATIENCE)
    except OSError:
        return ""
    return done.stdout.decode(errors="replace").strip() if done.ok else ""


def _missing(host: str) -> str:
    hint = f"Set GITHUB_TOKEN, or log in: gh auth login --hostname {host}"
    raise ForgeError(f"There is no token for {host}.", hint, code="E_GITHUB_TOKEN")
