"""GitHub with an issue, a remote, a model, and fresh machines for jobs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forge import support
from tests.forge.support import Place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A repository at GitHub."""
    with support.place(tmp_path) as made:
        yield made
