"""Tests that ran on what was built before the patch prove nothing of native source."""

from __future__ import annotations

from devflow.checks.supplies import Supplies
from tests.checks.conftest import BASE, MakePlace

EXTENSION = "_fast.cpython-311-x86_64-linux-gnu.so"
GOOD = BASE["tests/test_app.py"].partition("def test_bug")[0]


def test_changed_native_source_beside_an_old_extension_is_no_pass(make_place: MakePlace) -> None:
    place = make_place({**BASE, "tests/test_app.py": GOOD, "_fast.c": "int one = 1;\n"})
    (place.at / EXTENSION).write_text("built from the base")
    result = place.result({"_fast.c": "int one = 2;\n"})
    assert result.status == "needs_setup"
    assert "build =" in result.reason
    assert place.result({"app.py": BASE["app.py"] + "\n"}).status == "green"
    rebuilt = Supplies(build=["true"])
    assert place.result({"_fast.c": "int one = 2;\n"}, supplies=rebuilt).status == "green"
