"""The `.devflow.toml` that a repository suggests: what it shows, as a commented file."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from devflow import checks, config
from devflow.checks.by_hand import shell_line
from devflow.checks.runners.node import NODE
from devflow.clean import clean_line
from devflow.errors import ConfigError
from devflow.git.objects import Objects
from devflow.git.user_repo import UserRepo
from devflow.guard import protected
from devflow.risk import HIGH

# -- folders that builds leave and tests may need; environments are found without being named
_LAYERS = frozenset(("build", "dist", "target", "out", "lib", "vendor", "generated", "_build"))
# -- parts of a path whose change deserves a person's word, where nothing built in asks for it
_PROTECT = {
    "migrations": "**/migrations/**",
    "terraform": "**/terraform/**",
    "deploy": "**/deploy/**",
    "k8s": "**/k8s/**",
    "helm": "**/helm/**",
    "infra": "**/infra/**",
}
# -- of tools whose outcomes devflow cannot read test by test: what is at the root, and the line
_USUAL = (
    ("mvnw", "./mvnw --offline test"),
    ("pom.xml", "mvn --offline test"),
    ("gradlew", "./gradlew --offline test"),
    ("build.gradle", "gradle --offline test"),
    ("build.gradle.kts", "gradle --offline test"),
    ("build.sbt", "sbt test"),
    ("CMakeLists.txt", "cmake -S . -B build && cmake --build build && ctest --test-dir build"),
    ("meson.build", "meson setup build && meson test -C build"),
    ("Rakefile", "bundle exec rake test"),
    ("Gemfile", "bundle exec rspec"),
    ("phpunit.xml.dist", "vendor/bin/phpunit"),
    ("composer.json", "composer test"),
    ("mix.exs", "mix test"),
    ("Package.swift", "swift test"),
    ("Makefile", "make test"),
)
_LEGAL = re.compile(r"(?i)^(licen[cs]e|copying|notice)(\.[a-z]+)?$")
# -- names of folders and files that speak of money, access or people
_RISKY = frozenset(
    (
        *("billing", "payment", "payments", "invoice", "invoices", "pricing", "payroll", "wallet", "tax"),
        *("auth", "login", "session", "acl", "iam", "crypto", "secrets", "privacy", "consent", "audit"),
    )
)


def propose(user: UserRepo) -> str:
    """The text of the file, from the commit of HEAD and the checkout around it; valid as it stands.

    Raises:
        RepoError: there is no commit, or it cannot be read.
    """
    base = user.resolve()
    objects = Objects(user.git_dir)
    paths = sorted(objects.tree(base))
    found = checks.find(paths, lambda path: objects.read(base, path), user.root)
    own = () if found else checks.propose_commands(paths, lambda path: objects.read(base, path))
    lines = [
        "# How devflow works on this repository. It is read at the commit that a run starts from.",
        "# Every key and its default: docs/configuration.md of devflow. Models, keys, budgets, and whether",
        "# there is a sandbox, cannot stand here: they belong to each person's own file.",
        *("", "[checks]", *_checks(found, own or [_usual(paths)]), *_layers(user.root, paths)),
        *_services(checks.propose_services(paths, lambda path: objects.read(base, path))),
        "# seconds = 900           # that one check may take",
        *("", "[scope]", *_protect(paths)),
        *("", "[risk]", *_risk(paths)),
    ]
    return "\n".join(lines) + "\n"


def write(user: UserRepo, text: str) -> Path:
    """Create the repo's file in the checkout; gives its path.

    Raises:
        ConfigError: something of that name is there already, or it cannot be written.
    """
    file = user.root / config.REPO_FILE
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        hint = "Read the proposal without --write, and take what you want."
        raise ConfigError(f"{file} exists; nothing was written.", hint) from None
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror or error}.") from None
    return file


def _checks(found: Sequence[checks.Check], own: Sequence[str]) -> Iterator[str]:
    """The checks that are found without being named, as comments: naming them would only freeze them.

    Where none is, `own` is what the repository's workflow runs, or what is usual for its build.
    """
    lines = [_portable(check) for check in found]
    if not lines:
        yield "# No check was found: name the shell lines that tell whether the code holds."
        yield clean_line(f"# commands = {_list(own)}")
        return
    yield "# Found without being named; set `commands` only to run something else instead."
    for check, line in zip(found, lines, strict=True):
        yield f"#   {clean_line(check.name)}: {clean_line(line)}"
    yield clean_line(f"# commands = {_list(list(dict.fromkeys(lines)))}")


def _usual(paths: Collection[str]) -> str:
    """What people type where this is how a repo is built; without a network, as checks have none."""
    return next((line for name, line in _USUAL if name in paths), "bash ci/check.sh")


def _services(proposed: checks.Proposed) -> Iterator[str]:
    """What the repo's own files start beside its code, as comments."""
    if proposed.names:
        yield f"# {clean_line(proposed.file)} starts these beside the code; take what the tests need."
        yield from (f"# {clean_line(line)}" for line in proposed.toml.splitlines()[1:])


def _portable(check: checks.Check) -> str:
    """The command without the folders of this machine."""
    if check.runner in NODE:
        return "npm test"
    if PurePosixPath(check.argv[0]).name.startswith("python"):
        return shlex.join(("python", *check.argv[1:]))
    return shell_line(replace(check, argv=(PurePosixPath(check.argv[0]).name, *check.argv[1:])))


def _layers(root: Path, paths: Collection[str]) -> Iterator[str]:
    """Ignored folders that builds have left in the checkout, as a comment: only a person knows the need."""
    kept = {PurePosixPath(path).parts[0] for path in paths}
    built = sorted(name for name in _LAYERS - kept if (root / name).is_dir())
    if built:
        yield f"# layers = {_list(built)}    # folders that git does not hold; name those that tests need"


def _protect(paths: Sequence[str]) -> Iterator[str]:
    """Patterns of what a person should see, beside what is protected without being named."""
    wanted = [path for path in paths if _LEGAL.match(path) and not protected(path)]
    for part, pattern in _PROTECT.items():
        inside = [path for path in paths if part in PurePosixPath(path).parts[:-1]]
        if any(not protected(path) for path in inside):
            wanted.append(pattern)
    yield "# Never changed without a person's word, beside CI, build and test configuration."
    yield f"protect = {_list(wanted)}" if wanted else '# protect = ["src/pricing/**"]'


def _risk(paths: Sequence[str]) -> Iterator[str]:
    """Words of this repository's paths that no built-in rule speaks of."""
    words: dict[str, str] = {}
    for path in paths:
        for part in PurePosixPath(path).with_suffix("").parts:
            word = part.lower()
            if word in _RISKY and not _built_in(word):
                words.setdefault(word, path)
    for word, path in sorted(words.items()):
        yield f"# {word}: {clean_line(path)}"
    yield "# A ticket that says one of these is of high risk, beside the built-in rules."
    yield f"high = {_list(sorted(words))}" if words else '# high = ["price list"]'
    yield '# owner = "Name"          # who must approve a run of high risk, as git knows the name'


def _built_in(word: str) -> bool:
    return any(re.fullmatch(pattern, word, re.IGNORECASE) for pattern in HIGH.values())


def _list(texts: Sequence[str]) -> str:
    """A TOML array of strings; JSON's escapes are TOML's, but for DEL, which TOML wants escaped."""
    return json.dumps(texts, ensure_ascii=False).replace("\x7f", "\\u007f")
