"""The list of denied system calls: as the program that the kernel loads, and as containers are told it."""

from __future__ import annotations

import platform
import struct
from typing import Any

from devflow import assets

_ARCHES = {"x86_64": (0xC000003E, 1), "aarch64": (0xC00000B7, 2)}
_X32_BIT = 0x40000000
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _EPERM, _ENOSYS = 0x7FFF0000, 0x00050001, 0x00050026
_NUMBER, _ARCH, _ARGUMENT_0, _ARGUMENT_1 = 0, 4, 16, 24
_IOCTL = {"x86_64": 16, "aarch64": 29}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435
_TERMINAL_INPUT = (0x5412, 0x541C)  # TIOCSTI and TIOCLINUX type into the terminal devflow runs in
_NEW_USER_NAMESPACE = 0x10000000
_EPERM_NUMBER, _ENOSYS_NUMBER = 1, 38


def known(machine: str = "") -> bool:
    """Whether this machine's system call numbers are."""
    return (machine or platform.machine()) in _ARCHES


def program(machine: str = "") -> bytes | None:
    """The filter for this machine, or None where its system call numbers are not known."""
    machine = machine or platform.machine()
    if not known(machine):
        return None
    code = [
        _line(_LOAD, _ARCH),
        _line(_JUMP_EQUAL, _ARCHES[machine][0], 1, 0),
        _line(_RETURN, _ENOSYS),  # -- another architecture's calls would walk around the list
        _line(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        code += [_line(_JUMP_AT_LEAST, _X32_BIT, 0, 1), _line(_RETURN, _ENOSYS)]
    for number in denied(machine).values():
        code += [_line(_JUMP_EQUAL, number, 0, 1), _line(_RETURN, _EPERM)]
    # -- clone3 hides its flags in memory; libc falls back to clone, whose flags can be seen
    code += [_line(_JUMP_EQUAL, _CLONE3, 0, 1), _line(_RETURN, _ENOSYS)]
    code += [
        _line(_JUMP_EQUAL, _CLONE[machine], 0, 4),
        _line(_LOAD, _ARGUMENT_0),
        _line(_JUMP_ANY_BIT, _NEW_USER_NAMESPACE, 0, 1),
        _line(_RETURN, _EPERM),
        _line(_RETURN, _ALLOW),
    ]
    code += [_line(_JUMP_EQUAL, _IOCTL[machine], 0, 1 + 2 * len(_TERMINAL_INPUT)), _line(_LOAD, _ARGUMENT_1)]
    for request in _TERMINAL_INPUT:
        code += [_line(_JUMP_EQUAL, request, 0, 1), _line(_RETURN, _EPERM)]
    return b"".join([*code, _line(_RETURN, _ALLOW)])


def profile(machine: str = "") -> dict[str, Any] | None:
    """The same filter in the words of Docker and Podman; other architectures' calls end the process."""
    machine = machine or platform.machine()
    if not known(machine):
        return None

    def rule(names: list[str], error: int, *args: dict[str, int | str]) -> dict[str, Any]:
        return {"names": names, "action": "SCMP_ACT_ERRNO", "errnoRet": error, "args": list(args)}

    def argument(index: int, value: int, op: str, value_two: int = 0) -> dict[str, int | str]:
        return {"index": index, "value": value, "valueTwo": value_two, "op": op}

    flag = _NEW_USER_NAMESPACE
    return {
        "defaultAction": "SCMP_ACT_ALLOW",
        "architectures": [f"SCMP_ARCH_{machine.upper()}"],
        "syscalls": [
            rule([*denied(machine)], _EPERM_NUMBER),
            rule(["clone3"], _ENOSYS_NUMBER),
            rule(["clone"], _EPERM_NUMBER, argument(0, flag, "SCMP_CMP_MASKED_EQ", flag)),
            *(
                rule(["ioctl"], _EPERM_NUMBER, argument(1, 0xFFFFFFFF, "SCMP_CMP_MASKED_EQ", request))
                for request in _TERMINAL_INPUT
            ),
        ],
    }


def denied(machine: str) -> dict[str, int]:
    """The denied calls by name, as `sandbox/seccomp.txt` lists them for this machine."""
    calls = {}
    for line in assets.text("sandbox/seccomp.txt").splitlines():
        if line and not line.startswith("#"):
            name, x86_64, aarch64 = line.split()
            number = x86_64 if machine == "x86_64" else aarch64
            if number != "-":
                calls[name] = int(number)
    return calls


def _line(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
