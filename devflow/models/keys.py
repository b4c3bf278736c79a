"""Keys: found in the environment by name, and hidden in every text that leaves or enters this room."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from devflow.errors import ConfigError
from devflow.models.call import Prompt
from devflow.models.settings import ModelSettings

_SURROGATE = re.compile("[\ud800-\udfff]")
_HIDDEN = "[key hidden]"
# -- a shorter value is a placeholder such as `none` for a local server, and may be a word of the text
_SHORTEST = 8


class Keys:
    """The keys of the configured models."""

    def __init__(self, environment: Mapping[str, str], settings: Iterable[ModelSettings]) -> None:
        self._environment = environment
        found = {environment.get(one.key_name, "").strip() for one in settings if one.key_name}
        self._values = sorted((key for key in found if len(key) >= _SHORTEST), key=len, reverse=True)

    def of(self, settings: ModelSettings) -> str:
        """The key for a model; empty where none is needed.

        Raises:
            ConfigError: the named variable is not set, or cannot be sent as a header.
        """
        if not settings.key_name:
            return ""
        key = self._environment.get(settings.key_name, "").strip()
        if not key:
            raise ConfigError(
                f"No key for the model {settings.model!r}: {settings.key_name} is not in the environment.",
                f"Set it with `export {settings.key_name}=…`, or run with --script FILE.",
                code="E_MODEL_KEY",
            )
        if not key.isascii() or not key.isprintable():
            raise ConfigError(
                f"The key in {settings.key_name} holds characters that no key has.",
                "Copy it again, without line ends.",
                code="E_MODEL_KEY",
            )
        return key

    def hide(self, text: str) -> str:
        """The text with a mark in place of every key, and of half characters, which no file can hold."""
        text = _SURROGATE.sub("\ufffd", text)
        for key in self._values:
            text = text.replace(key, _HIDDEN)
        return text

    def hidden_in(self, prompt: Prompt) -> Prompt:
        """The prompt with a mark in place of every key: no model has a use for one."""
        return Prompt(self.hide(prompt.system), self.hide(prompt.user), self.hide(prompt.shared))
