"""Files of which only parts are protected: both sides are parsed, and each changed key is told apart."""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping

from devflow.guard.protecting.manifest_parts import (
    Key,
    Part,
    cargo_part,
    make_part,
    node_part,
    pyproject_part,
    setup_cfg_part,
)
from devflow.guard.wording import said

Keys = dict[Key, str]
"""Each leaf of a manifest by its way there; lists and scalars are leaves."""

_HELD = "!"
"""The first step of the way to a leaf that its parser already knows as protected."""
_RULE = re.compile(r"([^\s:=#][^:=#]{0,500}):{1,2}(?!=)")
_WORD = re.compile(r"[\w.\-]+(?::[\w.\-]+)*")
_MAKE_CHECK = re.compile(
    r"test|check|lint|\bci\b|cov|type|format|fmt|verify|hook|tox|nox|mypy|ruff|\.DEFAULT|%", re.IGNORECASE
)
_RUN_BY_ITSELF = re.compile(
    r"(pre|post)?(install|publish|pack|prepare|version)|prepublishOnly|dependencies|(pre|post)-[a-z-]+|.*(test|spec|lint|check|ci\b|cov|tsc|type|e2e"
    r"|jest|vitest|mocha|format|hook|audit).*",
    re.IGNORECASE,
)


class Unreadable(ValueError):
    """The manifest cannot be parsed, so nothing can be told about its parts."""


def changed_parts(path: str, before: bytes | None, after: bytes | None) -> dict[str, Part] | None:
    """Each changed key of a manifest with its part, or None where the path is no manifest known here.

    Raises:
        Unreadable: one of the sides cannot be parsed.
    """
    known = _manifest(path)
    if known is None:
        return None
    parse, sort = known
    old, new = _parsed(parse, before), _parsed(parse, after)
    changed = [key for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]
    return {_shown(key): "protected" if key[0] == _HELD else sort(key) for key in changed}


def is_dependency_file(path: str) -> bool:
    """Whether the whole file names what the repo depends on, or pins it."""
    return _DEPENDENCIES.search(path) is not None


_DEPENDENCIES = re.compile(
    r"""(^|/)(
      requirements[^/]*\.(txt|in) | constraints[^/]*\.txt | requirements/[^/]+\.(txt|in) | pipfile(\.lock)?
    | [^/]+\.lock | package-lock\.json | npm-shrinkwrap\.json | pnpm-lock\.yaml | bun\.lockb
    | go\.(mod|sum|work) | gemfile | [^/]+\.gemspec | pom\.xml | build\.gradle(\.kts)?
    | settings\.gradle(\.kts)?
    | libs\.versions\.toml | [^/]+\.csproj | directory\.packages\.props | packages\.config | setup\.py
    | environment\.ya?ml | conanfile\.(txt|py) | vcpkg\.json | mix\.exs | package\.swift | pubspec\.yaml
    | dockerfile[^/]*
    )$""",
    re.VERBOSE | re.IGNORECASE,
)


def _shown(key: Key) -> str:
    return said(".".join(key[1:] if key[0] == _HELD else key), 80)


def _parsed(parse: Callable[[str], Keys], data: bytes | None) -> Keys:
    if data is None:
        return {}
    try:
        return parse(data.decode("utf-8-sig"))
    except (ValueError, RecursionError, configparser.Error) as problem:
        raise Unreadable(str(problem)) from problem


def _toml(text: str) -> Keys:
    return dict(_leaves(tomllib.loads(text)))


def _json(text: str) -> Keys:
    data = json.loads(text)
    if not isinstance(data, dict):
        raise Unreadable("the manifest is not an object")
    return dict(_leaves(data))


def _ini(text: str) -> Keys:
    parser = configparser.RawConfigParser(strict=True, allow_no_value=True, interpolation=None)
    parser.read_string(text)
    return {
        (name, option): str(value)
        for name in (parser.default_section, *parser.sections())
        for option, value in (parser.defaults() if name == parser.default_section else parser[name]).items()
    }


def _node(text: str) -> Keys:
    """As `_json`, with the scripts that tests and linters pass through marked as held."""
    keys = _json(text)
    scripts = {key[1]: value for key, value in keys.items() if key[0] == "scripts" and len(key) == 2}
    for name in _reached(scripts, lambda name: _RUN_BY_ITSELF.fullmatch(name) is not None):
        keys[_HELD, "scripts", name] = keys.pop(("scripts", name))
    return keys


def _make(text: str) -> Keys:
    """A makefile's rules by target; held are those that checks pass through, and all outside of rules."""
    rules: dict[str, str] = {}
    outside, current = [], ""
    for line in text.replace("\\\n", " ").splitlines():
        if not line.strip() or line.startswith(("#", ".PHONY")):
            continue
        if not line.startswith("\t"):
            rule = _RULE.match(line)
            current = rule.group(1).strip() if rule else ""
        if current:
            rules[current] = f"{rules.get(current, '')}\n{line.rstrip()}"
        else:
            outside.append(line.rstrip())
    reached = _reached(rules, lambda name: _MAKE_CHECK.search(name) is not None)
    keys: Keys = {((_HELD, name) if name in reached else (name,)): body for name, body in rules.items()}
    if outside:
        keys[_HELD, "variables and directives"] = "\n".join(outside)
    return keys


def _reached(commands: Mapping[str, str], start: Callable[[str], bool]) -> set[str]:
    """The commands that `start` names, and each whose name stands as a word in one that was reached."""
    reached: set[str] = set()
    todo = [name for name in commands if start(name)]
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo += set(_WORD.findall(commands[name])) & commands.keys()
            todo += {f"pre{name}", f"post{name}"} & commands.keys()
    return reached


def _leaves(data: Mapping[str, object], way: Key = ()) -> Iterator[tuple[Key, str]]:
    for key, value in data.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*way, key))
        else:
            yield (*way, key), repr(value)


_MANIFESTS: Mapping[str, tuple[Callable[[str], Keys], Callable[[Key], Part]]] = {
    "pyproject.toml": (_toml, pyproject_part),
    "setup.cfg": (_ini, setup_cfg_part),
    "package.json": (_node, node_part),
    "composer.json": (_node, node_part),
    "deno.json": (_node, node_part),
    "deno.jsonc": (_node, node_part),
    "cargo.toml": (_toml, cargo_part),
    "makefile": (_make, make_part),
    "gnumakefile": (_make, make_part),
}


def _manifest(path: str) -> tuple[Callable[[str], Keys], Callable[[Key], Part]] | None:
    name = path.rsplit("/", 1)[-1].casefold()
    return _MANIFESTS.get("makefile" if name.endswith(".mk") else name)
