"""Programs that a machine may not have."""

from __future__ import annotations

import os

import pytest


def there(found: object, name: str, script: str) -> None:
    """A test whose program is not here is skipped; in CI it fails."""
    if not found:
        missing = f"{name} is not here (sh scripts/{script})"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
