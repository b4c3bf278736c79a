"""A git directory beside the user's own, in which the branches of a bench are made."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo

FOLDER = "bench"
"""Under devflow's state: all that a bench leaves."""


@dataclass(frozen=True)
class BenchRepo(UserRepo):
    """The user's checkout, with another git directory: it borrows every object, and has refs of its own.

    Checks find the environment of the user's checkout; what is published stays here.
    """

    user: UserRepo

    @classmethod
    def beside(cls, user: UserRepo) -> Self:
        """The bench of a repository, made where it is not there.

        Raises:
            RepoError: it cannot be made.
        """
        made = RunRepo.open(user.state / FOLDER / "repo", user).git_dir
        if (user.git_dir / "index").exists():
            # -- which files of the checkout are as a commit has them is told by their index
            shutil.copy(user.git_dir / "index", made / "index")
        return cls(user.root, made, made, user.object_format, user)

    @property
    def state(self) -> Path:
        """Where the bench keeps its store and runs."""
        return self.user.state / FOLDER

    @property
    def checkouts(self) -> Path:
        """Those of the user's own runs."""
        return self.user.checkouts

    @property
    def setups(self) -> Path:
        """What was set up for the user's own runs serves here too."""
        return self.user.setups
