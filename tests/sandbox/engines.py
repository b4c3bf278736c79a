"""The back ends that tests go through: bubblewrap always, Podman and Docker where they can run."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devflow.errors import SandboxError
from devflow.sandbox import Bubblewrap, Container, Sandbox

NAMES = ("bubblewrap", "podman", "docker")
# -- one daemon for all tests of Docker
EVERY = [
    "bubblewrap",
    "podman",
    pytest.param("docker", marks=pytest.mark.xdist_group("docker")),
]


@contextmanager
def started(name: str, room: Path) -> Iterator[Sandbox]:
    """The back end, ready for use. One that cannot be had here is skipped; in CI as root, it fails."""
    if name == "bubblewrap":
        yield Bubblewrap()
        return
    room.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            patch.setenv(variable, str(room))
        if name == "podman":
            yield _usable(Container("podman"))
        else:
            with _daemon(room, patch):
                yield _usable(Container("docker"))


def _usable(engine: Container) -> Container:
    try:
        engine.probe()
    except SandboxError as error:
        if error.code == "E_SANDBOX_OPEN":
            raise
        _without(f"{error} {error.hint}")
    return engine


def _without(why: str) -> None:
    if os.environ.get("CI") and os.geteuid() == 0:
        pytest.fail(f"`sh scripts/containers` installs what is missing. {why}")
    pytest.skip(why)


@contextmanager
def _daemon(room: Path, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's own Docker daemon; or one of ours with its own folder, gone with all it made."""
    docker, dockerd = shutil.which("docker"), shutil.which("dockerd")
    if docker and _answers(docker):
        yield
        return
    if not docker or not dockerd or os.geteuid() != 0:
        _without("no Docker daemon answers, and none can be started")
    socket = f"unix://{room}/socket"
    words = [str(dockerd), "--data-root", f"{room}/data", "--exec-root", f"{room}/exec", "-H", socket]
    words += ["--pidfile", f"{room}/pid", "--iptables=false", "--ip6tables=false", "--bridge=none"]
    with (room / "log").open("wb") as log, subprocess.Popen(words, stdout=log, stderr=log) as daemon:
        patch.setenv("DOCKER_HOST", socket)
        try:
            for _ in range(300):
                if daemon.poll() is None and _answers(str(docker)):
                    break
                time.sleep(0.1)
            yield
        finally:
            daemon.terminate()
    _unmount(room)
    # -- its state is another user's to pytest, which keeps the folders of the last sessions
    shutil.rmtree(room, ignore_errors=True)


def _unmount(room: Path) -> None:
    """Let go of what a daemon leaves mounted when it ends: nobody could remove its folder."""
    mounted = [line.split()[1] for line in Path("/proc/self/mounts").read_text("utf-8").splitlines()]
    inside = [place for place in mounted if Path(place).is_relative_to(room)]
    if inside:
        subprocess.run(["umount", "--lazy", *reversed(inside)], check=False)


def _answers(docker: str) -> bool:
    words = [docker, "version", "--format", "{{.Server.Version}}"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0
