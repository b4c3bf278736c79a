"""CODEOWNERS is read as GitHub reads it: the last line that matches wins."""

from __future__ import annotations

import time

import pytest

from devflow.risk import owners_of

# -- the cases that GitHub's own documentation explains, in its words
DOCUMENTED = """\
# Lines starting with '#' are comments.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("README", ("@global-owner1", "@global-owner2")),
        ("deep/down/file.py", ("@global-owner1", "@global-owner2")),
        ("web/app.js", ("@js-owner",)),
        ("cmd/main.go", ("docs@example.com",)),
        ("notes.txt", ("@octo-org/octocats",)),
        ("build/logs/today/run.out", ("@octocat",)),
        ("docs/getting-started.md", ("@doctocat",)),
        ("docs/build-app/troubleshooting.md", ("@doctocat",)),
        ("src/apps/one/two.py", ("@octocat",)),
        ("scripts/run.sh", ("@doctocat", "@octocat")),
        ("deeply/nested/logs/here.out", ("@octocat",)),
        ("apps/other/x.py", ("@octocat",)),
        ("apps/github/x.py", ()),
    ],
)
def test_the_last_line_that_matches_wins(path: str, owners: tuple[str, ...]) -> None:
    assert owners_of(DOCUMENTED, path) == owners


@pytest.mark.parametrize(
    ("line", "path", "owned"),
    [
        ("docs/* @a", "docs/page.md", True),
        ("docs/* @a", "docs/deep/page.md", False),
        ("docs/* @a", "src/docs/page.md", False),
        ("docs/ @a", "src/docs/page.md", True),
        ("/docs/ @a", "src/docs/page.md", False),
        ("/src/pay @a", "src/pay/card.py", True),
        ("pay.py @a", "src/pay.py", True),
        ("Pay.py @a", "src/pay.py", False),
        (r"my\ file.py @a", "my file.py", True),
        (r"\#odd.py @a", "#odd.py", True),
        ("!src/ @a", "src/x.py", False),
        ("src/[ab].py @a", "src/a.py", False),
        ("  src/x.py   @a  # why", "src/x.py", True),
        ("src/x.py a", "src/x.py", False),
        ("* @a", "x", True),
        ("/ @a", "x/y", True),
    ],
)
def test_a_pattern_speaks_of_what_github_says(line: str, path: str, owned: bool) -> None:
    assert owners_of(line, path) == (("@a",) if owned else ())


def test_no_file_makes_it_slow() -> None:
    line = "/".join(["**", "*a*a*a*b"] * 40) + " @a\n"
    begun = time.monotonic()
    assert owners_of(line * 200, "/".join(["a" * 60] * 60)) == ()
    assert time.monotonic() - begun < 30
