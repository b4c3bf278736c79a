"""A run killed with -9 anywhere resumes to the same tree, and pays nothing twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched
from tests.support.kept import holds, settled

STEPS = (
    "route",
    "spec",
    "context",
    "facts",
    "scope",
    "patch",
    "candidate",
    "checks",
    "guard",
    "summary",
    "review",
)
ROOT = Path(__file__).parents[2]
POINTS = [
    # -- once a receipt is written, the next event is that the next step starts
    *((step, kind) for step in STEPS for kind in ("started", "worked")),
    ("spec", "asked"),
    ("spec", "answered"),
    ("patch", "asked"),
    ("patch", "answered"),
    ("checks", "progress"),
    ("review", "branch"),
    ("review", "kept"),
]


def killed(checkout: Path, *args: str) -> int:
    argv = (sys.executable, "-m", "tests.support.killed", *args)
    env = {**runs.environment(), "PYTHONPATH": str(ROOT)}
    return subprocess.run(argv, cwd=checkout, env=env, check=False, capture_output=True).returncode


@pytest.mark.parametrize(("step", "kind"), POINTS)
def test_a_killed_run_resumes_to_the_same_tree(
    step: str, kind: str, git_repo: MakeRepo, tmp_path: Path
) -> None:
    checkout = repos.everything(git_repo())
    (tmp_path / "ticket.md").write_text(runs.TICKET)
    script = runs.write_script(
        tmp_path / "script.jsonl", ("spec", runs.SPEC), ("patch", runs.BREAKS_ADD), ("patch", runs.MENDS_ADD)
    )
    with untouched(checkout):
        assert killed(checkout, step, kind, str(tmp_path / "ticket.md"), str(script)) == -signal.SIGKILL
        resumed = runs.devflow(checkout, "resume", "last", "--json")
    assert resumed.code == 0, resumed.err
    told = resumed.json
    tree = repos.git(checkout, "ls-tree", "-r", told["branch"])
    assert tree == expected_tree(checkout)
    assert repos.git(checkout, "branch", "--list", "devflow/*", "--format=%(refname:short)") == told["branch"]
    calls = runs.devflow(checkout, "show", "last", "--json").json["calls"]
    assert [call["step"] for call in calls if call["state"] == "settled"] == ["spec", "patch", "patch"]
    left = [path.name for path in (checkout / ".git/devflow/runs" / told["run"]).iterdir()]
    assert sorted(left) == ["git", "lock"]


def expected_tree(checkout: Path) -> str:
    """The base with the good patch, made by git itself."""
    base = repos.git(checkout, "ls-tree", "-r", "HEAD")
    app = (
        repos.SAMPLE["app.py"]
        + "\n\ndef subtract(first: int, second: int) -> int:\n    return first - second\n"
    )
    test = str(repos.SAMPLE["tests/test_app.py"]).replace(
        "from app import add\n",
        "from app import add, subtract\n\n\ndef test_subtract_gives_the_difference() -> None:\n"
        "    assert subtract(5, 3) == 2\n",
    )
    lines = []
    for line in base.splitlines():
        head, path = line.split("\t")
        changed = {"app.py": app, "tests/test_app.py": test}.get(path)
        if changed is not None:
            mode, kind, _ = head.split()
            blob = repos.git(checkout, "hash-object", "--no-filters", "--stdin", stdin=changed.encode())
            head = f"{mode} {kind} {blob}"
        lines.append(f"{head}\t{path}")
    return "\n".join(lines)


@pytest.mark.parametrize("often", [1, 20])
def test_ctrl_c_stops_within_two_seconds_and_leaves_nothing_running(
    often: int, git_repo: MakeRepo, tmp_path: Path
) -> None:
    slow = "import time\n\n\ndef test_slow() -> None:\n    time.sleep(600)\n"
    checkout = git_repo({**repos.SAMPLE, "tests/test_slow.py": slow})
    (tmp_path / "ticket.md").write_text(runs.TICKET)
    script = runs.write_script(tmp_path / "script.jsonl", ("spec", runs.SPEC), ("patch", runs.GOOD))
    argv = (sys.executable, "-m", "devflow", "run", str(tmp_path / "ticket.md"), "--script", str(script))
    with (
        untouched(checkout),
        subprocess.Popen(argv, cwd=checkout, env=runs.environment(), stderr=subprocess.PIPE) as process,
    ):
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith(b"checks"):
                break
        time.sleep(1)
        pressed = time.monotonic()
        for _ in range(often):
            process.send_signal(signal.SIGINT)
            time.sleep(0.02)
        said = process.stderr.read().decode()
        code = process.wait(60)
    assert (code, "Traceback" in said) == (130, False), said
    assert time.monotonic() - pressed < 30  # -- the checks sleep 600 s
    assert "devflow resume" in said
    run = runs.devflow(checkout, "runs", "--json").json[0]
    assert run["state"] == "interrupted"
    assert sorted(path.name for path in (checkout / ".git/devflow/runs" / run["run"]).iterdir()) == [
        "git",
        "lock",
    ]
    assert (
        str(checkout)
        not in subprocess.run(("ps", "-eo", "args"), capture_output=True, check=True).stdout.decode()
    )


@pytest.mark.parametrize("moment", ["run ", "route", "spec", "context", "patch", "candidate", "guard"])
def test_ctrl_c_at_any_moment_stops_at_once_and_the_run_goes_on(
    moment: str, git_repo: MakeRepo, tmp_path: Path
) -> None:
    checkout = repos.dirty(git_repo())
    argv = (sys.executable, "-m", "devflow", *arguments(tmp_path))
    with (
        untouched(checkout),
        subprocess.Popen(argv, cwd=checkout, env=runs.environment(), stderr=subprocess.PIPE) as process,
    ):
        assert process.stderr is not None
        next(line for line in process.stderr if line.startswith(moment.encode()))
        pressed = time.monotonic()
        for _ in range(20):
            process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
        code = process.wait(60)
        took = time.monotonic() - pressed
        resumed = runs.devflow(checkout, "resume", "last", "--json")
    assert (code, "Traceback" in said) == (130, False), said
    assert took < 30
    assert (resumed.code, resumed.json["state"]) == (0, "ready"), resumed.err
    assert settled(checkout) == ["spec", "patch"]


def arguments(folder: Path) -> tuple[str, ...]:
    """A short run."""
    (folder / "ticket.md").write_text(runs.TICKET)
    script = runs.write_script(folder / "script.jsonl", ("spec", runs.SPEC), ("patch", runs.GOOD))
    check = ("--check", "grep -q subtract app.py")
    return ("run", str(folder / "ticket.md"), "--script", str(script), *check)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(60))
def test_a_run_killed_again_and_again_at_arbitrary_instants_comes_to_the_same_end(
    seed: int, git_repo: MakeRepo, tmp_path: Path
) -> None:
    checkout = repos.everything(git_repo())
    instants = random.Random(seed)
    begin = arguments(tmp_path)
    with untouched(checkout):
        command = begin
        for _ in range(instants.randint(1, 5)):
            argv = (sys.executable, "-m", "devflow", *command)
            process = subprocess.Popen(argv, cwd=checkout, env=runs.environment(), stderr=subprocess.DEVNULL)
            time.sleep(instants.uniform(0, 2.5))
            process.kill()
            process.wait()
            command = ("resume", "last") if runs.devflow(checkout, "runs").out.count("\n") > 1 else begin
        ended = runs.devflow(checkout, *command, "--json")
    assert ended.code == 0, ended.err
    assert repos.git(checkout, "ls-tree", "-r", ended.json["branch"]) == expected_tree(checkout)
    assert settled(checkout) == ["spec", "patch"]
    assert holds(checkout) == ""
