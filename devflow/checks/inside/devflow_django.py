"""Runs Django's own test command and reports every test; runs in the tested environment."""

from __future__ import annotations

import os
import runpy
import sys
import traceback
from typing import Any

from devflow_imported import tell_imports  # type: ignore[import-not-found]
from devflow_unittest import result_class, wanted_of  # type: ignore[import-not-found]
from django.test.runner import DiscoverRunner  # type: ignore[import-untyped]

_MOST_DETAIL = 6000


def run(sender: Any, task: dict[str, Any], arguments: list[str]) -> int:
    """Run the script or module that the arguments name, with a test runner that tells its ids."""
    ended: list[bool] = []
    _attach(sender, task, ended)
    sender.send(kind="start", runner="django", python=sys.version.split()[0])
    code = 0
    try:
        if arguments[0] == "-m":
            sys.argv = arguments[1:]
            runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = list(arguments)
            sys.path[0] = os.path.dirname(os.path.abspath(arguments[0]))  # noqa: PTH100, PTH120
            runpy.run_path(arguments[0], run_name="__main__")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except Exception:
        sender.send(kind="trouble", detail=traceback.format_exc()[-_MOST_DETAIL:])
        traceback.print_exc()
        return 1
    if ended:
        tell_imports(sender, task.get("modules") or ())
        sender.send(kind="session")
    return code


def _attach(sender: Any, task: dict[str, Any], ended: list[bool]) -> None:
    """Put our reporter into the runner that Django's commands and most projects' own runners stand on."""
    build, run_suite = DiscoverRunner.build_suite, DiscoverRunner.run_suite

    def build_suite(self: Any, *args: Any, **named: Any) -> Any:
        self.parallel = 1  # -- other processes would not tell
        return wanted_of(build(self, *args, **named), sender, task)

    def run_and_note(self: Any, *args: Any, **named: Any) -> Any:
        result = run_suite(self, *args, **named)
        ended.append(True)
        return result

    DiscoverRunner.build_suite = build_suite
    DiscoverRunner.run_suite = run_and_note
    DiscoverRunner.get_resultclass = lambda _: result_class(sender, task)
