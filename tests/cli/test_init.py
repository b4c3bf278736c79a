"""`devflow init` proposes what the repo shows, valid for a repository, and overwrites nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from devflow import config
from devflow.git.user_repo import UserRepo
from devflow.proposal import propose
from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched

SHOWING = {
    **repos.SAMPLE,
    "LICENSE": "words\n",
    "app/migrations/0001.py": "",
    "app/payroll.py": "",
    "app/billing/views.py": "",
}


def test_the_file_is_valid_and_says_what_the_repo_shows(git_repo: MakeRepo) -> None:
    checkout = git_repo(SHOWING)
    (checkout / "build").mkdir()
    text = propose(UserRepo.find(checkout))
    settings = config.load(text.encode(), {}, {})
    assert settings.scope.protect == ("LICENSE", "**/migrations/**")
    # -- billing is built in, and naming it again would say nothing
    assert settings.risk.high == ("payroll",)
    assert "#   pytest: python -m pytest" in text
    assert '# layers = ["build"]' in text
    assert str(checkout) not in text


def test_every_commented_setting_is_one_that_a_repo_may_set(git_repo: MakeRepo) -> None:
    text = propose(UserRepo.find(git_repo({"notes.txt": ""})))
    lines = [line.removeprefix("# ") if " = " in line else line for line in text.splitlines()]
    settings = config.load("\n".join(lines).encode(), {}, {})
    assert set(settings.sources) == {
        *("checks.commands", "checks.seconds", "scope.protect", "risk.high", "risk.owner"),
    }


def test_a_command_is_proposed_as_a_person_types_it(git_repo: MakeRepo) -> None:
    cargo = {"Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\n', "src/lib.rs": ""}
    text = propose(UserRepo.find(git_repo(cargo)))
    (line,) = [line for line in text.splitlines() if line.startswith("#   cargo test: ")]
    assert line.startswith("#   cargo test: cargo test")
    assert "DEVFLOW" not in text


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"pom.xml": "<project/>", "Makefile": "docs:\n\ttrue\n"}, "mvn --offline test"),
        ({"mvnw": "", "pom.xml": "<project/>"}, "./mvnw --offline test"),
        ({"build.gradle.kts": ""}, "gradle --offline test"),
        ({"notes.txt": ""}, "bash ci/check.sh"),
    ],
)
def test_where_no_check_is_found_the_usual_line_is_proposed(
    files: dict[str, str], line: str, git_repo: MakeRepo
) -> None:
    assert f'# commands = ["{line}"]' in propose(UserRepo.find(git_repo(files)))


def test_hostile_names_stay_inside_their_strings_and_comments(git_repo: MakeRepo) -> None:
    names = ['LICENSE"]\nx', "payroll/a\n[models.code]\nmodel = 1.py", "LICENSE.\U0001f600", "notice.txt"]
    text = propose(UserRepo.find(git_repo(dict.fromkeys(names, ""))))
    assert set(tomllib.loads(text)) == {"checks", "scope", "risk"}
    assert tomllib.loads(text)["risk"]["high"] == ["payroll"]
    assert tomllib.loads(text)["scope"]["protect"] == ["notice.txt"]


def test_writing_creates_the_file_once_and_touches_nothing_else(git_repo: MakeRepo) -> None:
    checkout = git_repo(SHOWING)
    with untouched(checkout):
        printed = runs.devflow(checkout, "init")
    assert runs.devflow(checkout, "init", "--write").code == 0
    written = checkout / ".devflow.toml"
    assert written.read_text() == printed.out
    written.write_text("# mine\n")
    again = runs.devflow(checkout, "init", "--write")
    assert (again.code, "exists" in again.err, written.read_text()) == (2, True, "# mine\n")


def test_a_link_in_the_file_s_place_is_not_followed(git_repo: MakeRepo, tmp_path: Path) -> None:
    checkout = git_repo()
    (checkout / ".devflow.toml").symlink_to(tmp_path / "elsewhere")
    assert runs.devflow(checkout, "init", "--write").code == 2
    assert not (tmp_path / "elsewhere").exists()
