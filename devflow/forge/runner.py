"""What a runner of GitHub Actions tells a job by its environment, and how a job tells its steps."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from devflow.errors import ForgeError
from devflow.forge.client import PUBLIC


def event(environment: Mapping[str, str]) -> tuple[str, Path]:
    """The name of the job's event, and the file that holds its payload.

    Raises:
        ForgeError: this is no job of GitHub Actions (E_EVENT).
    """
    name, file = environment.get("GITHUB_EVENT_NAME"), environment.get("GITHUB_EVENT_PATH")
    if not name or not file:
        hint = "Without an event, name the repository: devflow github publish run.bundle --repo OWNER/NAME"
        raise ForgeError("There is no event: this is no job of GitHub Actions.", hint, code="E_EVENT")
    return name, Path(file)


def repository(environment: Mapping[str, str]) -> str:
    """The repository of the job; empty where this is no job."""
    return environment.get("GITHUB_REPOSITORY", "")


def api(environment: Mapping[str, str], host: str = "") -> str:
    """Where GitHub's API is: as the runner says, else that of the host."""
    told = environment.get("GITHUB_API_URL", "").rstrip("/")
    return told or (f"https://{host}/api/v3" if host not in ("", "github.com") else PUBLIC)


def remote(environment: Mapping[str, str], repository: str) -> str:
    """Where a repository is pushed to."""
    server = environment.get("GITHUB_SERVER_URL", "https://github.com").rstrip("/")
    return f"{server}/{repository}.git"


def tell_outputs(environment: Mapping[str, str], outputs: Mapping[str, str]) -> None:
    """Tell the steps that come later. Every value is a word of devflow's own."""
    file = environment.get("GITHUB_OUTPUT")
    if file:
        with Path(file).open("a", encoding="utf-8") as stream:
            stream.writelines(f"{name}={value}\n" for name, value in outputs.items())


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that goes when it is left."""
    with tempfile.TemporaryDirectory(prefix="devflow-") as room:
        yield Path(room)
