"""Paths, modules and frames of a ticket are matched to files of the commit."""

from __future__ import annotations

from devflow.index.asking.query import Frame, read
from devflow.index.ranking.places import Places

PATHS = ["pkg/net/client.py", "pkg/net/__init__.py", "pkg/web/client.py", "src/main.rs", "lib/a/index.js"]


def test_a_written_path_names_the_file_with_the_longest_common_end() -> None:
    named = Places(PATHS).named(read("see net/client.py"))
    assert max(named, key=lambda path: named[path]) == "pkg/net/client.py"
    assert "pkg/web/client.py" not in named


def test_a_bare_file_name_names_all_files_of_that_name_less_surely() -> None:
    named = Places(PATHS).named(read("in client.py"))
    assert set(named) == {"pkg/net/client.py", "pkg/web/client.py"}
    assert max(named.values()) < 0.7


def test_an_installed_path_meets_the_source() -> None:
    framed = Places(PATHS).framed(
        [Frame("/usr/lib/site-packages/pkg/net/client.py", 3), Frame("/x/os.py", 1)]
    )
    assert framed == {"pkg/net/client.py": 1.0}


def test_the_innermost_frame_is_nearest() -> None:
    framed = Places(PATHS).framed([Frame("pkg/net/client.py", 3), Frame("src/main.rs", 9)])
    assert framed["src/main.rs"] > framed["pkg/net/client.py"]


def test_a_dotted_name_names_its_module() -> None:
    modules = Places(PATHS).modules(["pkg.net.client.Client.send", "pkg.net"])
    assert set(modules) == {"pkg/net/client.py", "pkg/net/__init__.py"}


def test_hostile_paths_name_nothing() -> None:
    assert Places(PATHS).named(read("../../../etc/passwd /.. .. a//b.py")) == {}
