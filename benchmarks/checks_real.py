"""What the checks say of real fixes and of their spoiled variants: a table of tasks by variant.

usage: python benchmarks/checks_real.py PLACES [TASKS.jsonl] [ID...]
PLACES/<task id>/repo is a checkout at the task's base commit in which its install line was run.
"""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from devflow.checks import Means, Subject, find, measure
from devflow.handoffs import ChangedFile, CheckReport, Verb
from devflow.sandbox import Bubblewrap, Limits

TASKS = Path(__file__).resolve().parents[2] / "shared/bench/tasks/tasks_dev.jsonl"


def main() -> None:
    """Measure every task that has a place; a line each, then the failures in full."""
    places, tasks = Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else TASKS
    wrong = []
    for line in tasks.read_text(encoding="utf-8").splitlines():
        task = json.loads(line)
        repo = places / task["id"] / "repo"
        if not (repo.parent / "ok").exists() or (sys.argv[3:] and task["id"] not in sys.argv[3:]):
            continue
        cells = []
        for variant, base, patches, wanted in variants(task):
            started = time.monotonic()
            report = measure_variant(repo, task["base_commit"], base, patches)
            seconds = time.monotonic() - started
            right, words = judge(report, task, variant, wanted)
            cells.append(f"{variant}={words} {seconds:.1f}s{'' if right else ' WRONG'}")
            if not right:
                wrong.append((task["id"], variant, report))
        print(f"{task['id']:36} {' | '.join(cells)}", flush=True)
    for name, variant, report in wrong:
        print(f"\n== {name} {variant}")
        for result in report.results:
            print(result.name, result.status, result.reason)
            for kind in ("new_failures", "removed", "newly_skipped", "new_tests", "still_failing", "fixed"):
                for change in getattr(result, kind)[:6]:
                    print(
                        f"   {kind}: {change.id} {change.before} -> {change.after} {change.detail[-200:]!r}"
                    )


def variants(task: dict[str, Any]) -> list[tuple[str, list[str], list[str], str]]:
    """Name, patches that make the base, patches of the candidate, wanted status of the first check."""
    fix, tests, other = task["source_patch"], task["test_patch"], task.get("other_patch") or ""
    found = [("fix", [], [fix, tests, other], "green")]
    if task.get("breaker"):
        broken = task["breaker"].get("fix_plus_breaker_patch") or fix
        found.append(("breaker", [], [broken, tests, other], "red"))
    for name in ("tamper_skip", "tamper_delete"):
        variant = (task.get("variants") or {}).get(name)
        if variant:
            found.append((name, [tests], [variant["patch"]], "red"))
    return found


def measure_variant(repo: Path, commit: str, base: list[str], patches: list[str]) -> CheckReport:
    """Make the trees and measure."""
    with tempfile.TemporaryDirectory(prefix="checks-real-") as folder:
        numbers = itertools.count()
        plain = tree(repo, commit, Path(folder) / "plain", base)
        made = Path(folder) / "made"
        shutil.copytree(plain, made, symlinks=True)
        apply(made, patches)
        files = sorted(p.relative_to(plain).as_posix() for p in plain.rglob("*") if p.is_file())

        def fresh(source: Path) -> Path:
            target = Path(folder) / f"tree-{next(numbers)}"
            subprocess.run(["cp", "-a", str(source), str(target)], check=True)
            return target

        return measure(
            [c for c in find(files, lambda p: (plain / p).read_bytes(), repo) if c.kind == "tests"],
            Subject(lambda: fresh(made), lambda: fresh(plain), changed(plain, made)),
            Means(
                at=repo,
                sandbox=Bubblewrap(),
                limits=Limits(seconds=300),
                tell=lambda words: print("   ", words, file=sys.stderr),
            ),
        )


def tree(repo: Path, commit: str, target: Path, patches: list[str]) -> Path:
    """The files of a commit, patched."""
    target.mkdir()
    archive = subprocess.run(["git", "-C", str(repo), "archive", commit], check=True, capture_output=True)
    subprocess.run(["tar", "-x", "-C", str(target)], input=archive.stdout, check=True)
    apply(target, patches)
    return target


def apply(target: Path, patches: list[str]) -> None:
    """Apply patches to a folder that is no repository."""
    for patch in patches:
        if patch:
            env = {"GIT_CEILING_DIRECTORIES": str(target.parent), "PATH": "/usr/bin:/bin"}
            subprocess.run(["git", "apply", "-"], input=patch.encode(), cwd=target, check=True, env=env)


def changed(base: Path, candidate: Path) -> list[ChangedFile]:
    """The files in which two trees differ."""
    names = {p.relative_to(t).as_posix() for t in (base, candidate) for p in t.rglob("*") if p.is_file()}
    found = []
    for name in sorted(names):
        old, new = base / name, candidate / name
        if old.is_file() and new.is_file() and old.read_bytes() == new.read_bytes():
            continue
        verb = (
            Verb.MODIFY if old.is_file() and new.is_file() else Verb.CREATE if new.is_file() else Verb.DELETE
        )
        found.append(ChangedFile(path=name, verb=verb, old_mode="", new_mode="", old_blob="", new_blob=""))
    return found


def judge(report: CheckReport, task: dict[str, Any], variant: str, wanted: str) -> tuple[bool, str]:
    """Whether the status is the wanted one, and for a fix whether its tests are proven."""
    result = report.results[0]
    words = f"{result.status} {result.after.passed}/{result.after.total}"
    if variant != "fix":
        return result.status == wanted, words
    red = ("failed", "errored")
    proven = {c.id for c in (*result.new_tests, *result.fixed) if c.before in red and c.after == "passed"}
    held = [test for test in task["fail_to_pass"] if test in proven]
    words += f" proven {len(held)}/{len(task['fail_to_pass'])}"
    if result.removed:
        words += f" removed {len(result.removed)}"
    return result.status == wanted and len(held) == len(task["fail_to_pass"]), words


if __name__ == "__main__":
    main()
