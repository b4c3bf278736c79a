"""What tox and nox are told stands in where no runner is known, in the environment that is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from devflow.checks import find
from tests.checks.conftest import FIXED, MakePlace

NOX = (
    "import nox\n@nox.session\ndef lint(session):\n    session.run('flake8')\n"
    "@nox.session\ndef tests(session):\n"
)
TOX = "[testenv]\ncommands =\n    coverage run \\\n      -m own.tests {posargs:-v}\n    coverage xml\n"


def line(files: Mapping[str, str], at: Path) -> list[tuple[str, str]]:
    """Name and shell line of the checks that are found."""
    found = find(sorted(files), lambda path: files[path].encode() if path in files else None, at)
    return [(check.name, check.argv[-1]) for check in found]


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({"tox.ini": TOX}, [("tox", "coverage run -m own.tests -v")]),
        (
            {"tox.ini": "[testenv]\ncommands = {envpython} {toxinidir}/check.py {posargs}\n"},
            [("tox", "python ./check.py")],
        ),
        ({"tox.ini": "[testenv]\ncommands = run {env:WHAT}\n"}, []),
        ({"tox.ini": "[testenv"}, []),
        ({"noxfile.py": f"{NOX}    session.run('python', 'check.py')\n"}, [("nox", "python check.py")]),
        ({"noxfile.py": f"{NOX}    session.run('python', variable)\n"}, []),
        ({"noxfile.py": "def tests(:"}, []),
        (
            {"tox.ini": "[testenv]\ncommands = pytest\n", "tests/test_a.py": "import pytest\n"},
            [("pytest", "pytest")],
        ),
    ],
)
def test_a_line_of_tox_or_nox_is_found(
    tmp_path: Path, files: dict[str, str], wanted: list[tuple[str, str]]
) -> None:
    assert line(files, tmp_path) == wanted


@pytest.mark.parametrize(("text", "status"), [(FIXED, "green"), ("def add(first): return first\n", "red")])
def test_its_line_counts_by_its_exit_status(make_place: MakePlace, text: str, status: str) -> None:
    place = make_place(
        {
            "tox.ini": "[testenv]\ndeps = x\ncommands = {envpython} check.py {posargs}\n",
            "app.py": FIXED,
            "check.py": "import sys, app; assert 'the repo/.venv' in sys.prefix; assert app.add(1, 2) == 3\n",
        }
    )
    result = place.result({"app.py": f"{text}# more\n"})
    assert result.status == status, (result.reason, result.output)
