"""The strangers: public repositories, each with one line in three forms."""

from __future__ import annotations

from dataclasses import dataclass


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
    Stranger(
        "mwaskom/seaborn",
        "flit, a long suite on numpy and matplotlib",
        "seaborn/utils.py",
        "    errsize = np.asarray(errsize).T",
        "    errsize = np.transpose(np.asarray(errsize))",
        "    errsize = np.asarray(errsize).T[::-1]",
    ),
    Stranger(
        "nedbat/scriv",
        "src layout, requirement files that name each other",
        "src/scriv/util.py",
        """        return self.vtext.lstrip("v") == other.vtext.lstrip("v")""",
        """        return other.vtext.lstrip("v") == self.vtext.lstrip("v")""",
        """        return self.vtext.lstrip("v") != other.vtext.lstrip("v")""",
    ),
    Stranger(
        "simonw/sqlite-utils",
        "flat Python with a Justfile and dependency groups",
        "sqlite_utils/utils.py",
        "        return str  # We differ from spec, which says it should be BLOB",
        '        return type("")  # We differ from spec, which says it should be BLOB',
        "        return bytes  # We differ from spec, which says it should be BLOB",
    ),
    Stranger(
        "pytoolz/cytoolz",
        "Cython, tests inside the package",
        "cytoolz/functoolz.pyx",
        "    return func_and_args[0](*func_and_args[1:], **kwargs)",
        "    return (func_and_args[0])(*func_and_args[1:], **kwargs)",
        "    return func_and_args[0](*func_and_args[2:], **kwargs)",
    ),
    Stranger(
        "axios/axios",
        "npm, mocha started by a script of its own among other runners",
        "lib/helpers/combineURLs.js",
        "  return relativeURL",
        "  return (relativeURL)",
        "  return !relativeURL",
    ),
    Stranger(
        "iamkun/dayjs",
        "npm, jest again and again in several time zones",
        "src/utils.js",
        "  const wholeMonthDiff = ((b.year() - a.year()) * 12) + (b.month() - a.month())",
        "  const wholeMonthDiff = (12 * (b.year() - a.year())) + (b.month() - a.month())",
        "  const wholeMonthDiff = ((b.year() - a.year()) * 10) + (b.month() - a.month())",
    ),
    # -- seen by nobody here before, taken as doctor says
    Stranger(
        "mewwts/addict",
        "flat Python, unittest in one file",
        "addict/addict.py",
        "        return self.__class__(__parent=self, __key=name)",
        "        return self.__class__(__key=name, __parent=self)",
        "        return self.__class__(__parent=self)",
    ),
    Stranger(
        "SergioBenitez/version_check",
        "Rust crate without dependencies, tests among the sources",
        "src/version.rs",
        "        let major = self.0 >> 32;",
        "        let major = self.0 / (1 << 32);",
        "        let major = self.0 >> 31;",
    ),
    Stranger(
        "todotxt/todo.txt-cli",
        "shell with a Makefile, tests of its own in shell",
        "todo.sh",
        """        echo "TODO: $deduplicateNum duplicate task(s) removed\"""",
        """        printf '%s\\n' "TODO: $deduplicateNum duplicate task(s) removed\"""",
        """        echo "TODO: $deduplicateNum duplicate task(s) gone\"""",
    ),
    Stranger(
        "python-humanize/humanize",
        "hatch, src layout, a version from git",
        "src/humanize/lists.py",
        """        return f"{str(items[0])} and {str(items[1])}\"""",
        """        return f"{items[0]!s} and {items[1]!s}\"""",
        """        return f"{str(items[0])} or {str(items[1])}\"""",
    ),
    Stranger(
        "miguelgrinberg/microblog",
        "Flask app, unittest in tests.py, requirements.txt alone",
        "app/models.py",
        "        return f'https://www.gravatar.com/avatar/{digest}?d=identicon&s={size}'",
        "        return f'https://www.gravatar.com/avatar/{digest}' + f'?d=identicon&s={size}'",
        "        return f'https://www.gravatar.com/avatar/{digest}?d=monsterid&s={size}'",
    ),
    Stranger(
        "frostming/marko",
        "pdm without pdm, its groups in tool.pdm",
        "marko/helpers.py",
        """    return re.sub(r"\\s+", " ", label).strip().casefold()""",
        """    return " ".join(re.split(r"\\s+", label)).strip().casefold()""",
        """    return re.sub(r"\\s+", " ", label).strip()""",
    ),
    Stranger(
        "pyparsing/pyparsing",
        "flit, a large suite of unittest under pytest",
        "pyparsing/util.py",
        """    return strg.count("\\n", 0, loc) + 1""",
        """    return 1 + strg.count("\\n", 0, loc)""",
        """    return strg.count("\\n", 0, loc)""",
    ),
    Stranger(
        "hapijs/hoek",
        "npm without a lock file, lab as the runner",
        "lib/intersect.js",
        "    return (options.first ? null : common);",
        "    return options.first ? null : common;",
        "    return (options.first ? null : []);",
    ),
    Stranger(
        "istanbuljs/istanbuljs",
        "npm workspaces without a lock file, mocha and nyc",
        "packages/istanbul-lib-coverage/lib/percent.js",
        "        return Math.floor(tmp / 10) / 100;",
        "        return Math.trunc(tmp / 10) / 100;",
        "        return Math.ceil(tmp / 10) / 100 + 1;",
    ),
    Stranger(
        "explosion/preshed",
        "Cython built in place, tests inside the package",
        "preshed/bloom.pyx",
        "    return (bit_count, hash_count)",
        "    return bit_count, hash_count",
        "    return (bit_count + 1, hash_count + 1)",
    ),
)
