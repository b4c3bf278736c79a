"""Files that the user has changed and not committed: named before the run works, and never touched."""

from __future__ import annotations

from pathlib import Path

from devflow.store.store import Store
from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched

SAID = "has changes that are not in the base"


def told(checkout: Path) -> list[str]:
    """The notes of the newest run on its ticket, as its log keeps them."""
    store = Store(checkout / ".git" / "devflow")
    return [row["text"] for row in store.rows("events", store.run("last").id) if row["step"] == "ticket"]


def test_a_changed_file_that_the_patch_touches_is_named_and_stays_as_it_is(git_repo: MakeRepo) -> None:
    checkout = git_repo({**repos.SAMPLE, "other.py": "x = 1\n", "clean.py": "y = 1\n"})
    repos.write(checkout, {"app.py": "mine = True\n", "other.py": "x = 2\n", "new.py": "untracked\n"})
    repos.git(checkout, "add", "other.py")
    with untouched(checkout):
        ended = runs.start(checkout, [runs.GOOD])
    assert ended.code == 0, ended.err
    assert told(checkout) == [f"app.py {SAID}", f"other.py {SAID}"]
    assert f"app.py {SAID}" in ended.err
    # -- the candidate is made of the base, not of what the user has
    assert "mine" not in repos.git(checkout, "show", f"{ended.json['branch']}:app.py")


def test_of_many_changed_files_ten_are_named_and_the_others_counted(git_repo: MakeRepo) -> None:
    many = {f"part{number:02}.py": "x = 1\n" for number in range(13)}
    checkout = git_repo({**repos.SAMPLE, **many})
    repos.write(checkout, dict.fromkeys(many, "x = 2\n"))
    assert runs.start(checkout, [runs.GOOD]).code == 0
    assert told(checkout) == [
        *(f"part{number:02}.py {SAID}" for number in range(10)),
        "3 other files of the checkout too",
    ]


def test_of_a_clean_checkout_nothing_is_said(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    (checkout / "app.py").touch()
    assert runs.start(checkout, [runs.GOOD]).code == 0
    assert told(checkout) == []
