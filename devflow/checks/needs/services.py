"""Which services a repo's own files start beside its code, and what they tell the code about them."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devflow.checks.check import Read
from devflow.checks.parsing import as_table, as_yaml
from devflow.sandbox.base import SYSTEM_PATH

_FILES = re.compile(r"(docker-)?compose(\.[\w-]+)?\.ya?ml|\.github/workflows/[^/]+\.ya?ml")
_MOST_FILES = 30
# -- ends of images' names by the service that stands for them
_IMAGES = {
    "postgres": "postgres",
    "postgis": "postgres",
    "pgvector": "postgres",
    "redis": "redis",
    "valkey": "redis",
    "mysql": "mysql",
    "mariadb": "mysql",
    "percona": "mysql",
}
# -- images that code talks to and that no name stands for: a person says how they are started
_OTHERS = frozenset(
    (
        *("mongo", "rabbitmq", "elasticsearch", "opensearch", "memcached", "kafka", "cassandra", "couchdb"),
        *("clickhouse-server", "neo4j", "nats", "minio", "localstack", "influxdb"),
    )
)
# -- by service: what its image is told, and the variable that says the same to the recipe of its name
_MAKERS = ("MYSQL", "MARIADB")
_TOLD = {
    "postgres": {"POSTGRES_USER": "PGUSER", "POSTGRES_DB": "PGDATABASE"},
    "mysql": {
        f"{maker}_{what}": f"MYSQL_{what}"
        for what in ("ROOT_PASSWORD", "DATABASE", "USER", "PASSWORD")
        for maker in _MAKERS
    },
}
# -- where a server's clients look for its socket lies outside of what a check may write
_ALWAYS = {"mysql": {"MYSQL_UNIX_PORT": "/tmp/mysql.sock"}}  # noqa: S108 -- inside the sandbox
_NAMES = re.compile(
    r"(?!POSTGRES_(?:USER|DB|PASSWORD)$)(?=.*(?:DB|DATABASE|POSTGRES|MYSQL|REDIS|^PG|BROKER|CACHE))[A-Z][A-Z0-9_]*"
)
# -- by service: programs of which one must be here, and the package that brings it
_PROGRAMS = {
    "postgres": (("initdb",), "postgresql"),
    "redis": (("redis-server",), "redis-server"),
    "mysql": (("mariadbd", "mysqld"), "mariadb-server"),
}

_HOST = re.compile(r"(?i)host|server|addr|url|uri|dsn|endpoint|broker|node")


@dataclass(frozen=True)
class Proposed:
    """Services by their names, and variables for the checks."""

    names: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)
    file: str = ""
    """Where they are named."""
    others: tuple[str, ...] = ()
    """Images beside them that no name stands for."""

    @property
    def toml(self) -> str:
        """The same as lines of `.devflow.toml`."""
        lines = ["[checks]", f"services = {json.dumps(self.names)}"]
        lines += ["[checks.env]"] if self.env else []
        lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in self.env.items()]
        return "\n".join(lines)


def propose_services(paths: Collection[str], read: Read) -> Proposed:
    """What the first compose file or workflow that starts a known service says; hostile input."""
    files = sorted(filter(_FILES.fullmatch, paths), key=lambda path: (path.startswith("."), path))
    for path in files[:_MOST_FILES]:
        for services, code in _groups(as_yaml(read(path) or b"")):
            found = _proposed(services, code, path)
            if found.names or found.others:
                return found
    return Proposed()


def lacking_program(service: str) -> str:
    """The package to install where a service's program is not on this machine; empty: it is."""
    programs, package = _PROGRAMS[service]
    folders = (os.environ.get("PATH", ""), SYSTEM_PATH, "/usr/libexec")
    search = ":".join([*folders, *map(str, Path("/usr/lib/postgresql").glob("*/bin"))])
    return "" if any(shutil.which(program, path=search) for program in programs) else package


def _groups(said: Any) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    """Services that belong together, and the tables of variables of the code beside them."""
    services = as_table(as_table(said).get("services"))
    if services:
        own = [as_table(each).get("environment") for name, each in services.items() if not _known(name, each)]
        yield services, own
    for job in as_table(as_table(said).get("jobs")).values():
        steps = as_table(job).get("steps")
        code = [as_table(said).get("env"), as_table(job).get("env")]
        code += [as_table(step).get("env") for step in steps] if isinstance(steps, list) else []
        yield as_table(as_table(job).get("services")), code


def _proposed(services: dict[str, Any], code: list[Any], path: str) -> Proposed:
    known = {str(name): kind for name, each in services.items() if (kind := _known(name, each))}
    env: dict[str, str] = {}
    for name, kind in known.items():
        own, told = _variables(services[name]), _TOLD.get(kind, {})
        env |= {ours: own[theirs] for theirs, ours in told.items() if theirs in own} | _ALWAYS.get(kind, {})
    for table in code:
        for key, value in _plain(table).items():
            if _NAMES.fullmatch(key):
                env.setdefault(key, _on_loopback(key, value, known))
    others = _OTHERS & {_image(name, each) for name, each in services.items()}
    return Proposed(tuple(sorted({*known.values()})), env, path, tuple(sorted(others)))


def _known(name: str, service: Any) -> str:
    return _IMAGES.get(_image(name, service), "")


def _image(name: str, service: Any) -> str:
    """The end of an image's name; where a matrix decides it, the service bears one that says as much."""
    image = str(as_table(service).get("image", ""))
    return str(name) if "$" in image else image.split(":", maxsplit=1)[0].rpartition("/")[2]


def _variables(service: Any) -> dict[str, str]:
    table = as_table(service)
    return _plain(table.get("environment")) | _plain(table.get("env"))


def _plain(table: Any) -> dict[str, str]:
    """Variables of a table, or of a list of `NAME=value`, that no other variable decides."""
    if isinstance(table, list):
        table = dict(str(each).split("=", 1) for each in table if "=" in str(each))
    pairs = ((str(key), str(value)) for key, value in as_table(table).items())
    return {key: value for key, value in pairs if "$" not in value and value.isprintable()}


def _on_loopback(key: str, value: str, names: Collection[str]) -> str:
    """The value with the services' host names led to where checks find them.

    A service often bears the name of its user or database too: a value that is nothing but the name is a host
    where the variable says so.
    """
    for name in names:
        if value == name and not _HOST.search(key):
            continue
        # -- a host stands alone, or after the slashes or the name and password of an address
        host = rf"(^|@|//){re.escape(name)}(?=[:/?]|$)(?!://)(?![^/]*@)"
        value = re.sub(host, r"\g<1>127.0.0.1", value)
    return value
