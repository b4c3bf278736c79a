"""A person's own rules in a whole run: what they allow is not asked for, and past a bound it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.support import runs

DEEP = f"""{runs.GOOD}
lib/deep/extra.py
<<<<<<< SEARCH
=======
KNOWN = 1
KNOWN_TOO = 2
>>>>>>> REPLACE
"""
CHECK = ("--check", "grep -q subtract app.py")
RULE = "[[scope.rules]]\npaths = ['lib/**']\nverbs = ['create']\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (RULE, ""),
        (f"{RULE}max_lines = 2\n", ""),
        (f"{RULE}max_lines = 1\n", "your rule 1 goes up to 1 line, and 2 change"),
        (f"{RULE}max_risk = 'low'\n", ""),
        (
            f"{RULE}max_risk = 'low'\n[risk]\nmedium_paths = ['lib/**']\n",
            "your rule 1 goes up to low risk, not medium",
        ),
        (f"{RULE}tickets = ['gh:acme/*']\n", "The scope does not allow to create this path"),
        ("", "The scope does not allow to create this path"),
    ],
    ids=["allowed", "within its lines", "past its lines", "at its risk", "past its risk", "tickets", "none"],
)
def test_a_rule_decides_whether_the_run_pauses(
    text: str, says: str, git_repo: MakeRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "devflow").mkdir()
    (tmp_path / "devflow" / "config.toml").write_text(text)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    checkout = git_repo()
    ended = runs.start(checkout, [DEEP], *CHECK)
    assert ended.code == (3 if says else 0), ended.err
    assert says in ended.err
    assert ("lib/deep/extra.py" in ended.err) is bool(says)
    told = runs.devflow(checkout, "show", "last", "scope").out
    assert ("your rule 1" in told) is bool(text), told
