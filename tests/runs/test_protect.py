"""What a repository protects in its own configuration is changed with a person's word only."""

from __future__ import annotations

import pytest

from tests.conftest import MakeRepo
from tests.support import repos, runs


@pytest.mark.parametrize(("pattern", "code"), [("app.py", 3), ("**/app.py", 3), ("other/**", 0)])
def test_a_protected_path_pauses_the_run_and_another_does_not(
    pattern: str, code: int, git_repo: MakeRepo
) -> None:
    checkout = git_repo({**repos.SAMPLE, ".devflow.toml": f'[scope]\nprotect = ["{pattern}"]\n'})
    ended = runs.start(checkout, [runs.GOOD])
    assert ended.code == code, ended.err
    assert ("app.py" in ended.err and "[E_PROTECTED_PATH]" in ended.err) is (code == 3)
    if code == 3 and pattern == "app.py":
        accepted = runs.devflow(checkout, "accept", "last", "app.py", "--json")
        assert (accepted.code, accepted.json["state"]) == (0, "ready"), accepted.err
