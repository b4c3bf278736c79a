"""Holding what a build file newly says of tests, programs and sources: no key of it can be told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from devflow.guard.change import Change
from devflow.handoffs import Finding, Verb

_LONGEST = 2_000
_DECIDES = (
    "The build file newly decides how tests are run, what is run beside them, or where packages come from:"
    " a person accepts it by name."
)
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True)
class _Build:
    """One tool's files, and what must not come into them, or go, without a person."""

    files: re.Pattern[str]
    comes: re.Pattern[str]
    goes: re.Pattern[str] = _NEVER


def _named(*names: str) -> re.Pattern[str]:
    return re.compile(f"(?:.*/)?(?:{'|'.join(names)})", re.IGNORECASE)


_BUILDS = (
    _Build(
        _named(r"(build|settings)\.gradle(\.kts)?", r"gradle\.properties"),
        re.compile(
            r"skipTests|ignoreFailures|failOnNo\w*Tests|[eE]xclude\w*\b.*[tT]e?sts?\b|excludeT(ags|estsMatching)"
            r"|enabled\s*=\s*false|\bonlyIf\b|\btaskGraph\b|javaagent|\bexec\s*[({]|\bcommandLine\b"
            r"|\bapply\s*\(?\s*from\b|\bmaven\s*[({]|\bpluginManagement\b|\binitscript\b"
        ),
        re.compile(r"\buseJUnit|\buseTestNG\b|\btest\s*\("),
    ),
    _Build(
        _named(r"pom\.xml", r"build\.xml", r"build\.sbt"),
        re.compile(
            r"skipTests|maven\.test\.(skip|failure)|skipITs|testFailureIgnore|failIfNoTests|<exclude>.*Test"
            r"|surefire|failsafe|<excludedGroups>|(exec-maven|antrun)-?plugin|<(plugin)?[rR]epositor(y|ies)>"
            r"|<extensions>|<exec\b|\bTest\b.*:=|\bresolvers\b"
        ),
    ),
    _Build(
        _named(r"[^/]+\.(cs|fs|vb)proj"),
        re.compile(r"IsTestProject|VSTest|<Exec\b|<Target\b|<UsingTask\b|<Compile\s+Remove"),
        re.compile(r"IsTestProject"),
    ),
    _Build(
        _named(r"cmakelists\.txt", r"[^/]+\.cmake", r"meson\.build"),
        re.compile(
            r"WILL_FAIL|\bDISABLED\b|\bexecute_process\b|\bfile\s*\(\s*DOWNLOAD|\bshould_fail\b|\brun_command\b"
        ),
        re.compile(r"\benable_testing\b|\badd_test\b|\btest\s*\("),
    ),
    _Build(
        _named(r"setup\.py"),
        re.compile(r"\btest_suite\b|\bcmdclass\b|\bsubprocess\b|\bos\.system\b|\burlopen\b|\bpytest11\b"),
    ),
    _Build(
        _named(r"mix\.exs"), re.compile(r"\baliases\b|\btest_(paths|ignore_filters|pattern)\b|\bcompilers:")
    ),
    _Build(
        _named(r"package\.swift"),
        re.compile(r"\.plugin\(|\bplugins:|\bunsafeFlags\b|\bexclude:"),
        re.compile(r"\.testTarget\("),
    ),
    _Build(_named(r"gemfile", r"[^/]+\.gemspec"), re.compile(r"\beval_gemfile\b|\bpath:|^\s*source\b")),
    _Build(_named(r"go\.(mod|work)"), re.compile(r"^replace\b|=>")),
    _Build(_named(r"pubspec\.ya?ml"), re.compile(r"^dependency_overrides\b")),
)
_RUN_BY_BUILDING = _named(r"build\.rs", r"hatch_build\.py", r"setup\.py", r"binding\.gyp", r"extconf\.rb")


def decided_builds(change: Change) -> Iterator[Finding]:
    """Hold a build file that newly decides how tests are run, what runs beside them, or on what."""
    for file in change.files:
        for build in _BUILDS:
            if not build.files.fullmatch(file.path):
                continue
            comes = any(build.comes.search(line[:_LONGEST]) for _, line in change.added_lines(file))
            goes = any(build.goes.search(line[:_LONGEST]) for _, line in change.removed_lines(file))
            if comes or goes:
                yield Finding(code="E_PROTECTED_PATH", path=file.path, message=_DECIDES, level="held")


def new_build_programs(change: Change) -> Iterator[Finding]:
    """Hold a new file that a build runs because of its name."""
    for file in change.files:
        if file.verb is Verb.CREATE and _RUN_BY_BUILDING.fullmatch(file.path):
            message = "The new file is run by whoever builds the repo: a person accepts it by name."
            yield Finding(code="E_PROTECTED_PATH", path=file.path, message=message, level="held")
