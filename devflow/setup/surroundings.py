"""What a setup is given of this machine: the programs that its lines name, and where packages come from."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from devflow.checks.needs.environment import python_on_path
from devflow.checks.runners.rust import toolchain

# -- where packages come from and whom to trust: settings of package managers, none of which is a secret by
#    itself; a value with a user name or password in an address is left out
_SETTINGS = re.compile(
    r"(?i)(pip_(index_url|extra_index_url|find_links|cert|trusted_host|default_timeout|disable_pip_version_check)"
    r"|uv_(index|index_url|default_index|extra_index_url|find_links)|npm_config_(registry|cafile)"
    r"|goproxy|gonosumdb|goflags|https?_proxy|no_proxy|all_proxy|ssl_cert_(file|dir)|requests_ca_bundle"
    r"|curl_ca_bundle|node_extra_ca_certs|cargo_http_cainfo)"
)
_SECRET = re.compile(r"://[^/\s]*@")


def programs_for(
    lines: Sequence[str], at: Path, environment: Mapping[str, str]
) -> tuple[str, tuple[Path, ...]]:
    """The search path for the lines, and the programs that they name, as they are on this machine.

    Python and Rust are what stands behind a version manager's stand-in: that one looks for its own settings
    in the home, which a setup does not see.
    """
    folders_ = [part for part in environment.get("PATH", "").split(":") if part.startswith("/")]
    outside = [part for part in folders_ if not Path(part).is_relative_to(at)]
    python, rust = python_on_path(at), toolchain()
    outside[:0] = [str(folder) for folder in (python and python.parent, rust and rust / "bin") if folder]
    search = ":".join(dict.fromkeys([*outside, "/usr/local/bin", "/usr/bin", "/bin"]))
    found = [] if python is None else [str(python)]
    for line in lines:
        try:
            words = shlex.split(line)
        except ValueError:
            words = line.split()
        found += filter(None, (shutil.which(word, path=search) for word in words if "/" not in word))
    return search, tuple(map(Path, dict.fromkeys(found)))


def passed_on(environment: Mapping[str, str]) -> tuple[dict[str, str], tuple[Path, ...]]:
    """The settings of package managers that are passed on, and the files and folders that they name."""
    passed = {
        name: value
        for name, value in environment.items()
        if _SETTINGS.fullmatch(name) and not _SECRET.search(value)
    }
    words = [word.removeprefix("file://") for value in passed.values() for word in value.split()]
    return passed, tuple(Path(word) for word in words if word.startswith("/"))
