"""Public repositories as they are, each through `devflow run --script` with a true and with a broken line.

A repository is cloned, `devflow doctor` is asked, and what doctor tells to do is done (`devflow setup`,
lines for .devflow.toml), nothing else; `by_hand` marks lines that doctor does not print. Three runs: the true
line before any setup; the true line, which must end ready; and the broken one, which must not. DIR holds bare
repositories as owner+name/repo. Needs a package registry.

    python benchmarks/strangers.py --mirrors DIR --only sqlparse
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Stranger:
    """A repository, and one line of it in three forms."""

    repo: str
    kind: str
    file: str
    line: str
    true: str
    broken: str
    by_hand: str = ""
    worktree: bool = False


STRANGERS = (
    Stranger(
        "andialbrecht/sqlparse",
        "flat Python",
        "sqlparse/__init__.py",
        "    return tuple(parsestream(sql, encoding))",
        "    return (*parsestream(sql, encoding),)",
        "    return tuple(parsestream(sql, encoding))[1:]",
    ),
    Stranger(
        "pallets/click",
        "src layout, dependency groups",
        "src/click/utils.py",
        """    return f"python -m {py_module.lstrip('.')}\"""",
        """    return "python -m " + py_module.lstrip('.')""",
        """    return f"python {py_module.lstrip('.')}\"""",
    ),
    Stranger(
        "psf/requests",
        "tests that need the network",
        "src/requests/structures.py",
        "        return len(self._store)",
        "        return len(self._store.keys())",
        "        return len(self._store) + 1",
    ),
    Stranger(
        "simplejson/simplejson",
        "C extension built in place, Python line",
        "simplejson/encoder.py",
        "            chunk = chunk.replace('&', '\\\\u0026')",
        "            chunk = '\\\\u0026'.join(chunk.split('&'))",
        "            chunk = chunk.replace('&', '\\\\u0027')",
    ),
    Stranger(
        "simplejson/simplejson",
        "C extension built in place, C line",
        "simplejson/_speedups.c",
        '    state->JSON_s_null = JSON_InternFromString("null");',
        '    state->JSON_s_null = (JSON_InternFromString("null"));',
        '    state->JSON_s_null = JSON_InternFromString("nil");',
    ),
    Stranger(
        "pallets/markupsafe",
        "src layout with a C extension and a lock file",
        "src/markupsafe/_native.py",
        """        .replace("<", "&lt;")""",
        """        .replace("<", "&lt" + ";")""",
        """        .replace("<", "&gt;")""",
    ),
    Stranger(
        "fox-it/dissect.util",
        "LFS pointers in the tests' data",
        "dissect/util/ts.py",
        "    return int(dt.timestamp())",
        "    return int(dt.timestamp() + 0)",
        "    return int(dt.timestamp()) + 1000",
    ),
    Stranger(
        "transloadit/python-sdk",
        "Poetry, LFS pointers",
        "transloadit/client.py",
        '        signature = algorithm + ":" + hmac.new(',
        '        signature = f"{algorithm}:" + hmac.new(',
        '        signature = algorithm + "=" + hmac.new(',
    ),
    Stranger(
        "python-hyper/h11",
        "flat Python with setup.py and requirement files",
        "h11/_headers.py",
        "        return list(self) == list(other)  # type: ignore",
        "        return [*self] == list(other)  # type: ignore",
        "        return list(self) != list(other)  # type: ignore",
    ),
    Stranger(
        "jazzband/django-taggit",
        "Django app with a database",
        "taggit/utils.py",
        "        return words",
        "        return list(words)",
        "        return words[:1]",
    ),
    Stranger(
        "django-commons/django-debug-toolbar",
        "Django app with PostgreSQL",
        "debug_toolbar/utils.py",
        '    return mod_name + "." + view_name',
        '    return f"{mod_name}.{view_name}"',
        '    return mod_name + ":" + view_name',
        by_hand=(
            '[checks]\nservices = ["postgres"]\nskip = ["npm test (vitest)"]\n'  # -- in a browser
            'setup = ["python3 -m venv .venv", ".venv/bin/pip install -q -U pip", '
            '".venv/bin/pip install -q -e . --group dev psycopg2-binary"]\n'
            '[checks.env]\nDB_BACKEND = "postgresql"\n'
            'DB_HOST = "127.0.0.1"\nDB_NAME = "debug_toolbar"\n'
            'DB_USER = "debug_toolbar"\nDB_PASSWORD = "any"\n'
            'PGUSER = "debug_toolbar"\nPGDATABASE = "debug_toolbar"\n'
        ),
    ),
    Stranger(
        "remarkjs/remark",
        "npm monorepo",
        "packages/remark-parse/lib/index.js",
        "      mdastExtensions: self.data('fromMarkdownExtensions') || []",
        "      mdastExtensions: self.data('fromMarkdownExtensions') ?? []",
        "      mdastExtensions: []",
    ),
    Stranger(
        "rollup/plugins",
        "pnpm monorepo",
        "packages/strip/src/index.js",
        "  if (node.type === 'ThisExpression') return 'this';",
        "  if (node.type === 'ThisExpression') return `this`;",
        "  if (node.type === 'ThisExpression') return 'that';",
    ),
    Stranger(
        "reduxjs/reselect",
        "a later yarn, vitest started by node",
        "src/utils.ts",
        "  return Array.isArray(item) ? item : [item]",
        "  return Array.isArray(item) ? item : new Array(item)",
        "  return [item]",
    ),
    Stranger(
        "eemeli/yaml",
        "TypeScript with submodules",
        "src/stringify/stringifyString.ts",
        "  if (ctx.options.doubleQuotedAsJSON) return json",
        "  if (ctx.options.doubleQuotedAsJSON === true) return json",
        "  if (!ctx.options.doubleQuotedAsJSON) return json",
    ),
    Stranger(
        "expressjs/express",
        "npm with mocha",
        "lib/utils.js",
        "  return ~type.indexOf('/')",
        "  return type.includes('/')",
        "  return !~type.indexOf('/')",
    ),
    Stranger(
        "hynek/structlog",
        "used through a worktree, version from git",
        "src/structlog/_utils.py",
        "    return processname",
        "    return str(processname)",
        '    return processname + "!"',
        worktree=True,
    ),
    Stranger(
        "mahmoud/boltons",
        "flat Python without declared test needs",
        "boltons/mathutils.py",
        "    return min(max(x, lower), upper)",
        "    return min((max(x, lower)), upper)",
        "    return max(min(x, lower), upper)",
    ),
    Stranger(
        "carltongibson/django-filter",
        "Django app whose tests are started by its own runtests.py",
        "django_filters/utils.py",
        "    return fields[-1] if fields else None",
        "    return None if not fields else fields[-1]",
        "    return fields[0] if fields else None",
    ),
    Stranger(
        "PyMySQL/PyMySQL",
        "tests that need MySQL",
        "pymysql/converters.py",
        """    return "(" + ",".join(n) + ")\"""",
        """    return f"({','.join(n)})\"""",
        """    return "(" + ";".join(n) + ")\"""",
        by_hand=(
            '[checks]\nservices = ["mysql", { run = "mysql -h127.0.0.1 -uroot'
            ' < ci/docker-entrypoint-initdb.d/init.sql", '
            """ready = "mysql -h127.0.0.1 -uroot test1 -e 'select 1'" }]\n"""
        ),
    ),
    Stranger(
        "python-poetry/cleo",
        "Poetry's lock file",
        "src/cleo/_utils.py",
        "    return sorted(distance_by_name, key=lambda key: distance_by_name[key])",
        "    return sorted(distance_by_name, key=lambda name: distance_by_name[name])",
        "    return sorted(distance_by_name, key=lambda key: -distance_by_name[key])",
    ),
    Stranger(
        "tkem/cachetools",
        "src layout, what tests need stands in tox.ini",
        "src/cachetools/keys.py",
        "        return _HashedTuple(args)",
        "        return _HashedTuple((*args,))",
        "        return _HashedTuple(args[1:])",
    ),
    Stranger(
        "lepture/mistune",
        "src layout with uv.lock",
        "src/mistune/util.py",
        """    s = s.replace("<", "&lt;")""",
        """    s = "&lt;".join(s.split("<"))""",
        """    s = s.replace("<", "&gt;")""",
    ),
    Stranger(
        "vercel/ms",
        "pnpm, jest twice in two environments",
        "src/index.ts",
        "      return n * h;",
        "      return h * n;",
        "      return n * m;",
    ),
    Stranger(
        "lukeed/clsx",
        "npm without a lock file, a runner that is not known",
        "src/index.js",
        "	if (typeof mix === 'string' || typeof mix === 'number') {",
        "	if (typeof mix === 'number' || typeof mix === 'string') {",
        "	if (typeof mix === 'string') {",
    ),
    Stranger(
        "cuviper/autocfg",
        "Rust crate without dependencies",
        "src/version.rs",
        "            major: major,",
        "            major,",
        "            major: minor,",
    ),
    Stranger(
        "google/uuid",
        "Go module without dependencies",
        "util.go",
        "	return (b1 << 4) | b2, b1 != 255 && b2 != 255",
        "	return b1<<4 | b2, b1 != 255 && b2 != 255",
        "	return (b1 << 4) | b1, b1 != 255 && b2 != 255",
    ),
    Stranger(
        "kokke/tiny-AES-c",
        "C with a Makefile",
        "aes.c",
        "  return ((x<<1) ^ (((x>>7) & 1) * 0x1b));",
        "  return (((x>>7) & 1) * 0x1b) ^ (x<<1);",
        "  return ((x<<1) ^ (((x>>7) & 1) * 0x1d));",
    ),
)


@dataclass
class Told:
    """What was seen of one stranger."""

    stranger: Stranger
    checks: list[str] = field(default_factory=list)
    doctor: str = ""
    setup: str = ""
    before: str = ""
    true: str = ""
    broken: str = ""
    passed: int = 0
    seconds: float = 0.0
    first_error: str = ""

    @property
    def right(self) -> bool:
        """The true patch is ready and the broken one is not, and nothing passed without its environment."""
        return self.true == "ready" and self.broken not in ("ready", "") and self.passed > 0


def main() -> int:
    """Take the strangers and print a table; the exit code is 1 when fewer than `--least` are right."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mirrors", type=Path, required=True)
    parser.add_argument("--only", action="append", default=[], help="part of a repository's name or kind")
    parser.add_argument("--room", type=Path, default=None, help="folder for clones (default: temporary)")
    parser.add_argument("--least", type=int, default=0)
    options = parser.parse_args()
    right = 0
    for stranger in STRANGERS:
        if options.only and not any(part in f"{stranger.repo} {stranger.kind}" for part in options.only):
            continue
        with tempfile.TemporaryDirectory(prefix="stranger-", dir=options.room) as room:
            told = _take(stranger, Path(room), options.mirrors)
        right += told.right
        _print(told)
    print(f"\n{right} right")
    return 0 if right >= options.least else 1


def _take(stranger: Stranger, room: Path, mirrors: Path) -> Told:
    told = Told(stranger)
    checkout = _clone(stranger, room, mirrors)
    if stranger.by_hand:
        (checkout / ".devflow.toml").write_text(stranger.by_hand)
        _git(checkout, "add", ".devflow.toml")
        _git(checkout, "-c", "user.name=b", "-c", "user.email=b@localhost", "commit", "-qm", "Configure")
    told.before = _run(stranger, stranger.true, room, checkout)[0]
    diagnosis = json.loads(_devflow(checkout, "doctor", "--json").stdout or "{}")
    notes = [f for f in diagnosis.get("findings", []) if not f["subject"].startswith(("model", "local"))]
    told.doctor = "; ".join(f"{f['subject']}: {f['remedy']}" for f in notes if f["remedy"])[:400]
    for finding in notes:
        if finding["remedy"].startswith("[checks]"):
            with (checkout / ".devflow.toml").open("a") as file:
                file.write(finding["remedy"] + "\n")
            _git(checkout, "add", ".devflow.toml")
            _git(checkout, "-c", "user.name=b", "-c", "user.email=b@localhost", "commit", "-qm", "As told")
    if any(f["remedy"] == "devflow setup" for f in notes):
        started = time.monotonic()
        done = _devflow(checkout, "setup")
        told.setup = f"{'done' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s"
        told.first_error = done.stderr[-600:] if done.returncode else ""
    started = time.monotonic()
    told.true, shown = _run(stranger, stranger.true, room, checkout)
    told.seconds = time.monotonic() - started
    results = (shown.get("report") or {}).get("results", [])
    told.checks = [f"{r['name']} {r['status']}" for r in results]
    told.passed = sum(r["before"]["passed"] or r["after"]["passed"] for r in results if r["kind"] == "tests")
    first = [c["detail"] for r in results for c in (*r["new_failures"], *r["still_failing"])]
    words = shown.get("reason", "") if told.true != "ready" else " ".join(first)[-300:]
    told.first_error = told.first_error or " ".join(words.split())[:400]
    told.broken, _ = _run(stranger, stranger.broken, room, checkout)
    return told


def _clone(stranger: Stranger, room: Path, mirrors: Path) -> Path:
    checkout = room / "checkout"
    mirror = mirrors / stranger.repo.replace("/", "+") / "repo"
    subprocess.run(["git", "clone", "-q", str(mirror), str(checkout)], check=True)
    if not stranger.worktree:
        return checkout
    second = room / "second"
    _git(checkout, "worktree", "add", "-q", "-b", "second", str(second))
    return second


def _git(checkout: Path, *args: str) -> None:
    subprocess.run(["git", *args], cwd=checkout, check=True, capture_output=True)


def _devflow(checkout: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "devflow", *args],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )


def _run(stranger: Stranger, line: str, room: Path, checkout: Path) -> tuple[str, dict[str, Any]]:
    title = f"Change one line of {stranger.file}"
    spec = {
        "action": title,
        "expected": title,
        "edge_cases": [title],
        "criteria": [title],
        "identifiers": [],
        "questions": [],
    }
    patch = f"{stranger.file}\n<<<<<<< SEARCH\n{stranger.line}\n=======\n{line}\n>>>>>>> REPLACE\n"
    replies = [{"step": "spec", "reply": spec}, *[{"step": "patch", "reply": patch}]]
    (room / "ticket.md").write_text(f"{title}\n\n`{stranger.line.strip()}` in {stranger.file}.\n")
    (room / "script.jsonl").write_text("".join(f"{json.dumps(reply)}\n" for reply in replies))
    done = _devflow(
        checkout, "run", str(room / "ticket.md"), "--script", str(room / "script.jsonl"), "--json"
    )
    shown = json.loads((done.stdout.strip() or "{}").splitlines()[-1])
    if done.returncode not in (0, 1):
        said = [text for text in done.stderr.splitlines() if text.startswith(("error", "paused"))]
        shown["reason"] = "; ".join(said) or done.stderr[-400:]
        return f"exit {done.returncode}", shown
    return str(shown.get("state")), shown


def _print(told: Told) -> None:
    mark = "ok   " if told.right else "WRONG"
    print(f"{mark} {told.stranger.repo}: {told.stranger.kind}")
    print(f"      checks: {', '.join(told.checks) or 'none'}; base ids that pass: {told.passed}")
    print(
        f"      before setup: {told.before}; true: {told.true} in {told.seconds:.0f} s; broken: {told.broken}"
    )
    print(f"      setup: {told.setup or 'none'}; doctor: {told.doctor or 'nothing to do'}")
    if told.first_error:
        print(f"      first error: {told.first_error}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
