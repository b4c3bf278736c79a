"""How long the everyday commands take from end to end, beside a Python that imports click and rich.console.

Each round starts every command once, in turn, so that a busy moment of the machine hits all alike; the
median of the rounds is told, and its ratio to that of `python -c "import click, rich.console"`. REPO is
a checkout; its index is built before the first round, and `runs` and `show` want a run in it.

    python benchmarks/startup.py REPO --rounds 15
"""

from __future__ import annotations

import argparse
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
        seconds(arguments, options.repo)
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(options.rounds):
        for name, arguments in commands.items():
            taken[name].append(seconds(arguments, options.repo))
    bare = statistics.median(taken[BARE])
    for name, times in taken.items():
        middle = statistics.median(times)
        print(f"{name:28} {middle * 1000:6.0f} ms  {middle / bare:5.2f}x  best {min(times) * 1000:.0f} ms")


def seconds(arguments: tuple[str, ...], repo: Path) -> float:
    """How long a Python with these arguments takes in the repository, whatever it says."""
    started = time.perf_counter()
    subprocess.run((sys.executable, *arguments), cwd=repo, capture_output=True, check=False)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
