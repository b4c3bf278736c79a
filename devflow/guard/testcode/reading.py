"""Test files read by who knows their language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from devflow.guard.testcode.python_tests import python_shape
from devflow.guard.testcode.script_tests import SCRIPTS, script_shape
from devflow.guard.testcode.shapes import FileShape
from devflow.guard.testcode.testfiles import is_test
from devflow.languages import grammar


def shapes_of(texts: Mapping[str, str | None]) -> dict[str, FileShape]:
    """The tests of each file by its path; a file that is not there, or holds none, is left out."""
    shapes = {}
    for path, text in texts.items():
        reader = _reader(path)
        if reader and text is not None:
            shapes[path] = reader(text)
    return shapes


def _reader(path: str) -> Callable[[str], FileShape] | None:
    language = grammar(path)
    suffix = path.rsplit(".", 1)[-1].lower() if "." in path.rsplit("/", 1)[-1] else ""
    if suffix != "rs" and not is_test(path):  # -- Rust keeps unit tests beside the code
        return None
    if suffix in ("py", "pyi"):
        return python_shape
    if language and language.name in SCRIPTS:
        return partial(script_shape, grammar=language)
    # -- imported here: most patches have no test in any of these languages
    from devflow.guard.testcode.pattern_languages import LANGUAGES  # noqa: PLC0415
    from devflow.guard.testcode.pattern_tests import pattern_shape  # noqa: PLC0415

    return partial(pattern_shape, language=suffix) if suffix in LANGUAGES else None
