"""The repo's own formatters write the files of a patch, and nothing else."""

from __future__ import annotations

import os
import pwd
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from devflow.checks import Formatted, Package, find_formatters, run_formatters
from devflow.checks.needs.supplies import Supplies
from devflow.checks.runners.formatters import Formatter
from devflow.sandbox import Bubblewrap, Limits
from tests.checks.place import Place
from tests.support.environments import make_environment
from tests.support.programs import there

NEAT, LOOSE = "x = [1, 2]\n", "x = [1,2]\n"
CONFIGURED = {"pyproject.toml": "[tool.ruff.format]\n", "app.py": NEAT}
LIMITS = Limits(seconds=60, memory=1 << 30, processes=64, disk=256 << 20)


@pytest.fixture(scope="session")
def ruff(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with ruff in it."""
    folder = make_environment(tmp_path_factory.mktemp("ruff") / "venv", ("ruff",))
    shutil.copy(Path(sys.executable).parent / "ruff", folder / "bin")
    return folder


def package(files: Mapping[str, str], at: Path) -> Package:
    return Package(frozenset(files), lambda path: files[path].encode(), at)


def formatted(
    place: Place,
    edits: Mapping[str, str],
    lines: Sequence[str] = (),
    formatters: Sequence[Formatter] | None = None,
) -> Formatted:
    """What the place's formatters make of the edits."""
    found = find_formatters(package(place.base, place.at), tuple(lines))
    return run_formatters(
        found if formatters is None else formatters,
        candidate=lambda: place.tree({**place.base, **edits}),
        base=lambda: place.tree(place.base),
        files=tuple(edits),
        kept=[path for path in edits if path in place.base],
        at=place.at,
        supplies=Supplies(),
        sandbox=Bubblewrap(),
        limits=LIMITS,
    )


def test_the_files_of_a_patch_are_formatted_as_the_repo_does(tmp_path: Path, ruff: Path) -> None:
    place = Place(tmp_path, ruff, CONFIGURED)
    done = formatted(place, {"app.py": f"{NEAT}{LOOSE}", "new.py": LOOSE, "note.txt": LOOSE})
    assert done.files == {"app.py": f"{NEAT}{NEAT}".encode(), "new.py": NEAT.encode()}
    assert done.by == ("ruff format",)


def test_a_file_that_was_not_formatted_before_stays_as_the_patch_has_it(tmp_path: Path, ruff: Path) -> None:
    place = Place(tmp_path, ruff, {**CONFIGURED, "old.py": f"y = {{ }}\n{LOOSE}"})
    assert formatted(place, {"old.py": f"y = {{ }}\n{LOOSE}{LOOSE}", "app.py": LOOSE}).files == {
        "app.py": NEAT.encode()
    }


def test_a_formatter_that_does_not_end_well_on_the_base_has_no_say(tmp_path: Path) -> None:
    place = Place(tmp_path, None, {"app.py": "loose\n"})
    line = "grep -q patched {files} && echo neat >> app.py"  # -- it fails on the base's own file
    assert formatted(place, {"app.py": "patched\n"}, [line]).files == {}
    new = formatted(place, {"new.py": "patched\n"}, ["grep -q patched {files} && echo neat >> new.py"])
    assert set(new.files) == {"new.py"}


def test_nothing_is_formatted_where_the_repo_names_no_formatter(tmp_path: Path, ruff: Path) -> None:
    place = Place(tmp_path, ruff, {**CONFIGURED, "pyproject.toml": "[tool.ruff]\nline-length = 90\n"})
    assert formatted(place, {"app.py": LOOSE}).files == {}


def test_what_cannot_be_parsed_stays_as_it_is(tmp_path: Path, ruff: Path) -> None:
    place = Place(tmp_path, ruff, CONFIGURED)
    assert formatted(place, {"app.py": "x = [1,\n"}).files == {}


def test_a_persons_own_line_formats_and_other_files_that_it_writes_are_not_taken(tmp_path: Path) -> None:
    place = Place(tmp_path, None, {"a.txt": "one\n", "other.txt": "one\n"})
    lines = ["sed -i s/two/TWO/ {files} && echo x >other.txt && echo y >new.txt"]
    done = formatted(place, {"a.txt": "one\ntwo\n"}, lines)
    assert done.files == {"a.txt": b"one\nTWO\n"}
    assert formatted(place, {"-rf.txt": "two\n"}, ["sed -i s/two/TWO/"]).files == {"-rf.txt": b"TWO\n"}


@pytest.mark.parametrize("line", ["rm -f", "ln -sf /etc/passwd", "false", "mkdir -p x; mv -t x"])
def test_what_a_formatter_takes_away_or_links_is_not_taken(tmp_path: Path, line: str) -> None:
    place = Place(tmp_path, None, {"a.txt": "one\n"})
    assert formatted(place, {"b.txt": "two\n"}, [line]).files == {}


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"go.mod": "", "a.go": ""}, ["gofmt"]),
        ({"Cargo.toml": '[package]\nedition = "2018"\n', "src/lib.rs": "fn b() {}\n"}, ["rustfmt"]),
        ({".prettierrc": "", "a.js": ""}, ["prettier"]),
        ({"package.json": '{"prettier": {}}', "a.js": ""}, ["prettier"]),
        ({"a.js": ""}, []),
    ],
)
def test_formatters_are_found_by_what_the_repo_holds(
    tmp_path: Path, files: dict[str, str], names: list[str]
) -> None:
    (tmp_path / "node_modules" / ".bin" / "prettier").mkdir(parents=True)
    assert [each.check.name for each in find_formatters(package(files, tmp_path))] == names


def test_prettier_gets_no_option_that_its_first_versions_do_not_know(tmp_path: Path) -> None:
    """1.19 takes `--ignore-unknown a.js` for an option with a value, and formats but the rest."""
    (tmp_path / "node_modules" / ".bin" / "prettier").mkdir(parents=True)
    (found,) = find_formatters(package({".prettierrc": "", "a.js": ""}, tmp_path))
    assert [word for word in found.check.argv if word.startswith("-")] == ["--write"]


OWN = Path(sys.executable).parent
PRETTIER = Path(__file__).resolve().parents[2] / ".cache" / "formatters" / "node_modules"


@pytest.mark.parametrize(
    ("name", "base", "loose", "neat"),
    [
        ("black", {"pyproject.toml": "[tool.black]\nline-length = 90\n", "app.py": NEAT}, LOOSE, NEAT),
        (
            "gofmt",
            {"go.mod": "module x\n", "a.go": "package x\n"},
            "package x\nvar  a=1\n",
            "package x\n\nvar a = 1\n",
        ),
        (
            "rustfmt",
            {"Cargo.toml": '[package]\nname = "x"\nedition = "2018"\n', "src/lib.rs": "fn b() {}\n"},
            "fn  a( ) ->u8{1}\n",
            "fn a() -> u8 {\n    1\n}\n",
        ),
        (
            "prettier",
            {"package.json": "{}\n", ".prettierrc": "semi: false\n", "a.js": ""},
            "f( 1 );\n",
            "f(1)\n",
        ),
    ],
)
def test_each_formatter_writes_the_files_of_a_patch_by_its_own_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, base: dict[str, str], loose: str, neat: str
) -> None:
    place = Place(tmp_path, None, base)
    if name == "black":
        monkeypatch.setenv("PATH", f"{OWN}:{os.environ['PATH']}")
    elif name == "prettier":
        there(PRETTIER.is_dir(), name, "formatters")
        shutil.copytree(PRETTIER, place.at / "node_modules", symlinks=True)
    else:
        there(shutil.which(name), name, "formatters")
        # -- where rustup keeps its toolchains: the home of tests is another
        monkeypatch.setenv("RUSTUP_HOME", f"{pwd.getpwuid(os.getuid()).pw_dir}/.rustup")
    path = list(base)[-1]
    new = str(Path(path).with_stem("new"))
    done = formatted(place, {path: loose, new: loose, "note.txt": loose})
    assert done.by == (name,)
    assert done.files == {path: neat.encode(), new: neat.encode()}
    # -- what cannot be parsed stays, and ends nothing
    assert formatted(place, {new: f"{loose}((("}).files == {}
