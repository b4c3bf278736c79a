"""Starts pytest with the reporting plugin, so that nothing in the tested tree can stand in for either."""

from __future__ import annotations

import json
import os
import sys


def main() -> int:
    """Load the runner before the tree can be imported from, then run as `python -m pytest` would."""
    room = sys.path[0]
    with open(os.path.join(room, "task.json"), encoding="utf-8") as file:  # noqa: PTH118, PTH123
        task = json.load(file)
    # -- from the room, which is first on sys.path until the runner is loaded
    from sending import Sender  # type: ignore[import-not-found]  # noqa: PLC0415

    sender = Sender(os.environ["DEVFLOW_REPORT"])
    try:
        import pytest  # noqa: PLC0415
    except ImportError as error:
        sender.send(kind="missing", detail=str(error))
        return 1
    from reporting import Reporter  # type: ignore[import-not-found]  # noqa: PLC0415

    reporter = Reporter(sender, task)
    extra = ["-n0"] if _has("xdist") else []
    sys.path[0] = os.getcwd()  # noqa: PTH109
    sys.argv[0] = pytest.__file__
    sender.send(kind="start", runner="pytest " + pytest.__version__, python=sys.version.split()[0])
    code = pytest.main([*sys.argv[1:], *extra], plugins=[reporter])
    sender.send(kind="finish", code=int(code))
    return int(code)


def _has(name: str) -> bool:
    import importlib.util  # noqa: PLC0415

    return importlib.util.find_spec(name) is not None


if __name__ == "__main__":
    sys.exit(main())
