"""A check's command as a person types it."""

from __future__ import annotations

import re
import shlex

from devflow.checks.check import Check
from devflow.checks.runners.commands import COMMAND

# -- how node reports, and the file that the outcome is read from
_REPORT = re.compile(
    r"^! node [^;]*; "
    r'|\s"[\w=-]+\$DEVFLOW_INSIDE.*$'
    r'|\s*>\s*"\$DEVFLOW_REPORT".*$'
    r"|\s(?:--reporter=(?:json|tap)|--tap|--test-reporter=tap)(?=[ >])(?=.*DEVFLOW_REPORT)"
    r'|\s"[\w-]+=\$DEVFLOW_REPORT"'
)
# -- by these a program tells a program; with some it ends well whatever it found, which nobody must copy
_TELLING = re.compile(
    r"(?<=^go vet \./\.\.\.) 2>&1 \| sed .*$"
    r"|(?<=^go test) -json(?= )"
    r"| --workspace --all-targets --message-format=json --quiet$"
    r"| --output-format=json --no-fix --no-fix-only --no-cache --exit-zero$"
    r"| --no-error-summary --hide-error-context --no-pretty --cache-dir=/dev/null$"
    r"| --outputjson$| --format json$| --pretty false$"
)


def shell_line(check: Check) -> str:
    """The shell line, without what devflow alone needs to read the outcome; its exit status is its own."""
    if check.runner == COMMAND:
        return check.argv[-1]
    if check.argv[:2] == ("sh", "-c"):
        return _TELLING.sub("", _REPORT.sub("", check.argv[2]))
    return _TELLING.sub("", shlex.join(check.argv))
