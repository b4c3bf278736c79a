"""One Config from its layers: default < the user's file < the repo's file at base < environment < flags.

Where no layer names a model, the key of a provider in the environment does.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from devflow.config.by_key import by_key
from devflow.config.values import Config
from devflow.errors import ConfigError

REPO_FILE = ".devflow.toml"
# -- what a repo may say of itself. All else (models, keys, addresses, budgets, sandbox, wider scope, folders
#    outside) would let whoever writes to the repo spend the user's money or leave the sandbox.
_REPO_MAY_SET = (
    *("checks.commands", "checks.setup", "checks.build", "checks.services", "checks.caches", "checks.layers"),
    *(
        "checks.env",
        "checks.seconds",
        "checks.skip",
        "checks.fix",
        "checks.format",
        "risk",
        "scope.protect",
        "hooks.push_scope",
    ),
)

# -- a later layer adds to these and takes nothing away: a repo must not lower what a person watches over
_ADD_UP = (
    *("risk.high", "risk.medium", "risk.high_paths", "risk.medium_paths", "risk.second_person"),
    "scope.protect",
)


def user_file() -> Path:
    """Where the user's own configuration stands: $XDG_CONFIG_HOME/devflow/config.toml."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")  # noqa: PTH111 - HOME may be unset
    return Path(home) / "devflow" / "config.toml"


def load(
    repo_text: bytes | None,
    environment: Mapping[str, str],
    flags: Mapping[str, Any],
    root: Path | None = None,
) -> Config:
    """The configuration of a run.

    `repo_text` is the repo's file at the base commit; `flags` maps dotted keys to values; `root` is the
    checkout, for what the user's own file sets for it alone.

    Raises:
        ConfigError: a file cannot be read, holds an unknown key or a bad value, or the repo's file sets what
            it may not (E_CONFIG_FORBIDDEN_KEY).
    """
    merged: dict[str, Any] = {}
    sources: dict[str, str] = {}
    own = user_file()
    own_text = own.read_bytes() if own.is_file() else b""
    mine = _parse(own_text, str(own))
    of_this_repo = _of_repo(mine.pop("repos", {}), root, str(own))
    layers = [(str(own), mine, own_text)]
    if repo_text is not None:
        said = _parse(repo_text, REPO_FILE)
        _refuse_forbidden(said, repo_text.decode(errors="replace"))
        layers.append((REPO_FILE, said, repo_text))
    layers.append((f"{own}, for this repository", of_this_repo, b""))
    layers.append(("the environment", _from_environment(environment), b""))
    layers.append(("a flag", _nested(flags), b""))
    for source, values, text in layers:
        _validate(values, source, text)
        _merge(merged, values, source, sources)
    if not {"text", "code"} & merged.get("models", {}).keys():
        key, models = by_key(environment)
        _merge(merged, {"models": models} if models else {}, f"the key in {key}", sources)
    return Config.model_validate({**merged, "sources": sources})


def _of_repo(repos: Any, root: Path | None, source: str) -> dict[str, Any]:
    """What the user's own file sets for one checkout, under [repos."PATH"]."""
    tables = repos if isinstance(repos, dict) else {"": repos}
    for path, table in tables.items():
        if not path.startswith(("/", "~")) or not isinstance(table, dict):
            hint = 'Write [repos."/path/of/the/checkout".checks], for example.'
            raise ConfigError(f"{source}: repos is not usable.", hint, code="E_CONFIG_VALUE")
        if root is not None and Path(path).expanduser().resolve() == root.resolve():
            return dict(table)
    return {}


def _parse(text: bytes, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{source} cannot be read as TOML: {error}.", "Mend that line, or move the file away."
        ) from error


def _refuse_forbidden(values: Mapping[str, Any], text: str) -> None:
    for key, value in _leaves(values):
        # -- a section with nothing in it, as a commented file has, sets nothing
        if not any(
            key == allowed or key.startswith(f"{allowed}.") or (value == {} and allowed.startswith(f"{key}."))
            for allowed in _REPO_MAY_SET
        ):
            message = f"{REPO_FILE} line {_line(text, key)} sets {key}, which a repository may not set."
            hint = f"Set it in {user_file()} or by a flag, and take it out of the repo's file."
            raise ConfigError(message, hint, code="E_CONFIG_FORBIDDEN_KEY")


def _validate(values: Mapping[str, Any], source: str, text: bytes) -> None:
    try:
        Config.model_validate(values)
    except ValidationError as error:
        # -- a key that is mistyped is also one that is missing: what was typed is named
        faults = error.errors()
        first = next((each for each in faults if each["type"] == "extra_forbidden"), faults[0])
        # -- where a value can be of several shapes, a shape's own name stands among the keys
        key = ".".join(str(part) for part in first["loc"] if not str(part)[:1].isupper())
        line = f" line {_line(text.decode(errors='replace'), key)}" if text else ""
        said = _said(key)
        if first["type"] == "extra_forbidden":
            known = [known for known in _known_keys(Config) if not key.startswith(f"{known}.")]
            near = difflib.get_close_matches(key, known, 1, 0.5)
            hint = f"Did you mean {near[0]}?" if near else "docs/configuration.md lists every key."
            raise ConfigError(
                f"{source}{line}: the key {said} is unknown.", hint, code="E_CONFIG_KEY"
            ) from error
        why = first["msg"].removeprefix("Value error, ").lower().replace("tuple", "list")
        message = f"{source}{line}: {said} is not usable: {why}."
        raise ConfigError(message, "docs/configuration.md lists every key.", code="E_CONFIG_VALUE") from error


def _said(key: str) -> str:
    """A dotted key as a person counts: scope.rules.1.paths stands in number 2 of scope.rules."""
    table, number, rest = re.fullmatch(r"(.*?)(?:\.(\d+)(?:\.(.+))?)?", key).groups()  # type: ignore[union-attr]
    if number is None:
        return key
    return f"{f'{rest} in ' if rest else ''}number {int(number) + 1} of {table}"


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """DEVFLOW_RUN_ATTEMPTS=2 sets run.attempts; only plain values can be set so."""
    flat = {}
    for key in _known_keys(Config):
        name = "DEVFLOW_" + key.replace(".", "_").upper()
        if name in environment and key != "sources":
            flat[key] = environment[name]
    return _nested(flat)


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for key, value in flat.items():
        *sections, last = key.split(".")
        place = nested
        for section in sections:
            place = place.setdefault(section, {})
        place[last] = value
    return nested


def _merge(
    into: dict[str, Any], values: Mapping[str, Any], source: str, sources: dict[str, str], at: str = ""
) -> None:
    for key, value in values.items():
        dotted = f"{at}{key}"
        if isinstance(value, dict) and dotted != "checks.env":
            _merge(into.setdefault(key, {}), value, source, sources, f"{dotted}.")
        else:
            adds = dotted in _ADD_UP and isinstance(value, list)
            into[key] = [*into.get(key, ()), *value] if adds else value
            sources[dotted] = source


def _leaves(values: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, Any]]:
    """Each dotted key with its value, which is a table only where that is empty."""
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{at}{key}.")
        else:
            yield f"{at}{key}", value


def _known_keys(section: type[BaseModel], at: str = "") -> list[str]:
    keys = []
    for name, field in section.model_fields.items():
        inner = [kind for kind in _kinds(field.annotation) if issubclass(kind, BaseModel)]
        keys += _known_keys(inner[0], f"{at}{name}.") if inner else [f"{at}{name}"]
    return keys


def _kinds(annotation: Any) -> list[type]:
    parts = getattr(annotation, "__args__", ()) or (annotation,)
    return [part for part in parts if isinstance(part, type)]


def _line(text: str, key: str) -> int:
    """The line (1-based) where a dotted key is set, as far as plain TOML shows it; else what holds it."""
    parts = key.split(".")
    while parts:
        if found := _set_at(text, parts):
            return found
        parts.pop()
    return 1


def _set_at(text: str, parts: list[str]) -> int:
    """The line where a key or table of this very name begins; 0 where none does.

    A number counts the tables of a name: scope, rules, 1, paths stand in the second [[scope.rules]].
    """
    names = [part for part in parts if not part.isdecimal()]
    before = next((int(part) for part in parts if part.isdecimal()), 0)
    whole, header = ".".join(names), ".".join(names[:-1])
    inside = not header
    for here, line in enumerate(text.splitlines(), start=1):
        if table := re.match(r"\s*\[{1,2}\s*([^\[\]]+?)\s*\]", line):
            inside = table.group(1) == header and not before
            if table.group(1) == whole and not before:
                return here
            before -= table.group(1) in (whole, header) and before > 0
        elif inside and re.match(rf'\s*"?{re.escape(names[-1])}"?\s*[=.]', line):
            return here
    return 0
