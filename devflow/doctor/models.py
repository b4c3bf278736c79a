"""Which model answers which role, and whether it can be asked: keys are looked for, never shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from devflow import wiring
from devflow.config import Config, user_file
from devflow.doctor import local
from devflow.doctor.facts import Finding
from devflow.errors import ConfigError
from devflow.models import ModelSettings
from devflow.models.local import LocalServer, find_servers, listening
from devflow.models.settings import LOOPBACK

_NAMED = 5


def look_at_models(
    config: Config, environment: Mapping[str, str], probing: Callable[[str], None] | None = None
) -> Iterator[Finding]:
    """A finding for each role, one for each server of this machine, and what a probe of its models saw.

    Its models are probed where `probing` is given, which is told what is asked.
    """
    servers = find_servers()
    try:
        roles = wiring.roles(config)
    except ConfigError as error:
        yield Finding("models", "missing", error.message, error.hint)
        roles = {}
    else:
        if not roles:
            yield Finding("models", "missing", "No model is configured.", _proposal(servers))
    for role, settings in roles.items():
        yield from _role(role, settings, environment, config)
    for server in servers:
        named = ", ".join(server.models[:_NAMED]) or "no model loaded"
        yield Finding("local server", "ok", f"{server.base_url} offers {named}")
    if probing:
        yield from local.probed(config, roles, servers, probing)


def _role(
    role: str, settings: ModelSettings, environment: Mapping[str, str], config: Config
) -> Iterator[Finding]:
    url = settings.url(environment)
    who = f"{settings.provider}/{settings.model} at {host_of(url)}"
    key = settings.key_name
    if key and not environment.get(key, "").strip():
        yield Finding(f"model {role}", "missing", f"{who}: {key} is not set", f"export {key}=…")
        return
    if LOOPBACK.match(url) and not listening(url):
        yield Finding(f"model {role}", "missing", f"{who}: nobody answers there", "Start that server.")
        return
    window = local.held(settings) if local.is_local(settings) else 0
    holds = f", holds {window} tokens" if window else ""
    yield Finding(f"model {role}", "ok", f"{who}, {f'key in {key}' if key else 'no key'}{holds}")
    if short := local.too_short(role, window, config):
        yield short


def host_of(url: str) -> str:
    """The host and port of an address; whatever else it holds may be a secret."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
    except ValueError:
        return "an address that cannot be read"


def _proposal(servers: tuple[LocalServer, ...]) -> str:
    ways = ["export ANTHROPIC_API_KEY=… or export OPENAI_API_KEY=…"]
    for server in servers:
        model = server.models[0] if server.models else "NAME"
        ways += [
            f"or in {user_file()}:",
            "[models.code]",
            'provider = "compatible"',
            f'base_url = "{server.base_url}"',
            f"model = {_quoted(model)}",
            "price_input = 0",
            "price_output = 0",
        ]
    ways.append("or drive a run with recorded replies: devflow run --script FILE, or --replay FOLDER")
    return "\n".join(ways)


def _quoted(text: str) -> str:
    """A TOML string."""
    plain = "".join(letter for letter in text if letter.isprintable())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
