"""No isolation at all: the command runs as the user, in the checkout itself; only when a person chose it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from devflow import process
from devflow.errors import SandboxError
from devflow.sandbox.base import REPORT, SYSTEM_PATH, Command, Hear, laid
from devflow.sandbox.watch import watcher


class Unsandboxed:
    """Runs commands with the user's rights, under the limits of time, memory, processes and disk."""

    name = "none"

    def probe(self) -> None:
        """Nothing is held, so there is nothing to try."""

    def run(self, command: Command, hear: Hear | None = None) -> process.Completed:
        """Run the command in its checkout; paths under `at` in it are led to the checkout or to the layers.

        Raises:
            SandboxError: the command does not exist.
        """
        own = [layer.place for layer in laid(command.layers)]
        moved = [_moved(word, command.checkout, command.at, own) for word in command.argv]
        home = str(command.home or Path.home())
        env = {"PATH": SYSTEM_PATH, "HOME": home, "LANG": "C.UTF-8", **command.env}
        if command.report is not None:
            env[REPORT] = str(command.report)
        limits = command.limits
        try:
            return process.run(
                moved,
                env=env,
                cwd=command.checkout,
                timeout=limits.seconds,
                head=limits.output,
                tail=limits.output,
                watch=watcher(limits, command.written),
                hear=hear,
            )
        except OSError as error:
            raise SandboxError(
                f"The command {moved[0]} cannot be started: {error.strerror}.", code="E_CHECK_COMMAND"
            ) from error


def _moved(word: str, checkout: Path, at: Path, layers: Sequence[Path]) -> str:
    path = Path(word)
    if not path.is_relative_to(at) or any(path.is_relative_to(layer) for layer in layers):
        return word
    return str(checkout / path.relative_to(at))
