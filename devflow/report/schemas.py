"""Every shape that a command prints with --json, by the name under which it is published in docs/schemas."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from devflow.report.commits import CommitsTold
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
    "commits": CommitsTold,
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
    "bench commits": ("commits",),
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


def schema_of(kind: type[Told]) -> dict[str, Any]:
    """The schema of a shape as it is printed, each field with what stands under it in the code.

    Its words are read here and not by pydantic as each class is made, which every run would wait for.
    """
    return kind.model_json_schema(mode="serialization", schema_generator=_Described)


class _Described(GenerateJsonSchema):
    """As pydantic writes a schema, with the words under each field."""

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        """The schema of a model."""
        return _described(super().model_schema(schema), schema["cls"])

    def dataclass_schema(self, schema: Any) -> JsonSchemaValue:
        """The schema of a plain dataclass within one."""
        return _described(super().dataclass_schema(schema), schema["cls"])


def _described(made: JsonSchemaValue, kind: type) -> JsonSchemaValue:
    for base in kind.__mro__:
        for name, words in _words(base).items() if base.__module__.startswith("devflow.") else ():
            made["properties"].get(name, {}).setdefault("description", words)
    return made


def _words(kind: type) -> Mapping[str, str]:
    """The strings that stand under the fields of a class, by field."""
    (made,) = ast.parse(inspect.cleandoc("\n" + inspect.getsource(kind))).body
    lines = made.body if isinstance(made, ast.ClassDef) else []
    found = {}
    for field, below in pairwise(lines):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                found[name] = inspect.cleandoc(words)
    return found
