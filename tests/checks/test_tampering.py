"""Edits that make a failing suite look well: none may come out green."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from devflow.checks.outcomes.records import read_plain
from devflow.handoffs import CheckResult
from tests.checks.conftest import APP, BASE, TESTS, MakePlace

BUG = "    assert double(5) == 10\n"


def failure_is_told(result: CheckResult) -> bool:
    """The trick changed the exit code alone, or nothing: the old failure is told as what it is."""
    return [c.id for c in result.still_failing] == [
        "tests/test_app.py::test_bug"
    ] and result.after.failed == 1


CONF = {
    "59 V-items emptied": "def pytest_collection_modifyitems(items):\n    items.clear()\n",
    "60 V-the test deselected": (
        "def pytest_collection_modifyitems(items):\n"
        "    items[:] = [i for i in items if i.name != 'test_bug']\n"
    ),
    "61 V-os._exit in conftest": "import os\nos._exit(0)\n",
    "os._exit after the tests": "import os\ndef pytest_sessionfinish():\n    os._exit(0)\n",
    "os._exit before a test": "import os\ndef pytest_runtest_setup(item):\n    os._exit(0)\n",
    "62 V-sys.exit in conftest": "import sys\nsys.exit(0)\n",
    "63 V-pytest.exit": (
        "import pytest\ndef pytest_runtest_setup(item):\n    pytest.exit('done', returncode=0)\n"
    ),
    "64 V-exit status set": "def pytest_sessionfinish(session):\n    session.exitstatus = 0\n",
    "65 V-reports rewritten": (
        "import pytest\n@pytest.hookimpl(hookwrapper=True, tryfirst=True)\n"
        "def pytest_runtest_makereport(item, call):\n"
        "    out = yield\n    out.get_result().outcome = 'passed'\n"
    ),
    "reports rewritten to skipped": (
        "import pytest\n@pytest.hookimpl(hookwrapper=True)\n"
        "def pytest_runtest_makereport(item, call):\n"
        "    out = yield\n    r = out.get_result()\n"
        "    if r.failed:\n        r.outcome = 'skipped'\n        r.wasxfail = 'x'\n"
    ),
    "66 V-atexit": "import atexit, os\natexit.register(lambda: os._exit(0))\n",
    "collection ignored": "collect_ignore_glob = ['tests/*']\n",
    "collection ignored by hook": "def pytest_ignore_collect():\n    return True\n",
    "protocol taken over": "def pytest_runtest_protocol(item, nextitem):\n    return True\n",
}
INI = {
    "71 V-collect-only": "--collect-only",
    "67 V-ini -k": "-k test_add",
    "72 V-deselect": "--deselect tests/test_app.py::test_bug",
    "73 V-version": "--version",
    "73 V-help": "--help",
    "74 V-a planted plugin": "-p planted",
    "a plugin switched off": "-p no:devflow_reporting -p no:python",
}
PLANTED = "def pytest_collection_modifyitems(items):\n    items.clear()\n"
BASE_WITH_OPTIONS = {**BASE, "pytest.ini": "[pytest]\n"}


@pytest.mark.parametrize("conftest", CONF.values(), ids=CONF)
def test_a_conftest_that_hides_a_failure_is_not_green(make_place: MakePlace, conftest: str) -> None:
    result = make_place().result({"conftest.py": conftest})
    assert result.status == "red" or failure_is_told(result), (result.reason, result.output)


@pytest.mark.parametrize("options", INI.values(), ids=INI)
def test_options_that_hide_a_failure_are_not_green(make_place: MakePlace, options: str) -> None:
    edits = {"pytest.ini": f"[pytest]\naddopts = {options}\n", "planted.py": PLANTED}
    result = make_place().result(edits)
    assert result.status == "red" or failure_is_told(result), (result.reason, result.output)


@pytest.mark.long
@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("setup.cfg", "[tool:pytest]\naddopts = -k test_add\n"),
        ("tox.ini", "[pytest]\naddopts = -k test_add\n"),
        ("pyproject.toml", '[tool.pytest.ini_options]\naddopts = "-k test_add"\n'),
    ],
    ids=["70 V-setup.cfg", "68 V-tox.ini", "69 V-pyproject.toml"],
)
def test_every_file_of_options_is_seen_through(make_place: MakePlace, file: str, text: str) -> None:
    result = make_place().result({file: text})
    assert result.status == "red", (result.reason, result.output)


@pytest.mark.parametrize(
    "line",
    ["python_files = check_*.py", "testpaths = nothing"],
    ids=["75 V-python_files", "76 V-testpaths"],
)
def test_settings_that_find_no_tests_are_not_green(make_place: MakePlace, line: str) -> None:
    edits = {"pytest.ini": f"[pytest]\n{line}\n", "nothing/check_x.py": "def check_a():\n    pass\n"}
    result = make_place().result(edits)
    assert result.status == "red", (result.reason, result.output)


@pytest.mark.parametrize(
    "planted",
    [
        {"pytest.py": "import sys\nsys.exit(0)\n"},
        {"_pytest/__init__.py": "import sys\nsys.exit(0)\n"},
        {"pytest/__init__.py": "", "pytest/__main__.py": "print('2 passed')\n"},
        {"devflow_reporting.py": "raise SystemExit(0)\n", "devflow_sending.py": "raise SystemExit(0)\n"},
    ],
    ids=["77 V-pytest.py", "77 V-_pytest", "pytest/__main__.py", "our own names"],
)
def test_modules_that_shadow_the_runner_are_not_loaded(
    make_place: MakePlace, planted: dict[str, str]
) -> None:
    result = make_place().result(planted)
    assert [c.id for c in result.still_failing] == ["tests/test_app.py::test_bug"]
    assert (result.after.passed, result.after.failed) == (1, 1)


TEST_EDITS = {
    "78 V-skipped": TESTS.replace("def test_bug", "import pytest\n@pytest.mark.skip\ndef test_bug"),
    "79 V-expected to fail": TESTS.replace("def test_bug", "import pytest\n@pytest.mark.xfail\ndef test_bug"),
    "80 V-importorskip": "import pytest\npytest.importorskip('nowhere_to_be_found')\n" + TESTS,
    "skipped inside": TESTS.replace(BUG, "    import pytest\n    pytest.skip('later')\n"),
    "82 V-deleted": TESTS.split("def test_bug")[0],
    "renamed away": TESTS.replace("test_bug", "check_bug"),
}


@pytest.mark.parametrize("text", TEST_EDITS.values(), ids=TEST_EDITS)
@pytest.mark.parametrize(
    "bug", [APP, APP.replace("number + 2", "number * 2")], ids=["red before", "green before"]
)
def test_a_test_that_no_longer_runs_is_not_green(make_place: MakePlace, text: str, bug: str) -> None:
    result = make_place({**BASE, "app.py": bug}).result({"tests/test_app.py": text})
    assert result.status == "red", (result.reason, result.output)
    assert result.removed or result.newly_skipped


def test_a_deleted_test_file_is_removed_tests(make_place: MakePlace) -> None:
    base = {**BASE, "tests/test_more.py": "def test_more():\n    pass\n"}
    result = make_place(base).result({"tests/test_app.py": None})
    assert result.status == "red"
    assert [c.id for c in result.removed] == ["tests/test_app.py::test_add", "tests/test_app.py::test_bug"]


SOURCES = {
    "83 V-exits the process": "import os\n" + APP.replace("return number + 2", "os._exit(0)"),
    "exits at import": "import os\nos._exit(0)\n" + APP,
    "84 V-raises Skipped": "import pytest\n" + APP.replace("return number + 2", "pytest.skip('no')"),
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_sources_that_end_the_test_are_not_green(make_place: MakePlace, source: str) -> None:
    result = make_place().result({"app.py": source})
    assert result.status == "red", (result.reason, result.output)


def test_a_report_written_by_a_test_is_not_believed(make_place: MakePlace) -> None:
    """86 V-src-forge."""
    forged = (
        "import os, json, atexit\n"
        "def forge():\n"
        "    p = os.environ['DEVFLOW_REPORT']\n"
        "    lines = open(p, 'rb').read().splitlines()\n"
        "    open(p, 'wb').write(b'\\n'.join(l.replace(b'failed', b'passed') for l in lines) + b'\\n')\n"
        "atexit.register(forge)\n" + APP
    )
    result = make_place().result({"app.py": forged})
    assert result.status == "red"
    assert "something else" in result.reason


def test_a_report_replaced_by_a_link_or_cut_is_not_believed(make_place: MakePlace) -> None:
    cut = (
        "import os, atexit\n"
        "def cut():\n"
        "    p = os.environ['DEVFLOW_REPORT']\n"
        "    try:\n        os.unlink(p); os.symlink('/etc/passwd', p)\n"
        "    except OSError:\n        open(p, 'wb').close()\n"
        "atexit.register(cut)\n" + APP
    )
    result = make_place().result({"app.py": cut})
    assert result.status == "red", result.reason


@pytest.mark.parametrize("kind", ["plain", "link", "pipe"])
def test_a_report_is_read_from_a_plain_file_alone(tmp_path: Path, kind: str) -> None:
    """135 R-symlink-result and 136 R-fifo-result, where no mount holds the file in its place."""
    report = tmp_path / "report"
    (tmp_path / "other").write_text("told\n")
    if kind == "plain":
        report.write_text("told\n")
    elif kind == "link":
        report.symlink_to(tmp_path / "other")
    else:
        os.mkfifo(report)
    data, trouble = read_plain(report)
    assert (data == b"told\n", not trouble) == ((True, True) if kind == "plain" else (False, False))
