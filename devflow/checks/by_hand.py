"""A check's command as a person types it."""

from __future__ import annotations

import re
import shlex

from devflow.checks.check import Check

# -- what devflow alone needs: how node reports, and the file that it reads the outcome from
_REPORT = re.compile(
    r"^! node [^;]*; "
    r'|\s*>\s*"\$DEVFLOW_REPORT".*$'
    r"|\s(?:--reporter[= ](?:json|tap)|--json|--tap|--test-reporter=tap)(?=[ >])(?=.*DEVFLOW_REPORT)"
    r'|\s(?:--reporter-option )?"[\w-]+=\$DEVFLOW_REPORT"(?: --ci)?'
)


def shell_line(check: Check) -> str:
    """The shell line, without the file that devflow alone reads the outcome from."""
    if check.argv[:2] == ("sh", "-c"):
        return _REPORT.sub("", check.argv[2])
    return shlex.join(check.argv)
