"""How a command ended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Completed:
    """How a command ended. `stdout` and `stderr` are whole, or head and tail with a note between."""

    argv: tuple[str, ...]
    code: int
    """The exit status; negative: the signal that ended it."""
    stdout: bytes
    stderr: bytes
    seconds: float
    timed_out: bool = False

    @property
    def ok(self) -> bool:
        """It ended by itself with status 0."""
        return self.code == 0 and not self.timed_out

    def describe(self) -> str:
        """Argv, code and both outputs, for an error message."""
        parts = [f"command: {' '.join(self.argv)}", f"exit code: {self.code}"]
        for name, data in (("stdout", self.stdout), ("stderr", self.stderr)):
            if data.strip():
                parts.append(f"{name}: {data.decode(errors='backslashreplace').strip()}")
        return "\n".join(parts)
