"""What the tree of the candidate must hold to: paths, placing, modes, binaries and size."""

from __future__ import annotations

from collections.abc import Iterator

from devflow.errors import ScopeError
from devflow.guard.change import EXECUTABLE, LINK, REGULAR, SUBMODULE, Change
from devflow.guard.paths import judge_path
from devflow.guard.placing import EDIT_RULES, Placing
from devflow.guard.wording import said
from devflow.handoffs import ChangedFile, Finding, Verb


def paths(change: Change) -> Iterator[Finding]:
    """Refuse what no repository of ours may hold, by name."""
    for file in change.written:
        try:
            judge_path(file.path.encode(errors="surrogatepass"))
        except ScopeError as objection:
            yield Finding(code=objection.code, path=file.path, message=objection.message, level="refused")


def placing(change: Change) -> Iterator[Finding]:
    """Refuse twins, writing behind links, files that become folders, and embedded repositories."""
    written = tuple(file.path for file in change.written)
    deleted = tuple(file.path for file in change.deleted)
    for rule in EDIT_RULES:
        for code, path, what in rule(Placing(written, deleted, change.tree)):
            message = f"The path `{said(path)}` {what}."
            yield Finding(code=code, path=path, message=message, level="refused")


def links(change: Change) -> Iterator[Finding]:
    """Refuse symbolic links; hold the deletion of one."""
    for file in change.files:
        if file.new_mode == LINK:
            message = "The candidate makes or changes a symbolic link."
            yield Finding(code="E_MODE_SYMLINK", path=file.path, message=message, level="refused")
        elif file.old_mode == LINK and file.verb is Verb.DELETE:
            message = "The candidate deletes a symbolic link."
            yield Finding(code="E_MODE_SYMLINK", path=file.path, message=message, level="held")


def types(change: Change) -> Iterator[Finding]:
    """Refuse a file that becomes a link or a submodule, and the reverse."""
    for file in change.files:
        if file.verb is Verb.MODIFY and file.old_mode[:3] != file.new_mode[:3]:
            message = f"The candidate turns mode {file.old_mode} into {file.new_mode}: another kind of entry."
            yield Finding(code="E_TYPE_CHANGE", path=file.path, message=message, level="refused")


def modes(change: Change) -> Iterator[Finding]:
    """Refuse every mode but a plain file's, and each change of the executable bit."""
    for file in change.files:
        if file.verb is Verb.DELETE:
            if file.old_mode == SUBMODULE:
                message = "The candidate deletes a submodule."
                yield Finding(code="E_MODE", path=file.path, message=message, level="held")
        elif problem := _mode_problem(file):
            yield Finding(code="E_MODE", path=file.path, message=problem, level="refused")


def _mode_problem(file: ChangedFile) -> str:
    if file.new_mode not in (REGULAR, EXECUTABLE, LINK):
        return f"The candidate gives the path mode {said(file.new_mode)}."
    if file.new_mode == EXECUTABLE and file.old_mode != EXECUTABLE:
        return "The candidate makes the file executable, which it was not."
    if file.new_mode == REGULAR and file.old_mode == EXECUTABLE:
        return "The candidate takes the executable bit away."
    return ""


def binaries(change: Change) -> Iterator[Finding]:
    """Refuse content that no reviewer can read as text."""
    for file in change.written:
        if file.binary or b"\0" in (change.after(file) or b""):
            message = "The candidate writes binary content."
            yield Finding(code="E_BINARY", path=file.path, message=message, level="refused")


def size(change: Change) -> Iterator[Finding]:
    """Hold what is larger than the scope allows, or too large to be examined here."""
    if len(change.files) > change.scope.max_files:
        message = f"{len(change.files)} files are changed; the scope allows {change.scope.max_files}."
        yield Finding(code="E_SCOPE_SIZE", path="", message=message, level="held")
    lines = sum(file.added + file.removed for file in change.files)
    if lines > change.scope.max_lines:
        message = f"{lines} lines are added or removed; the scope allows {change.scope.max_lines}."
        yield Finding(code="E_SCOPE_SIZE", path="", message=message, level="held")
    for file in change.files:
        if not change.examined(file):
            message = "The file is too large to be examined for secrets, tests and hidden characters."
            yield Finding(code="E_SCOPE_SIZE", path=file.path, message=message, level="held")
