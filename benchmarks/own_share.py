"""devflow's own share of a run: all that is neither a model nor a check, on a clone of a real repository.

REPO is a repository to clone (bare or not). The clone gets one commit of its own: a `.devflow.toml`
whose check is trivial, so that only devflow's work around it is left. The first run is cold (no index,
no store), the next ones are warm; their replies come from a script, at once. Own share: the time of the
whole command, less what the check's command took by devflow's own receipts; starting Python, the sandbox's
self-test and laying out the checkouts are in it. CPU: what devflow and all its children computed, which
other work on the machine moves less. Python keeps byte code, as in any installation. Peak: the largest
resident set of devflow or any of its children.

    python benchmarks/own_share.py REPO --ref main --warm 3
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

CHECK = "true"
SPEC = {
    "action": "The user reads the head of the file.",
    "expected": "It says what lives there.",
    "edge_cases": ["The file is empty."],
    "criteria": ["the head says it"],
}


def main() -> None:
    """Run cold once and warm several times, and print a line for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repo", type=Path)
    parser.add_argument("--ref", default="HEAD")
    parser.add_argument("--file", default="", help="the file to edit; the largest Python file if not given")
    parser.add_argument("--warm", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="devflow-own-share-") as room:
        checkout = clone(options.repo.resolve(), options.ref, Path(room) / "clone")
        path = options.file or largest(checkout)
        script, ticket = write_run(Path(room), checkout, path)
        files = len(git(checkout, "ls-files", "-z").split("\0")) - 1
        print(f"{files} files, an edit of {path}")
        print(f"{'':8} {'whole':>7} {'checks':>7} {'own':>7} {'CPU':>7}  {'peak':>7}")
        for number in range(options.warm + 1):
            print(measure("cold" if not number else f"warm {number}", checkout, ticket, script))


def clone(repo: Path, ref: str, checkout: Path) -> Path:
    """A clone that stands at the reference, with a trivial check committed on top."""
    subprocess.run(("git", "clone", "-q", "--no-checkout", str(repo), str(checkout)), check=True)
    commit = git(repo, "rev-parse", f"{ref}^{{commit}}")
    git(checkout, "checkout", "-q", "--detach", commit)
    (checkout / ".devflow.toml").write_text(f'[checks]\ncommands = ["{CHECK}"]\n')
    git(checkout, "add", ".devflow.toml")
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    git(checkout, *who, "commit", "-q", "-m", "Check nothing")
    return checkout


def git(repo: Path, *args: str) -> str:
    """What git says."""
    done = subprocess.run(("git", *args), cwd=repo, capture_output=True, text=True, check=True)
    return done.stdout.rstrip("\n")


def largest(checkout: Path) -> str:
    """The largest Python file that is no test and begins with a plain line."""
    paths = [path for path in git(checkout, "ls-files", "*.py").splitlines() if "test" not in path]
    return max(paths, key=lambda path: (checkout / path).stat().st_size)


def write_run(room: Path, checkout: Path, path: str) -> tuple[Path, Path]:
    """A script that puts a line over the file's first one, and a ticket that asks for it."""
    text = (checkout / path).read_text("utf-8")
    lines = text.splitlines(keepends=True)
    # -- as many lines as it takes to stand in the file once
    count = next(n for n in range(1, len(lines) + 1) if text.count("".join(lines[:n])) == 1)
    head = "".join(lines[:count])
    edit = f"{path}\n<<<<<<< SEARCH\n{head}=======\n# Read me first.\n{head}>>>>>>> REPLACE\n"
    replies: list[dict[str, Any]] = [{"step": "spec", "reply": SPEC}, {"step": "patch", "reply": edit}]
    script, ticket = room / "script.jsonl", room / "ticket.md"
    script.write_text("".join(f"{json.dumps(reply)}\n" for reply in replies))
    ticket.write_text(f"Say at the head of {path} what lives there\n\nOne line over the first is enough.\n")
    return script, ticket


def measure(name: str, checkout: Path, ticket: Path, script: Path) -> str:
    """One run, and its line of the table."""
    command = (sys.executable, "-m", "devflow", "run", str(ticket), "--script", str(script), "--json")
    started, before = time.perf_counter(), os.times()
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    child = subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
    out, error = child.communicate()
    whole, after = time.perf_counter() - started, os.times()
    computed = after.children_user + after.children_system - before.children_user - before.children_system
    if child.returncode not in (0, 1) or not out:
        sys.exit(error.decode())
    ended = json.loads(out.splitlines()[-1])
    checks = sum(each["seconds"] for each in ended["report"]["results"])
    # -- of all children that have ended so far, so only ever larger; kilobytes on Linux
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return f"{name:8} {whole:6.2f}s {checks:6.2f}s {whole - checks:6.2f}s {computed:6.2f}s  {peak:4.0f} MB"


if __name__ == "__main__":
    main()
