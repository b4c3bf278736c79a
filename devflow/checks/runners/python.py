"""Python's test runners: pytest, Django's own, and unittest for repos that never speak of pytest."""

from __future__ import annotations

from collections.abc import Iterator

from devflow.checks.check import Check
from devflow.checks.needs.environment import Environment
from devflow.checks.paths import is_test_module
from devflow.checks.runners.base import Package, Runner
from devflow.checks.runners.django import DJANGO, find_django
from devflow.checks.runners.python_settings import Settings, around, environment, lacks, python_check

_MOST_READ = 400
# -- a small repo's tests in one file: unittest looks for such a name, pytest does not
_LONE = ("tests.py", "test.py")

RUNNERS: tuple[Runner, ...] = (
    Runner("pytest", around, sealed=True, lacks=lacks),
    Runner(DJANGO, around, sealed=True, lacks=lacks),
    Runner("unittest", around, sealed=True),
)


def find(package: Package) -> Iterator[Check]:
    """One check for the package's tests."""
    env = environment(package)
    if env is None:
        return
    settings = Settings(package)
    django = find_django(package, env)
    if django is not None:
        yield django
        return
    if any(is_test_module(path) for path in package.paths) or settings.has("pytest"):
        if _wants_pytest(package, settings, env):
            yield python_check(package, env, "tests", "pytest")
        else:
            yield python_check(package, env, "tests", "unittest", "discover")
    elif any(b"unittest" in package.read(name) for name in _LONE if name in package.paths):
        yield python_check(package, env, "tests", "unittest", "discover")


def _wants_pytest(package: Package, settings: Settings, env: Environment) -> bool:
    """pytest runs unittest's cases as well."""
    conftest = any(path.endswith("conftest.py") for path in package.paths)
    if settings.has("pytest") or env.has("pytest") or conftest:
        return True
    modules = [path for path in sorted(package.paths) if is_test_module(path)][:_MOST_READ]
    tests = [package.read(path) for path in modules]
    return any(b"pytest" in text for text in tests) or not any(b"unittest" in text for text in tests)
