"""Services that a repo's own files start are proposed; the recipes of those that have a name do start."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from devflow.checks import lacking_program, propose_services
from devflow.checks.needs.services import Proposed
from devflow.checks.needs.supplies import Furnished, Supplies
from devflow.checks.needs.supplying import known_services
from devflow.config import Checks
from devflow.process import Completed
from devflow.sandbox import Bubblewrap, Command, Limits

COMPOSE = """services:
  db:
    image: docker.io/library/postgres:18.1
    environment: {POSTGRES_DB: app_db, POSTGRES_USER: app_user, POSTGRES_PASSWORD: changeme}
  redis:
    image: redis:8.4
  app:
    build: .
    environment:
      - DATABASE_URL=postgres://app_user:changeme@db/app_db
      - REDIS_URL=redis://redis
      - SECRET_KEY=${SECRET}
      - GREETING=db
"""
WORKFLOW = """jobs:
  lint: {runs-on: x}
  test:
    services: {postgres: {image: "postgis/postgis:16", env: {POSTGRES_USER: postgres}}}
    env: {DB_HOST: postgres, DB_URL: "postgis://postgres:postgres@postgres:5432/x", DB_PW: "${{ secrets.X }}"}
    steps: [{run: pytest, env: {DB_PORT: 5432}}, {uses: x}]
"""


def proposed(files: Mapping[str, str]) -> Proposed:
    return propose_services(files.keys(), lambda path: files[path].encode())


def test_what_a_compose_file_starts_is_proposed_on_the_loopback_of_checks() -> None:
    found = proposed({"docker-compose.yml": COMPOSE, ".github/workflows/ci.yml": WORKFLOW, "a.py": ""})
    assert found.names == ("postgres", "redis")
    assert found.env == {
        "PGUSER": "app_user",
        "PGDATABASE": "app_db",
        "DATABASE_URL": "postgres://app_user:changeme@127.0.0.1/app_db",
        "REDIS_URL": "redis://127.0.0.1",
    }
    assert Checks.model_validate(tomllib.loads(found.toml)["checks"]).services == ("postgres", "redis")


def test_what_a_workflow_starts_is_proposed_without_what_is_secret() -> None:
    found = proposed({".github/workflows/ci.yml": WORKFLOW})
    assert found.env == {
        "PGUSER": "postgres",
        "DB_HOST": "127.0.0.1",
        "DB_URL": "postgis://postgres:postgres@127.0.0.1:5432/x",
        "DB_PORT": "5432",
    }


@pytest.mark.parametrize(
    "text",
    ["", "[", "services: 3", "services: {a: {image: nginx}}", "jobs: [1]", "a: &a [*a]", "x: " + "[" * 5000],
)
def test_a_file_that_starts_nothing_known_proposes_nothing(text: str) -> None:
    assert proposed({"compose.yaml": text}) == Proposed()


MATRIX = """jobs:
  test:
    services:
      mysql: {image: "${{ matrix.db }}", env: {MARIADB_ROOT_PASSWORD: root, MARIADB_DATABASE: shop}}
    env: {MYSQL_HOST: mysql}
"""


def test_a_service_whose_image_a_matrix_decides_is_known_by_its_own_name() -> None:
    found = proposed({".github/workflows/ci.yml": MATRIX})
    assert found.names == ("mysql",)
    assert found.env == {
        "MYSQL_ROOT_PASSWORD": "root",
        "MYSQL_DATABASE": "shop",
        "MYSQL_UNIX_PORT": "/tmp/mysql.sock",
        "MYSQL_HOST": "127.0.0.1",
    }
    assert Checks.model_validate(tomllib.loads(found.toml)["checks"]).services == ("mysql",)


def test_a_user_or_database_that_bears_the_name_of_its_service_is_no_host() -> None:
    names = {"DB_HOST": "postgres", "DB_USER": "postgres", "DB_NAME": "postgres"}
    services = {"postgres": {"image": "postgres"}, "web": {"environment": names}}
    found = proposed({"compose.yml": json.dumps({"services": services})})
    assert found.env == {**names, "DB_HOST": "127.0.0.1"}


def test_a_service_that_no_name_stands_for_is_told() -> None:
    found = proposed({"compose.yml": "services: {a: {image: 'mongo:7'}, b: {image: nginx}}"})
    assert (found.names, found.others) == ((), ("mongo",))


ASKS = {
    "mysql": "mysql --no-defaults -h 127.0.0.1 -u buyer -pkey shop -sNe"
    " 'create table kept (n int); select database()'",
    "postgres": "psql -h 127.0.0.1 -U shop -d shop -Atc 'create table kept (n int); select current_user'",
    "redis": "redis-cli setnx kept shop >/dev/null && redis-cli get kept",
}
NAMES = {
    "PATH": "/usr/bin:/bin",
    "PGUSER": "shop",
    "PGDATABASE": "shop",
    "MYSQL_DATABASE": "shop",
    "MYSQL_USER": "buyer",
    "MYSQL_PASSWORD": "key",
}


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(ASKS))
def test_a_named_service_starts_from_nothing_each_time(name: str, tmp_path: Path) -> None:
    """Long, as it needs servers on this machine: apt-get install postgresql redis-server mariadb-server."""
    assert lacking_program(name) == "", f"apt-get install {lacking_program(name)}"
    (tmp_path / "checkout").mkdir()

    def ask() -> Completed:
        return Furnished(Bubblewrap(), Supplies(services=[known_services()[name]])).run(
            Command(
                ["sh", "-c", ASKS[name]],
                checkout=tmp_path / "checkout",
                at=tmp_path / "at",
                env=NAMES,
                limits=Limits(seconds=90, processes=128),
            )
        )

    for done in (ask(), ask()):
        assert (done.code, done.stdout.split()[-1]) == (0, b"shop"), done.stderr
