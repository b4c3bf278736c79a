"""No isolation at all: the command runs as the user, in the checkout itself; only when a person chose it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from devflow import process
from devflow.errors import SandboxError
from devflow.sandbox.base import REPORT, SYSTEM_PATH, Limits, Shown, laid
from devflow.sandbox.watch import watcher


class Unsandboxed:
    """Runs commands with the user's rights, under the limits of time, memory, processes and disk."""

    name = "none"

    def probe(self) -> None:
        """Nothing is held, so there is nothing to try."""

    def run(
        self,
        argv: Sequence[str],
        *,
        checkout: Path,
        at: Path,
        layers: Sequence[Shown] = (),
        read: Sequence[Shown] = (),  # noqa: ARG002 -- everything can be read
        env: Mapping[str, str] | None = None,
        limits: Limits,
        report: Path | None = None,
        home: Path | None = None,
        network: bool = False,  # noqa: ARG002 -- everything can be reached
        hear: Callable[[bytes], None] | None = None,
    ) -> process.Completed:
        """Run `argv` in `checkout`; paths under `at` in it are led to the checkout or to the layers.

        Raises:
            SandboxError: the command does not exist.
        """
        own = [layer.place for layer in laid(layers)]
        moved = [_moved(word, checkout, at, own) for word in argv]
        given = {"PATH": SYSTEM_PATH, "HOME": str(home or Path.home()), "LANG": "C.UTF-8", **(env or {})}
        if report is not None:
            given[REPORT] = str(report)
        try:
            return process.run(
                moved,
                env=given,
                cwd=checkout,
                timeout=limits.seconds,
                head=limits.output,
                tail=limits.output,
                watch=watcher(limits, [checkout]),
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
