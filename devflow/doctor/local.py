"""Which roles a model of this machine can play: by what its server holds, and by what a probe saw of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from devflow.config import Config, user_file
from devflow.doctor.facts import Finding
from devflow.doctor.probing import Probe, probe
from devflow.models import ModelSettings, Role
from devflow.models.local import LocalServer, window_of
from devflow.models.settings import LOOPBACK

# -- tokens of a prompt beside the code it shows, of a patch, and of a spec with its ticket
_AROUND, _PATCH, _SPEC = 1_500, 2_000, 4_000


def is_local(settings: ModelSettings) -> bool:
    """Whether the model runs on this machine, where asking it costs nothing."""
    return settings.provider == "compatible" and LOOPBACK.match(settings.base_url) is not None


def held(settings: ModelSettings) -> int:
    """Tokens that a local model holds, as a person has set it or its server says it; 0: nobody says."""
    return settings.window or window_of(settings.base_url, settings.model)


def too_short(role: str, window: int, config: Config) -> Finding | None:
    """What to know where a window is too small for what the role is asked."""
    code = role == "code"
    need = config.run.context_tokens + _AROUND + _PATCH if code else _SPEC
    if not 0 < window < need:
        return None
    what = f"a patch with {config.run.context_tokens} tokens of code" if code else "a spec"
    said = f"its window of {window} tokens is too small for the role {role}: {what} takes about {need}"
    ways = [
        f"Ollama: OLLAMA_CONTEXT_LENGTH={need} ollama serve",
        f"llama.cpp: llama-server -c {need}    vLLM: vllm serve --max-model-len {need}",
    ]
    if code and window > _AROUND + _PATCH:
        ways.append(f"or show it less, in {user_file()}: [run] context_tokens = {window - _AROUND - _PATCH}")
    return Finding(f"model {role}", "note", said, "\n".join(ways))


def probed(
    config: Config,
    roles: Mapping[Role, ModelSettings],
    found: tuple[LocalServer, ...],
    tell: Callable[[str], None],
) -> Iterator[Finding]:
    """Findings of each local model that plays a role; where nobody does, of the first one that is found."""
    played: dict[tuple[str, str], tuple[ModelSettings, list[Role]]] = {}
    for role, settings in roles.items():
        if is_local(settings):
            played.setdefault((settings.base_url, settings.model), (settings, []))[1].append(role)
    offered = [(server.base_url, model) for server in found for model in server.models]
    if not roles and offered:
        url, model = offered[0]
        played[offered[0]] = (ModelSettings("compatible", model, base_url=url), ["text", "code"])
    if not played:
        yield Finding("probe", "note", "no model of this machine is named or found, so none was asked")
    for settings, its_roles in played.values():
        yield from _told(settings, its_roles, probe(settings, tell), config)


def _told(settings: ModelSettings, roles: list[Role], seen: Probe, config: Config) -> Iterator[Finding]:
    subject = f"probe {settings.model}"
    if seen.trouble:
        said = f"it did not answer: {seen.trouble}"
        yield Finding(subject, "note", said, "Start that server, or load the model.")
        return
    parts = [f"holds {seen.window} tokens" if seen.window else "does not say how many tokens it holds"]
    if seen.reads and seen.writes:
        seconds = seen.seconds(config.run.context_tokens + _AROUND, _PATCH)
        parts.append(f"reads {seen.reads:.0f} and writes {seen.writes:.0f} tokens a second")
        parts.append(f"a patch takes about {seconds:.0f} s")
    if seen.edits:
        parts.append(f"its edits are placed as {seen.edits}")
    yield Finding(subject, "ok", ", ".join(parts), _to_set(settings, roles, seen))
    shorts = (too_short(role, seen.window, config) for role in roles)
    yield from (short for short in shorts if short and not settings.window)
    if seen.slow:
        said = "it is slow: it did not answer every short question within two and a half minutes"
        yield Finding(subject, "note", said, "Use a smaller or faster model, or a machine with a GPU.")
        return
    if "code" in roles and seen.edits is None:
        said = "it is too small for the role code: it wrote no edit of one line that can be placed"
        yield Finding("model code", "note", said, "Name a larger model under [models.code].")
    if "text" in roles and not seen.spec:
        said = "it is too small for the role text: a spec of two sentences did not come in its shape"
        yield Finding("model text", "note", said, "Name a larger model under [models.text].")


def _to_set(settings: ModelSettings, roles: list[Role], seen: Probe) -> str:
    """The lines that a person's own file wants, where it does not say so already."""
    lines = []
    if seen.window and settings.window != seen.window:
        lines.append(f"window = {seen.window}")
    if seen.edits and seen.edits != settings.edits and "code" in roles:
        lines.append(f'edits = "{seen.edits}"')
    where = "code" if "code" in roles else roles[0]
    return "\n".join([f"in {user_file()}:", f"[models.{where}]", *lines]) if lines else ""
