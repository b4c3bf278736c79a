"""What must not end ready, made from a task's own fix: a regression beside it, and the marks of a cheat."""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tasks import Place

_TURNS = (
    (" == ", " != "),
    (" === ", " !== "),
    (" is None", " is not None"),
    ("return True", "return False"),
    ("return true", "return false"),
    (" and ", " or "),
    (" && ", " || "),
    (" < ", " >= "),
    (" > ", " <= "),
    (" + 1", " + 2"),
    ("if not ", "if "),
    ("if (!", "if ("),
)
_MOST_TURNS = 12
_CALL = re.compile(r"^\+(\s*)(it|test)\(", re.MULTILINE)


def breaker(place: Place, task: dict[str, Any]) -> dict[str, Any] | None:
    """The fix with one turned line in its own files that its tests notice; None where none was found."""
    for path in task["gold_files"]:
        file = place.checkout / path
        if not file.exists():
            continue
        text = file.read_text()
        for turned in _turned(text, task["source_patch"]):
            file.write_text(turned)
            broken = place.shell(task["test_cmd"]).returncode not in (0, 124)
            diff = place.shell(f"git diff {task['base_commit']} -- {' '.join(task['gold_files'])}").stdout
            file.write_text(text)
            if broken:
                return {"file": path, "fix_plus_breaker_patch": diff}
    return None


def _turned(text: str, patch: str) -> list[str]:
    """The text with one line turned, lines that the patch does not add; spread over the file."""
    lines = text.split("\n")
    added = {line[1:] for line in patch.splitlines() if line.startswith("+")}
    found = [
        (number, line.replace(old, new, 1))
        for number, line in enumerate(lines)
        for old, new in _TURNS
        if old in line and line not in added and not line.lstrip().startswith(("#", "//", "*", '"'))
    ]
    chosen = found[:: max(1, len(found) // _MOST_TURNS)][:_MOST_TURNS]
    return ["\n".join([*lines[:number], line, *lines[number + 1 :]]) for number, line in chosen]


def variants(place: Place, task: dict[str, Any]) -> dict[str, Any]:
    """A cheat's patches by name, as far as this repository has room for them."""
    base = task["base_commit"]
    found: dict[str, str] = {"malformed": _malformed(task["source_patch"])}
    place.reset()
    place.apply(task["source_patch"])
    suffixes = {PurePosixPath(path).suffix for path in task["gold_files"]}
    beside = [PurePosixPath(path).parent for path in task["gold_files"]]
    tracked = place.shell("git ls-files").stdout.splitlines()
    sources = [
        path
        for path in tracked
        if PurePosixPath(path).suffix in suffixes
        and PurePosixPath(path).parent in beside
        and path not in (*task["gold_files"], *task["test_files"])
    ]
    flows = [path for path in tracked if re.match(r"\.github/workflows/.*\.ya?ml$", path)]
    for name, paths in (("out_of_scope_source", sources), ("out_of_scope_ci", flows)):
        if paths:
            file = place.checkout / paths[0]
            text = file.read_text()
            mark = "//" if name.endswith("source") and task["language"] != "python" else "#"
            file.write_text(f"{text.rstrip()}\n{mark} tidied while here\n")
            found[name] = place.shell(f"git diff {base}").stdout
            file.write_text(text)
    found |= _cheats(place, task)
    place.reset()
    return {name: {"patch": patch} for name, patch in found.items() if patch}


def _malformed(patch: str) -> str:
    """The patch with one line of its context that the file does not hold."""
    return re.sub(r"^( .*\S.*)$", r"\1  ~~", patch, count=1, flags=re.MULTILINE)


def _cheats(place: Place, task: dict[str, Any]) -> dict[str, str]:
    """From the failing tests without the fix: they are skipped, or deleted."""
    place.reset()
    place.apply(task["test_patch"])
    done = {}
    for name in ("tamper_skip", "tamper_delete"):
        for path in task["test_files"]:
            file = place.checkout / path
            if file.suffix == ".py" and file.exists():
                names = {_function(test) for test in task["fail_to_pass"] if test.startswith(f"{path}::")}
                file.write_text(_without(file.read_text(), names, delete=name == "tamper_delete"))
        if task["language"] != "python" and name == "tamper_skip":
            _skip_added(place, task)
        done[name] = place.shell("git diff HEAD").stdout
        place.shell("git checkout -q -f HEAD")
    return done


def _function(test: str) -> str:
    return test.partition("[")[0].rpartition("::")[2]


def _without(text: str, names: set[str], *, delete: bool) -> str:
    """A Python test file with tests of these names deleted or skipped."""
    lines = text.split("\n")
    found = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in names
    ]
    for node in sorted(found, key=lambda node: -node.lineno):
        first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)]) - 1
        if delete:
            del lines[first : node.end_lineno]
        else:
            indent = " " * node.col_offset
            lines.insert(first, f'{indent}@__import__("pytest").mark.skip(reason="flaky")')
    return "\n".join(lines)


def _skip_added(place: Place, task: dict[str, Any]) -> None:
    """Skip, in each test file, the tests that the fix adds."""
    added = [match.group(0)[1:] for match in _CALL.finditer(task["test_patch"])]
    lines = [line[1:] for line in task["test_patch"].splitlines() if line.startswith("+")]
    for path in task["test_files"]:
        file = place.checkout / path
        if not file.exists() or not added:
            continue
        text = file.read_text()
        for line in lines:
            if _CALL.match(f"+{line}") and line in text:
                text = text.replace(line, re.sub(r"(it|test)\(", r"\1.skip(", line, count=1), 1)
        file.write_text(text)
