"""`devflow doctor`: whether a run can start here, and what to type where it cannot."""

from __future__ import annotations

from pathlib import Path

import click

from devflow.cli import common, options
from devflow.cli.group import OK, USAGE
from devflow.doctor import examine
from devflow.report import diagnosis


@click.command()
@click.option("--probe", is_flag=True, help="Ask the models of this machine a few short questions.")
@options.as_json
def doctor(probe: bool, json_: bool) -> int:
    """Say whether a run can start here, with the remedy for whatever is missing.

    Looks at git, the repository, the sandbox, the models (keys are looked for, never shown), the repo's
    checks and the configuration, and answers five questions about the way that a run takes. No model is
    called without --probe, and nothing of yours is written. Ends with 2 when a run cannot start.

    With --probe the models of this machine (Ollama, vLLM, llama.cpp) are asked: how many tokens they hold,
    how fast they are, in which format their edits can be placed, and which role they are too small for.

    Example: devflow doctor --probe
    """
    found = examine(Path.cwd(), probing=common.say if probe else None)
    if json_:
        common.print_json(diagnosis.told(found))
    else:
        diagnosis.show(found)
    return OK if found.can_start else USAGE
