"""Edits are judged against the base's tree: twins, links, submodules, changed kinds, inner repos."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from devflow.errors import ScopeError
from devflow.guard import EDIT_RULES, judge_edits
from devflow.guard.placing import Objection, Placing
from tests.guard.builder import Entry

_FILE, _LINK, _SUBMODULE = "100644", "120000", "160000"
_BASE = {
    "app.py": _FILE,
    "src/a.py": _FILE,
    "docs": _LINK,
    "vendor/lib": _SUBMODULE,
    "caf\u00e9.txt": _FILE,
    "xt_MARK.c": _FILE,
    "xt_mark.c": _FILE,
    "old/HEAD": _FILE,
    "Lib/a.py": _FILE,
    "lib/b.py": _FILE,
}

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("the same path twice", {"paths": ["app.py", "app.py"]}, "E_EDIT_CONFLICT"),
    ("written and deleted", {"paths": ["app.py"], "deleted": ["app.py"]}, "E_EDIT_CONFLICT"),
    ("behind a link", {"paths": ["docs/x"]}, "E_PATH_SYMLINK"),
    ("far behind a link", {"paths": ["docs/x/y/z"]}, "E_PATH_SYMLINK"),
    ("deleted behind a link", {"paths": [], "deleted": ["docs/x"]}, "E_PATH_SYMLINK"),
    ("over a link", {"paths": ["docs"]}, "E_PATH_SYMLINK"),
    ("in a submodule", {"paths": ["vendor/lib/x.c"]}, "E_MODE"),
    ("over a submodule", {"paths": ["vendor/lib"]}, "E_MODE"),
    ("a file becomes a folder", {"paths": ["app.py/inner.txt"]}, "E_TYPE_CHANGE"),
    (
        "a deleted file becomes a folder",
        {"paths": ["app.py/inner.txt"], "deleted": ["app.py"]},
        "E_TYPE_CHANGE",
    ),
    ("a folder becomes a file", {"paths": ["src"]}, "E_TYPE_CHANGE"),
    ("a new file is a folder too", {"paths": ["new", "new/x"]}, "E_TYPE_CHANGE"),
    ("only case differs", {"paths": ["APP.py"]}, "E_PATH_COLLISION"),
    ("only a folder's case differs", {"paths": ["SRC/b.py"]}, "E_PATH_COLLISION"),
    ("only the Unicode form differs", {"paths": ["cafe\u0301.txt"]}, "E_PATH_COLLISION"),
    ("two new twins", {"paths": ["x/e\u0301", "x/\u00e9"]}, "E_PATH_COLLISION"),
    ("sharp s and double s", {"paths": ["stra\u00dfe", "STRASSE"]}, "E_PATH_COLLISION"),
    ("an inner repo", {"paths": ["v/x/HEAD", "v/x/objects/a", "v/x/refs/heads/m"]}, "E_EMBEDDED_REPO"),
    ("an inner repo by config", {"paths": ["v/x/HEAD", "v/x/config", "v/x/refs/heads/m"]}, "E_EMBEDDED_REPO"),
    ("an inner repo by commondir", {"paths": ["v/HEAD", "v/commondir"]}, "E_EMBEDDED_REPO"),
    ("an inner repo in other case", {"paths": ["v/head", "v/OBJECTS/a", "v/Refs/m"]}, "E_EMBEDDED_REPO"),
    ("the root is an inner repo", {"paths": ["HEAD", "objects/a", "refs/m"]}, "E_EMBEDDED_REPO"),
    ("a HEAD of the base completed", {"paths": ["old/objects/a", "old/refs/m"]}, "E_EMBEDDED_REPO"),
]
HONEST: list[tuple[str, dict[str, Any]]] = [
    ("an edit", {"paths": ["app.py", "src/a.py"]}),
    ("new files", {"paths": ["src/b.py", "src/new/c.py"]}),
    ("a rename that changes case only", {"paths": ["App.py"], "deleted": ["app.py"]}),
    ("one of two old twins edited", {"paths": ["xt_mark.c"]}),
    ("a module becomes a package", {"paths": ["src/a/__init__.py"], "deleted": ["src/a.py"]}),
    ("a link deleted", {"paths": [], "deleted": ["docs"]}),
    ("a file called HEAD", {"paths": ["art/HEAD"]}),
    ("folders called objects and refs", {"paths": ["db/objects/a.py", "db/refs/b.py"]}),
    ("a HEAD with a config", {"paths": ["old/config"]}),
    ("a HEAD with refs", {"paths": ["old/refs/x"]}),
    ("a new file in one of two old twins", {"paths": ["lib/c.py"]}),
    ("a neighbour of a link", {"paths": ["docs2/x", "docsx"]}),
]


def _tree() -> dict[str, Entry]:
    return {path: Entry(mode, "0" * 40) for path, mode in _BASE.items()}


@pytest.mark.parametrize(("edits", "code"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_edits_that_cannot_stand_on_the_base_are_refused(edits: dict[str, Any], code: str) -> None:
    with pytest.raises(ScopeError) as refusal:
        judge_edits(tree=_tree(), **edits)
    assert refusal.value.code == code


@pytest.mark.parametrize("edits", [case[1] for case in HONEST], ids=[case[0] for case in HONEST])
def test_honest_edits_pass(edits: dict[str, Any]) -> None:
    judge_edits(tree=_tree(), **edits)


@pytest.mark.parametrize("rule", EDIT_RULES, ids=lambda rule: rule.__name__)
def test_each_rule_on_edits_is_needed(rule: object) -> None:
    left = [other for other in EDIT_RULES if other is not rule]
    changed = [name for name, edits, code in REFUSED if _code(edits, left) != code]
    assert changed, "no refused edit notices that the rule is gone"


def _code(edits: dict[str, Any], rules: Sequence[Callable[[Placing], Iterator[Objection]]]) -> str:
    try:
        judge_edits(tree=_tree(), rules=rules, **edits)
    except ScopeError as refusal:
        return refusal.code
    return ""


def test_a_tree_of_fifty_thousand_files_is_judged_in_seconds() -> None:
    tree = {f"pkg{n % 300}/mod{n % 17}/file{n}.py": Entry(_FILE, "0" * 40) for n in range(50_000)}
    judge_edits(["pkg1/new.py", "pkg2/mod3/other.py"], tree)
    with pytest.raises(ScopeError):
        judge_edits(["PKG1/mod1/new.py"], tree)
