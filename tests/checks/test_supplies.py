"""Builds are made and services answer before a command runs; where they fail, it does not run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from devflow.checks.needs.environment import copy_into
from devflow.checks.needs.supplies import Furnished, Service, Supplies
from devflow.process import Completed
from devflow.sandbox import Bubblewrap, Command, Limits

ADDRESS = "http://127.0.0.1:8199/app.py"
ASK = [
    *("/usr/bin/python3", "-c"),
    f"import urllib.request as r; print(r.urlopen('{ADDRESS}').read().decode(), end='')",
]
SERVE = Service("exec /usr/bin/python3 -m http.server 8199 --bind 127.0.0.1", f'{ASK[0]} -c "{ASK[2]}"', 20)
Run = Callable[[Supplies, Sequence[str]], Completed]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command with supplies, in a checkout with one file."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "app.py").write_text("VALUE = 1\n")

    def start(supplies: Supplies, argv: Sequence[str]) -> Completed:
        limits = Limits(seconds=40, processes=100)
        return Furnished(Bubblewrap(), supplies).run(
            Command(argv, checkout=checkout, at=tmp_path / "at", limits=limits)
        )

    return start


def test_a_service_answers_on_the_loopback_of_the_sandbox(run: Run) -> None:
    assert run(Supplies(services=[SERVE]), ASK).stdout == b"VALUE = 1\n"
    assert not run(Supplies(), ASK).ok


def test_a_service_that_never_answers_is_named_and_nothing_runs(run: Run) -> None:
    silent = Service("echo no such database >&2; exit 1", "false", 30)
    done = run(Supplies(services=[silent]), ["echo", "ran"])
    assert done.code == 97
    assert b"ran" not in done.stdout
    assert b"no such database" in done.stderr
    assert done.seconds < 20


def test_builds_come_first_and_one_that_fails_is_named(run: Run) -> None:
    assert run(Supplies(build=["echo built > made"]), ["cat", "made"]).stdout == b"built\n"
    done = run(Supplies(build=["echo why >&2; exit 3"]), ["echo", "ran"])
    assert (done.code, done.stdout) == (97, b"")
    assert b"why" in done.stderr
    assert b"this build line failed" in done.stderr


def test_the_exit_status_is_the_commands_own(run: Run) -> None:
    assert run(Supplies(build=["true"]), ["sh", "-c", "exit 5"]).code == 5


def test_what_is_copied_into_a_checkout_goes_through_no_link_on_either_side(tmp_path: Path) -> None:
    root, checkout, away = tmp_path / "root", tmp_path / "checkout", tmp_path / "away"
    for folder in (root / "plain", root / "led", checkout / "plain", away):
        folder.mkdir(parents=True)
    for file in (root / "plain" / "f", root / "led" / "f", away / "secret"):
        file.write_text("x")
    (checkout / "led").symlink_to(away)
    (root / "out").symlink_to(away)
    names = ["plain/f", "led/f", "out/secret", "../away/secret", str(away / "secret")]
    assert copy_into(checkout, root, names, ()) == ("plain/f",)
    assert [path.name for path in away.iterdir()] == ["secret"]
    assert sorted(path.name for path in checkout.iterdir()) == ["led", "plain"]
