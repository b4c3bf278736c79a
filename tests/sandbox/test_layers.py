"""The user's own environment is there, can be written, and stays as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from devflow.sandbox import Bubblewrap, Command, Unsandboxed, overlay, trace
from tests.sandbox.conftest import SMALL, Run

BASE = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"


@pytest.fixture
def venv(at: Path) -> Path:
    """A virtual environment in the user's checkout."""
    subprocess.run([str(BASE), "-m", "venv", "--without-pip", str(at / ".venv")], check=True)
    return at / ".venv"


def test_the_environment_of_the_checkout_works_with_its_toolchain(
    venv: Path, checkout: Path, at: Path
) -> None:
    done = Bubblewrap().run(
        Command(
            [str(venv / "bin" / "python"), "-c", "import sys, ssl; print(sys.prefix)"],
            checkout=checkout,
            at=at,
            layers=[venv],
            limits=SMALL,
        )
    )
    assert done.stdout.decode().strip() == str(venv), done.describe()


def test_what_is_written_to_a_layer_is_thrown_away(run: Run, at: Path) -> None:
    (at / "node_modules").mkdir()
    (at / "node_modules" / "old").write_text("old")
    code = (
        "import os\nopen('node_modules/new', 'w').write('x')\nopen('node_modules/old', 'w').write('y')\n"
        "print(sorted(os.listdir('node_modules')), open('node_modules/old').read())"
    )
    for _ in range(2):
        done = run(code, layers=[at / "node_modules"])
        assert done.stdout.strip() == b"['new', 'old'] y", done.describe()
    assert [p.name for p in (at / "node_modules").iterdir()] == ["old"]
    assert (at / "node_modules" / "old").read_text() == "old"


@pytest.mark.parametrize("kind", ["memory", "read-only"])
def test_a_layer_is_seen_where_the_file_system_allows_less(
    checkout: Path, at: Path, kind: overlay.Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    (at / "build").mkdir()
    (at / "build" / "f").write_text("built")
    monkeypatch.setattr(Bubblewrap, "_try_kinds", lambda *_: kind)
    done = Bubblewrap().run(
        Command(
            ["/bin/sh", "-c", "cat build/f; echo x > build/f || echo refused"],
            checkout=checkout,
            at=at,
            layers=[at / "build"],
            limits=SMALL,
        )
    )
    assert done.stdout.startswith(b"built")
    assert (b"refused" in done.stdout) is (kind == "read-only")
    assert (at / "build" / "f").read_text() == "built"


def test_a_layer_is_not_mounted_through_a_link_of_the_checkout(
    run: Run, checkout: Path, at: Path, tmp_path: Path
) -> None:
    (at / "build").mkdir()
    (at / "build" / "f").write_text("built")
    (checkout / "other").mkdir()
    (checkout / "build").symlink_to("other")
    done = run("import os; print(os.listdir('build'), os.listdir('other'))", layers=[at / "build"])
    assert done.stdout.strip() == b"[] []", done.describe()


def test_a_home_is_never_shown_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    (home / "bin").mkdir(parents=True)
    (home / ".ssh").mkdir()
    tool = home / "bin" / "tool"
    tool.write_text("#!/bin/sh\necho hi\n")
    monkeypatch.setenv("HOME", str(home))
    assert list(trace([tool], at=tmp_path / "repo").shown) == [tool]
    assert list(trace([home], at=tmp_path / "repo").shown) == []


def test_links_to_a_toolchain_are_drawn_again(tmp_path: Path, at: Path, checkout: Path) -> None:
    real = tmp_path / "opt" / "tool-1.2"
    (real / "bin").mkdir(parents=True)
    (real / "lib").mkdir()
    (real / "lib" / "words").write_text("from the toolchain")
    (real / "bin" / "tool").write_text('#!/bin/sh\ncat "$(dirname "$(readlink -f "$0")")/../lib/words"\n')
    (real / "bin" / "tool").chmod(0o755)
    (tmp_path / "opt" / "tool").symlink_to("tool-1.2")
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "tool").symlink_to(tmp_path / "opt" / "tool" / "bin" / "tool")
    done = Bubblewrap().run(
        Command([str(tmp_path / "links" / "tool")], checkout=checkout, at=at, limits=SMALL)
    )
    assert done.stdout == b"from the toolchain", done.describe()


def test_a_checkout_reached_through_a_link_stands_at_both_paths(
    tmp_path: Path, at: Path, checkout: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(at)
    code = (
        f"import os; print(os.path.exists({str(at / 'app.py')!r}), os.path.exists({str(link / 'app.py')!r}))"
    )
    done = Bubblewrap().run(Command([str(BASE), "-c", code], checkout=checkout, at=link, limits=SMALL))
    assert done.stdout.strip() == b"True True", done.describe()


def test_a_file_to_report_to_can_be_written_and_not_replaced(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "report"
    report.touch()
    code = (
        "import os\np = os.environ['DEVFLOW_REPORT']\nopen(p, 'w').write('said')\n"
        "for act in (lambda: os.unlink(p), lambda: os.rename('app.py', p)):\n"
        "    try: act(); print('replaced')\n    except OSError: print('held')\n"
    )
    assert run(code, report=report).stdout.split() == [b"held", b"held"]
    assert report.read_text() == "said"


def test_no_sandbox_runs_in_the_checkout_only_when_chosen(checkout: Path, at: Path) -> None:
    done = Unsandboxed().run(Command(["/bin/sh", "-c", "pwd; ls"], checkout=checkout, at=at, limits=SMALL))
    assert done.stdout.decode().split("\n")[:2] == [str(checkout), "app.py"]
    assert Unsandboxed().name == "none"
