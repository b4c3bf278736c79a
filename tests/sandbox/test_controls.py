"""Each control of each back end, listed from its own profile: switched off, a probe gets through.

A line that is added to a profile has to be added here, with what it holds.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest

from devflow import assets
from devflow.errors import SandboxError
from devflow.sandbox import Bubblewrap, Command, Container, Limits, Sandbox, seccomp
from tests.sandbox import asking, engines, probes
from tests.sandbox.switches import ALL, Change, program

_NOTHING = Change("")


@dataclass(frozen=True)
class Off:
    """One control switched off: words left out, or put in their place; and the probe that gets through."""

    line: str
    opens: str
    out: str = ""
    put: str = ""
    beside: Change = _NOTHING
    """Another control that holds the same wall: off in both runs."""
    asks: str = "hostile"
    """What is looked at: `hostile` gets through, or `honest` work does not go on."""

    def change(self, room: str) -> Change:
        """The switch; `room` is where the host's own things lie."""
        out = (self.out or self.line).replace("{disk}", str(asking.LIMITS.disk))
        return Change(out, self.put.replace("{room}", room))

    @property
    def quiet(self) -> str:
        """What is said while the control is on."""
        return "" if self.asks == "hostile" else "fine"


def lines(*names: str) -> set[str]:
    """The lines of profiles, without their comments."""
    text = "\n".join(assets.text(f"sandbox/{name}") for name in names)
    return {line for line in text.splitlines() if line and not line.startswith("#")}


_USER = "--unshare-user | --disable-userns | --uid 65534 | --gid 65534 | --unshare-all"
BUBBLEWRAP = (
    Off("--unshare-all", "117 R-net", put=ALL.replace("--unshare-net", "")),
    Off("--unshare-all", "115 R-proc", put=ALL.replace("--unshare-pid", ""), beside=Change("--as-pid-1")),
    Off("--unshare-all", "the host's shared memory", put=ALL.replace("--unshare-ipc", "")),
    Off("--unshare-all", "the host's control groups", put=ALL.replace("--unshare-cgroup-try", "")),
    Off("--hostname sandbox", "the host's name", asks="honest"),
    Off("--unshare-user", "another user", out=_USER, put=ALL.replace("--unshare-user", "")),
    Off("--disable-userns", "139 R-userns", beside=Change("--seccomp *")),
    Off("--cap-drop ALL", "rights"),
    Off("--uid 65534", "another user"),
    Off("--gid 65534", "another user"),
    Off("--clearenv", "113 R-env"),
    Off("--new-session", "the host's session"),
    Off("--proc /proc", "115 R-proc", asks="honest"),
    Off("--ro-bind /proc/sys /proc/sys", "the kernel's settings"),
    Off("--ro-bind-try /proc/pressure /proc/pressure", "the kernel's settings"),
    Off("--dev /dev", "116 R-write", asks="honest"),
    Off("--size 67108864 --perms 1777 --tmpfs /dev/shm", "sizes of temporary folders", out="--size 67108864"),
    Off("--size {disk} --perms 1777 --tmpfs /tmp", "sizes of temporary folders", out="--size {disk}"),
    Off("--size {disk} --perms 1777 --tmpfs /var/tmp", "116 R-write", asks="honest"),
    Off("--dir /tmp/home", "114 R-home", asks="honest"),
    # -- what is not in the profile's file
    Off("--seccomp *", "140 R-io_uring"),
    Off("--seccomp *", "141 R-ptrace"),
    Off("--seccomp *", "142 R-TIOCSTI"),
    Off("--seccomp *", "139 R-userns", beside=Change("--disable-userns")),
    Off("--remount-ro /", "116 R-write"),
    Off("--ro-bind /usr /usr", "116 R-write", put="--bind /usr /usr"),
    Off("--remount-ro /", "114 R-home", put="--ro-bind /etc /etc --remount-ro /"),
    Off("--remount-ro /", "119 R-path-socket", put="--ro-bind {room} {room} --remount-ro /"),
    Off("--remount-ro /", "the kernel's files", put="--ro-bind /sys /sys --remount-ro /"),
    Off("--remount-ro /", "accounts", put="--ro-bind /etc/passwd /etc/passwd --remount-ro /"),
    Off(
        "--unshare-all",
        "118 R-abstract",
        put=ALL.replace("--unshare-net", ""),
    ),
)
INIT = (
    "ulimit -c 0",
    'ulimit -d "$1" 2>/dev/null',
    'ulimit -f "$2" 2>/dev/null',
    "ulimit -n 4096 2>/dev/null",
    'ulimit -u "$3" 2>/dev/null || ulimit -p "$3" 2>/dev/null',
    "echo 1000 2>/dev/null >/proc/self/oom_score_adj",
)
_MAPS = " | ".join(sorted(lines("podman-root.args" if os.geteuid() == 0 else "podman-rootless.args")))
# -- engines add variables of their own; this one stands for them
_ENGINES_ENV = Change("--log-level=error run", "--log-level=error run --env DEVFLOW_API_KEY=canary")
CONTAINER = (
    Off("--network none", "117 R-net", put="--network host"),
    Off("--network none", "118 R-abstract", put="--network host"),
    Off("--cgroupns private", "the host's control groups", put="--cgroupns host"),
    Off("--cap-drop ALL", "rights"),
    Off("--security-opt no-new-privileges", "rights"),
    Off("--hostname sandbox", "the host's name", asks="honest"),
    Off("--read-only", "116 R-write"),
    Off("--tmpfs /sys:ro,size=4k", "the kernel's files"),
    Off("--shm-size 67108864", "sizes of temporary folders", put="--shm-size 267108864"),
    Off("--user 65534:65534", "another user", put="--user 0:0"),
    Off("--read-only-tmpfs=false", "116 R-write"),
    Off(_MAPS, "rights", out=_MAPS, asks="honest"),
    # -- what is not in the profile's files
    Off("--security-opt seccomp=*", "139 R-userns", put="--security-opt seccomp=unconfined"),
    Off("--security-opt seccomp=*", "140 R-io_uring", put="--security-opt seccomp=unconfined"),
    Off("--security-opt seccomp=*", "141 R-ptrace"),
    Off("--rootfs", "114 R-home", put="--volume {room}:{room}:ro --rootfs"),
    Off("--rootfs", "115 R-proc", put="--pid host --rootfs"),
    Off("--rootfs", "119 R-path-socket", put="--volume {room}:{room}:ro --rootfs"),
    Off("/usr/bin/env -i", "113 R-env", put="/usr/bin/env", beside=_ENGINES_ENV),
)
_MORE_OF_PROC = " ".join(
    f"--ro-bind-try /proc/{name} /proc/{name}" for name in ("sysrq-trigger", "irq", "bus")
)
# -- lines of a profile that are no wall, or that other tests hold
ELSEWHERE = {
    _MORE_OF_PROC: "not every kernel has them: probed where it does",
    "--ipc private": "what engines do unasked; the host's own cannot be tried without /dev/mqueue",
    "--die-with-parent": "test_limits.py",
    "--as-pid-1": "bubblewrap 0.8 waits for daemons without it, 0.11 does not: test_limits.py",
    "--security-opt label=disable": "no wall: lets a container see this machine's folders under SELinux",
    "--log-driver none": "test_engines.py",
    "--ulimit nofile={files}:{files}": "init.sh sets the same; the engines' own number needs a right",
    "--ulimit nproc={processes}:{processes}": "init.sh sets the same; the engines' own number needs a right",
    "--timeout {seconds}": "test_engines.py",
}


def test_every_line_of_the_profiles_is_switched_off_in_a_test() -> None:
    known = {line for off in (*BUBBLEWRAP, *CONTAINER) for line in off.line.split(" | ")} | ELSEWHERE.keys()
    podman = ("podman.args", "podman-root.args" if os.geteuid() == 0 else "podman-rootless.args")
    shown = {line.replace("{network}", "none") for line in lines("container.args", *podman)}
    assert lines("bubblewrap.args") - known == set()
    assert shown - known == set()
    assert lines("init.sh") - {*INIT, "shift 3", '"$@"', "exit $?"} == set()


# -- options by which devflow's code says what is seen, what is told and what is asked for: no walls
_NO_WALLS = {
    "bubblewrap": "--ro-bind --bind --symlink --overlay-src --overlay --tmp-overlay --dir --setenv --chdir"
    " --json-status-fd",
    "podman": "--log-level --name --volume --mount --workdir --pidfile",
}
# -- limits that the kernel counts beside devflow's own watcher: test_cgroups.py
_COUNTED = "--memory --memory-swap --pids-limit"


@pytest.mark.parametrize("engine", _NO_WALLS)
def test_every_option_that_is_really_given_is_switched_off_in_a_test(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """What devflow's code adds to the profiles is known too: listed from the words of a real command."""
    words = tmp_path / "words"
    real = Bubblewrap().program if engine == "bubblewrap" else request.getfixturevalue("podman")
    recorder = tmp_path / "recorder"
    # -- of an engine's commands the one that starts a container
    wanted = "*" if engine == "bubblewrap" else '*" run "*'
    keeping = f'case " $* " in {wanted}) printf "%s\\n" "$@" >>{words} ;; esac'
    recorder.write_text(f'#!/bin/sh\n{keeping}\nexec {real} "$@"\n')
    recorder.chmod(0o755)
    sandbox = Bubblewrap(recorder) if engine == "bubblewrap" else Container("podman", recorder)
    checkout, at, layer = (tmp_path / name for name in ("checkout", "at", "at/layer"))
    for folder in (checkout, at, layer):
        folder.mkdir()
    command = Command(
        ["true"], checkout=checkout, at=at, limits=asking.LIMITS, layers=[layer], env={"A": "1"}
    )
    assert sandbox.run(command).ok
    given = {word.partition("=")[0] for word in words.read_text().split() if word.startswith("--")} - {"--"}
    told = " ".join(off.line for off in (BUBBLEWRAP if engine == "bubblewrap" else CONTAINER))
    known = {*told.split(), *" ".join(ELSEWHERE).split(), *_NO_WALLS[engine].split(), *_COUNTED.split()}
    assert len(given) > 10
    assert given - {word.partition("=")[0] for word in known} == set()


@pytest.mark.parametrize("table", [BUBBLEWRAP, CONTAINER], ids=["bubblewrap", "podman"])
def test_every_wall_is_seen_open_when_a_control_is_off(table: tuple[Off, ...]) -> None:
    """Each probe of test_cases.py can fail: here is the control without which it does."""
    opened = {off.opens for off in table} | {"limits of one process"}  # -- INIT
    engines_own = {
        "accounts",
        "the host's shared memory",
        "the host's session",
        "the kernel's settings",
        "142 R-TIOCSTI",
    }
    left = {probe.name for probe in probes.PROBES} - opened
    assert left == (set() if table is BUBBLEWRAP else engines_own)


def test_every_limit_has_its_cases() -> None:
    """A limit that is added has to be held in test_limits.py, and named here."""
    held = {"seconds", "memory", "processes", "disk", "output"}
    assert {field.name for field in fields(Limits)} == held


def test_a_call_that_is_denied_no_more_is_a_decision() -> None:
    """The list, read back: a name that is taken out of it has to be taken out here too."""
    assert set(seccomp.denied("x86_64")) == set(_DENIED.split())
    assert set(seccomp.denied("aarch64")) == set(_DENIED.split()) - {"iopl", "ioperm"}


_DENIED = """
 io_uring_setup io_uring_enter io_uring_register add_key request_key keyctl ptrace process_vm_readv
process_vm_writev process_madvise pidfd_getfd kcmp userfaultfd bpf perf_event_open mount umount2
pivot_root chroot unshare setns open_tree move_mount fsopen fsconfig fsmount fspick mount_setattr
open_by_handle_at name_to_handle_at init_module finit_module delete_module kexec_load kexec_file_load
reboot swapon swapoff acct syslog quotactl settimeofday clock_settime adjtimex clock_adjtime iopl ioperm
lookup_dcookie nfsservctl
"""


@pytest.fixture(scope="module")
def facts() -> Iterator[dict[str, Any]]:
    """What a host has to find."""
    with asking.host() as found:
        yield found


def said(sandbox: Sandbox, facts: dict[str, Any], off: Off, room: Path) -> str:
    """What the probe of a control said."""
    return asking.ask(sandbox, facts, room, (off.opens,))[f"{off.opens} {off.asks}"]


@pytest.mark.parametrize("off", BUBBLEWRAP, ids=lambda off: f"{off.line}: {off.opens}")
def test_a_control_of_bubblewrap_that_is_off_lets_a_probe_through(
    off: Off, facts: dict[str, Any], tmp_path: Path
) -> None:
    if "/proc/" in off.line and os.geteuid() != 0:
        pytest.skip("what the kernel lets root alone write")
    real = Bubblewrap().program
    if off.beside.out:  # -- with nothing beside it, test_cases.py is the other half
        with_it = Bubblewrap(program(real, tmp_path / "on", off.beside))
        assert said(with_it, facts, off, tmp_path) == off.quiet
    without = Bubblewrap(program(real, tmp_path / "off", off.beside, off.change(facts["abstract"])))
    try:
        assert said(without, facts, off, tmp_path) != off.quiet
    except SandboxError:
        assert os.geteuid() != 0, "root can start without it, and then the probe has to get through"


@pytest.mark.parametrize("line", INIT)
def test_a_limit_of_the_first_process_that_is_off_is_found(
    line: str, facts: dict[str, Any], tmp_path: Path
) -> None:
    off = Off(line, "limits of one process")
    without = Bubblewrap(program(Bubblewrap().program, tmp_path / "off", Change(line, ":", in_text=True)))
    assert said(without, facts, off, tmp_path) != ""


@pytest.fixture(scope="module")
def podman(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Podman's own program, ready for use."""
    with engines.started("podman", tmp_path_factory.mktemp("engine")):
        yield Path(str(shutil.which("podman")))


@pytest.mark.parametrize("off", CONTAINER, ids=lambda off: f"{off.line}: {off.opens}")
def test_a_control_of_a_container_that_is_off_lets_a_probe_through(
    off: Off, facts: dict[str, Any], tmp_path: Path, podman: Path
) -> None:
    if off.beside.out:
        with_it = Container("podman", program(podman, tmp_path / "on", off.beside))
        assert said(with_it, facts, off, tmp_path) == off.quiet
    without = Container(
        "podman", program(podman, tmp_path / "off", off.beside, off.change(facts["abstract"]))
    )
    assert said(without, facts, off, tmp_path) != off.quiet
