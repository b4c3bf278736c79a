"""Holding what a build file newly says of tests: it is a program, and no key of it can be told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from devflow.guard.change import Change
from devflow.handoffs import Finding

_BUILD_FILES = re.compile(
    r"(^|/)(build\.gradle(\.kts)?|gradle\.properties|pom\.xml|[^/]+\.(csproj|fsproj|vbproj)|cmakelists\.txt"
    r"|[^/]+\.cmake|meson\.build|setup\.py|mix\.exs|build\.sbt|[^/]+\.gemspec|build\.xml)$",
    re.IGNORECASE,
)
_LONGEST = 2_000
_SWITCHES_OFF = re.compile(
    r"skipTests|maven\.test\.skip|skipITs|testFailureIgnore|ignoreFailures|failIfNoTests|failOnNoMatchingTests"
    r"|excludeTestsMatching|<exclude>.*Test|exclude\w*\b.*[Tt]ests?\b|enabled\s*=\s*false|onlyIf\b|IsTestProject"
    r"|VSTestTestCaseFilter|WILL_FAIL|\bDISABLED\b|test_suite|test_paths|test_ignore_filters"
)
_RUNS_TESTS = re.compile(
    r"\benable_testing\b|\badd_test\b|\buseJUnit|\buseTestNG\b|IsTestProject|\btest\s*\("
)


def switched_tests(change: Change) -> Iterator[Finding]:
    """Hold a build file that newly leaves tests out, lets them fail, or no longer runs them."""
    for file in change.files:
        if not _BUILD_FILES.search(file.path):
            continue
        off = any(_SWITCHES_OFF.search(line[:_LONGEST]) for _, line in change.added_lines(file))
        gone = any(_RUNS_TESTS.search(line[:_LONGEST]) for _, line in change.removed_lines(file))
        if off or gone:
            message = "The build file newly says how tests are run: a person accepts it by name."
            yield Finding(code="E_PROTECTED_PATH", path=file.path, message=message, level="held")
