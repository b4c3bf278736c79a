"""The house's floors: who may import whom. This table is the architecture; the code is held to it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "devflow"

# -- from the roof to the ground. A room imports rooms of lower floors only.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("__main__",),
    ("cli",),
    ("web",),
    ("report", "forge", "hooks"),
    ("bundle", "bench"),
    ("engine", "cleanup", "trial", "doctor", "proposal", "setup", "forecast"),
    ("pipeline", "deciding", "pins"),
    ("attempts",),
    ("wiring", "steps"),
    ("replies",),
    ("toolbox",),
    (
        "models",
        "risk",
        "index",
        "edits",
        "facts",
        "checks",
        "guard",
        "git",
        "sandbox",
        "store",
        "languages",
        "prompts",
        "proof",
        "wording",
        "demo",
    ),
    ("folders", "excerpts"),
    ("config", "assets", "process", "clean"),
    ("handoffs", "errors", "events", "counting"),
)
# -- doors between rooms of one floor; all others are walls
DOORS: dict[str, set[str]] = {
    "checks": {"sandbox"},
    "demo": {"git"},
    "edits": {"languages"},
    "guard": {"git", "languages"},
    "facts": {"git", "index", "languages"},
    "index": {"git", "languages"},
    "risk": {"guard"},
    "store": {"models"},
}
# -- rooms that see less than their floor allows
SEES: dict[str, set[str]] = {
    "report": {
        *("handoffs", "events", "counting", "clean", "assets"),
        *("store", "models", "cleanup", "doctor", "forecast", "bench"),
    },
    "web": {"engine", "report", "store", "handoffs", "events", "errors"},
    # -- it carries a run between machines: it reads tickets, and goes on with runs from their bundles
    "forge": {
        *("handoffs", "events", "clean", "config", "errors", "process"),
        *("steps", "git", "store", "wiring", "deciding", "engine", "bundle"),
    },
    "process": set(),
    "clean": set(),
}
# -- who alone may import what is not ours; each is a door to something costly, dangerous or loud
ONLY: dict[str, set[str]] = {
    "anthropic": {"models"},
    "click": {"cli"},
    "detect_secrets": {"guard"},
    "genai_prices": {"models"},
    "github": {"forge"},
    "jinja2": {"prompts"},
    "multiprocessing": set(),
    "openai": {"models"},
    "requests": {"forge"},
    "rich": {"report"},
    "sqlalchemy": {"store"},
    "subprocess": {"process"},
}
# -- the floors within a room that has several
WITHIN: dict[str, tuple[str, ...]] = {
    "index": ("index", "beyond", "packing", "ranking", "keeping", "asking", "reading"),
}
# -- runs inside the sandbox under the repo's own interpreter, which has nothing of ours
INSIDE = "devflow.checks.inside"


def modules() -> dict[str, ast.Module]:
    """Every module of devflow, parsed, by its dotted name."""
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = ast.parse(file.read_text("utf-8"))
    return found


MODULES = modules()


def imports(tree: ast.Module) -> Iterator[str]:
    """The dotted names of modules that a module imports, wherever in it the statement stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute, so that they can be read"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if name in MODULES else str(node.module)


def room(module: str) -> str:
    """The room that a module of ours belongs to; empty for the package itself."""
    return module.partition(".")[2].partition(".")[0]


def crossings() -> Iterator[tuple[str, str]]:
    """Every import of one room by another: the module, and the room it imports."""
    for module, tree in MODULES.items():
        for name in imports(tree):
            if name.startswith("devflow.") and room(name) != room(module):
                yield module, room(name)


FLOOR = {name: level for level, names in enumerate(FLOORS) for name in names}


def test_every_room_has_its_place_in_the_table() -> None:
    assert {room(module) for module in MODULES} - {""} <= FLOOR.keys()


def test_imports_run_downhill() -> None:
    uphill = [
        f"{module} imports {below}"
        for module, below in crossings()
        if FLOOR[below] <= FLOOR[room(module)] and below not in DOORS.get(room(module), ())
    ]
    assert not uphill


def test_imports_run_downhill_within_a_room() -> None:
    uphill = []
    for house, floors in WITHIN.items():
        level = {f"devflow.{house}.{name}": number for number, name in enumerate(floors)}
        for module, tree in MODULES.items():
            for name in imports(tree):
                here, there = (".".join(each.split(".")[:3]) for each in (module, name))
                if here != there and level.get(there, 99) <= level.get(here, -1):
                    uphill.append(f"{module} imports {name}")
    assert not uphill


def test_doors_stay_on_one_floor() -> None:
    assert all(FLOOR[name] == FLOOR[other] for name, others in DOORS.items() for other in others)


@pytest.mark.parametrize("name", SEES)
def test_a_room_sees_no_more_than_it_needs(name: str) -> None:
    assert {below for module, below in crossings() if room(module) == name} <= SEES[name]


def test_no_module_stands_above_itself() -> None:
    graph = {module: set(imports(tree)) & MODULES.keys() - {module} for module, tree in MODULES.items()}
    # -- a package's own __init__ gathers its modules; they may not import it back
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(f"a circle of imports: {' -> '.join(circle.args[1])}")


def test_steps_never_import_each_other() -> None:
    steps = {module: tree for module, tree in MODULES.items() if module.startswith("devflow.steps.")}
    assert not {m: n for m, tree in steps.items() for n in imports(tree) if n.startswith("devflow.steps")}


@pytest.mark.parametrize("package", ONLY)
def test_what_is_not_ours_has_one_door(package: str) -> None:
    users = {room(module) for module, tree in MODULES.items() if uses(tree, package)}
    assert users <= ONLY[package]


def uses(tree: ast.Module, package: str) -> bool:
    """Whether a module imports a package that is not ours."""
    return any(name.split(".")[0] == package for name in imports(tree))


def test_no_process_is_started_past_the_door() -> None:
    starters = ("exec", "spawn", "posix_spawn", "popen", "system", "fork")
    calls = [
        f"{module}:{node.lineno} os.{node.attr}"
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
        and node.attr.startswith(starters)
    ]
    assert not calls


def test_what_runs_inside_the_sandbox_needs_only_python_and_the_runner() -> None:
    ours = {module for module in MODULES if module.startswith(f"{INSIDE}.")}
    neighbours = {module.rpartition(".")[2] for module in ours}
    allowed = sys.stdlib_module_names | {"pytest", "django"} | neighbours
    assert {n.split(".")[0] for module in ours for n in imports(MODULES[module])} <= allowed


def test_importing_devflow_reads_no_environment_file_or_clock() -> None:
    told = [
        f"{module}:{node.lineno}"
        for module, tree in MODULES.items()
        for statement in tree.body
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in WORLD
    ]
    assert not [place for place in told if not place.startswith(INSIDE)]


WORLD = {
    "os.getenv",
    "os.environ.get",
    "open",
    "Path.cwd",
    "Path.home",
    "time.time",
    "datetime.now",
    "os.getcwd",
}
