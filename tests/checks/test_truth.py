"""A pass is only said of code that was really tested: environments, copies, limits, commands, linters."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from devflow.checks import Check, Shelf, chosen, find
from devflow.checks.needs.supplies import Supplies
from devflow.checks.outcomes.session import Session
from devflow.checks.runners import python_lint
from devflow.checks.runners.commands import command_check
from devflow.checks.verdicts.lacking import nothing_found
from devflow.config import Checks
from devflow.handoffs import Outcome
from devflow.process import Completed
from devflow.sandbox import Limits, Unsandboxed
from tests.checks.conftest import APP, BASE, FIXED, TESTS, MakePlace
from tests.checks.place import QUICK, Place

SHORT = Limits(seconds=30, memory=300 << 20, processes=40, disk=100 << 20)


def test_an_environment_without_pytest_needs_setup(make_place: MakePlace, tmp_path: Path) -> None:
    place = make_place({**BASE, "pytest.ini": "[pytest]\n"}, environment=None)
    home = Path(sys.base_prefix) / "bin"
    (place.at / ".venv" / "bin").mkdir(parents=True)
    (place.at / ".venv" / "pyvenv.cfg").write_text(f"home = {home}\ninclude-system-site-packages = false\n")
    (place.at / ".venv" / "bin" / "python").symlink_to(home / f"python3.{sys.version_info.minor}")
    result = place.result({"app.py": FIXED})
    assert result.status == "needs_setup"
    assert f"{place.at}/.venv/bin/pip install pytest" in result.reason


def test_a_check_that_is_skipped_by_name_is_not_run(make_place: MakePlace) -> None:
    place = make_place({**BASE, "pyproject.toml": "[tool.mypy]\n"})
    found = [check.name for check in place.checks()]

    def left(*skip: str, commands: tuple[str, ...] = ()) -> list[str]:
        settings = Checks(skip=skip, commands=commands)
        files = place.base
        read = {path: text.encode() for path, text in files.items()}.get
        return [check.name for check in chosen(settings, files, read, place.at)]

    assert left() == left("of nothing") == found
    assert left(found[0]) == found[1:]
    assert left("command 1", commands=("true",)) == ["command 1"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Executable doesn't exist\n║ npx playwright install ║", 'skip = ["web"]'),
        ("starting\nTypeError: no such plugin\n  at x.js", "found no tests here: TypeError: no such plugin."),
        ("0 errors, nothing to do", "found no tests here."),
    ],
)
def test_where_no_test_is_found_the_runners_own_words_say_why(said: str, words: str) -> None:
    check = Check("web", "tests", ("sh", "-c", "vitest"), "vitest")
    reason = nothing_found(check, Session(Completed((), 1, b"", said.encode(), 0.1)))
    assert reason.startswith("web ")
    assert words in reason


def test_a_missing_module_needs_setup_and_is_named(make_place: MakePlace) -> None:
    place = make_place({**BASE, "app.py": "import numpyish\n" + APP})
    result = place.result({"app.py": "import numpyish\n" + FIXED})
    assert result.status == "needs_setup"
    assert "pip install numpyish" in result.reason


def needing_a_database(red: int, green: int) -> dict[str, str]:
    """Tests of which some need what answers at a port, where nobody does."""
    return {
        **BASE,
        "test_store.py": (
            "import socket\n\nimport pytest\n\n\n"
            f"@pytest.mark.parametrize('number', range({red}))\ndef test_stored(number: int) -> None:\n"
            "    socket.create_connection(('127.0.0.1', 9))\n\n\n"
            f"@pytest.mark.parametrize('number', range({green}))\ndef test_plain(number: int) -> None:\n"
            "    assert number >= 0\n"
        ),
    }


def test_a_suite_whose_database_is_missing_says_nothing_though_some_tests_pass(make_place: MakePlace) -> None:
    result = make_place(needing_a_database(red=30, green=5)).result({"app.py": FIXED})
    assert result.status == "needs_setup"
    assert "30 of 37 tests fail on the base too" in result.reason
    assert "Connection refused" in result.reason
    assert "`devflow doctor`" in result.reason


@pytest.mark.parametrize(("red", "green"), [(30, 40), (8, 1)])
def test_a_repo_may_live_with_some_red_tests(make_place: MakePlace, red: int, green: int) -> None:
    result = make_place(needing_a_database(red, green)).result({"app.py": FIXED})
    assert result.status == "green"
    assert len(result.still_failing) == red


def test_a_broken_line_is_red_where_most_tests_cannot_run(make_place: MakePlace) -> None:
    base = {**needing_a_database(red=30, green=5), "app.py": FIXED}
    assert make_place(base).result({"app.py": APP}).status == "red"


def test_a_repo_without_a_real_test_needs_setup(make_place: MakePlace) -> None:
    result = make_place({"app.py": APP, "pytest.ini": "[pytest]\n"}).result({"app.py": FIXED})
    assert result.status == "needs_setup"
    assert "found no tests" in result.reason


def test_a_dependency_that_the_patch_adds_needs_setup(make_place: MakePlace) -> None:
    """It is named, and what sets the base up is not, as that would not bring it."""
    place, edits = make_place(), {"app.py": "import numpyish\n" + FIXED, "requirements.txt": "numpyish\n"}
    result = place.result(edits, supplies=Supplies(advice=lambda: "devflow setup"))
    assert result.status == "needs_setup"
    assert result.reason == "The patch needs numpyish, not installed here."
    assert result.wants == ("numpyish",)
    assert "devflow setup" not in result.reason


def test_another_copy_of_the_code_is_no_proof(make_place: MakePlace) -> None:
    """The package is installed in the environment, and the tests import that copy."""
    base = {"src/app.py": APP, "tests/test_app.py": TESTS, "pytest.ini": "[pytest]\n"}
    place = make_place(base)
    site = next((place.at / ".venv" / "lib").glob("python3*/site-packages"))
    (site / "app.py").write_text(FIXED)
    result = place.result({"src/app.py": FIXED})
    assert result.status == "needs_setup"
    assert "site-packages/app.py" in result.reason
    assert "install -e ." in result.reason


FORGETS = "import sys\n\ndef test_forgets():\n    del sys.modules['app']\n"


def test_another_copy_is_seen_though_a_test_makes_python_forget_it(make_place: MakePlace) -> None:
    base = {"src/app.py": APP, "tests/test_app.py": f"{TESTS}\n\n{FORGETS}", "pytest.ini": "[pytest]\n"}
    place = make_place(base)
    site = next((place.at / ".venv" / "lib").glob("python3*/site-packages"))
    (site / "app.py").write_text(FIXED)
    assert place.result({"src/app.py": FIXED}).status == "needs_setup"


def test_a_module_that_no_test_loads_stands_where_its_package_does(make_place: MakePlace) -> None:
    base = {
        "src/shop/__init__.py": "",
        "src/shop/extra.py": "",
        "tests/test_app.py": "import shop\n\ndef test_shop():\n    assert shop.__name__\n",
        "pytest.ini": "[pytest]\n",
    }
    place = make_place(base)
    site = next((place.at / ".venv" / "lib").glob("python3*/site-packages"))
    (site / "shop").mkdir()
    (site / "shop" / "__init__.py").write_text("")
    assert place.result({"src/shop/extra.py": "one = 1\n"}).status == "needs_setup"
    (site / "shop" / "__init__.py").unlink()
    (site / "shop").rmdir()
    (site / "shop.pth").write_text(f"{place.at}/src\n")
    assert place.result({"src/shop/extra.py": "one = 1\n"}).status == "green"


def test_an_editable_install_is_led_to_the_candidate(make_place: MakePlace) -> None:
    base = {"src/app.py": APP, "tests/test_app.py": TESTS, "pytest.ini": "[pytest]\n"}
    place = make_place(base)
    site = next((place.at / ".venv" / "lib").glob("python3*/site-packages"))
    (site / "app.pth").write_text(f"{place.at}/src\n")
    result = place.result({"src/app.py": FIXED})
    assert result.status == "green", result.reason
    assert [change.id for change in result.fixed] == ["tests/test_app.py::test_bug"]


def test_without_a_sandbox_an_editable_install_is_no_proof(make_place: MakePlace) -> None:
    place = make_place({"src/app.py": APP, "tests/test_app.py": TESTS, "pytest.ini": "[pytest]\n"})
    site = next((place.at / ".venv" / "lib").glob("python3*/site-packages"))
    (site / "app.pth").write_text(f"{place.at}/src\n")
    result = place.result({"src/app.py": FIXED}, sandbox=Unsandboxed())
    assert result.status == "needs_setup"
    assert "use a sandbox" in result.reason


def test_version_files_and_extensions_of_a_build_are_carried(make_place: MakePlace) -> None:
    place = make_place({**BASE, "app.py": "from _version import version\n" + APP})
    (place.at / "_version.py").write_text("version = '1'\n")
    report = place.measure({"app.py": "from _version import version\n" + FIXED})
    assert report.results[0].status == "green"
    assert report.notes == ("Built files of the user's checkout were used: _version.py.",)


def test_a_test_that_hangs_is_red_where_the_base_passes(make_place: MakePlace) -> None:
    result = make_place().result(
        {"app.py": APP.replace("return first", "while True: pass\n    return first")}, limits=SHORT
    )
    assert result.status == "red", result.reason
    assert [(c.id, c.before, c.after) for c in result.new_failures] == [
        ("tests/test_app.py::test_add", Outcome.PASSED, Outcome.TIMED_OUT)
    ]


def test_a_suite_that_hangs_on_the_base_too_is_no_pass(make_place: MakePlace) -> None:
    place = make_place(
        {**BASE, "tests/test_app.py": "import time\n\n\ndef test_slow():\n    time.sleep(600)\n"}
    )
    result = place.result({"app.py": FIXED}, limits=Limits(seconds=30, memory=1 << 30))
    assert result.status == "needs_setup"
    assert "it was ended after 3 s" in result.reason


def test_a_test_that_eats_memory_is_not_green(make_place: MakePlace) -> None:
    hungry = APP.replace(
        "return first", "kept = [bytearray(10 << 20) for _ in range(10 ** 6)]\n    return first"
    )
    result = make_place().result({"app.py": hungry}, limits=SHORT)
    assert result.status in {"red", "timed_out"}, result.reason


def test_what_tests_write_is_neither_in_the_checkout_of_the_user_nor_in_the_next_run(
    make_place: MakePlace,
) -> None:
    writes = (
        "from pathlib import Path\n\n\ndef test_writes():\n    assert not Path('left').exists()\n"
        "    Path('left').write_text('x')\n    Path('.venv/left').write_text('x')\n"
        "    Path('app.py').write_text('')\n"
    )
    place = make_place({**BASE, "app.py": FIXED, "tests/test_writes.py": writes})
    result = place.result({"app.py": FIXED + "\n"})
    assert result.status == "green", result.reason
    assert not (place.at / "left").exists()
    assert not (place.at / ".venv" / "left").exists()
    assert (place.at / "app.py").read_text() == FIXED


def test_unittest_is_measured_by_id_where_nothing_speaks_of_pytest(make_place: MakePlace) -> None:
    text = (
        "import unittest\nfrom app import add, double\n\n\nclass TestApp(unittest.TestCase):\n"
        "    def test_add(self):\n        self.assertEqual(add(1, 2), 3)\n\n"
        "    def test_bug(self):\n        self.assertEqual(double(5), 10)\n\n"
        "    @unittest.skip('later')\n    def test_later(self):\n        pass\n"
    )
    base = {"app.py": APP, "tests/__init__.py": "", "tests/test_app.py": text}
    place = make_place(base, environment=None)
    check = Check("unittest", "tests", (sys.executable, "-m", "unittest", "discover"), "unittest")
    result = place.result({"app.py": FIXED}, checks=[check])
    assert result.status == "green", (result.reason, result.output)
    assert [c.id for c in result.fixed] == ["tests.test_app.TestApp.test_bug"]
    assert result.after.skipped == 1
    worse = place.result({"app.py": APP.replace("first +", "first -")}, checks=[check])
    assert [c.id for c in worse.new_failures] == ["tests.test_app.TestApp.test_add"]


def test_unittests_in_one_file_are_found_under_the_name_that_pytest_passes_by(make_place: MakePlace) -> None:
    text = (
        "import unittest\nfrom app import double\n\n\nclass TestApp(unittest.TestCase):\n"
        "    def test_bug(self):\n        self.assertEqual(double(5), 10)\n\n"
        "    def test_type(self):\n        self.assertIsInstance(double(5), int)\n"
    )
    place = make_place({"app.py": APP, "tests.py": text})
    checks = find(["app.py", "tests.py"], lambda path: text.encode() if path == "tests.py" else b"", place.at)
    assert [check.runner for check in checks] == ["unittest"]
    result = place.result({"app.py": FIXED}, checks=checks)
    assert (result.status, [c.id for c in result.fixed]) == ("green", ["tests.TestApp.test_bug"])


def test_a_command_that_runs_pytest_tells_ids(make_place: MakePlace) -> None:
    place = make_place()
    check = command_check("echo first && python -m pytest -q && echo last", 1, place.at)
    result = place.result({"app.py": FIXED}, checks=[check])
    assert result.status == "green", (result.reason, result.output)
    assert [c.id for c in result.fixed] == ["command", "tests/test_app.py::test_bug"]


@pytest.mark.parametrize(
    ("line", "status"), [("grep -q 'number \\* 2' app.py", "green"), ("! grep -q '\\*' app.py", "red")]
)
def test_a_commands_exit_status_is_an_id(make_place: MakePlace, line: str, status: str) -> None:
    place = make_place()
    result = place.result({"app.py": FIXED}, checks=[command_check(line, 1, place.at)])
    assert result.status == status, (result.reason, result.output)


def test_a_command_that_fails_on_both_sides_is_no_pass(make_place: MakePlace) -> None:
    place = make_place()
    result = place.result({"app.py": FIXED}, checks=[command_check("exit 3", 1, place.at)])
    assert result.status == "needs_setup"


def test_a_command_that_is_not_found_is_named_and_looked_for_again(
    make_place: MakePlace, tmp_path: Path
) -> None:
    place, shelf = make_place(), Shelf(tmp_path / "shelf", base="1", settings="")
    for _ in range(2):
        line = command_check("no-such-tool --all", 1, place.at)
        result = place.result({"app.py": FIXED}, checks=[line], shelf=shelf)
        assert result.status == "needs_setup"
        assert result.reason.startswith("Command not found: no-such-tool. Install it")


def test_a_script_whose_packages_are_not_installed_is_told_what_to_type(make_place: MakePlace) -> None:
    package = json.dumps({"scripts": {"test": "own-runner lib"}, "devDependencies": {"own-runner": "1"}})
    place = make_place({"package.json": package, "app.js": ""}, environment=None)
    result = place.result({"app.js": "let one;\n"})
    assert result.status == "needs_setup"
    assert result.reason.startswith(f"{place.at}/node_modules is not there: `npm install`.")


def test_a_command_that_checks_do_not_see_is_told_where_it_stands(
    make_place: MakePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "tools" / "own-tool"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tool.parent), prepend=":")
    place = make_place()
    result = place.result({"app.py": FIXED}, checks=[command_check("own-tool", 1, place.at)])
    assert f"Checks do not see {tool}: set `read = [" in result.reason


@pytest.mark.parametrize("settings", ["", "fix = true\n", "fix-only = true\n"])
def test_only_new_findings_of_a_linter_count(make_place: MakePlace, settings: str) -> None:
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent))
    assert ruff
    place = make_place({**BASE, "app.py": "import os\n" + APP, "ruff.toml": settings})
    check = Check("ruff", "lint", (ruff, *python_lint.ARGUMENTS["ruff"]), "ruff")
    same = place.result({"app.py": "import os\n\n" + FIXED}, checks=[check])
    assert (same.status, same.new_failures) == ("green", ()), same.reason
    worse = place.result({"app.py": "import os\nimport sys\n" + FIXED}, checks=[check])
    assert worse.status == "red"
    assert [c.id for c in worse.new_failures] == ["app.py: F401"]
    better = place.result({"app.py": FIXED}, checks=[check])
    assert "app.py: F401" in [c.id for c in better.fixed]


def test_a_slow_linter_that_finds_nothing_is_not_run_on_the_base(make_place: MakePlace) -> None:
    place = make_place()
    for line, sides in (("sleep 2.1; echo []", 1), ("echo []", 2)):
        place.said.clear()
        check = Check("slow", "lint", ("sh", "-c", line), "ruff")
        assert place.result({"app.py": FIXED}, checks=[check]).status == "green"
        assert len(place.said) == sides


def test_the_same_repo_gives_the_same_checks_and_fingerprint(make_place: MakePlace) -> None:
    place = make_place()
    assert place.checks() == place.checks()
    first, second = place.measure({"app.py": FIXED}), place.measure({"app.py": FIXED})
    assert first.environment == second.environment


def test_without_a_sandbox_the_report_says_so(make_place: MakePlace) -> None:
    report = make_place().measure({"app.py": FIXED}, sandbox=Unsandboxed())
    assert report.sandbox == "none"
    assert report.results[0].status == "green", (report.results[0].reason, report.results[0].output)


def test_an_unprivileged_user_measures_the_same(make_place: MakePlace) -> None:
    """As root, the tests of this room are run once more by nobody; else they already were."""
    if os.getuid() != 0 or not Path("/usr/bin/setpriv").exists():
        assert make_place().result({"app.py": FIXED}).status == "green"
        return
    code = "from devflow.sandbox import Bubblewrap; Bubblewrap().probe(); print('closed')"
    words = [
        "/usr/bin/setpriv",
        "--reuid",
        "65534",
        "--regid",
        "65534",
        "--clear-groups",
        sys.executable,
        "-c",
        code,
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd="/")
    assert "closed" in done.stdout or "Permission denied" in done.stderr, done.stderr


def test_the_place_may_hold_spaces_and_other_letters(
    make_place: MakePlace, tmp_path: Path, environment: Path
) -> None:
    place = Place(tmp_path / "ünï cødé", environment, BASE)
    assert place.result({"app.py": FIXED}, limits=QUICK).status == "green"
