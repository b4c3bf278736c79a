"""`python -m devflow` and the `devflow` command."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
import threading
from typing import NoReturn

# -- new objects before the next look for garbage: importing makes many and leaves none, and looking at them
#    all every 700 takes a tenth of a short command
_BETWEEN_LOOKS = 300_000


def main() -> None:
    """Run the command line; the exit code says how it ended."""
    gc.set_threshold(_BETWEEN_LOOKS)
    try:
        from devflow.cli.group import run  # noqa: PLC0415 - importing devflow does nothing
    except KeyboardInterrupt:
        # -- nothing has begun yet
        sys.exit(130)
    _leave(run(sys.argv[1:]))


def _leave(code: int) -> NoReturn:
    """End the process once all that asked for it has cleaned up.

    Python would take every module apart first, which takes longer than many a command.
    """
    for thread in threading.enumerate():
        if not thread.daemon and thread is not threading.main_thread():
            thread.join()
    atexit._run_exitfuncs()  # -- what `sys.exit` calls; nothing public does
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)  # -- as mypy does, for the same reason


if __name__ == "__main__":
    main()
