"""Django's own test command: how it is found, and its outcomes by id on a real database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from devflow.checks import find
from devflow.sandbox import Limits
from tests.checks.conftest import MakePlace
from tests.checks.place import Place
from tests.support.environments import make_environment

MANAGE = (
    "import os, sys\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"
    "from django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n"
)
SETTINGS = (
    "SECRET_KEY = 'x'\nINSTALLED_APPS = ['orders']\nUSE_TZ = True\n"
    "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}\n"
)
MODELS = (
    "from django.db import models\n\n\nclass Order(models.Model):\n"
    "    price = models.IntegerField()\n    count = models.IntegerField(default=1)\n\n"
    "    def total(self):\n        return self.price + self.count\n"
)
TESTS = (
    "from django.test import TestCase\nfrom orders.models import Order\n\n\nclass Totals(TestCase):\n"
    "    def test_kept(self):\n        Order.objects.create(price=3)\n"
    "        self.assertEqual(Order.objects.get().price, 3)\n\n"
    "    def test_total(self):\n        self.assertEqual(Order(price=3, count=2).total(), 6)\n"
)
SHOP = {
    "manage.py": MANAGE,
    "shop/__init__.py": "",
    "shop/settings.py": SETTINGS,
    "orders/__init__.py": "",
    "orders/models.py": MODELS,
    "orders/tests.py": TESTS,
}
FIXED = MODELS.replace("price + self.count", "price * self.count")
LONG = Limits(seconds=60, memory=1 << 30, processes=64, disk=256 << 20)


@pytest.fixture(scope="session")
def django(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with Django in it."""
    folder = tmp_path_factory.mktemp("django") / "venv"
    return make_environment(folder, ("django", "asgiref", "sqlparse", "pytest", "_pytest", "pluggy"))


def arguments(files: Mapping[str, str], at: Path) -> tuple[str, ...]:
    """What Python is given by the first check that is found."""
    found = find(sorted(files), lambda path: files[path].encode() if path in files else None, at)
    return (*found[0].argv[1:], *((found[0].folder,) if found[0].folder else ()))


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        (SHOP, ("manage.py", "test", "--noinput")),
        (
            {f"backend/{path}": text for path, text in SHOP.items()},
            ("manage.py", "test", "--noinput", "backend"),
        ),
        (
            {
                "tox.ini": (
                    "[testenv]\nsetenv =\n    DJANGO_SETTINGS_MODULE = tests.settings\n"
                    "commands = python -b -m coverage run -m django test -v2 {posargs:tests}\n"
                ),
                "app.py": "",
            },
            ("-m", "django", "test", "--noinput", "--settings=tests.settings", "tests"),
        ),
        (
            {
                "Makefile": "test:\n\tDJANGO_SETTINGS_MODULE=t.conf \\\n\tdjango-admin test $${ARGS:-t}\n",
                "a.py": "",
            },
            ("-m", "django", "test", "--noinput", "--settings=t.conf", "t"),
        ),
        (
            {"tests/settings.py": "INSTALLED_APPS = []\n", "app/models.py": ""},
            ("-m", "django", "test", "--noinput", "--settings=tests.settings"),
        ),
        ({"runtests.py": "import django\n", "app/models.py": ""}, ("runtests.py",)),
        ({**SHOP, "pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = shop.settings\n"}, ("-m", "pytest")),
        (
            {
                "example/manage.py": MANAGE,
                "tests/test_app.py": "import pytest\n",
            },
            ("-m", "pytest"),
        ),
    ],
)
def test_djangos_command_is_found(tmp_path: Path, files: dict[str, str], wanted: tuple[str, ...]) -> None:
    assert arguments(files, tmp_path) == wanted


def test_each_test_is_told_by_its_id(tmp_path: Path, django: Path) -> None:
    place = Place(tmp_path, django, SHOP)
    result = place.result({"orders/models.py": FIXED}, limits=LONG)
    assert result.status == "green", (result.reason, result.output)
    assert [change.id for change in result.fixed] == ["orders.tests.Totals.test_total"]
    assert (result.before.passed, result.after.passed) == (1, 2)
    worse = place.result({"orders/models.py": MODELS.replace("price = ", "cost = ")}, limits=LONG)
    assert worse.status == "red"
    assert [change.id for change in worse.new_failures] == ["orders.tests.Totals.test_kept"]


@pytest.mark.parametrize(
    "settings", [SETTINGS.replace("sqlite3", "mysql"), SETTINGS.replace("':memory:'", "'/proc/none/db'"), ""]
)
def test_without_its_database_or_settings_nothing_has_passed(
    tmp_path: Path, django: Path, settings: str
) -> None:
    disk = settings.replace("'NAME'", "'TEST': {'NAME': '/proc/none/db'}, 'NAME'")
    place = Place(tmp_path, django, {**SHOP, "shop/settings.py": disk})
    result = place.result({"orders/models.py": FIXED}, limits=LONG)
    assert result.status == "needs_setup", (result.reason, result.output)


def test_without_django_the_command_that_installs_it_is_said(make_place: MakePlace) -> None:
    result = make_place(SHOP).result({"orders/models.py": FIXED})
    assert result.status == "needs_setup"
    assert "pip install django`" in result.reason
