"""Prompts made from templates: a missing variable fails at once, and foreign text cannot leave its fence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import DictLoader, Environment, StrictUndefined

from devflow import assets
from devflow.clean import clean_line

NAMES = ("spec", "patch", "draft", "choose", "summary", "edits")


@dataclass(frozen=True)
class Prompts:
    """Templates by name, as a run pinned them.

    Each has a block `system`, a block `user`, and may have a block `shared`: what comes before `user` and
    stands unchanged in the prompts of later attempts. `edits` is none of these: others include it.
    """

    templates: Mapping[str, str]

    @classmethod
    def shipped(cls) -> Prompts:
        """The templates of this devflow."""
        return cls({name: assets.text(f"prompts/{name}.md") for name in NAMES})

    def only(self, names: tuple[str, ...]) -> Prompts:
        """These templates and no others."""
        return Prompts({name: self.templates[name] for name in names})

    def render(self, name: str, **values: object) -> dict[str, str]:
        """The blocks of a prompt by name."""
        environment = Environment(  # noqa: S701 - prompts are not HTML; `fence` holds foreign text
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            loader=DictLoader(dict(self.templates)),
        )
        environment.filters |= {"fence": fence, "line": clean_line}
        template = environment.from_string(self.templates[name])
        context = template.new_context(values)
        return {block: "".join(render(context)).strip() for block, render in template.blocks.items()}


def fence(text: str, tag: str) -> str:
    """Foreign text between `<tag>` and `</tag>`, which it cannot close or open itself."""
    text = text.removesuffix("\n")
    held = re.sub(rf"<(?=\s*/?\s*{re.escape(tag)}\b)", "&lt;", text, flags=re.IGNORECASE)
    return f"<{tag}>\n{held}\n</{tag}>"
