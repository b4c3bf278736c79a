"""The demo is a real repository, and its recorded replies tell a true story: red, then mended."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from devflow.demo import DemoRepo, create, require_pytest
from devflow.edits import apply_reply
from devflow.errors import ConfigError
from tests.support.repos import git


@pytest.fixture
def demo(tmp_path: Path) -> DemoRepo:
    return create(tmp_path / "a demo")


def replies(demo: DemoRepo, step: str) -> list[str]:
    lines = [json.loads(line) for line in demo.replies.read_text("utf-8").splitlines()]
    return [line["reply"] for line in lines if line["step"] == step]


def apply(demo: DemoRepo, reply: str) -> None:
    paths = git(demo.root, "ls-files", "-co", "--exclude-standard").splitlines()
    files = {path: (demo.root / path).read_text("utf-8") for path in paths}
    for path, text in apply_reply(reply, files).items():
        assert text is not None
        (demo.root / path).write_text(text, "utf-8")


def run(demo: DemoRepo, *argv: str) -> tuple[int, str]:
    done = subprocess.run(
        (sys.executable, "-B", "-m", *argv), cwd=demo.root, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def pytest_of(demo: DemoRepo) -> tuple[int, str]:
    return run(demo, "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist")


def test_the_demo_is_a_clean_repository_with_the_same_commit_each_time(
    demo: DemoRepo, tmp_path: Path
) -> None:
    other = create(tmp_path / "other")
    assert git(demo.root, "status", "--porcelain", "--ignored") == ""
    assert git(demo.root, "rev-parse", "HEAD") == git(other.root, "rev-parse", "HEAD")
    assert git(demo.root, "symbolic-ref", "HEAD") == "refs/heads/main"


def test_the_base_is_green_the_first_patch_red_and_the_second_green(demo: DemoRepo) -> None:
    first, second = replies(demo, "patch")
    assert pytest_of(demo)[0] == 0

    apply(demo, first)
    code, output = pytest_of(demo)
    failed = [line.split()[1] for line in output.splitlines() if line.startswith("FAILED")]
    assert code == 1
    assert {name.partition("[")[0] for name in failed} == {
        "tests/test_web.py::test_text_of_a_filter_cannot_become_markup"
    }

    apply(demo, second)
    assert pytest_of(demo)[0] == 0
    assert run(demo, "ruff", "check", "--no-cache")[0] == 0
    assert run(demo, "ruff", "format", "--check", "--no-cache")[0] == 0


def test_every_new_test_fails_without_the_patch(demo: DemoRepo) -> None:
    for reply in replies(demo, "patch"):
        apply(demo, reply)
    added = git(demo.root, "ls-files", "-o", "--exclude-standard", "tests").splitlines()
    git(demo.root, "checkout", "-q", "HEAD", "--", ".")
    code, output = run(demo, "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *added)
    assert (code, "passed" in output) == (1, False)


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ConfigError, match="not empty"):
        create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_that_cannot_be_made_is_a_named_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="cannot be written"):
        create(tmp_path / "file" / "demo")


def test_a_machine_without_the_runner_of_its_tests_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as missing:
        require_pytest(str(tmp_path))
    assert "pytest" in missing.value.hint
    require_pytest(str(Path(sys.executable).parent))
