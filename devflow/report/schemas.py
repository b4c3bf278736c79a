"""Every shape that a command prints with --json, by the name under which it is published in docs/schemas."""

from __future__ import annotations

from collections.abc import Mapping

from devflow.report.data import EventLine, RunRow, RunTold, Told
from devflow.report.diagnosis import DiagnosisTold
from devflow.report.figures import FiguresTold
from devflow.report.forecast import PlanTold
from devflow.report.leftovers import LeftoversTold
from devflow.report.told import (
    FoundTold,
    HooksTold,
    OrderTold,
    ProposedTold,
    PublishedTold,
    PushedTold,
    ReviewTold,
    SetupTold,
    ShownTold,
    TrialGoneTold,
    TrialTold,
    VerifiedTold,
)

# -- published under docs/schemas; scripts/schemas.py writes them anew
SCHEMAS: Mapping[str, type[Told]] = {
    "diagnosis": DiagnosisTold,
    "event": EventLine,
    "figures": FiguresTold,
    "found": FoundTold,
    "hooks": HooksTold,
    "leftovers": LeftoversTold,
    "order": OrderTold,
    "plan": PlanTold,
    "proposed": ProposedTold,
    "published": PublishedTold,
    "pushed": PushedTold,
    "review": ReviewTold,
    "run": RunTold,
    "runs": RunRow,
    "setup": SetupTold,
    "shown": ShownTold,
    "trial": TrialTold,
    "trial-gone": TrialGoneTold,
    "verified": VerifiedTold,
}
# -- which of them a command prints; of two, the second one is that of an option
PRINTED: Mapping[str, tuple[str, ...]] = {
    "accept": ("event", "run"),
    "answer": ("event", "run"),
    "approve": ("runs",),
    "bundle check": ("run",),
    "bundle push": ("pushed",),
    "doctor": ("diagnosis",),
    "find": ("found",),
    "gc": ("leftovers",),
    "github event": ("order",),
    "github publish": ("published",),
    "github work": ("event", "run"),
    "hook install": ("hooks",),
    "hook status": ("hooks",),
    "hook uninstall": ("hooks",),
    "init": ("proposed",),
    "plan": ("plan",),
    "reject": ("runs",),
    "resume": ("event", "run"),
    "review": ("review",),
    "run": ("event", "run"),
    "runs": ("runs",),
    "scope add": ("event", "run"),
    "send-back": ("event", "run"),
    "setup": ("setup",),
    "show": ("shown", "verified"),
    "stats": ("figures",),
    "try": ("trial", "trial-gone"),
}
