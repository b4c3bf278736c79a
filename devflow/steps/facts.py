"""The facts step: verbatim quotes from approved sources, looked up by code, each with its source."""

from __future__ import annotations

from devflow.facts import Installed, Wanted, look
from devflow.handoffs import Context, Facts, Spec
from devflow.store.ledger import step
from devflow.toolbox import Toolbox

# -- whose imports tell which packages matter
_FILES = 3


@step("facts")
def look_up(tools: Toolbox, spec: Spec, context: Context) -> Facts:
    """What the repo's documents, history and pins and the packages installed for it say of the spec's names.

    `open` holds the questions of fact that no source answers; what is a matter of choice is in `choices`.
    """
    wanted = Wanted.of(spec)
    installed = Installed.beside(tools.repo.user.root)
    paths = [file.path for file in context.files[:_FILES]]
    found = look(wanted, tools.index, tools.objects, tools.base, installed, paths)
    return Facts(quotes=found.quotes, open=found.unanswered, choices=wanted.choices)
