"""What a path is to the index, told by its name: source, test, other text, or nothing to read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from devflow.index.reading.words import listed
from devflow.languages import grammar

Kind = Literal["source", "test", "other"]

_TEST_FOLDERS = listed(
    "tests test_suite testsuite testsuites testing_data testdata test-data test-fixtures fixtures "
    "__tests__ __mocks__ __snapshots__ spec specs e2e cypress integration-tests integration_tests unittests"
)
_TEST_NAME = re.compile(
    r"""
    (?: test_.* | .*_tests? | .*[._-](?:test|spec|e2e) | conftest | tests
      | [A-Z].*(?:Test|Tests|TestCase|IT|Spec|Specs) | Test[A-Z].* | .*_spec )
    """,
    re.VERBOSE,
)
_SKIPPED_ENDINGS = listed(
    """
    .png .jpg .jpeg .gif .ico .webp .bmp .tif .tiff .pdf .ps .eps .svg .woff .woff2 .ttf .otf .eot .zip .gz
    .bz2 .xz .zst .tar .tgz .jar .war .whl .egg .so .dll .dylib .a .o .obj .exe .bin .dat .db .sqlite .pyc
    .class .mo .po .pot .mp3 .mp4 .ogg .wav .avi .mov
    .npy .npz .pkl .pickle .fits .hdf5 .h5 .nc .mat .parquet .csv
    .tsv .map .snap .lock .sum .min.js .min.css .wasm .patch .diff .ipynb
    """
)
_SKIPPED_NAMES = listed(
    "package-lock.json pnpm-lock.yaml npm-shrinkwrap.json composer.lock Cargo.lock uv.lock go.sum"
)
"""Locks, which are long and say little."""
_KEY_NAMES = listed(".netrc .npmrc .pypirc .htpasswd .git-credentials id_rsa id_dsa id_ecdsa id_ed25519")
_DOCUMENT_ENDINGS = listed(".md .mdx .markdown .rst .txt .adoc .asciidoc .org .pod .rdoc .textile .wiki")
_DATA_ENDINGS = listed(".json .json5 .jsonl .ndjson .geojson .xml .log .env .example .sample .template")
_DOCUMENT_NAMES = listed(
    "readme changelog changes history news contributing authors license licence copying notice todo"
)
"""Where no ending is said."""
CHANGELOGS = ("changelog", "changes", "history", "news", "release_notes", "release-notes", "releases")
_OF_RELEASES = ("announce", "whatsnew", "newsfragments")
_WRITTEN_ENDINGS = listed(
    """
    .astro .awk .bat .cfg .clj .cljc .cljs .cmake .cmd .coffee .cr .css .d .dart .el .elm .erb .erl .ex
    .exs .f .f90 .f95 .fish .fs .fsx .gleam .gradle .graphql .groovy .haml .hcl .hrl .hs .htm .html .in
    .ini .j2 .jade .jinja .jinja2 .jl .kt .kts .l .less .lisp .lua .m .mk .ml .mli .mm .nim .nix .pas
    .pl .pm .proto .ps1 .pug .purs .pxd .pxi .pyx .r .re .rkt .sass .scala .scm .scss .sol .sql .styl
    .sv .svelte .swift .tcl .tf .thrift .toml .v .vb .vhd .vue .xaml .y .yaml .yml .zig
    """
)
_WRITTEN_NAMES = listed(
    """
    BUILD CMakeLists.txt Containerfile Dockerfile Jenkinsfile Justfile Makefile Procfile Vagrantfile WORKSPACE
    composer.json go.mod justfile makefile meson.build package.json requirements.txt tsconfig.json
    """
)
"""What people write and no grammar of ours reads: other languages, templates, styles, builds, settings."""
_KEYS = re.compile(
    r"\.env(?:\.(?!example|sample|template|dist)[\w.-]+)?|(?:credentials|client_secrets?|secrets?)\.json"
    r"|.*\.(?:jks|keystore|pfx|kdbx|tfvars|tfstate|asc|gpg|pem|crt|key|der|p12)"
)
_VENDORED = listed(
    """
    node_modules vendor vendored Godeps third_party third-party thirdparty bower_components _vendor extern
    deps
    """
)
_ASIDE = listed(
    """
    docs doc examples example _examples samples sample demo demos benchmarks benchmark bench asv_bench scripts
    script tools tutorials galleries gallery contrib-docs website site fuzz ci .github .circleci build-tools
    release dist
    """
)


@lru_cache(maxsize=1 << 17)
def kind(path: str) -> Kind | None:
    """What a file of this name is; None where its content is not worth reading.

    `other` is text that is not ranked: documents and data.
    """
    name = path.rpartition("/")[2]
    endings = ("." + name.rpartition(".")[2].lower(), name[-7:], name[-8:])
    if name in _SKIPPED_NAMES or holds_keys(path) or not _SKIPPED_ENDINGS.isdisjoint(endings):
        return None
    if is_test(path):
        return "test"
    return "source" if grammar(path) or _written(name) else "other"


def holds_keys(path: str) -> bool:
    """Whether a file of this name is there to hold keys; it is never shown."""
    name = path.rpartition("/")[2]
    return name in _KEY_NAMES or _KEYS.fullmatch(name.lower()) is not None


def is_document(path: str) -> bool:
    """Whether the file is prose that people read."""
    name = path.rpartition("/")[2].lower()
    stem, dot, ending = name.rpartition(".")
    return kind(path) == "other" and (dot + ending in _DOCUMENT_ENDINGS if stem else name in _DOCUMENT_NAMES)


def looks_like_file(word: str) -> bool:
    """Whether a word of prose ends as files do."""
    ending = "." + word.rpartition(".")[2].lower()
    return grammar(word) is not None or any(
        ending in known for known in (_WRITTEN_ENDINGS, _DOCUMENT_ENDINGS, _SKIPPED_ENDINGS, _DATA_ENDINGS)
    )


def is_changelog(path: str) -> bool:
    """Whether the file, or its folder, tells what was changed, the newest first."""
    folder, _, name = path.lower().rpartition("/")
    return name.partition(".")[0] in CHANGELOGS or folder.rpartition("/")[2] in (*CHANGELOGS, *_OF_RELEASES)


def _written(name: str) -> bool:
    return name in _WRITTEN_NAMES or "." + name.rpartition(".")[2].lower() in _WRITTEN_ENDINGS


def is_test(path: str) -> bool:
    """Whether the path is a test, or data for tests, as the ranking weighs it.

    The guard has an `is_test` of its own, which takes more for a test: what it misses could go unwatched.
    """
    folders = path.split("/")
    name = folders.pop()
    if any(folder in _TEST_FOLDERS or folder.endswith((".Tests", "-tests")) for folder in folders):
        return True
    if _JVM_TESTS.search(path):
        return True
    if folders and folders[0] in ("test", "testing", "t"):
        return True
    if not grammar(path):
        return False
    # -- pytest's own `testing` and django's own `test` package are source: only a leading folder counts
    return (
        _TEST_NAME.fullmatch(name.split(".")[0] if name.count(".") == 1 else name.rpartition(".")[0])
        is not None
    )


_JVM_TESTS = re.compile(r"(?:^|/)src/(?:test|androidTest|jmh|integrationTest|testFixtures)/")


@lru_cache(maxsize=1 << 16)
def vendored(path: str) -> bool:
    """Whether the path lies in a folder for other people's code."""
    return not _VENDORED.isdisjoint(path.split("/")[:-1])


@lru_cache(maxsize=1 << 16)
def aside(path: str) -> bool:
    """Whether the path lies beside the product: documentation, examples, benchmarks, scripts."""
    return not _ASIDE.isdisjoint(path.split("/")[:-1])
