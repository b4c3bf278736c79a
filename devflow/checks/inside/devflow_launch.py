"""Starts the test runner with our reporter, so that nothing in the tested tree can stand in for either."""

from __future__ import annotations

import json
import os
import sys


def main() -> int:
    """Load the runner before the tree can be imported from, then run as `python -m RUNNER` would."""
    room = sys.path[0]
    with open(os.path.join(room, "task.json"), encoding="utf-8") as file:  # noqa: PTH118, PTH123
        task = json.load(file)
    # -- from the room, which is first on sys.path until the runner is loaded
    from devflow_sending import Sender  # type: ignore[import-not-found]  # noqa: PLC0415

    sender = Sender(os.environ["DEVFLOW_REPORT"])
    try:
        if task["runner"] == "unittest":
            from devflow_unittest import run  # type: ignore[import-not-found]  # noqa: PLC0415
        elif task["runner"] == "django":
            from devflow_django import run  # type: ignore[import-not-found]  # noqa: PLC0415
        else:
            from devflow_reporting import run  # type: ignore[import-not-found]  # noqa: PLC0415
    except ImportError as error:
        sender.send(kind="missing", detail=str(error))
        return 1
    sys.path[0] = os.getcwd()  # noqa: PTH109
    code = int(run(sender, task, sys.argv[1:]))
    sender.send(kind="finish", code=code)
    return code


if __name__ == "__main__":
    sys.exit(main())
