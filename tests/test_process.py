"""A command ends in bounded time and memory, and nothing it started outlives it in its group."""

from __future__ import annotations

import contextlib
import os
import resource
import sys
import threading
import time
from pathlib import Path

import pytest

from devflow.process import HEAD_BYTES, TAIL_BYTES, Completed, Ended, run, until

_ENV = {"PATH": os.environ["PATH"]}
_MB = 1024 * 1024


def _python(code: str, **named: object) -> Completed:
    return run((sys.executable, "-c", code), env=_ENV, **named)  # type: ignore[arg-type]


def _ended(pid: int) -> bool:
    """Whether the process is gone, or is a zombie that only waits for its parent."""
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


def test_code_and_both_outputs_come_back_whole() -> None:
    done = _python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")
    assert (done.code, done.stdout, done.stderr) == (3, b"out\n", b"err\n")
    assert not done.ok
    assert not done.timed_out


def test_a_success_is_ok() -> None:
    assert run(("true",), env=_ENV).ok


def test_a_signal_is_a_negative_code() -> None:
    assert _python("import os; os.kill(os.getpid(), 9)").code == -9


def test_a_missing_executable_is_said() -> None:
    with pytest.raises(FileNotFoundError):
        run(("/no/such/program",), env=_ENV)


def test_only_the_environment_given_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY_KEY", "secret")
    assert b"CANARY" not in run(("env",), env=_ENV).stdout


def test_it_runs_where_it_is_told(tmp_path: Path) -> None:
    assert run(("pwd", "-P"), env=_ENV, cwd=tmp_path).stdout.decode().strip() == str(tmp_path.resolve())


def test_input_is_given_and_then_ends() -> None:
    data = b"x" * (3 * _MB)
    assert _python("import sys; print(len(sys.stdin.buffer.read()))", stdin=data).stdout == b"3145728\n"


def test_a_command_that_does_not_read_its_input_still_ends() -> None:
    assert run(("true",), env=_ENV, stdin=b"x" * (3 * _MB), timeout=20).ok


def test_without_input_there_is_nothing_to_read() -> None:
    assert _python("import sys; print(repr(sys.stdin.read()))", timeout=20).stdout == b"''\n"


def test_no_other_descriptor_is_passed_on(tmp_path: Path) -> None:
    with (tmp_path / "held").open("w") as held:
        os.set_inheritable(held.fileno(), True)
        code = f"import os\ntry: os.fstat({held.fileno()})\nexcept OSError: print('closed')"
        assert _python(code).stdout == b"closed\n"


def test_a_descriptor_that_is_named_is_passed_on() -> None:
    reader, writer = os.pipe()
    try:
        assert _python(f"import os; os.write({writer}, b'report')", pass_fds=(writer,)).ok
        assert os.read(reader, 99) == b"report"
    finally:
        os.close(reader)
        os.close(writer)


def test_output_up_to_the_limit_is_whole() -> None:
    size = HEAD_BYTES + TAIL_BYTES
    assert _python(f"import sys; sys.stdout.write('x' * {size})").stdout == b"x" * size


@pytest.mark.parametrize("over", [1, 100, 70_000])
def test_longer_output_keeps_head_and_tail_and_counts_the_rest(over: int) -> None:
    code = f"import sys; sys.stdout.write('a' * {HEAD_BYTES} + 'b' * {over} + 'c' * {TAIL_BYTES})"
    out = _python(code).stdout
    assert out.startswith(b"a" * HEAD_BYTES)
    assert out.endswith(b"c" * TAIL_BYTES)
    assert b"b" not in out.replace(b"bytes", b"")
    assert b"[... %d bytes left out ...]" % over in out


def _flood(megabytes: int) -> int:
    """Bytes by which the peak memory grew while so much was written."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    code = f"import sys\nfor _ in range({megabytes}): sys.stdout.write('x' * {_MB})"
    done = _python(code, timeout=300)
    assert done.ok
    assert len(done.stdout) < HEAD_BYTES + TAIL_BYTES + 100
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024


def test_a_flood_of_output_takes_little_memory() -> None:
    assert _flood(64) < 32 * _MB


@pytest.mark.long
def test_a_gigabyte_of_output_takes_little_memory() -> None:
    assert _flood(1024) < 64 * _MB


def test_many_tiny_writes_take_little_memory() -> None:
    code = "import os\nfor _ in range(200000): os.write(1, b'x')"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(_python(code, timeout=120).stdout) <= HEAD_BYTES + TAIL_BYTES + 100
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 32 * _MB


def test_past_its_time_a_command_is_ended_and_what_it_wrote_is_kept() -> None:
    started = time.monotonic()
    done = _python("import time; print('began', flush=True); time.sleep(60)", timeout=2)
    assert time.monotonic() - started < 10
    assert done.timed_out
    assert not done.ok
    assert done.stdout == b"began\n"
    assert b"past its time limit" in done.stderr


def test_a_command_that_ignores_signals_is_ended_all_the_same() -> None:
    code = "import signal, time\nfor n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\ntime.sleep(60)"
    done = _python(code, timeout=2)
    assert done.timed_out
    assert done.code == -9


def test_a_timeout_ends_the_whole_group() -> None:
    done = run(("sh", "-c", "sleep 61 & echo $!; wait"), env=_ENV, timeout=1)
    assert done.timed_out
    assert _ended(int(done.stdout))


def test_a_child_left_behind_is_ended_when_the_command_ends() -> None:
    started = time.monotonic()
    done = run(("sh", "-c", "sleep 62 & echo $!"), env=_ENV)
    assert done.ok
    assert time.monotonic() - started < 20
    assert _ended(int(done.stdout))


def test_a_grandchild_outside_the_group_that_holds_the_pipe_does_not_hold_us() -> None:
    started = time.monotonic()
    done = run(("sh", "-c", "setsid sleep 63 & echo $!"), env=_ENV)
    took = time.monotonic() - started
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(done.stdout), 9)
    assert done.ok
    assert took < 20


def test_an_interruption_ends_the_group_and_rises(tmp_path: Path) -> None:
    marker = tmp_path / "pid"

    def interrupt(_pid: int) -> str | None:
        if marker.exists() and marker.read_text().strip():
            raise KeyboardInterrupt
        return None

    with pytest.raises(KeyboardInterrupt):
        run(("sh", "-c", f"sleep 64 & echo $! > {marker}; wait"), env=_ENV, watch=interrupt, timeout=30)
    assert _ended(int(marker.read_text()))


def test_a_watcher_sees_the_child_and_its_objection_ends_the_command() -> None:
    def watch(pid: int) -> str | None:
        return "too much memory" if b"sleep" in Path(f"/proc/{pid}/cmdline").read_bytes() else None

    done = run(("sleep", "60"), env=_ENV, watch=watch, timeout=30)
    assert done.timed_out
    assert b"too much memory" in done.stderr
    assert b"past its time limit" not in done.stderr


def test_a_watcher_without_objection_changes_nothing() -> None:
    done = run(("sleep", "0.5"), env=_ENV, watch=lambda _pid: None)
    assert done.ok


def test_an_error_in_the_watcher_ends_the_command() -> None:
    pids: list[int] = []

    def watch(pid: int) -> str | None:
        pids.append(pid)
        raise RuntimeError("no reading")

    with pytest.raises(RuntimeError, match="no reading"):
        run(("sleep", "65"), env=_ENV, watch=watch)
    assert _ended(pids[0])


def test_no_thread_or_descriptor_is_left_after_many_commands() -> None:
    run(("true",), env=_ENV)
    before = _open_now()
    for _ in range(20):
        run(("sh", "-c", "cat; echo x >&2"), env=_ENV, stdin=b"input")
    assert _open_now() == before


def _open_now() -> tuple[int, int]:
    return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()


def test_a_description_names_argv_code_and_both_outputs() -> None:
    done = run(("sh", "-c", "echo out; echo err >&2; exit 4"), env=_ENV)
    assert done.describe().splitlines()[-3:] == ["exit code: 4", "stdout: out", "stderr: err"]


def test_a_command_that_is_of_no_more_use_is_killed_and_what_cleans_up_still_runs(tmp_path: Path) -> None:
    end = threading.Event()
    threading.Timer(0.3, end.set).start()
    began = time.monotonic()
    cleaned = None
    with pytest.raises(Ended), until(end):
        try:
            run(("sleep", "60"), env=_ENV)
        finally:
            cleaned = run(("touch", str(tmp_path / "cleaned")), env=_ENV)
    assert cleaned is not None and cleaned.ok and time.monotonic() - began < 30
    assert run(("true",), env=_ENV).ok  # outside, nothing is ended


def test_what_is_ended_beforehand_is_not_begun(tmp_path: Path) -> None:
    end = threading.Event()
    end.set()
    with pytest.raises(Ended), until(end):
        run(("touch", str(tmp_path / "begun")), env=_ENV)
    assert not (tmp_path / "begun").exists()
