"""Where no check is found, a person is shown what the repo's own workflow runs."""

from __future__ import annotations

import pytest

from devflow.checks import propose_commands


def proposed(*steps: str, runs_on: str = "ubuntu-latest") -> tuple[str, ...]:
    text = f"jobs:\n  a:\n    runs-on: {runs_on}\n    steps:\n" + "".join(f"    - {step}\n" for step in steps)
    return propose_commands([".github/workflows/ci.yml", "a.c"], lambda _: text.encode())


@pytest.mark.parametrize(
    ("steps", "lines"),
    [
        (("uses: actions/checkout@v4", "run: make test"), ("make test",)),
        (("run: |\n        cd tests\n        # one\n        ./unittest.sh",), ("cd tests && ./unittest.sh",)),
        (("{run: ./gradlew check, working-directory: lib}",), ("cd lib && ./gradlew check",)),
        (("run: mvn -B verify", "run: mvn -B verify", "run: ctest"), ("mvn -B verify", "ctest")),
    ],
)
def test_the_steps_that_test_are_proposed_as_lines(steps: tuple[str, ...], lines: tuple[str, ...]) -> None:
    assert proposed(*steps) == lines


@pytest.mark.parametrize(
    "step",
    [
        "run: make",
        "run: echo latest",
        "run: sudo make test",
        "run: npm install && npm test",
        "run: make test CC=${{ matrix.cc }}",
        "run: |\n        for t in tests/*; do\n        $t\n        done",
        "{run: make test, working-directory: '$(evil)'}",
        "run: [make, test]",
    ],
)
def test_a_step_that_tests_nothing_or_cannot_be_run_here_is_not(step: str) -> None:
    assert proposed(step) == ()


def test_a_job_of_another_system_is_left_out() -> None:
    assert proposed("run: make test", runs_on="windows-latest") == ()


@pytest.mark.parametrize("text", ["", "[", "jobs: 3", "jobs: {a: {steps: [1, null]}}", "x: " + "[" * 5000])
def test_a_file_that_is_no_workflow_proposes_nothing(text: str) -> None:
    assert propose_commands([".github/workflows/ci.yml"], lambda _: text.encode()) == ()
