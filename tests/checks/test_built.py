"""What a patch changes of native source is built anew for its tests, or they prove nothing of it."""

from __future__ import annotations

import pytest

from devflow.checks.needs.supplies import Supplies
from devflow.sandbox import Limits
from tests.checks.conftest import BASE, MakePlace

EXTENSION = "_fast.cpython-311-x86_64-linux-gnu.so"
GOOD = BASE["tests/test_app.py"].partition("def test_bug")[0]
PLAIN = {**BASE, "tests/test_app.py": GOOD, "_fast.c": "int one = 1;\n"}
# -- stands for setuptools: what it is told to build is made from the source beside it
BUILD = """import pathlib, sys
assert sys.argv[1:] == ["build_ext", "--inplace", "--force"]
source = pathlib.Path("_fast.c").read_text()
if "broken" not in source:
    pathlib.Path("_fast.so").write_text(source)
"""
BUILT = {
    **PLAIN,
    "tests/test_fast.py": "def test_fast():\n    assert 'one' in open('_fast.so').read()\n",
}
LONG = Limits(seconds=60, memory=1 << 30, processes=64, disk=256 << 20)


def test_changed_native_source_that_nothing_builds_is_no_pass(make_place: MakePlace) -> None:
    place = make_place(PLAIN)
    (place.at / EXTENSION).write_text("built from the base")
    result = place.result({"_fast.c": "int one = 2;\n"})
    assert result.status == "needs_setup"
    assert "build =" in result.reason
    (place.at / EXTENSION).unlink()
    assert place.result({"_fast.c": "int one = 2;\n"}).status == "needs_setup"
    assert place.result({"app.py": BASE["app.py"] + "\n"}).status == "green"
    assert place.result({"tests/data.c": "int one = 2;\n"}).status == "green"
    rebuilt = Supplies(build=["true"])
    assert place.result({"_fast.c": "int one = 2;\n"}, supplies=rebuilt).status == "green"


@pytest.mark.parametrize(
    ("source", "status"), [("int one = 2;\n", "green"), ("int two = 2;\n", "red"), ("broken\n", "red")]
)
def test_changed_native_source_is_built_for_its_tests(
    make_place: MakePlace, source: str, status: str
) -> None:
    """The third is what setuptools passes over: an extension that is optional, and does not compile."""
    lenient = BUILT["tests/test_fast.py"].replace(
        "open(", "not __import__('os').path.exists('_fast.so') or open("
    )
    tests = {"tests/test_fast.py": lenient} if "broken" in source else {}
    place = make_place({**BUILT, **tests, "setup.py": BUILD})
    (place.at / "_fast.so").write_text("one, built from the base")
    supplies = Supplies(rebuild="setup.py build_ext --inplace --force")
    result = place.result({"_fast.c": source}, supplies=supplies, limits=LONG)
    assert result.status == status, (result.reason, result.output)


def test_a_build_that_fails_on_both_sides_is_told_in_its_own_words(make_place: MakePlace) -> None:
    place = make_place({**BUILT, "setup.py": "raise RuntimeError('Cython is required')\n"})
    supplies = Supplies(rebuild="setup.py build_ext --inplace --force")
    result = place.result({"_fast.c": "int one = 2;\n"}, supplies=supplies, limits=LONG)
    assert result.status == "needs_setup"
    assert "this build line failed" in result.reason
    assert "RuntimeError: Cython is required" in result.reason
    assert "checks.build" in result.reason


def test_a_build_that_fails_on_the_candidate_alone_is_red(make_place: MakePlace) -> None:
    build = f"{BUILD}if 'worse' in source: raise RuntimeError('no')\n"
    place = make_place({**BUILT, "setup.py": build})
    supplies = Supplies(rebuild="setup.py build_ext --inplace --force")
    result = place.result({"_fast.c": "worse one\n"}, supplies=supplies, limits=LONG)
    assert result.status == "red"
    assert "this build line failed" in result.reason
