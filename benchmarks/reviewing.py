"""How long a reviewer waits: 10,000 lines of diff, and a run of 50 attempts, by keys and as a page.

usage: .venv/bin/python benchmarks/reviewing.py

Each figure is the best of three, from the start of the process to the first screen; beside it, how many times
that is what `git show` takes to print the same diff.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from devflow.git.user_repo import UserRepo  # noqa: E402 -- found by the line above, as the rest
from devflow.handoffs import Candidate, Handoff  # noqa: E402
from devflow.store.store import Store  # noqa: E402
from tests.support import repos, views  # noqa: E402
from tests.support.talk import talk  # noqa: E402
from tests.web import browser  # noqa: E402

FILES, LINES, ATTEMPTS = 20, 500, 50


def main() -> None:
    """Make both runs, and time both ways to open them."""
    with tempfile.TemporaryDirectory(prefix="devflow-reviewing-") as room:
        checkout = Path(room, "repo")
        print(f"{'run':22} {'way':28} seconds  x git show")
        for name, attempts in (("10,000 lines", 1), (f"{ATTEMPTS} attempts", ATTEMPTS)):
            commit = kept(checkout.with_name(name.replace(" ", "-")), attempts)
            told(name, checkout.with_name(name.replace(" ", "-")), commit, Path(room))


def kept(checkout: Path, attempts: int) -> str:
    """A run of so many attempts, whose candidate changes 10,000 lines; gives the candidate's commit."""
    before = {
        f"src/part_{n}.py": "".join(f"old_{n}_{line} = {line}\n" for line in range(LINES // 2))
        for n in range(FILES)
    }
    after = {path: text.replace("old_", "new_") for path, text in before.items()}
    repos.make(checkout, before)
    base = repos.git(checkout, "rev-parse", "HEAD")
    commit = repos.commit(checkout, after, "Change all of it")
    files = tuple(views.changed(path, added=LINES // 2, removed=LINES // 2) for path in sorted(before))
    candidate = Candidate(
        base=base, commit=commit, tree=repos.git(checkout, "rev-parse", "HEAD^{tree}"), changed=files
    )
    tests = tuple(views.proving(f"tests/test_{number}.py::test_it") for number in range(200))
    passage: list[tuple[str, Handoff]] = [
        ("candidate", candidate),
        ("checks", views.report("red", new_tests=tests)),
    ]
    steps = [*passage * attempts, ("summary", views.summary(changed=files))]
    calls = [views.call("patch", prompt="x" * 20_000, reply="y" * 8_000) for _ in range(attempts)]
    views.keep(Store(UserRepo.find(checkout).state), steps, calls=calls, branch="main", head=commit)
    return commit


def told(name: str, checkout: Path, commit: str, room: Path) -> None:
    """A line for each way."""
    git = best(lambda: run(("git", "show", commit), checkout))
    devflow = (sys.executable, "-m", "devflow", "review", "last")
    page = room / "page.html"
    ways: dict[str, Callable[[], float]] = {
        "keys, to the first screen": lambda: by_keys(checkout),
        "plain lines": lambda: run((*devflow, "--plain"), checkout),
        "page, written": lambda: run((*devflow, "--html", str(page)), checkout),
        "page, in a browser": lambda: in_browser(page, room),
    }
    for way, taken in ways.items():
        seconds = best(taken)
        print(f"{name:22} {way:28} {seconds:7.2f}  {seconds / git:5.1f}", flush=True)


def best(taken: Callable[[], float]) -> float:
    """The shortest of three."""
    return min(taken() for _ in range(3))


def run(argv: tuple[str, ...], checkout: Path) -> float:
    """Seconds of a command."""
    clock = time.perf_counter()
    subprocess.run(argv, cwd=checkout, check=True, capture_output=True)
    return time.perf_counter() - clock


def by_keys(checkout: Path) -> float:
    """Seconds from the start to the first screen."""
    clock = time.perf_counter()
    seen: list[float] = []

    def first_screen() -> None:
        seen.append(time.perf_counter() - clock)

    talk(checkout, ("review", "last"), ("q end", "q"), size=(80, 24), before=first_screen)
    return seen[0]


def in_browser(page: Path, room: Path) -> float:
    """Seconds from asking for the page to its being drawn, the browser being open."""
    with browser.started(room) as chromium:
        tab = chromium.new_page()
        clock = time.perf_counter()
        tab.goto(page.as_uri(), wait_until="load")
        tab.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        return time.perf_counter() - clock


main()
