"""Going on with a run of another machine."""

from __future__ import annotations

from devflow.bundle.files import Opened
from devflow.engine import Engine
from devflow.store.store import Run


def load(engine: Engine, bundle: Opened) -> Run:
    """Take the run of a bundle into this repository's store, its commit and its branch with it.

    Raises: as `Engine.take_in`; RepoError: another branch stands in the way (E_BRANCH_CONFLICT).
    """
    run = engine.take_in(bundle.packed)
    if bundle.candidate:
        bundle.repo.publish(run.base, bundle.candidate)
        if run.branch and not engine.user.branch_commit(run.branch):
            engine.user.create_branch(run.branch, bundle.candidate)
    return run
