"""Variables and paths that are set for checks reach them; what would lead a check astray is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.support import repos, runs

SEES = '[checks]\ncommands = ["test \\"$COLOUR\\" = green"]\n'


@pytest.mark.parametrize(("value", "code"), [("green", 0), ("red", 3)])
def test_a_variable_reaches_the_check(value: str, code: int, git_repo: MakeRepo) -> None:
    checkout = git_repo({**repos.SAMPLE, ".devflow.toml": f'{SEES}[checks.env]\nCOLOUR = "{value}"\n'})
    assert runs.start(checkout, [runs.GOOD]).code == code


@pytest.mark.parametrize(("shown", "code"), [(True, 0), (False, 3)])
def test_a_path_outside_is_read_only_where_a_person_says_so(
    shown: bool, code: int, git_repo: MakeRepo, tmp_path: Path
) -> None:
    (tmp_path / "sibling").mkdir()
    (tmp_path / "sibling" / "data.txt").write_text("words\n")
    own = tmp_path / "home" / "devflow"
    own.mkdir(parents=True)
    (own / "config.toml").write_text(f'[checks]\nread = ["{tmp_path}/sibling"]\n' if shown else "")
    checkout = git_repo()
    script = runs.write_script(tmp_path / "script.jsonl", ("spec", runs.SPEC), ("patch", runs.GOOD))
    options = ("--script", str(script), "--check", f"grep words {tmp_path}/sibling/data.txt")
    ended = runs.devflow(
        checkout, "run", "-", *options, stdin=runs.TICKET.encode(), env={"XDG_CONFIG_HOME": str(own.parent)}
    )
    assert ended.code == code, ended.err


@pytest.mark.parametrize("line", ['PATH = "/x"', 'LD_PRELOAD = "x"', '"A=B" = "x"', 'A = "\\u0000"'])
def test_a_variable_that_decides_what_runs_is_refused(line: str, git_repo: MakeRepo) -> None:
    checkout = git_repo({**repos.SAMPLE, ".devflow.toml": f"[checks.env]\n{line}\n"})
    ended = runs.start(checkout, [runs.GOOD])
    assert (ended.code, "[E_CONFIG_VALUE]" in ended.err) == (2, True), ended.err


def test_what_formats_the_patch_is_part_of_the_candidate_and_told(git_repo: MakeRepo) -> None:
    """The twin: the same line with formatting turned off."""
    line = 'fix = ["sed -i s/gives_the_difference/subtracts/"]'
    checkout = git_repo({**repos.SAMPLE, ".devflow.toml": f"[checks]\n{line}\n"})
    ended = runs.start(checkout, [runs.GOOD])
    assert ended.code == 0, ended.err
    assert "fix 1 formatted tests/test_app.py" in str(ended.json["summary"]["proven"])
    assert "test_subtract_subtracts" in repos.git(
        checkout, "show", f"{ended.json['branch']}:tests/test_app.py"
    )
    plain = git_repo({**repos.SAMPLE, ".devflow.toml": f"[checks]\n{line}\nformat = false\n"}, name="plain")
    ended = runs.start(plain, [runs.GOOD])
    assert "formatted" not in str(ended.json["summary"]["proven"])
    assert "gives_the_difference" in repos.git(plain, "show", f"{ended.json['branch']}:tests/test_app.py")
