"""Whole tasks through `devflow run --script`: the real fix must end ready for review, each variant otherwise.

A task is one JSON line with repo, base_commit, ticket, install, source_patch, test_patch, fail_to_pass,
breaker and variants. DIR holds bare repositories as owner+name/repo. Installing needs a package registry;
with --room the checkouts and their environments are kept and used again.

    python benchmarks/tasks.py TASKS.jsonl --mirrors DIR --room PLACES --language python --variants

Beside each fix stands how long one bare run of the same test command takes, outside of any sandbox.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devflow.bench.measuring import proven
from devflow.handoffs import CheckReport

_INSIDE = Path(__file__).parents[1] / "devflow" / "checks" / "inside"
_NOT_READY = {
    "breaker": ("checks:",),
    "tamper_skip": ("E_TESTS_TAMPERED", "checks:", "skip"),
    "tamper_delete": ("E_TESTS_TAMPERED", "checks:", "no change"),
    "out_of_scope_source": ("E_SCOPE", "E_IDLE_EDIT"),
    "out_of_scope_ci": ("E_PROTECTED_PATH", "E_SCOPE"),
    "malformed": ("E_EDIT_", "E_PATCH_PARSE"),
    "no_op": ("no change",),
}


@dataclass
class Row:
    """How one case ended."""

    task: str
    case: str
    state: str
    right: bool
    seconds: float
    note: str = ""
    proven: int = 0
    to_prove: int = 0
    tests: float = 0.0
    """Seconds that the test checks took of these."""
    bare: float = 0.0
    """Seconds of one bare run of the same test commands; 0: not measured, or it did not end."""


@dataclass
class Place:
    """A clone of the task's repository with its environment installed."""

    task: dict[str, Any]
    folder: Path

    @property
    def checkout(self) -> Path:
        """The user's checkout."""
        return self.folder / "repo"

    def prepare(self, mirrors: Path) -> str:
        """Clone and install, unless that was done before; gives the installer's words where it failed."""
        done = self.folder / "ok"
        if not done.exists():
            shutil.rmtree(self.checkout, ignore_errors=True)
            mirror = mirrors / self.task["repo"].replace("/", "+") / "repo"
            command = ["git", "clone", "-q", "--no-checkout", str(mirror), str(self.checkout)]
            subprocess.run(command, check=True)
            self.reset()
            installed = self.shell(self.task["install"])
            if installed.returncode:
                return installed.stderr.strip()[-200:] or f"exit {installed.returncode}"
            done.touch()
        self.reset()
        return ""

    def reset(self) -> None:
        """Stand on the base as after the install, without anything of earlier runs."""
        self.shell(
            f"rm -rf .git/devflow; git checkout -q -f -B main {self.task['base_commit']}"
            " && git clean -fdq -e .venv -e node_modules;"
            " git for-each-ref --format='delete %(refname)' refs/heads/devflow refs/notes"
            " | git update-ref --stdin"
        )

    def apply(self, patch: str) -> None:
        """Apply a patch and commit it."""
        command = ["git", "apply", "--index", "-"]
        subprocess.run(command, input=patch, text=True, cwd=self.checkout, check=True)
        self.shell("git -c user.name=bench -c user.email=bench@localhost commit -qm 'Prepare'")

    def shell(self, line: str, limit: int = 900) -> subprocess.CompletedProcess[str]:
        """Run a shell line in the checkout."""
        return subprocess.run(
            ["bash", "-c", line],
            cwd=self.checkout,
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )


def main() -> int:
    """Run the tasks and print a table; the exit code is 1 when a case ended wrongly."""
    options = _options()
    tasks = [json.loads(line) for line in options.tasks.read_text().splitlines() if line.strip()]
    tasks = [task for task in tasks if options.language in ("all", task["language"])]
    tasks = [task for task in tasks if not options.only or any(part in task["id"] for part in options.only)]
    rows: list[Row] = []
    for task in tasks:
        with _room(options.room, task["id"]) as room:
            for row in _run_task(task, room, options):
                rows.append(row)
                _print(row)
    wrong = [row for row in rows if not row.right]
    print(f"\n{len(rows)} cases, {len(rows) - len(wrong)} ended right, {len(wrong)} wrong")
    return 1 if wrong else 0


@contextlib.contextmanager
def _room(kept: Path | None, name: str) -> Iterator[Path]:
    if kept is not None:
        (kept / name).mkdir(parents=True, exist_ok=True)
        yield (kept / name).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="task-") as folder:
        yield Path(folder)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tasks", type=Path)
    parser.add_argument("--mirrors", type=Path, required=True)
    parser.add_argument("--language", default="python")
    parser.add_argument("--only", action="append", default=[], help="part of a task's id")
    parser.add_argument("--variants", action="store_true", help="also what must not end ready")
    parser.add_argument("--case", action="append", default=[], help="only this case: fix, breaker, no_op ...")
    parser.add_argument("--no-bare", action="store_true", help="measure no bare run beside each fix")
    parser.add_argument("--room", type=Path, default=None, help="folder that keeps clones and environments")
    return parser.parse_args()


def _run_task(task: dict[str, Any], room: Path, options: argparse.Namespace) -> Iterator[Row]:
    place = Place(task, room)
    trouble = place.prepare(options.mirrors)
    if trouble:
        yield Row(task["id"], "install", "failed", False, 0, trouble)
        return
    for case, patch, first in _cases(task, variants=options.variants):
        if options.case and case not in options.case:
            continue
        if first:
            place.reset()
            place.apply(first)
        yield _fix(place, patch, bare=not options.no_bare) if case == "fix" else _refused(place, case, patch)


def _cases(task: dict[str, Any], *, variants: bool) -> Iterator[tuple[str, str, str]]:
    """Name, patch, and what is committed before: a tampering patch starts from the fix's failing tests."""
    tests, found = task["test_patch"], task["variants"]
    yield "fix", _joined(task["source_patch"], tests), ""
    if not variants:
        return
    if task["breaker"]:
        yield "breaker", _joined(task["breaker"]["fix_plus_breaker_patch"], tests), ""
    for name in ("out_of_scope_source", "out_of_scope_ci"):
        if name in found:
            yield name, _joined(found[name]["patch"], tests), ""
    if "malformed" in found:
        yield "malformed", found["malformed"]["patch"], ""
    yield "no_op", "", ""
    for name in ("tamper_skip", "tamper_delete"):
        if name in found:
            yield name, found[name]["patch"], tests


def _fix(place: Place, patch: str, *, bare: bool) -> Row:
    row, told = _devflow(place, "fix", patch)
    wanted = set(place.task["fail_to_pass"])
    shown = _shown(CheckReport.model_validate(told["report"])) if told.get("report") else frozenset()
    row.to_prove, row.proven = len(wanted), len(wanted & shown)
    row.right = row.state == "ready" and wanted <= shown and bool(shown)
    tests = [result for result in _results(told) if result["kind"] == "tests"]
    row.tests = sum(result["seconds"] for result in tests)
    row.bare = sum(_bare(place, result["command"]) for result in tests) if bare else 0.0
    return row


def _shown(report: CheckReport) -> frozenset[str]:
    """What a task calls fail-to-pass: all tests of a file that cannot be loaded without the fix, too."""
    return proven(report) | {each.id for result in report.results for each in result.unloadable}


def _bare(place: Place, command: list[str]) -> float:
    """Seconds of one plain run of a check's command in the user's checkout, as he would type it.

    Where pytest cannot collect a file it would run nothing at all: it is told to go on, as devflow tells it.
    """
    if "pytest" in command:
        command = [*command, "--continue-on-collection-errors"]
    with tempfile.NamedTemporaryFile() as report:
        bins = [str(place.checkout / folder) for folder in ("node_modules/.bin", ".venv/bin")]
        path = os.pathsep.join([*bins, os.environ["PATH"]])
        started = time.monotonic()
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(
                command,
                cwd=place.checkout,
                capture_output=True,
                check=False,
                timeout=900,
                env={
                    **os.environ,
                    "PATH": path,
                    "DEVFLOW_REPORT": report.name,
                    "DEVFLOW_INSIDE": str(_INSIDE),
                    "CI": "1",
                },
            )
        return time.monotonic() - started


def _refused(place: Place, case: str, patch: str) -> Row:
    row, _ = _devflow(place, case, patch)
    row.right = row.state != "ready" and any(word in row.note for word in _NOT_READY[case])
    return row


def _devflow(place: Place, case: str, patch: str) -> tuple[Row, dict[str, Any]]:
    ticket = place.folder / "ticket.md"
    ticket.write_text(place.task["ticket"])
    script = place.folder / "script.jsonl"
    replies = [{"step": "spec", "reply": _spec(place.task)}, {"step": "patch", "reply": patch}]
    script.write_text("".join(f"{json.dumps(reply)}\n" for reply in replies))
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "devflow", "run", str(ticket), "--script", str(script), "--json"],
        cwd=place.checkout,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    seconds = time.monotonic() - started
    # -- a line for each event, and the end on the last
    told = json.loads((done.stdout.strip() or "{}").splitlines()[-1])
    state = told.get("state", f"exit {done.returncode}")
    note = told.get("reason", "") or next(
        (line for line in done.stderr.splitlines() if line.startswith(("error", "paused"))),
        done.stderr[-300:],
    )
    codes = " ".join(dict.fromkeys(re.findall(r"\[(E_[A-Z_]+)\]", done.stderr)))
    return Row(place.task["id"], case, state, False, seconds, f"{note} {codes}".strip()), told


def _spec(task: dict[str, Any]) -> dict[str, Any]:
    """What a cheap model would say of the ticket, in its own words only."""
    title, _, body = task["ticket"].partition("\n")
    return {
        "action": title,
        "expected": body.strip() or title,
        "edge_cases": [title],
        "criteria": [title],
        "identifiers": [],
        "questions": [],
    }


def _results(told: dict[str, Any]) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = (told.get("report") or {}).get("results", [])
    return results


def _joined(*patches: str) -> str:
    return "\n".join(patch.rstrip("\n") for patch in patches) + "\n"


def _print(row: Row) -> None:
    proof = f" {row.proven}/{row.to_prove} proven" if row.to_prove else ""
    mark = "ok   " if row.right else "WRONG"
    beside = f" (tests {row.tests:.1f} s, {row.tests / row.bare:.1f} x {row.bare:.1f} s)" if row.bare else ""
    ended = f"{row.state:10} {row.seconds:6.1f} s{beside}{proof}"
    print(f"{mark} {row.task:36} {row.case:20} {ended}  {row.note[:300]}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
