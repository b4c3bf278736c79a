"""Makes tasks for benchmarks/tasks.py from a repository's own recent commits, each measured first.

REPOS is a file of JSON lines with `repo`, `language`, `install` and `test`: bash lines from the root of a
clean checkout, `{files}` in the place of the test files. DIR holds bare repositories as owner+name/repo. For
each repository the newest commit is taken that changes sources and tests, whose tests fail without its
sources and pass with them. It prints one task a line; they hold other people's text and stay where they are.

    python benchmarks/make_tasks.py REPOS.jsonl --mirrors DIR --room PLACES > TASKS.jsonl
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from making import breaker, variants
from tasks import Place

_SUFFIXES = {"python": (".py",), "javascript": (".js", ".mjs", ".cjs", ".ts", ".mts", ".tsx")}
_PROSE = re.compile(r"(?i)\.(md|rst|txt)$|^(changes|changelog|news|docs?|\.changeset)(/|\.|$)")
_TEST = re.compile(
    r"(^|/)(tests?|__tests__|spec)/|(^|/)(test_[^/]*|tests?)\.py$|_test\.py$"
    r"|(^|[./])(test|spec)\.[cm]?[jt]sx?$"
)
_NOT_A_FIX = re.compile(r"(?i)^(chore|bump|build|docs?|ci|style|release|merge|revert|test|lint|typing)\b")
_MOST_LINES = 250
_LOOK_BACK = 500
_TRIES = 4
_PASSED = re.compile(r"^PASSED (\S.*)$", re.MULTILINE)
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S.*?)(?: - .*)?$", re.MULTILINE)


def main() -> int:
    """Print a task for each repository that has one; the exit code is 1 when some have none."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repos", type=Path)
    parser.add_argument("--mirrors", type=Path, required=True)
    parser.add_argument("--room", type=Path, required=True, help="folder that keeps clones and environments")
    parser.add_argument("--only", action="append", default=[], help="part of a repository's name")
    options = parser.parse_args()
    missing = 0
    for line in options.repos.read_text().splitlines():
        recipe = json.loads(line)
        if options.only and not any(part in recipe["repo"] for part in options.only):
            continue
        task = _made(recipe, options.mirrors, options.room)
        missing += task is None
        if task is not None:
            print(json.dumps(task), flush=True)
    return 1 if missing else 0


def _made(recipe: dict[str, Any], mirrors: Path, room: Path) -> dict[str, Any] | None:
    mirror = mirrors / recipe["repo"].replace("/", "+") / "repo"
    for number, commit in enumerate(_candidates(mirror, recipe)):
        if number == _TRIES:
            break
        task = _task(mirror, recipe, commit)
        place = Place(task, room / task["id"])
        place.folder.mkdir(parents=True, exist_ok=True)
        why = place.prepare(mirrors) or _measured(place, task)
        print(f"{task['id']}: {why or 'made'}", file=sys.stderr, flush=True)
        if not why:
            return task
    print(f"{recipe['repo']}: no commit serves", file=sys.stderr, flush=True)
    return None


def _candidates(mirror: Path, recipe: dict[str, Any]) -> Iterator[str]:
    """Recent commits that change sources and their tests, and little besides; the newest first."""
    if recipe.get("commit"):
        yield recipe["commit"]
        return
    log = _git(mirror, "log", f"-{_LOOK_BACK}", "--no-merges", "--format=%x01%H %s", "--numstat", "HEAD")
    for entry in log.split("\x01")[1:]:
        head, *stats = entry.strip().splitlines()
        commit, _, subject = head.partition(" ")
        rows = [line.split("\t") for line in stats if line.count("\t") == 2]
        if _NOT_A_FIX.match(subject) or any("=>" in path or added == "-" for added, _, path in rows):
            continue
        lines = sum(int(added) + int(gone) for added, gone, path in rows if not _PROSE.search(path))
        sources, tests, others = _sorted_out([path for _, _, path in rows], recipe["language"])
        if sources and tests and not others and len(sources) <= 4 and lines <= _MOST_LINES:
            yield commit


def _sorted_out(paths: list[str], language: str) -> tuple[list[str], list[str], list[str]]:
    """Sources, tests and what is neither; prose is left out."""
    code = [path for path in paths if not _PROSE.search(path) or _TEST.search(path)]
    tests = [path for path in code if _TEST.search(path)]
    rest = [path for path in code if path not in tests]
    sources = [path for path in rest if path.endswith(_SUFFIXES[language])]
    return sources, tests, [path for path in rest if path not in sources]


def _task(mirror: Path, recipe: dict[str, Any], commit: str) -> dict[str, Any]:
    commit = _git(mirror, "rev-parse", commit).strip()
    base = _git(mirror, "rev-parse", f"{commit}^").strip()
    paths = _git(mirror, "diff", "--name-only", base, commit).splitlines()
    sources, tests, _ = _sorted_out(paths, recipe["language"])
    own = [path for path in tests if PurePosixPath(path).suffix in _SUFFIXES[recipe["language"]]]
    return {
        "id": f"{recipe['repo'].replace('/', '__')}-{commit[:10]}",
        "language": recipe["language"],
        "repo": recipe["repo"],
        "base_commit": base,
        "fix_commit": commit,
        "ticket": _git(mirror, "log", "-1", "--format=%B", commit).strip(),
        "gold_files": sources,
        "test_files": tests,
        "install": recipe["install"],
        "test_cmd": recipe["test"].replace("{files}", " ".join(own)),
        "source_patch": _git(mirror, "diff", "--no-renames", base, commit, "--", *sources),
        "test_patch": _git(mirror, "diff", "--no-renames", base, commit, "--", *tests),
    }


def _measured(place: Place, task: dict[str, Any]) -> str:
    """Fill in what the tests of the fix come to with and without it; gives why it is no task."""
    place.apply(task["test_patch"])
    without = place.shell(task["test_cmd"])
    place.apply(task["source_patch"])
    fixed = place.shell(task["test_cmd"])
    if not without.returncode or fixed.returncode:
        return f"tests end {without.returncode} without and {fixed.returncode} with the fix"
    passed = set(_PASSED.findall(fixed.stdout))
    failed = passed - set(_PASSED.findall(without.stdout))
    if "pytest" in task["test_cmd"] and not failed:
        return "no test fails without the fix and passes with it"
    task["fail_to_pass"] = sorted(failed)
    task["breaker"] = breaker(place, task)
    task["variants"] = variants(place, task)
    return ""


def _git(mirror: Path, *words: str) -> str:
    command = ["git", "-C", str(mirror), "-c", "core.quotePath=false", *words]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
