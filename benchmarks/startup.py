"""How long the everyday commands take from end to end, beside a Python that imports click and rich.console.

Each round starts every command once, in turn, so that a busy moment of the machine hits all alike; the
median of the rounds is told, and its ratio to that of `python -c "import click, rich.console"`: in time on
the wall, and in what the processes computed, which other work on the machine moves less. Python keeps byte
code, as in any installation. REPO is a checkout; its index is built before the first round, and `runs` and
`show` want a run in it.

    python benchmarks/startup.py REPO --rounds 15
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

BARE = "import click, rich.console"


def main() -> None:
    """Time each command and print a line for it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repo", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--words", default="options of the parser", help="what to find")
    options = parser.parse_args()
    commands = {
        BARE: ("-c", BARE),
        "devflow --help": ("-m", "devflow", "--help"),
        "devflow find": ("-m", "devflow", "find", options.words),
        "devflow find --context": ("-m", "devflow", "find", "--context", options.words),
        "devflow runs": ("-m", "devflow", "runs"),
        "devflow show": ("-m", "devflow", "show"),
    }
    for arguments in commands.values():
        taken(arguments, options.repo)
    rounds: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(options.rounds):
        for name, arguments in commands.items():
            rounds[name].append(taken(arguments, options.repo))
    wall, computed = ({name: sorted(each[at] for each in rounds[name]) for name in rounds} for at in (0, 1))
    for name in commands:
        told = f"{name:28}"
        for what, times in (("", wall), ("of CPU", computed)):
            middle, bare = statistics.median(times[name]), statistics.median(times[BARE])
            told += (
                f" {middle * 1000:6.0f} ms {what}  {middle / bare:5.2f}x  best {times[name][0] * 1000:.0f}"
            )
        print(told)


def taken(arguments: tuple[str, ...], repo: Path) -> tuple[float, float]:
    """Seconds that a Python with these arguments takes in the repository, and seconds of CPU."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started, before = time.perf_counter(), os.times()
    subprocess.run((sys.executable, *arguments), cwd=repo, capture_output=True, check=False, env=env)
    after = os.times()
    computed = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - started, computed


if __name__ == "__main__":
    main()
