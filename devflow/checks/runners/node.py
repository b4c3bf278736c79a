"""JavaScript's test runners, as a package.json's `test` script starts them, each with its own report."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from devflow.checks.check import Check
from devflow.checks.runners import node_reports as reports
from devflow.checks.runners.base import Around, Package, Runner
from devflow.checks.runners.scripts import Script, resolve

# -- each runner writes its own report, to the file that the sandbox names. All words from the first of these
#    on are devflow's: where tests run in the runner's own process, they are taken off its argv again
_REPORTS = {
    "mocha": '"--reporter=$DEVFLOW_INSIDE/devflow_mocha.cjs"',
    "vitest": '--reporter=json "--outputFile=$DEVFLOW_REPORT"',
    "jest": '"--reporters=$DEVFLOW_INSIDE/devflow_jest.cjs" --reporters=default'
    ' --json "--outputFile=$DEVFLOW_REPORT" --ci',
    "tape": '>"$DEVFLOW_REPORT"',
    "ava": '--tap >"$DEVFLOW_REPORT"',
    "tap": '--reporter=tap >"$DEVFLOW_REPORT"',
    "borp": '--reporter=tap >"$DEVFLOW_REPORT"',
    "qunit": '--reporter=tap >"$DEVFLOW_REPORT"',
}
_NAMED = 60
SCRIPT = "script"
"""A test script that starts none of the runners that are known."""
# -- a script may start node's own runner by a plain `node test.js`: from version 18.15 on it can be told how
#    to report, and an older one would not start with an option that it does not know
_AS_TAP = "! node --test-reporter=tap -e 0 2>&- || export NODE_OPTIONS=--test-reporter=tap"
_NODE_TEST = '--test --test-reporter=tap "--test-reporter-destination=$DEVFLOW_REPORT"'
_SELECTS = frozenset(("mocha", "vitest", "jest", "tape", "node-test", "borp", "qunit"))


def find(package: Package) -> Iterator[Check]:
    """A check for each runner of the package's test script; by its exit status alone where none is known."""
    scripts = [script for script in resolve(package.read("package.json")) if not script.is_placeholder]
    for script in scripts:
        several = sum(other.runner == script.runner for other in scripts) > 1
        yield _by_runner(package, script, several=several) if script.runner else _by_exit(package, script)


def _by_exit(package: Package, script: Script) -> Check:
    line = f'{_AS_TAP}; {script.text} >"$DEVFLOW_REPORT"'
    needs = str(package.at / "node_modules") if script.needs_packages else ""
    return Check(package.named("npm test"), "tests", ("sh", "-c", line), SCRIPT, needs, folder=package.folder)


def _by_runner(package: Package, script: Script, *, several: bool) -> Check:
    """One of several passages of the same runner is named by its files, or its options without any."""
    words = (script.files or script.arguments) if several else ()
    told = " ".join((script.runner, *(word for word in words if word != "run")))[:_NAMED]
    return Check(
        name=package.named(f"npm test ({told})"),
        kind="tests",
        argv=("sh", "-c", _line(script, " ".join(script.words))),
        runner=script.runner,
        environment=str(package.at / "node_modules"),
        folder=package.folder,
        some=f"{_line(script, script.options)} {{files}}" if _selects(package, script) else "",
        files=script.files,
        left_out=f"the rest of the script: {'; '.join(script.rest)}" if script.rest else "",
    )


def around(check: Check, at: Path) -> Around:
    """The package's own programs and node on PATH."""
    node = node_folder()
    own = f"{at / check.folder / 'node_modules' / '.bin'}:" if check.folder else ""
    modules = check.environment or f"{at}/node_modules"
    path = f"{own}{modules}/.bin:{node}:/usr/local/bin:/usr/bin:/bin"
    return Around({"PATH": path, "CI": "1"}, (Path(node) / "node",))


def node_folder() -> str:
    """Where this machine's node stands."""
    node = shutil.which("node")
    return str(Path(node).resolve().parent) if node else "/usr/bin"


def lacks(check: Check) -> str:
    """The runner is not among the installed packages."""
    modules = Path(check.kept or check.environment)
    places = (modules, modules.parent / check.folder / "node_modules")
    program = any((place / ".bin" / check.runner).exists() for place in places)
    found = shutil.which("node") if check.runner == "node-test" else program
    return "" if found else f"{check.runner} is not installed in node_modules: `{install(check)}`."


def install(check: Check) -> str:
    """What a person types to install a package's dependencies: the lock file tells the manager."""
    return f"{_manager(check)} install"


def add(check: Check, name: str) -> str:
    """What a person types to have one package more."""
    manager = _manager(check)
    return f"npm install --no-save {name}" if manager == "npm" else f"{manager} add {name}"


def _manager(check: Check) -> str:
    root = Path(check.environment).parent
    locks = {"pnpm-lock.yaml": "pnpm", "yarn.lock": "yarn"}
    return next((name for lock, name in locks.items() if (root / lock).exists()), "npm")


def _lacks_packages(check: Check) -> str:
    """A script of one's own needs what its package names."""
    if not check.environment:
        return ""
    modules = Path(check.kept or check.environment)
    there = modules.is_dir() or (modules.parent / check.folder / "node_modules").is_dir()
    return "" if there else f"{check.environment} is not there: `{install(check)}`."


def _selects(package: Package, script: Script) -> bool:
    """Whether files on the command line stand instead of those that are named elsewhere."""
    configured = [path for path in package.paths if path.startswith(".mocharc.")]
    own = script.runner == "mocha" and any(b"spec" in package.read(path) for path in configured)
    return script.runner in _SELECTS and not own


def _line(script: Script, command: str) -> str:
    """The shell line that runs a command of the script, told to report; further files may stand behind it."""
    if script.runner == "node-test":
        command = command.replace("--test", _NODE_TEST, 1)
    else:
        command = f"{command} {_REPORTS[script.runner]}"
    return "; ".join([*script.before, command])


RUNNERS: tuple[Runner, ...] = (
    Runner(SCRIPT, around, tells=reports.any_tap, by_exit=True, lacks=_lacks_packages),
    Runner("mocha", around, tells=reports.mocha, lacks=lacks),
    Runner("vitest", around, tells=reports.jest, lacks=lacks),
    Runner("jest", around, tells=reports.jest, lacks=lacks),
    Runner("tape", around, tells=reports.tape, lacks=lacks),
    Runner("ava", around, tells=reports.tap_flat, lacks=lacks),
    Runner("tap", around, tells=reports.tap, lacks=lacks),
    Runner("borp", around, tells=reports.tap, lacks=lacks),
    Runner("qunit", around, tells=reports.tap_flat, lacks=lacks),
    Runner("node-test", around, tells=reports.tap, lacks=lacks),
)
NODE = frozenset(runner.name for runner in RUNNERS)
