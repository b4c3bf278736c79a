"""The pytest plugin that a person's own command loads, where it runs pytest somewhere inside."""

from __future__ import annotations

import json
import os
from typing import Any

from devflow_reporting import Reporter  # type: ignore[import-not-found]
from devflow_sending import Sender  # type: ignore[import-not-found]


class _Ending:
    """Tells that pytest came to its end."""

    def __init__(self, sender: Any) -> None:
        self._sender = sender

    def pytest_unconfigure(self) -> None:
        self._sender.send(kind="finish", code=0)


def pytest_configure(config: Any) -> None:
    """Report from the process that holds the session; workers tell it what they found."""
    if hasattr(config, "workerinput") or "DEVFLOW_REPORT" not in os.environ:
        return
    folder = os.path.dirname(__file__)  # noqa: PTH120
    with open(os.path.join(folder, "task.json"), encoding="utf-8") as file:  # noqa: PTH118, PTH123
        task = json.load(file)
    sender = Sender(os.environ["DEVFLOW_REPORT"], os.environ.get("DEVFLOW_KEY", ""))
    sender.send(kind="start", runner="pytest", python="")
    config.pluginmanager.register(Reporter(sender, task))
    config.pluginmanager.register(_Ending(sender))
