"""No command outlives its limits, and nothing of it is left."""

from __future__ import annotations

import os
import resource
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from devflow import folders
from devflow.process import Completed
from devflow.sandbox import Bubblewrap, Command, Limits
from tests.sandbox.conftest import PYTHON, SMALL, Run
from tests.sandbox.switches import ALL, Change, program

QUICK = replace(SMALL, seconds=1.5)


def alive(mark: str) -> list[int]:
    """Processes whose command line holds the mark."""
    folders_ = [folder for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    return [int(f.name) for f in folders_ if mark.encode() in (words := _words(f)) and b"pytest" not in words]


def _words(folder: Path) -> bytes:
    try:
        return (folder / "cmdline").read_bytes()
    except OSError:
        return b""


def test_a_loop_that_ignores_signals_ends_in_time(run: Run) -> None:
    """123 R-loop and 124 R-ignore-SIGTERM."""
    code = (
        "import signal\nfor n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\nwhile True: 'mark-loop-7391'"
    )
    done = run(code, limits=QUICK)
    assert done.timed_out
    assert done.seconds < QUICK.seconds + 30
    assert done.stderr.strip().endswith(b"past its time limit")
    assert not alive("mark-loop-7391")


def test_a_daemon_does_not_survive_and_is_not_waited_for(run: Run) -> None:
    """125 R-daemon."""
    code = (
        "import os, sys, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0:\n"
        "        time.sleep(61)  # mark-daemon-7391\n"
        "        os._exit(0)\n"
        "    os._exit(0)\n"
        "print('done')\n"
    )
    done = run(code)
    assert done.stdout.strip() == b"done"
    assert done.seconds < 30
    assert not alive("mark-daemon-7391")


def test_a_child_that_holds_the_pipe_is_not_waited_for(run: Run) -> None:
    """126 R-hold-pipe."""
    done = run("import subprocess; subprocess.Popen(['sleep', '61.7391']); print('done')")
    assert done.stdout.strip() == b"done"
    assert done.seconds < 30
    assert not alive("61.7391")


def test_a_fork_bomb_is_ended(run: Run) -> None:
    """120 R-fork, of root too where root runs this."""
    done = run(
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass  # mark-bomb-7391", limits=SMALL
    )
    assert done.timed_out or done.code != 0
    assert done.seconds < SMALL.seconds + 30
    assert not alive("mark-bomb-7391")


def test_one_process_that_eats_memory_is_ended(run: Run) -> None:
    """121 R-mem, one process."""
    done = run("x = []\nwhile True: x.append(bytearray(10 << 20))")
    assert done.timed_out or b"MemoryError" in done.stderr


def test_many_processes_that_eat_memory_together_are_ended(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """122 R-mem, many processes. Nothing is left where devflow was started either: that may be the user's."""
    started = tmp_path / "started"
    started.mkdir()
    monkeypatch.chdir(started)
    code = (
        "import os, time\n"
        "for n in range(6):\n"
        "    if os.fork() == 0:\n"
        "        x = bytearray(120 << 20)\n"
        "        for i in range(0, len(x), 4096): x[i] = 1\n"
        "        time.sleep(60)\n"
        "time.sleep(60)\n"
    )
    done = run(code, limits=replace(SMALL, seconds=60))
    assert done.timed_out
    assert b"MiB of memory" in done.stderr
    assert done.seconds < 60
    assert not list(started.iterdir())


def test_honest_forks_that_share_memory_are_not_ended(run: Run) -> None:
    code = (
        "import os, time\nx = bytearray(120 << 20)\nfor i in range(0, len(x), 4096): x[i] = 1\n"
        "for n in range(6):\n    if os.fork() == 0:\n        time.sleep(1); os._exit(0)\n"
        "for n in range(6): os.wait()\n"
    )
    done = run(code)
    assert done.ok, done.describe()


@pytest.mark.parametrize("place", ["/tmp/big", "/dev/shm/big", "big", "/var/tmp/big"])
def test_a_full_disk_is_the_commands_own_trouble(run: Run, checkout: Path, place: str) -> None:
    """128 R-disk."""
    code = (
        f"import time\nfor n in range(4):\n    with open({place!r} + str(n), 'wb') as f:\n"
        "        for i in range(30): f.write(b'x' * (1 << 20)); f.flush()\n        time.sleep(1)\n"
    )
    done = run(code)
    assert not done.ok
    assert b"No space left" in done.stderr or b"written to disk" in done.stderr
    assert sum(f.stat().st_size for f in checkout.rglob("*")) < 3 * SMALL.disk


def test_a_file_of_a_terabyte_is_refused(run: Run) -> None:
    """129 R-sparse."""
    done = run("open('big', 'wb').truncate(1 << 40)")
    assert b"File too large" in done.stderr or done.code < 0 or done.code > 128


def test_a_flood_of_output_is_bounded_in_memory(run: Run) -> None:
    """127 R-flood."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    done = run("import sys\nb = b'x' * (1 << 20)\nfor n in range(300): sys.stdout.buffer.write(b)")
    assert len(done.stdout) < 140 * 1024
    assert b"bytes left out" in done.stdout
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_twenty_thousand_files_are_written_and_taken_away(run: Run, checkout: Path) -> None:
    """130 R-20k-files: below the limit of bytes it is honest work, and none of it stays."""
    done = run("for n in range(20_000): open(f'f{n}', 'w').close()", limits=replace(SMALL, seconds=60))
    assert done.ok, done.describe()
    folders.remove(checkout)
    assert not checkout.exists()


def test_nothing_is_left_beside_the_checkout(run: Run, checkout: Path) -> None:
    code = (
        "import os\nos.makedirs('a/b')\nos.chmod('a', 0)\nos.mkfifo('/tmp/f')\n"
        "for n in range(1500):\n    os.mkdir('d'); os.chdir('d')\n"
    )
    assert run(code).ok
    assert [p.name for p in checkout.parent.iterdir() if p.name.startswith(".devflow")] == []
    started = time.monotonic()
    assert run("print(1)").ok  # -- a tree 1,500 deep with closed folders does not stop the next run
    assert time.monotonic() - started < 60
    folders.remove(checkout)
    assert not checkout.exists()


_FORKS = (
    "import os, time\n"
    "for n in range(60):\n    if os.fork() == 0:\n        time.sleep({sleep}); os._exit(0)\n"
    "for n in range(60): os.wait()\n"
)
_MEMORY = "x = bytearray(90 << 20)\nfor i in range(0, len(x), 4096): x[i] = 1\n"
_FAMILY = (
    f"import os, time\nfor n in range(3):\n    if os.fork() == 0:\n        exec({_MEMORY!r})\n"
    "        time.sleep({sleep}); os._exit(0)\nfor n in range(3): os.wait()\n"
)
_FILE = "with open('big', 'wb') as f:\n    f.{write}\n"


@dataclass(frozen=True)
class Bounded:
    """What a limit ends, and the same work where there is room for it."""

    name: str
    too_much: str
    honest: str
    limit: Limits
    room: Limits


_TIGHT = Limits(seconds=60, memory=200 << 20, processes=40, disk=60 << 20)
_ROOM = Limits(seconds=60, memory=600 << 20, processes=200, disk=200 << 20)
_SOON = replace(_TIGHT, seconds=1.5)
_IGNORING = (
    "import signal, time\nfor n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\ntime.sleep({sleep})\n"
)
BOUNDED = (
    Bounded("120 R-fork", _FORKS.format(sleep=61), _FORKS.format(sleep=1), _TIGHT, _ROOM),
    Bounded("121 R-mem one process", _MEMORY, _MEMORY, replace(_TIGHT, memory=60 << 20), _ROOM),
    Bounded("122 R-mem many", _FAMILY.format(sleep=61), _FAMILY.format(sleep=1), _TIGHT, _ROOM),
    Bounded("123 R-loop", "while True: pass", "for n in range(10**6): pass", _SOON, _ROOM),
    Bounded("124 R-ignore-SIGTERM", _IGNORING.format(sleep=61), _IGNORING.format(sleep=0.1), _SOON, _ROOM),
    Bounded(
        "128 R-disk",
        _FILE.format(write="write(b'x' * (80 << 20))"),
        _FILE.format(write="write(b'x' * (80 << 20))"),
        _TIGHT,
        _ROOM,
    ),
    Bounded(
        "129 R-sparse",
        _FILE.format(write="truncate(80 << 20)"),
        _FILE.format(write="truncate(80 << 20)"),
        _TIGHT,
        _ROOM,
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", BOUNDED, ids=lambda case: case.name.replace(" ", "-"))
def test_what_a_limit_ends_goes_on_where_there_is_room(checkout: Path, at: Path, case: Bounded) -> None:
    """Under bubblewrap alone: the walls differ from back end to back end, the limits do not."""

    def run_code(code: str, limits: Limits) -> Completed:
        command = Command([str(PYTHON), "-c", code], checkout=checkout, at=at, limits=limits)
        return Bubblewrap().run(command)

    ended = run_code(case.too_much, case.limit)
    assert ended.timed_out or not ended.ok
    done = run_code(case.honest, case.room)
    assert done.ok, done.describe()


def test_a_child_that_is_waited_for_is_heard_to_its_end(run: Run) -> None:
    """The twin of 125 and 126: what comes late from a child is kept, as long as somebody waits for it."""
    done = run("import subprocess; subprocess.run(['sh', '-c', 'sleep 0.5; echo late'])")
    assert done.stdout == b"late\n"


def test_a_daemon_lives_on_where_processes_are_not_held_apart(
    checkout: Path, at: Path, tmp_path: Path
) -> None:
    """125 R-daemon with its control off: a name space of its own for processes."""
    mark = f"61.{secrets.randbelow(10**9)}"
    off = (Change("--as-pid-1"), Change("--unshare-all", ALL.replace("--unshare-pid", "")))
    bwrap = program(Bubblewrap().program, tmp_path / "bwrap", *off)
    line = f"setsid sh -c 'setsid sleep {mark} >/dev/null 2>&1 </dev/null &'"
    Bubblewrap(bwrap).run(Command(["sh", "-c", line], checkout=checkout, at=at, limits=SMALL))
    left = alive(mark)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert left


def test_output_below_the_bound_is_kept_whole(run: Run) -> None:
    """The twin of 127."""
    done = run("print('x' * 99_000)")
    assert done.stdout == b"x" * 99_000 + b"\n"


@pytest.mark.parametrize("held", [True, False])
def test_nothing_survives_a_devflow_that_is_killed(
    checkout: Path, at: Path, tmp_path: Path, held: bool
) -> None:
    """The control --die-with-parent."""
    mark = f"61.{secrets.randbelow(10**9)}"
    off = () if held else (Change("--die-with-parent"),)
    bwrap = program(Bubblewrap().program, tmp_path / "bwrap", *off)
    code = (
        "from pathlib import Path\nfrom devflow.sandbox import Bubblewrap, Command, Limits\n"
        f"Bubblewrap(Path({str(bwrap)!r})).run(Command(['sleep', {mark!r}], "
        f"checkout=Path({str(checkout)!r}), at=Path({str(at)!r}), limits=Limits(seconds=30)))"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as devflow:
        _until(lambda: len(alive(mark)) > (0 if held else 1))
        devflow.kill()
    _until(lambda: not alive(mark) or not held)
    left = alive(mark)
    for pid in left:
        with suppress(ProcessLookupError):  # -- it died with the one before it
            os.kill(pid, signal.SIGKILL)
    assert bool(left) is not held


def _until(true: Callable[[], bool]) -> None:
    for _ in range(1200):
        if true():
            return
        time.sleep(0.05)
    pytest.fail("did not become true in 60 s")
