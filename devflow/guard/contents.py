"""What added text tells: credentials, hidden characters, silenced linters, code that could forge a result."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from devflow.clean import hidden_characters
from devflow.guard.change import Change
from devflow.guard.credentials import secrets_in
from devflow.guard.testcode.testfiles import is_test
from devflow.handoffs import Finding

_LOCK_FILES = re.compile(
    r"(^|/)([^/]*\.lock|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum|.*\.lockb?|requirements[^/]*\.lock)$",
    re.IGNORECASE,
)
_SILENCED = re.compile(
    r"""
      \#\s*(noqa|type:\s*ignore|ty:\s*ignore|pyright:|pyre-|pylint:\s*disable|mypy:|ruff:|nosec|fmt:\s*(off|skip)
           |isort:\s*(skip|off)|pragma:\s*(no\s*cover|allowlist|no\s*mutate)|rubocop:disable)
    | (//|/\*|<!--|\#|\{/\*)\s*(eslint-disable|@ts-(ignore|expect-error|nocheck)|tslint:disable|biome-ignore
           |prettier-ignore|stylelint-disable|istanbul\s+ignore|c8\s+ignore|v8\s+ignore|nolint|NOLINT
           |phpcs:(ignore|disable)|@phpstan-ignore|@psalm-suppress|noinspection|swiftlint:disable|ktlint-disable
           |gitleaks:allow|shellcheck\s+disable|checkstyle:\s*off)
    | \#!?\[\s*allow\s*\( | @SuppressWarnings | @Suppress\( | SuppressMessage\(
    | \#pragma\s+warning\s*\(?\s*disable
    """,
    re.VERBOSE,
)
_FORGING = re.compile(
    r"""
      \bos\._exit\b | \batexit\b | \bPYTEST_[A-Z_]+ | \b_pytest\b
    | ^\s*(import|from)\s+(pytest|pluggy|unittest)\b
    | \bsys\.modules\b | \bsys\.settrace\b | \bpytest\.(exit|skip|xfail)\b | \bSkipTest\b
    | \bprocess\.(exit|reallyExit|abort)\b | \bos\.Exit\b | \bstd::process::exit\b | \bSystem\.exit\b
    | \bJEST_WORKER_ID\b | \bVITEST\b
    """,
    re.VERBOSE,
)
_ALWAYS_EQUAL = re.compile(r"def\s+__eq__\s*\([^)]{0,200}\)[^:\n]{0,80}:\s{0,200}return\s+True\b")


def secrets(change: Change) -> Iterator[Finding]:
    """Hold each file whose added lines hold what looks like a credential."""
    for file in change.written:
        if _LOCK_FILES.search(file.path):
            continue
        found = list(secrets_in(file.path, change.added_lines(file)))
        if found:
            kinds = ", ".join(sorted({kind for _, kind in found}))
            message = f"Added text looks like a credential ({kinds}) at {_lines(n for n, _ in found)}."
            yield Finding(code="E_SECRET_IN_DIFF", path=file.path, message=message, level="held")


def hidden_text(change: Change) -> Iterator[Finding]:
    """Show added characters that reorder or hide text."""
    for file in change.written:
        found = [number for number, line in change.added_lines(file) if hidden_characters(line)]
        if found:
            message = f"Added text holds characters that a reader does not see, at {_lines(found)}."
            yield Finding(code="E_BIDI", path=file.path, message=message, level="shown")


def silenced_linters(change: Change) -> Iterator[Finding]:
    """Show added comments that switch a linter, a type checker or a coverage counter off."""
    for file in change.written:
        found = [number for number, line in change.added_lines(file) if _SILENCED.search(line[:5000])]
        if found:
            message = f"The patch silences a checker at {_lines(found)}."
            yield Finding(code="E_LINT_WEAKENED", path=file.path, message=message, level="shown")


def forging_code(change: Change) -> Iterator[Finding]:
    """Show source that newly ends the process, names the test runner, or equals everything.

    What runs in the tests' own process can forge their result; a pattern cannot prove it, a reader can.
    """
    for file in change.written:
        if is_test(file.path):
            continue
        added = change.added_lines(file)
        found = [number for number, line in added if _FORGING.search(line[:5000])]
        text = "\n".join(line[:5000] for _, line in added)
        if found or _ALWAYS_EQUAL.search(text):
            where = f" at {_lines(found)}" if found else ""
            message = f"New source could decide a test's result by itself{where}: see what it is for."
            yield Finding(code="E_TEST_FORGERY", path=file.path, message=message, level="shown")


def _lines(numbers: Iterator[int] | Sequence[int]) -> str:
    listed = list(numbers)
    words = ", ".join(str(number) for number in listed[:5])
    more = f" and {len(listed) - 5} more" if len(listed) > 5 else ""
    return f"line{'s' if len(listed) > 1 else ''} {words}{more}"
