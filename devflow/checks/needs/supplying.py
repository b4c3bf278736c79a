"""From what is set, what `devflow setup` made and what the base's files name, to what checks are given."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

from devflow import assets
from devflow.checks.check import Read
from devflow.checks.needs.hook_store import HookStore, hook_store
from devflow.checks.needs.outfit import Outfit, find_outfit
from devflow.checks.needs.pointers import Sized, find_pointers
from devflow.checks.needs.recipes import propose_build, propose_setup
from devflow.checks.needs.supplies import Service, Supplies
from devflow.config import Checks
from devflow.sandbox import HOME, Laid, Shown

PROPOSED = ("what devflow proposes",)
"""Stands for the commands where a person has set none: those proposed vary with the programs of a machine."""
# -- by cache: the files of a base that ask for it, its place in the user's home, and what the tool is told
_CACHES: dict[str, tuple[tuple[str, ...], tuple[str, ...], dict[str, str]]] = {
    "cargo": (("Cargo.toml",), (".cargo/registry", ".cargo/git"), {"CARGO_NET_OFFLINE": "true"}),
    "go": (("go.mod",), ("go/pkg/mod",), {"GOPROXY": "off"}),
    "npm": ((), (".npm",), {"npm_config_offline": "true"}),
    "pre-commit": ((".pre-commit-config.yaml",), (), {}),
    "maven": (("pom.xml",), (".m2/repository",), {}),
    "gradle": (("build.gradle", "build.gradle.kts"), (".gradle/caches",), {}),
}
_SUBMODULE = "160000"


class Entry(Sized, Protocol):
    """One path of a tree."""

    @property
    def mode(self) -> str:
        """As git writes it."""


def supply(
    settings: Checks,
    at: Path,
    tree: Mapping[str, Entry],
    read: Read,
    outfit: Outfit | None,
    stores: Sequence[Laid] = (),
) -> Supplies:
    """What the checks of a base are given; `tree` and `read` are its files, `at` is the user's checkout.

    `stores` are the objects that the checkouts' git directories stand on.
    """
    names = {path.rpartition("/")[2] for path in tree}
    wanted = [
        name for name, (asking, _, _) in _CACHES.items() if name in settings.caches or names & {*asking}
    ]
    env: dict[str, str] = {}
    for name in wanted:
        env |= _CACHES[name][2]
    hooks = hook_store(outfit) if "pre-commit" in wanted else None
    if hooks:
        env["PRE_COMMIT_HOME"] = str(hooks.place)
    folders = [name for name in settings.carry if (at / name).is_dir()]
    submodules = [path for path, entry in tree.items() if entry.mode == _SUBMODULE]
    return Supplies(
        outfit=outfit,
        layers=(*(at / layer for layer in (*settings.layers, *folders, *submodules)), *_cached(wanted)),
        carry=settings.carry,
        pointers=find_pointers(tree, read),
        read=(*(_outside(path, at) for path in settings.read), *_as_they_stand(hooks), *stores),
        env={**env, **settings.env},
        build=settings.build,
        rebuild=propose_build(tree.keys(), read),
        advice=lambda: (
            "" if outfit or not (settings.setup or propose_setup(tree.keys(), read)) else "devflow setup"
        ),
        services=tuple(
            known_services()[each] if isinstance(each, str) else Service(each.run, each.ready, each.seconds)
            for each in settings.services
        ),
    )


def object_stores(stores: Sequence[Path]) -> tuple[Laid, ...]:
    """Object stores, each with the place where checks find it."""
    return tuple(Laid(Path(f"/run/devflow/objects/{number}"), path) for number, path in enumerate(stores))


def outfit_of(settings: Checks, shelf: Path, paths: Collection[str], read: Read) -> Outfit | None:
    """What `devflow setup` made for a base; `shelf` is where it keeps its results."""
    return find_outfit(shelf, settings.setup or PROPOSED, paths, read)


def outfit_of_candidate(
    settings: Checks, shelf: Path, paths: Collection[str], read: Read, of_base: Outfit | None
) -> Outfit | None:
    """What was set up for the very manifests of a candidate; else the base's."""
    found = outfit_of(settings, shelf, paths, read)
    return found if found is not None and found.exact else of_base


def _outside(path: str, at: Path) -> Path:
    """A path that may be written from the checkout on, or from the home."""
    return (at / Path(path).expanduser()).resolve()


def _cached(wanted: Collection[str]) -> Iterator[Shown]:
    """Caches whose tools look for them in the home: laid there copy-on-write, as they write locks."""
    for name in wanted:
        for place in _CACHES[name][1]:
            yield Laid(Path(HOME) / place, Path.home() / place)


def _as_they_stand(hooks: HookStore | None) -> Iterator[Shown]:
    """pre-commit writes down where its environments stand, so its store is seen at its own path.

    One that `devflow setup` filled comes with the home it lies in.
    """
    if hooks is not None:
        yield from (() if hooks.folder != hooks.place else (hooks.folder,))
        yield from hooks.interpreters()


@cache
def known_services() -> dict[str, Service]:
    """The services that a name stands for."""
    said = tomllib.loads(assets.text("sandbox/services.toml"))
    return {name: Service(**table) for name, table in said.items()}
