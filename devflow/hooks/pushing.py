"""What may be pushed: nothing of devflow's that nobody approved, nothing past the scope of the repo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from devflow import config
from devflow.clean import clean_line
from devflow.errors import ConfigError, ScopeError
from devflow.git.command import git
from devflow.git.objects import Objects
from devflow.git.run_repo import ADDRESS, AUTHOR
from devflow.git.user_repo import UserRepo, is_approval
from devflow.guard import matches

_RUN = re.compile(r"^Devflow-Run: (\w+)$", re.MULTILINE)
_NAMED = 5


@dataclass(frozen=True)
class Pushed:
    """One ref of a push, as git tells the hook: `<local ref> <commit> <remote ref> <commit there>`."""

    local: str
    commit: str
    remote: str


def read(lines: str) -> tuple[Pushed, ...]:
    """The refs that bring a commit; one that is deleted brings none."""
    fields = [line.split(" ") for line in lines.splitlines()]
    return tuple(
        Pushed(each[0], each[1], each[2]) for each in fields if len(each) == 4 and each[1].strip("0")
    )


def judge(user: UserRepo, pushed: tuple[Pushed, ...]) -> None:
    """Let a push pass.

    Raises:
        ScopeError: it brings a commit of devflow's that nobody approved (E_PUSH_UNAPPROVED), or changes what
            the repo's `hooks.push_scope` does not hold (E_PUSH_SCOPE).
    """
    for ref in pushed:
        _refuse_unapproved(user, ref)
        _refuse_past_scope(user, ref)


def _refuse_unapproved(user: UserRepo, ref: Pushed) -> None:
    objects = Objects(user.git_dir)
    for commit in _new(user, ref.commit, f"--author={AUTHOR} <{ADDRESS}>"):
        if is_approval(user.note(commit)):
            continue
        found = _RUN.search(next(objects.history(commit, 1)).message)
        run = found.group(1) if found else "last"
        message = f"{clean_line(ref.local)} holds {commit[:12]} of run {run}, which nobody has approved."
        hint = f"devflow review {run}\ndevflow approve {run}"
        raise ScopeError(message, hint, code="E_PUSH_UNAPPROVED")


def _refuse_past_scope(user: UserRepo, ref: Pushed) -> None:
    """Hold what a push changes against the scope that stands on the remote already, not the one it brings."""
    base = _known_before(user, ref.commit)
    scope = _push_scope(user, base) if base else ()
    if not scope:
        return
    changed = [file.path for file in Objects(user.git_dir).changed(base, ref.commit)]
    outside = [path for path in changed if not any(matches(pattern, path) for pattern in scope)]
    if outside:
        more = f" and {len(outside) - _NAMED} more" if len(outside) > _NAMED else ""
        named = ", ".join(clean_line(path) for path in outside[:_NAMED])
        message = f"{clean_line(ref.local)} changes what hooks.push_scope does not hold: {named}{more}."
        raise ScopeError(message, "git push --no-verify goes without devflow's hook.", code="E_PUSH_SCOPE")


def _push_scope(user: UserRepo, base: str) -> tuple[str, ...]:
    text = Objects(user.git_dir).read(base, config.REPO_FILE)
    try:
        return config.load(text, {}, {}).hooks.push_scope
    except ConfigError as error:
        hint = "Mend the file, or push once with git push --no-verify."
        raise ConfigError(error.message, hint, code=error.code) from error


def _new(user: UserRepo, commit: str, *options: str) -> Iterator[str]:
    """Commits that no remote has yet, newest first."""
    done = git(user.git_dir, "rev-list", *options, commit, "--not", "--remotes", ok=(0, 128))
    yield from done.stdout.decode().split()


def _known_before(user: UserRepo, commit: str) -> str:
    """The newest commit below a pushed one that a remote has; empty where none has any."""
    listed = _new(user, commit, "--boundary")
    return next((line[1:] for line in listed if line.startswith("-")), "")
