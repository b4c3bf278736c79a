"""Django's own test command: as the repo's people type it, or by its `manage.py`."""

from __future__ import annotations

import re
import shlex
from pathlib import PurePosixPath

from devflow.checks.check import Check
from devflow.checks.needs.environment import Environment
from devflow.checks.parsing import as_ini, as_toml, inside
from devflow.checks.runners.base import Package

DJANGO = "django"
# -- where people write down how the tests are run, the surest first
_SAID_IN = ("tox.ini", "Makefile", "justfile", "noxfile.py", "setup.cfg", "pyproject.toml", ".travis.yml")
_COMMAND = re.compile(
    r"(?P<before>[^\n]*?)(?P<program>-m django|django-admin(?:\.py)?|(?:[\w./-]*/)?manage\.py)[\"',\s]+test\b"
    r"(?P<rest>[^\n&|;#)]*)"
)
_DEFAULT = re.compile(r"\$?\$?\{(?:posargs|\w+):-?(?P<words>[\w. /-]*)\}")
_SETTINGS = re.compile(r"DJANGO_SETTINGS_MODULE\s*[:=]\s*[\"']?(?P<module>[\w.]+)")
_WORD = re.compile(
    r"--(settings|pythonpath|tag|exclude-tag|top-level-directory)[= ]?[\w./-]*|-[tp]|[\w.][\w./]*"
)
_OWN_RUNNER = ("runtests.py", "run_tests.py", "tests/runtests.py", "quicktest.py")
_USUAL_SETTINGS = (
    "tests/settings.py",
    "test_settings.py",
    "tests/test_settings.py",
    "testproject/settings.py",
)
_ELSEWHERE = frozenset(("example", "examples", "sample", "samples", "demo", "docs", "doc", "testdata"))
_PYTEST_FILES = {"pytest.ini": "pytest", "tox.ini": "pytest", "setup.cfg": "tool:pytest"}


def find_django(package: Package, env: Environment) -> Check | None:
    """The check by Django's command; None where this is no Django project, or pytest is set up for it."""
    if _by_pytest(package):
        return None
    arguments, folder = _said(package) or _by_files(package) or ((), "")
    if not arguments:
        return None
    where = "/".join(part for part in (package.folder, folder) if part)
    return Check(
        name=package.named("django test"),
        kind="tests",
        argv=(str(env.python), *arguments),
        runner=DJANGO,
        environment=str(env.folder or ""),
        folder=where,
    )


def _by_pytest(package: Package) -> bool:
    """Whether pytest's settings or a conftest.py say where Django's settings are."""
    for name, section in _PYTEST_FILES.items():
        parser = as_ini(package.read(name))
        if parser.has_section(section) and "DJANGO_SETTINGS_MODULE" in str(parser.items(section)).upper():
            return True
        if parser.has_section(section) and "--ds" in str(parser.items(section)):
            return True
    settings = inside(as_toml(package.read("pyproject.toml")), "tool", "pytest")
    if "django_settings_module" in str(settings).lower():
        return True
    texts = [package.read(path) for path in ("conftest.py", "tests/conftest.py")]
    return any(b"settings.configure" in text or b"DJANGO_SETTINGS_MODULE" in text for text in texts)


def _said(package: Package) -> tuple[tuple[str, ...], str] | None:
    """The command in the words of the repo's people, with the settings named beside it."""
    for name in _SAID_IN:
        text = package.read(name).decode("utf-8", "replace")
        for found in _COMMAND.finditer(text):
            program = found["program"]
            script = program.endswith("manage.py")
            if script and (program not in package.paths or _is_elsewhere(program)):
                continue
            words = _words(found["rest"])
            near = _SETTINGS.search(found["before"]) or _SETTINGS.search(text)
            if near and not script and not any(word.startswith("--settings") for word in words):
                words = (f"--settings={near['module']}", *words)
            start = (program,) if script else ("-m", "django")
            return (*start, "test", "--noinput", *words), ""
    return None


def _words(rest: str) -> tuple[str, ...]:
    """Labels and the options that decide what is run; variables count as their defaults."""
    plain = _DEFAULT.sub(lambda found: found["words"], rest)
    plain = re.sub(r"\{[^}]*\}|\$\S+|[\"',\]]", " ", plain)
    try:
        words = shlex.split(plain)
    except ValueError:
        return ()
    return tuple(word for word in words if _WORD.fullmatch(word))


def _by_files(package: Package) -> tuple[tuple[str, ...], str] | None:
    """By a script that runs the tests, else a `manage.py`, else settings that are called the tests' own."""
    for path in _OWN_RUNNER:
        if b"django" in package.read(path):
            return (path,), ""
    scripts = [path for path in package.paths if PurePosixPath(path).name == "manage.py"]
    scripts = [path for path in scripts if not _is_elsewhere(path) and b"django" in package.read(path)]
    if scripts:
        script = PurePosixPath(min(scripts, key=lambda path: (path.count("/"), path)))
        folder = "" if str(script.parent) == "." else str(script.parent)
        return ("manage.py", "test", "--noinput"), folder
    for path in _USUAL_SETTINGS:
        if b"INSTALLED_APPS" in package.read(path):
            module = path.removesuffix(".py").replace("/", ".")
            return ("-m", "django", "test", "--noinput", f"--settings={module}"), ""
    return None


def _is_elsewhere(path: str) -> bool:
    """Whether the path lies in a project that shows the package, or is data."""
    return any(part.startswith(tuple(_ELSEWHERE)) for part in PurePosixPath(path).parts[:-1])
