"""A real browser for tests: the system's Chromium, never one that playwright would download."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def executable() -> str:
    """Where Chromium is; a test that needs it is skipped without, and in CI it fails."""
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    missing = "no Chromium on PATH (Debian: apt-get install chromium); the page was not tried in a browser"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


@contextmanager
def started(home: Path) -> Iterator[Browser]:
    """A browser with a home of its own."""
    # -- Chromium's own sandbox refuses to run as root
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    environment = {**os.environ, **dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), str(home))}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(), args=options, env=dict(environment)
        )
        yield browser
        browser.close()
