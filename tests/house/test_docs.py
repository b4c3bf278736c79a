"""Everything that a user can type, set or meet is documented, and nothing else is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from devflow.cli.group import COMMANDS, main
from devflow.config import Config, ModelChoice, RouteRules, Routes, ScopeRule

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
WORDS = (
    *("ticket", "spec", "scope", "context", "patch", "check", "outcome", "verdict", "review", "summary"),
    *("run", "step", "handoff", "receipt", "ledger", "store", "toolbox", "route", "facts", "candidate"),
    *("attempt", "guard", "base"),
)
_CODE = re.compile(r"E_[A-Z][A-Z0-9_]*")
_LINK = re.compile(r"\]\(([^)#:]*)(?:#([^)]*))?\)")


def called(word: str) -> Iterator[tuple[str, click.Command]]:
    """A command by the words that call it, and its sub-commands."""
    command = main.get_command(click.Context(main), word)
    assert command is not None, f"devflow {word} is listed and cannot be called"
    yield f"devflow {word}", command
    if isinstance(command, click.Group):
        yield from ((f"devflow {word} {name}", below) for name, below in command.commands.items())


def section(name: str) -> str:
    """What docs/commands.md says of a top-level command."""
    text = (DOCS / "commands.md").read_text("utf-8")
    found = re.search(rf"^## {re.escape(name)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/commands.md has no section {name!r}"
    return found.group(1)


@pytest.mark.parametrize("word", COMMANDS)
def test_every_command_is_documented_with_an_example_and_its_options(word: str) -> None:
    said = section(f"devflow {word}")
    for name, command in called(word):
        assert re.search(rf"^    (?:.* \| )?{re.escape(name)}\b", said, re.MULTILINE), f"no example of {name}"
        options = [option.opts[0] for option in command.params if isinstance(option, click.Option)]
        assert not [option for option in options if f"`{option}" not in said]


@pytest.mark.parametrize("word", COMMANDS)
def test_every_command_has_help_that_begins_with_its_short_line_and_shows_an_example(word: str) -> None:
    short = COMMANDS[word][1]
    assert not short.endswith(".")
    for name, command in called(word):
        help_ = command.help or ""
        assert name.count(" ") > 1 or help_.split()[0] == short.split()[0]
        assert f"Example: {name}" in help_ or isinstance(command, click.Group)


def test_every_documented_command_exists() -> None:
    headings = re.findall(r"^## devflow ([\w-]+)$", (DOCS / "commands.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(headings) == sorted(COMMANDS)


def codes() -> set[str]:
    """Every stable name that the code can give to an error or a finding."""
    found = set()
    for file in (ROOT / "devflow").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.fullmatch(node.value):
                found.add(node.value)
    return found


def test_every_error_code_is_documented_and_every_documented_one_exists() -> None:
    listed = re.findall(r"^\| `(E_\w+)` \|", (DOCS / "errors.md").read_text("utf-8"), re.MULTILINE)
    assert len(listed) == len(set(listed)), "a code stands twice"
    assert sorted(listed) == sorted(codes())


def settings(section: type[BaseModel], at: str = "") -> Iterator[tuple[str, object]]:
    """Every key that can be set, and its default."""
    for name, field in section.model_fields.items():
        if isinstance(field.default, BaseModel):
            yield from settings(type(field.default), f"{at}{name}.")
        elif f"{at}{name}" != "sources":
            yield f"{at}{name}", field.default


def by_risk(name: str) -> str:
    """The default of a route's key: one for every risk, or that of low, medium and high."""
    defaults = [str(getattr(rules, name)) for rules in (Routes().low, Routes().medium, Routes().high)]
    only = defaults[0] if len(set(defaults)) == 1 else " / ".join(defaults)
    return "" if only == "None" else only


def test_every_setting_is_documented_with_its_default_and_every_documented_one_exists() -> None:
    grouped = ("models.", "route.")
    expected = {name: default for name, default in settings(Config) if not name.startswith(grouped)}
    expected |= {f"route.RISK.{name}": by_risk(name) for name in RouteRules.model_fields}
    expected |= {f"models.ROLE.{name}": default for name, default in settings(ModelChoice)}
    rules = dict(settings(ScopeRule))
    expected |= {f"scope.rules.{name}": _plain(default) for name, default in rules.items()}
    text = (DOCS / "configuration.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| `([\w.]+)` \| ([^|]*?) ?\|", text, re.MULTILINE))
    said = {name: str(default) for name, default in expected.items() if default not in ((), "", None)}
    said = {name: default for name, default in said.items() if default != str(PydanticUndefined)}
    assert listed == {name: said.get(name, "") for name in expected}


def _plain(default: object) -> object:
    return ", ".join(map(str, default)) if isinstance(default, tuple) else default


@pytest.mark.parametrize("word", WORDS)
def test_the_glossary_holds_every_word(word: str) -> None:
    assert re.search(rf"^\*\*{word}\*\* — \w", (DOCS / "glossary.md").read_text("utf-8"), re.MULTILINE)


def headings(page: Path) -> set[str]:
    """The headings of a page, as links name them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_links_between_our_pages_lead_somewhere() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]:
        for path, part in _LINK.findall(page.read_text("utf-8")):
            target = page.parent / path if path else page
            if not target.exists() or (part and part not in headings(target)):
                broken.append(f"{page.relative_to(ROOT)}: {path}#{part}")
    assert not broken


def test_the_rooms_that_a_newcomer_is_sent_to_exist() -> None:
    rooms = set(
        re.findall(
            r"`((?:devflow|tests|docs|scripts)/[\w./]*)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8")
        )
    )
    assert "devflow/pipeline.py" in rooms
    assert not [room for room in sorted(rooms) if not (ROOT / room).exists()]
