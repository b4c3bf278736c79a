"""Install lines for a candidate, whose lock file may not know what its manifest names."""

from __future__ import annotations

import pytest

from devflow.setup.loosening import loosened


@pytest.mark.parametrize(
    ("line", "loose"),
    [
        ("npm ci --no-audit --no-fund", "npm install --no-audit --no-fund"),
        (
            "npx --yes pnpm@9.1.0 install --frozen-lockfile",
            "npx --yes pnpm@9.1.0 install --no-frozen-lockfile",
        ),
        ("npx --yes yarn install --frozen-lockfile", "npx --yes yarn install"),
        (
            "YARN_NODE_LINKER=node-modules npx --yes @yarnpkg/cli-dist install --immutable",
            "YARN_NODE_LINKER=node-modules npx --yes @yarnpkg/cli-dist install --no-immutable",
        ),
        ("uv sync --frozen --all-extras", "uv sync --all-extras"),
        ("pipenv sync --dev", "pipenv install --dev"),
        ("pdm sync --dev", "pdm install --dev"),
        ("cargo fetch --locked", "cargo fetch"),
        (
            "A=true poetry install -n",
            "(poetry lock -n --no-update || poetry lock -n) && A=true poetry install -n",
        ),
    ],
)
def test_no_lock_file_stops_what_a_manifest_names(line: str, loose: str) -> None:
    assert loosened(line) == loose


@pytest.mark.parametrize(
    "line",
    [
        ".venv/bin/pip install -q -e '.[test]' -r requirements.txt",
        "npm install --no-package-lock",
        "make deps",
        "pnpm install --no-frozen-lockfile",
    ],
)
def test_other_lines_stay_as_they_are(line: str) -> None:
    assert loosened(line) == line
