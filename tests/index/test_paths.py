"""The words of paths: found without taking every path apart, and weighed by how rare they are."""

from __future__ import annotations

from devflow.index.ranking.paths import PathWords, split, words_of

PATHS = (
    "pkg/cities/mapping.py",
    "pkg/net/HTTPClient.py",
    "pkg/net/running_jobs.go",
    "clap_derive/src/Ünit_Tests.rs",
    "README",
    "pkg/net/client.py",
)


def test_every_word_that_stands_in_a_path_is_found_and_no_other() -> None:
    wanted = {word for path in PATHS for word in words_of(path)} | {"absent", "ci", "clien", "httpclient"}
    found = PathWords(PATHS, wanted)
    for path in PATHS:
        folder, stem = split(path)
        assert found.folder(folder) == words_of(folder) & wanted
        assert found.stem(stem) == words_of(stem) & wanted
    assert {"city", "run", "httpclient"} <= {word for path in PATHS for word in words_of(path)}


def test_a_rare_word_weighs_more_and_a_short_name_says_more() -> None:
    weights = {"client": 1.0, "net": 1.0, "map": 1.0}
    found = PathWords(PATHS, weights.keys())
    assert (
        found.weigh(["map"], weights) > found.weigh(["client"], weights) > found.weigh(["net"], weights) > 0
    )
    assert found.weigh_stem("client", weights) > found.weigh_stem("HTTPClient", weights) > 0
    assert found.weigh_stem("README", weights) == 0
