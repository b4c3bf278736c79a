"""Who answers a role, and the way to them: each provider is opened once in a run, when it is first asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace

from devflow.errors import ConfigError
from devflow.models.keys import Keys
from devflow.models.prices import cost
from devflow.models.provider import Provider, Usage
from devflow.models.replay import Replay
from devflow.models.script import Script
from devflow.models.settings import LOOPBACK, ModelSettings, Role

_NO_MODEL = (
    "Set the environment variable ANTHROPIC_API_KEY or OPENAI_API_KEY, name a model in your own configuration"
    " file, or run with --script FILE."
)


class Reach:
    """The ways to the models of one run, or to the script or recording that stands for them all."""

    def __init__(
        self,
        environment: Mapping[str, str],
        keys: Keys,
        source: Script | Replay | None,
        tell: Callable[[str], None],
    ) -> None:
        self.source = source
        """What every role is answered from, where that is no model."""
        self._environment, self._keys, self._tell = environment, keys, tell
        self._opened: dict[str, Provider] = {}
        self._windows: dict[str, int] = {}
        self._lock = threading.Lock()

    def settings(self, role: Role, settings: ModelSettings | None) -> ModelSettings:
        """The settings that a role is asked with.

        Raises:
            ConfigError: no model is configured for the role.
        """
        if self.source is None:
            if settings is None or settings.provider == "script":
                raise ConfigError(
                    f"No model is configured for the role {role}.", _NO_MODEL, code="E_NO_MODEL"
                )
            return settings
        name = "script" if isinstance(self.source, Script) else "replay"
        if settings is None:
            return ModelSettings("script", name)
        return replace(settings, provider="script", base_url="", key_env="", options={})

    def windowed(self, settings: ModelSettings) -> ModelSettings:
        """The settings with the window that a server of this machine says it has, where none is set.

        Such servers cut a prompt that is too long without a word; the window is asked for until it is told.
        """
        url = settings.base_url
        if settings.window or settings.provider != "compatible" or not LOOPBACK.match(url):
            return settings
        # -- imported here, as below: only what has an address needs HTTP
        from devflow.models.local import window_of  # noqa: PLC0415

        with self._lock:
            known = repr(settings)
            if not self._windows.get(known):
                self._windows[known] = window_of(url, settings.model)
            return replace(settings, window=self._windows[known])

    def provider(self, settings: ModelSettings) -> Provider:
        """The way to a model.

        Raises:
            ConfigError: its key is not there, or cannot be one.
        """
        if self.source is not None:
            return self.source
        with self._lock:
            known = repr(settings)
            if known not in self._opened:
                self._opened[known] = self._open(settings)
            return self._opened[known]

    def _open(self, settings: ModelSettings) -> Provider:
        """The provider behind these settings; tells what a person should hear about it first."""
        key, url = self._keys.of(settings), settings.url(self._environment)
        if key and url.startswith("http://") and not LOOPBACK.match(url):
            self._tell(f"The key in {settings.key_name} goes to {url} without encryption.")
        if cost(settings, Usage(1000, 1000), self._environment) is None:
            self._tell(
                f"The price of the model {settings.model!r} is unknown: its calls are held to a number of"
                " tokens, not to money. Set its price in your configuration to have them counted."
            )
        # -- imported here: a script needs no HTTP client
        if settings.provider == "anthropic":
            from devflow.models.anthropic_messages import AnthropicMessages  # noqa: PLC0415

            return AnthropicMessages(settings, url, key)
        from devflow.models.openai_chat import OpenAIChat  # noqa: PLC0415

        return OpenAIChat(settings, url, key)
