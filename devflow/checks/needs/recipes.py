"""The commands that would set a repo up for its checks, as far as its own files tell."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Collection, Iterator
from typing import Any

from devflow.checks.check import Read
from devflow.checks.parsing import as_ini, as_json, as_table, as_text, as_toml, inside
from devflow.checks.paths import is_native

Which = Callable[[str], str | None]
# -- by these names repos call what their tests need: extras, dependency groups, parts of file names
_FOR_TESTS = ("test", "tests", "testing", "dev", "develop", "development")
_REQUIREMENTS = re.compile(
    r"(requirements[-_./](dev|develop|development|tests?|testing|ci|local)|(dev|tests?)[-_]requirements)\.(txt|in)"
    r"|tests?/requirements\.(txt|in)"
)
_PROJECT = ("pyproject.toml", "setup.cfg", "setup.py", "requirements.txt")
_PIP = ".venv/bin/pip install -q"
_BUILD = "build_ext --inplace --force"
_NPM_QUIET = "--no-audit --no-fund"
_MOST_READ = 300
_PLAIN = re.compile(r"[\w.][\w.\-\[\],<>=!~/ ]*")
# -- by these a crate or a module has something to fetch
_DEPENDS = frozenset(("dependencies", "dev-dependencies", "build-dependencies", "target", "workspace"))
_REQUIRES = re.compile(r"(?m)^require\b")


def propose_setup(paths: Collection[str], read: Read, which: Which = shutil.which) -> tuple[str, ...]:
    """Shell lines for the root of a checkout, with the programs that this machine has; empty: none is needed.

    Nothing is run; `paths` and `read` are the base's files. Lines that install fetch from package registries.
    """
    families = (_python(paths, read, which), _node(paths, read, which), _others(paths, read, which))
    return (*(line for family in families for line in family), *_hooks(paths, read, which))


def propose_build(paths: Collection[str], read: Read) -> str:
    """What a Python is given to build the repo's extensions in place; empty where setuptools does not."""
    if "setup.py" in paths:
        return f"setup.py {_BUILD}"
    backend = str(inside(as_toml(read("pyproject.toml")), "build-system", "build-backend"))
    return f'-c "import setuptools; setuptools.setup()" {_BUILD}' if backend.startswith("setuptools.") else ""


def _python(paths: Collection[str], read: Read, which: Which) -> Iterator[str]:
    if not any(path.endswith(".py") for path in paths):
        return
    for lock, program, line in (
        ("uv.lock", "uv", "uv sync --frozen --all-extras --all-groups"),
        ("poetry.lock", "poetry", "POETRY_VIRTUALENVS_IN_PROJECT=true poetry install -n --all-extras"),
        ("Pipfile.lock", "pipenv", "PIPENV_VENV_IN_PROJECT=1 pipenv sync --dev"),
        ("pdm.lock", "pdm", "pdm sync --dev"),
    ):
        if lock in paths and which(program):
            yield line
            builds = _build_words(paths, read)
            if builds and program == "uv":
                yield f"uv pip install -q {shlex.join(builds)}"
            return
    wanted = _pip_words(paths, read)
    if wanted:
        yield "python3 -m venv .venv"
        if "--group" in wanted:
            yield f"{_PIP} -U pip"
        yield f"{_PIP} {shlex.join([*wanted, *_build_words(paths, read)])}"


def _build_words(paths: Collection[str], read: Read) -> list[str]:
    """What a build in place needs in the environment itself, where the repo has native sources.

    pip builds apart from it, and what a patch changes of them is built anew for its checks.
    """
    if not propose_build(paths, read) or not any(map(is_native, paths)):
        return []
    said = inside(as_toml(read("pyproject.toml")), "build-system", "requires")
    words = [word for word in said if isinstance(word, str)] if isinstance(said, list) else []
    return [word for word in words if _PLAIN.fullmatch(word)] or ["setuptools"]


def _pip_words(paths: Collection[str], read: Read) -> list[str]:
    """What pip must install: the repo itself with what its tests need, its requirement files, the runner."""
    project = as_toml(read("pyproject.toml")) if "pyproject.toml" in paths else {}
    words: list[str] = []
    package = "setup.py" in paths or any(key in project for key in ("project", "build-system"))
    if package:
        extras = _chosen(inside(project, "project", "optional-dependencies")) or _ini_extras(paths, read)
        words += ["-e", f".[{','.join(extras)}]" if extras else "."]
    for group in _chosen(project.get("dependency-groups")):
        words += ["--group", group]
    words += _poetry_names(project)
    words += [word for word in _tools_words(project) if word not in words]
    files = sorted(path for path in paths if _REQUIREMENTS.fullmatch(path))
    if not package or not (files or len(words) > 2 or "[" in words[-1]):
        files += ["requirements.txt"] if "requirements.txt" in paths else []
    for file in files:
        words += ["-r", file]
    if "--group" not in words and "[" not in "".join(words):
        words += [word for line in _tox_lines(paths, read) if line[-1] not in words for word in line]
    if not words and not _speaks_of_pytest(paths, read):
        return []
    named = " ".join((*words, *(_text(read, path) for path in ("pyproject.toml", "setup.py", *files))))
    if "pytest" not in named and _speaks_of_pytest(paths, read):
        words.append("pytest")
    return words


def _chosen(table: Any) -> list[str]:
    """The names of a table that sound as if tests needed them."""
    return [name for name in table if name.lower() in _FOR_TESTS] if isinstance(table, dict) else []


def _poetry_names(project: dict[str, Any]) -> list[str]:
    """The packages that Poetry would install for development, without their versions; pip cannot ask it."""
    poetry = inside(project, "tool", "poetry")
    if not isinstance(poetry, dict):
        return []
    tables = [poetry.get("dev-dependencies")]
    groups = poetry.get("group")
    tables += [inside(group, "dependencies") for group in groups.values()] if isinstance(groups, dict) else []
    names = [name for table in tables if isinstance(table, dict) for name in table]
    return sorted({name for name in names if re.fullmatch(r"[A-Za-z0-9._-]+", name) and name != "python"})


def _tools_words(project: dict[str, Any]) -> list[str]:
    """What pdm, uv and hatch would install for tests, as each keeps it in a table of its own."""
    tool = project.get("tool")
    groups = as_table(inside(tool, "pdm", "dev-dependencies"))
    lists = [groups[name] for name in _chosen(groups)] + [inside(tool, "uv", "dev-dependencies")]
    for name, table in as_table(inside(tool, "hatch", "envs")).items():
        if name in (*_FOR_TESTS, "default", "hatch-test"):
            lists += [as_table(table).get(key) for key in ("dependencies", "extra-dependencies")]
    words = [word for words in lists if isinstance(words, list) for word in words if isinstance(word, str)]
    plain = (word.partition(";")[0].strip() for word in words)
    return list(dict.fromkeys(word for word in plain if _PLAIN.fullmatch(word)))


def _ini_extras(paths: Collection[str], read: Read) -> list[str]:
    parser = as_ini(read("setup.cfg") if "setup.cfg" in paths else None)
    section = "options.extras_require"
    return _chosen(dict(parser.items(section))) if parser.has_section(section) else []


def _tox_lines(paths: Collection[str], read: Read) -> list[list[str]]:
    """The words of what tox installs in every environment, but for lines with a condition or a variable."""
    if "tox.ini" not in paths:
        return []
    lines = as_ini(read("tox.ini")).get("testenv", "deps", fallback="").splitlines()
    plain = (re.sub(r"^-r\s*", "-r ", line.split("#")[0].strip()) for line in lines)
    return [line.split() for line in plain if _PLAIN.fullmatch(line.removeprefix("-r "))]


def _node(paths: Collection[str], read: Read, which: Which) -> Iterator[str]:
    """The lock file tells the package manager; one that is not installed comes from npm's registry."""
    if "package.json" not in paths:
        return
    if "pnpm-lock.yaml" in paths:
        yield f"{_manager('pnpm', read, which)} install --frozen-lockfile"
    elif "yarn.lock" in paths:
        yield _yarn(read, which)
    elif "package-lock.json" in paths or "npm-shrinkwrap.json" in paths:
        yield f"npm ci {_NPM_QUIET}"
    elif any(
        as_json(read("package.json")).get(key) for key in ("dependencies", "devDependencies", "workspaces")
    ):
        yield f"npm install --no-package-lock {_NPM_QUIET}"


def _yarn(read: Read, which: Which) -> str:
    """Yarn's own later versions bear another name in the registry, and without a word they make no folder of
    modules, in which the checks look for their runners."""
    version = _pinned("yarn", read)
    if version.startswith(("0.", "1.")) or not (version or b"__metadata:" in (read("yarn.lock") or b"")):
        return f"{_manager('yarn', read, which)} install --frozen-lockfile"
    package = f"@yarnpkg/cli-dist@{version}" if version else "@yarnpkg/cli-dist"
    return f"YARN_NODE_LINKER=node-modules npx --yes {package} install --immutable"


def _manager(name: str, read: Read, which: Which) -> str:
    version = _pinned(name, read)
    return name if which(name) else f"npx --yes {name}@{version}" if version else f"npx --yes {name}"


def _pinned(name: str, read: Read) -> str:
    """The version of a package manager that package.json names; empty where it names none."""
    said = str(as_json(read("package.json")).get("packageManager", "")).partition("+")[0]
    pinned = re.fullmatch(name + r"@([0-9][\w.-]*)", said)
    return pinned[1] if pinned else ""


def _others(paths: Collection[str], read: Read, which: Which) -> Iterator[str]:
    if "Cargo.toml" in paths and _DEPENDS & _keys(as_toml(read("Cargo.toml"))) and which("cargo"):
        yield "cargo fetch"
    if "go.mod" in paths and _REQUIRES.search(_text(read, "go.mod")) and which("go"):
        yield "go mod download"


def _keys(table: dict[str, Any]) -> set[str]:
    """The names of what a table holds, where it is not empty."""
    return {name for name, value in table.items() if value}


def _hooks(paths: Collection[str], read: Read, which: Which) -> Iterator[str]:
    """The environments of pre-commit's hooks; where one of them cannot be had, the other checks go on."""
    if ".pre-commit-config.yaml" not in paths:
        return
    files = [path for path in paths if path in _PROJECT or _REQUIREMENTS.fullmatch(path)]
    if which("pre-commit") or any("pre-commit" in _text(read, path) for path in files):
        yield (
            "PATH=.venv/bin:$PATH pre-commit install-hooks "
            "|| echo 'devflow: not every hook of pre-commit is installed' >&2"
        )


def _speaks_of_pytest(paths: Collection[str], read: Read) -> bool:
    if any(path.rpartition("/")[2] in {"conftest.py", "pytest.ini", "pytest.toml"} for path in paths):
        return True
    if any(
        "pytest" in _text(read, path) for path in ("pyproject.toml", "setup.cfg", "tox.ini") if path in paths
    ):
        return True
    tests = [path for path in sorted(paths) if path.endswith(".py") and "test" in path.rpartition("/")[2]]
    return any("pytest" in _text(read, path) for path in tests[:_MOST_READ])


def _text(read: Read, path: str) -> str:
    return as_text(read(path))
