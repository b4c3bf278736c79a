"""The browser, started once for all tests of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.web import browser as system

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext


# -- no longer than these tests: it leaves an event loop running in the thread of all others
@pytest.fixture(scope="package")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The browser."""
    with system.started(tmp_path_factory.mktemp("browser")) as started:
        yield started


@pytest.fixture
def tab(chromium: Browser) -> Iterator[BrowserContext]:
    """A profile without cookies."""
    context = chromium.new_context()
    yield context
    context.close()
