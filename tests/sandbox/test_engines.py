"""What only a back end of containers has to keep: what it leaves, what it is told, and its refusals."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from devflow.errors import SandboxError
from devflow.sandbox import Bubblewrap, Command, Container, Laid, Sandbox
from devflow.sandbox.root import Root
from devflow.sandbox.view import Bind, Link
from tests.sandbox import engines
from tests.sandbox.conftest import SMALL, Run


def asked(sandbox: Sandbox, *words: str) -> str:
    """What the engine's own program says."""
    done = subprocess.run([sandbox.name, *words], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def containers(sandbox: Sandbox, pid: int) -> list[str]:
    """The containers of one devflow, running or not."""
    return [
        name for name in asked(sandbox, "ps", "--all", "--format", "{{.Names}}").split() if f"-{pid}-" in name
    ]


both = pytest.mark.parametrize("sandbox", engines.EVERY[1:], indirect=True)


@both
def test_the_engine_keeps_no_copy_of_the_output(sandbox: Sandbox, run: Run) -> None:
    said: list[str] = []

    def hear(_: bytes) -> None:
        if not said:
            said.append(asked(sandbox, "logs", *containers(sandbox, os.getpid())))

    assert run("import time; print('canary', flush=True); time.sleep(2)", hear=hear).ok
    assert said
    assert "canary" not in said[0]


@both
def test_no_container_and_no_volume_is_left(sandbox: Sandbox, run: Run, at: Path) -> None:
    (at / "build").mkdir()
    assert run("open('build/f', 'w')", layers=[at / "build"]).ok
    assert containers(sandbox, os.getpid()) == []
    assert asked(sandbox, "volume", "ls", "--quiet").strip() == ""


@both
def test_a_container_ends_with_a_devflow_that_is_killed(sandbox: Sandbox, checkout: Path, at: Path) -> None:
    with _started(sandbox, checkout, at) as devflow:
        wait_for(lambda: containers(sandbox, devflow.pid))
        devflow.kill()
    wait_for(lambda: not containers(sandbox, devflow.pid))


@both
def test_a_container_of_a_devflow_that_lives_is_left_alone_and_others_are_swept(
    sandbox: Sandbox, checkout: Path, at: Path
) -> None:
    with _started(sandbox, checkout, at) as devflow:
        wait_for(lambda: containers(sandbox, devflow.pid))
        Container(sandbox.name).probe()  # type: ignore[arg-type]
        assert containers(sandbox, devflow.pid), "what belongs to a living devflow stays"
        # -- with the process that waits for its end
        for pid in (int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()):
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                if b"wait" in words and any(f"-{devflow.pid}-".encode() in word for word in words):
                    os.kill(pid, signal.SIGKILL)
        devflow.kill()
    Container(sandbox.name).probe()  # type: ignore[arg-type]
    assert not containers(sandbox, devflow.pid)


def wait_for(true: Callable[[], object]) -> None:
    """Wait until something is so."""
    for _ in range(600):
        if true():
            return
        time.sleep(0.1)
    pytest.fail("did not become true in 60 s")


def _started(sandbox: Sandbox, checkout: Path, at: Path) -> subprocess.Popen[bytes]:
    """A devflow of its own that runs a long command."""
    code = (
        "from pathlib import Path\nfrom devflow.sandbox import Command, Container, Limits\n"
        f"Container({sandbox.name!r}).run(Command(['/bin/sh', '-c', 'sleep 50'], "
        f"checkout=Path({str(checkout)!r}), at=Path({str(at)!r}), limits=Limits(seconds=50)))"
    )
    return subprocess.Popen([sys.executable, "-c", code])


def test_links_are_drawn_where_they_lie_and_mounts_stand_in_what_can_be_written(tmp_path: Path) -> None:
    checkout, room = tmp_path / "checkout", tmp_path / "room"
    room.mkdir()
    checkout.mkdir()
    (checkout / "trap").symlink_to("/etc")
    at = Path("/home/user/link")
    root = Root(
        room,
        [
            Link(Path("/bin"), "usr/bin"),
            Link(at, "real"),
            Link(Path("/tmp/tool"), "/opt/tool-1.2"),
            Bind(checkout, Path("/home/user/real"), writable=True),
            Bind(Path("/etc/hostname"), at / "trap" / "deep" / ".env"),
            Laid(at / "build", tmp_path),
            Laid(at / "odd:name", tmp_path),
        ],
    )
    assert (root.folder / "bin").readlink() == Path("usr/bin")
    assert (room / "temporary-0" / "tool").readlink() == Path("/opt/tool-1.2")
    assert (room / "temporary-0" / "home").is_dir()
    assert sorted(each.name for each in checkout.iterdir()) == ["build", "odd:name", "trap"]
    words = list(root.mounts("podman"))
    assert f"type=bind,src={checkout},dst=/home/user/real" in words
    assert f"{tmp_path}:/home/user/real/build:O,upperdir={room}/upper-0,workdir={room}/work-0" in words
    assert f"type=bind,src={tmp_path},dst=/home/user/real/odd:name,ro" in words
    assert not Path("/etc/deep").exists()


def test_one_root_has_one_name(tmp_path: Path) -> None:
    names = set()
    for number in range(2):
        room = tmp_path / f"{number}"
        room.mkdir()
        names.add(Root(room, [Link(Path("/bin"), "usr/bin")]).archive()[1])
    assert len(names) == 1


@pytest.mark.parametrize(
    ("says", "hint"),
    [
        ("permission denied while trying to connect to the Docker daemon socket", "usermod -aG docker"),
        ("Cannot connect to the Docker daemon at unix:///var/run/docker.sock.", "systemctl start docker"),
        ('Error: exec: "newuidmap": executable file not found in $PATH', "apt install uidmap"),
        ("Error: no subuid ranges found for user", "--add-subuids"),
        ("Error: something new", 'sandbox = "none"'),
    ],
)
def test_an_engine_that_does_not_answer_is_refused_with_its_remedy(
    tmp_path: Path, says: str, hint: str
) -> None:
    failing = tmp_path / "docker"
    failing.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit 1\n")
    failing.chmod(0o755)
    with pytest.raises(SandboxError) as caught:
        Container("docker", failing).probe()
    assert caught.value.code == "E_SANDBOX_UNAVAILABLE"
    assert says in caught.value.message
    assert hint in caught.value.hint


def test_the_engines_own_program_is_told_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVFLOW_API_KEY", "canary")
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere")
    telling = tmp_path / "docker"
    telling.write_text(f"#!/bin/sh\nenv >{tmp_path}/told\nexit 1\n")
    telling.chmod(0o755)
    with pytest.raises(SandboxError):
        Container("docker", telling).probe()
    told = (tmp_path / "told").read_text()
    assert ("canary" in told, "DOCKER_HOST=unix:///nowhere" in told) == (False, True)


def test_a_missing_engine_is_refused(tmp_path: Path, checkout: Path, at: Path) -> None:
    with pytest.raises(SandboxError) as caught:
        Container("podman", tmp_path / "podman").run(
            Command(["true"], checkout=checkout, at=at, limits=SMALL)
        )
    assert caught.value.code == "E_SANDBOX_UNAVAILABLE"
    assert "apt install podman" in caught.value.hint


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone can become another user")
def test_podman_maps_nobody_to_whoever_calls_it() -> None:
    """The words for root's Podman and for a rootless one, which is not run here."""
    with tempfile.TemporaryDirectory() as open_to_all:
        room = Path(open_to_all)
        room.chmod(0o777)
        listing = room / "podman"
        listing.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >>{room}/words-$(id -u)\nexit 125\n')
        listing.chmod(0o755)
        done = subprocess.run(
            [sys.executable, "-c", _BOTH, str(listing)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        root, user = ((room / f"words-{uid}").read_text().splitlines() for uid in (0, 65534))
    rootless = "--userns=keep-id:uid=65534,gid=65534"
    assert ("--uidmap" in root, rootless in root, "--memory" in root) == (True, False, True)
    counted = Path("/sys/fs/cgroup/cgroup.controllers").exists()
    assert ("--uidmap" in user, rootless in user, "--memory" in user) == (False, True, counted)


_BOTH = """
import os, sys
from pathlib import Path
from devflow.errors import SandboxError
from devflow.sandbox import Command, Container, Limits

def words(checkout):
    checkout.mkdir()
    try: Container("podman", program).run(Command(["true"], checkout=checkout, at=checkout, limits=Limits()))
    except SandboxError: pass

program = Path(sys.argv[1])
words(program.with_name("root's"))
os.setgid(65534)
os.setuid(65534)
words(program.with_name("nobody's"))
"""


def test_bubblewraps_refusal_names_the_engine_that_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checkout: Path, at: Path
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "podman").symlink_to(str(shutil.which("true")))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(SandboxError) as caught:
        Bubblewrap(tmp_path / "bwrap").run(Command(["true"], checkout=checkout, at=at, limits=SMALL))
    assert 'sandbox = "podman"' in caught.value.hint
    assert 'sandbox = "docker"' not in caught.value.hint
