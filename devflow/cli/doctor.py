"""`devflow doctor`: whether a run can start here, and what to type where it cannot."""

from __future__ import annotations

from pathlib import Path

import click

from devflow.cli import common
from devflow.cli.group import OK, USAGE
from devflow.doctor import examine
from devflow.report import diagnosis


@click.command()
@common.as_json
def doctor(json_: bool) -> int:
    """Say whether a run can start here, with the remedy for whatever is missing.

    Looks at git, the repository, the sandbox, the models (keys are looked for, never shown), the repo's
    checks and the configuration, and answers five questions about the way that a run takes. No model is
    called and nothing of yours is written. Ends with 2 when a run cannot start.

    Example: devflow doctor
    """
    told = examine(Path.cwd())
    if json_:
        common.print_json(diagnosis.data(told))
    else:
        diagnosis.show(told)
    return OK if told.can_start else USAGE
