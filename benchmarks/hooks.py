"""What devflow's git hooks cost beside an empty one: commits and pushes that give them nothing to do.

usage: python benchmarks/hooks.py [--times 40]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from devflow.git.user_repo import UserRepo
from devflow.hooks import installing

EMPTY = "#!/bin/sh\nexit 0\n"
ENV = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "bench"),
    **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "bench@example.org"),
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def git(checkout: Path, *words: str) -> None:
    """Git as a person's shell runs it."""
    subprocess.run(("git", *words), cwd=checkout, env=ENV, check=True, capture_output=True)


def repository(folder: Path, hooks: str) -> Path:
    """A checkout with an origin and no hooks, empty ones, or devflow's."""
    folder.mkdir()
    git(folder, "init", "-q", "--bare", "origin.git")
    git(folder, "init", "-q", "-b", "main", "checkout")
    checkout = folder / "checkout"
    git(checkout, "remote", "add", "origin", str(folder / "origin.git"))
    if hooks == "devflow":
        installing.install(UserRepo.find(checkout))
    elif hooks == "empty":
        for name in ("post-commit", "pre-push"):
            hook = checkout / ".git" / "hooks" / name
            hook.write_text(EMPTY)
            hook.chmod(0o755)
    return checkout


def timed(checkout: Path, *words: str) -> float:
    """Milliseconds of one git command."""
    begun = time.perf_counter()
    git(checkout, *words)
    return (time.perf_counter() - begun) * 1000


def main() -> int:
    """Print the medians of the three, in turns, and their ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=40)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as room:
        places = {name: repository(Path(room) / name, name) for name in ("none", "empty", "devflow")}
        spent: dict[tuple[str, str], list[float]] = {}
        for number in range(times):
            for name, checkout in places.items():
                commit = timed(checkout, "commit", "-q", "--allow-empty", "-m", f"Commit {number}")
                spent.setdefault(("commit", name), []).append(commit)
                spent.setdefault(("push", name), []).append(timed(checkout, "push", "-q", "origin", "main"))
    for action in ("commit", "push"):
        medians = {name: statistics.median(spent[action, name]) for name in ("none", "empty", "devflow")}
        told = ", ".join(f"{name} {value:.1f} ms" for name, value in medians.items())
        ratio = medians["devflow"] / medians["empty"]
        print(f"{action}: {told}; devflow's beside an empty hook {ratio:.2f}x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
