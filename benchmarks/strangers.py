"""Public repositories as they are, each through `devflow run --script` with a true and with a broken line.

A repository is cloned, `devflow doctor` is asked, and what doctor tells to do is done (`devflow setup`,
lines for .devflow.toml), nothing else; `by_hand` marks lines that doctor does not print. Three runs: the true
line before any setup; the true line, which must end ready; and the broken one, which must not. DIR holds bare
repositories as owner+name/repo. Needs a package registry.

    python benchmarks/strangers.py --mirrors DIR --only sqlparse
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stranger_list import STRANGERS, Stranger


@dataclass
class Told:
    """What was seen of one stranger."""

    stranger: Stranger
    checks: list[str] = field(default_factory=list)
    doctor: str = ""
    setup: str = ""
    before: str = ""
    true: str = ""
    broken: str = ""
    passed: int = 0
    seconds: float = 0.0
    first_error: str = ""

    @property
    def right(self) -> bool:
        """The true patch is ready and the broken one is not, and nothing passed without its environment."""
        return self.true == "ready" and self.broken not in ("ready", "") and self.passed > 0


def main() -> int:
    """Take the strangers and print a table; the exit code is 1 when fewer than `--least` are right."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mirrors", type=Path, required=True)
    parser.add_argument("--only", action="append", default=[], help="part of a repository's name or kind")
    parser.add_argument("--room", type=Path, default=None, help="folder for clones (default: temporary)")
    parser.add_argument("--least", type=int, default=0)
    options = parser.parse_args()
    right = 0
    for stranger in STRANGERS:
        if options.only and not any(part in f"{stranger.repo} {stranger.kind}" for part in options.only):
            continue
        with tempfile.TemporaryDirectory(prefix="stranger-", dir=options.room) as room:
            told = _take(stranger, Path(room), options.mirrors)
        right += told.right
        _print(told)
    print(f"\n{right} right")
    return 0 if right >= options.least else 1


def _take(stranger: Stranger, room: Path, mirrors: Path) -> Told:
    told = Told(stranger)
    checkout = _clone(stranger, room, mirrors)
    if stranger.by_hand:
        (checkout / ".devflow.toml").write_text(stranger.by_hand)
        _git(checkout, "add", ".devflow.toml")
        _git(checkout, "-c", "user.name=b", "-c", "user.email=b@localhost", "commit", "-qm", "Configure")
    told.before = _run(stranger, stranger.true, room, checkout)[0]
    diagnosis = json.loads(_devflow(checkout, "doctor", "--json").stdout or "{}")
    notes = [f for f in diagnosis.get("findings", []) if not f["subject"].startswith(("model", "local"))]
    told.doctor = "; ".join(f"{f['subject']}: {f['remedy']}" for f in notes if f["remedy"])[:400]
    for finding in notes:
        if finding["remedy"].startswith("[checks]"):
            with (checkout / ".devflow.toml").open("a") as file:
                file.write(finding["remedy"] + "\n")
            _git(checkout, "add", ".devflow.toml")
            _git(checkout, "-c", "user.name=b", "-c", "user.email=b@localhost", "commit", "-qm", "As told")
    if any(f["remedy"] == "devflow setup" for f in notes):
        started = time.monotonic()
        done = _devflow(checkout, "setup")
        told.setup = f"{'done' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s"
        told.first_error = done.stderr[-600:] if done.returncode else ""
    started = time.monotonic()
    told.true, shown = _run(stranger, stranger.true, room, checkout)
    told.seconds = time.monotonic() - started
    results = (shown.get("report") or {}).get("results", [])
    told.checks = [f"{r['name']} {r['status']}" for r in results]
    told.passed = sum(r["before"]["passed"] or r["after"]["passed"] for r in results if r["kind"] == "tests")
    first = [c["detail"] for r in results for c in (*r["new_failures"], *r["still_failing"])]
    words = shown.get("reason", "") if told.true != "ready" else " ".join(first)[-300:]
    told.first_error = told.first_error or " ".join(words.split())[:400]
    told.broken, _ = _run(stranger, stranger.broken, room, checkout)
    return told


def _clone(stranger: Stranger, room: Path, mirrors: Path) -> Path:
    checkout = room / "checkout"
    mirror = mirrors / stranger.repo.replace("/", "+") / "repo"
    subprocess.run(["git", "clone", "-q", str(mirror), str(checkout)], check=True)
    if not stranger.worktree:
        return checkout
    second = room / "second"
    _git(checkout, "worktree", "add", "-q", "-b", "second", str(second))
    return second


def _git(checkout: Path, *args: str) -> None:
    subprocess.run(["git", *args], cwd=checkout, check=True, capture_output=True)


def _devflow(checkout: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "devflow", *args],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )


def _run(stranger: Stranger, line: str, room: Path, checkout: Path) -> tuple[str, dict[str, Any]]:
    title = f"Change one line of {stranger.file}"
    spec = {
        "action": title,
        "expected": title,
        "edge_cases": [title],
        "criteria": [title],
        "identifiers": [],
        "questions": [],
    }
    patch = f"{stranger.file}\n<<<<<<< SEARCH\n{stranger.line}\n=======\n{line}\n>>>>>>> REPLACE\n"
    replies = [{"step": "spec", "reply": spec}, *[{"step": "patch", "reply": patch}]]
    (room / "ticket.md").write_text(f"{title}\n\n`{stranger.line.strip()}` in {stranger.file}.\n")
    (room / "script.jsonl").write_text("".join(f"{json.dumps(reply)}\n" for reply in replies))
    done = _devflow(
        checkout, "run", str(room / "ticket.md"), "--script", str(room / "script.jsonl"), "--json"
    )
    shown = json.loads((done.stdout.strip() or "{}").splitlines()[-1])
    if done.returncode not in (0, 1):
        said = [text for text in done.stderr.splitlines() if text.startswith(("error", "paused"))]
        shown["reason"] = "; ".join(said) or done.stderr[-400:]
        return f"exit {done.returncode}", shown
    return str(shown.get("state")), shown


def _print(told: Told) -> None:
    mark = "ok   " if told.right else "WRONG"
    print(f"{mark} {told.stranger.repo}: {told.stranger.kind}")
    print(f"      checks: {', '.join(told.checks) or 'none'}; base ids that pass: {told.passed}")
    print(
        f"      before setup: {told.before}; true: {told.true} in {told.seconds:.0f} s; broken: {told.broken}"
    )
    print(f"      setup: {told.setup or 'none'}; doctor: {told.doctor or 'nothing to do'}")
    if told.first_error:
        print(f"      first error: {told.first_error}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
