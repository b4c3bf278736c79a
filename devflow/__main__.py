"""`python -m devflow` and the `devflow` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; the exit code says how it ended."""
    try:
        from devflow.cli.group import run  # noqa: PLC0415 - importing devflow does nothing
    except KeyboardInterrupt:
        # -- nothing has begun yet
        sys.exit(130)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
