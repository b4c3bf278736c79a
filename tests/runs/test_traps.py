"""What hostile tests leave for the host, cases 131 to 138: a whole run on a repo whose tests set traps."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched

TRAPS = {
    "131-R-gitfile": (
        "for act in (lambda: shutil.rmtree('.git'), lambda: os.rename('.git', 'git-away'),\n"
        "            lambda: open('.git', 'w').write('gitdir: ./evil')):\n"
        "    try: act()\n    except OSError: pass\n"
        "repository('evil')"
    ),
    "132-R-nested": "repository('nested/.git')",
    "133-R-edit-src": "open('app.py', 'a').write('\\nSTOLEN = 1\\n'); open('tests/test_app.py', 'w')",
    "134-R-plant-shadow": (
        "for name in ('json', 'pytest', 'ruff', 'git', 'sitecustomize', 'pydoc', 'conftest'):\n"
        "    open(f'{name}.py', 'w').write(f'open({MARKER!r}, \"a\").write(\"{name}\")')"
    ),
    "135-R-symlink-result": "replace(lambda p: os.symlink('/etc/passwd', p))",
    "136-R-fifo-result": "replace(os.mkfifo); os.mkfifo('pipe')",
    "137-R-deep-tree": "for n in range(1500):\n    os.mkdir('trap-deep'); os.chdir('trap-deep')",
    "138-R-chmod": "os.makedirs('trap-shut/in'); os.chmod('trap-shut', 0)",
}
_TESTS = """import os, shutil, subprocess
MARKER, HERE = {marker!r}, os.getcwd()

def repository(folder):
    os.makedirs(folder + '/objects'); os.makedirs(folder + '/refs')
    open(folder + '/HEAD', 'w').write('ref: refs/heads/main')
    open(folder + '/config', 'w').write(f'[core]\\n\\tfsmonitor = touch {{MARKER}}\\n')

def replace(make):
    place = os.environ['DEVFLOW_REPORT']
    for act in (lambda: os.unlink(place), lambda: make(place), lambda: os.rename('app.py', place)):
        try: act()
        except OSError: pass
"""


def hostile_tests(marker: Path) -> str:
    """A file of tests which all pass, each after it has set its trap."""
    tests = []
    for name, code in TRAPS.items():
        body = "\n".join(f"    {line}" for line in code.splitlines())
        tests.append(f"\ndef test_{name.replace('-', '_')}():\n{body}\n    os.chdir(HERE)\n")
    return _TESTS.format(marker=str(marker)) + "".join(tests)


@pytest.mark.parametrize("traps", [True, False], ids=["hostile", "honest"])
def test_what_tests_leave_reaches_neither_the_branch_nor_the_host(
    git_repo: MakeRepo, tmp_path: Path, traps: bool
) -> None:
    marker = tmp_path / "MARKER"
    more = {"tests/test_traps.py": hostile_tests(marker)} if traps else {}
    checkout = git_repo({**repos.SAMPLE, **more})
    with untouched(checkout):
        ended = runs.start(checkout, [runs.GOOD])
        assert ended.code == 0, ended.err
        runs.devflow(checkout, "approve", ended.json["run"])
    told = ended.json
    changed = repos.git(checkout, "diff", "--name-only", told["base"], told["branch"]).split()
    assert changed == ["app.py", "tests/test_app.py"]
    assert "STOLEN" not in repos.git(checkout, "show", f"{told['branch']}:app.py")
    assert told["report"]["results"][0]["status"] == "green"
    assert not marker.exists()
    runs.devflow(checkout, "gc")
    left = subprocess.run(
        ["find", str(tmp_path), "-name", "trap-*", "-o", "-name", ".devflow-sandbox-*"],
        capture_output=True,
        check=True,
    )
    assert left.stdout == b""
