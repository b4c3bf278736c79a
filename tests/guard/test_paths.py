"""A path is judged as bytes: what escapes, hides or cannot travel is refused by name, honest names pass."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devflow.errors import ScopeError
from devflow.guard import PATH_RULES, judge_path
from devflow.guard.paths import Fault

HOSTILE: Mapping[str, tuple[str, Sequence[str]]] = {
    "P-1 dotdot": ("E_PATH_ESCAPE", ("../x", "src/../../x", "src/../x", "src/..", "./x", "..")),
    "P-2 abs": (
        "E_PATH_ABSOLUTE",
        ("/etc/passwd", "//server/share", "C:/x", "c:x", "\\\\server\\x", "~/.ssh/config"),
    ),
    "P-3 git": ("E_PATH_GITDIR", (".git/hooks/pre-commit", ".git")),
    "P-4 git-case": ("E_PATH_GITDIR", (".GIT/config", ".Git/config")),
    "P-5 git-ntfs": (
        "E_PATH_GITDIR",
        (
            "GIT~1/config",
            "git~2",
            "GITMOD~1",
            "GI7EBA~1",
            ".git /config",
            ".git./config",
            ".git. . /config",
            ".git::$INDEX_ALLOCATION/config",
            ".git:stream",
        ),
    ),
    "P-6 git-hfs": (
        "E_PATH_GITDIR",
        (".g\u200cit/config", ".git\ufeff/config", "\u202e.git/config", ".\uff47it/config"),
    ),
    "P-8 git-nested": ("E_PATH_GITDIR", ("sub/.git/config", "sub\\.git\\config")),
    "P-9 gitfile": ("E_PATH_GITDIR", ("sub/.git",)),
    "P-34 newline-name": ("E_PATH_CHARS", ("x\ny",)),
    "P-35 esc-name": ("E_PATH_CHARS", ("\x1b[2Jx", "x\x7fy", "x\u009by")),
    "P-36 bidi-name": ("E_PATH_CHARS", ("app\u202eyp.txt", "app\u200b.py")),
    "P-37 NUL-name": ("E_PATH_CHARS", ("x\0y",)),
    "P-38 backslash": ("E_PATH_CHARS", ("..\\esc.txt", "a\\b")),
    "P-39 dash": ("E_PATH_CHARS", ("-rf", "--help/x")),
    "P-40 trailing-space": (
        "E_PATH_CHARS",
        ("name ", "dir /x", " app.py", "dir./x", "app.py.", "app\u00a0.py"),
    ),
    "P-40 reserved": ("E_PATH_CHARS", ("CON", "src/nul.txt", "com1", "LPT9.log")),
    "P-40 not portable": ("E_PATH_CHARS", ("notes:stream", "what?.py", "*.py")),
    "an empty part": ("E_PATH_CHARS", ("a//b", "a/", "")),
    "drawn as nothing": ("E_PATH_CHARS", ("a\u3164.py", "a\u2800.py", "app\ufe0f.py")),
    "letters of another alphabet": (
        "E_PATH_CHARS",
        ("\u0430pp.py", "tests/test_\u0430pp.py", "tests/c\uff4fnftest.py"),
    ),
    "P-41 name": ("E_PATH_LENGTH", ("n" * 256, "é" * 128)),
    "P-42 depth": ("E_PATH_LENGTH", ("d/" * 64 + "x", "/".join(["d" * 200] * 30))),
}
HONEST = [
    "app.py",
    "src/devflow/cli/__init__.py",
    "docs/a name with spaces.md",
    "docs/übersicht.md",
    unicodedata.normalize("NFD", "docs/é.md"),
    "文档/说明.md",
    "docs/\u0440\u0443\u0441\u0441\u043a\u0438\u0439_README.md",
    "docs/\u0391\u03b2\u03b3.md",
    "icons/\u2764\ufe0f.svg",
    "app/[id]/page.tsx",
    "app/(group)/@modal/$param.tsx",
    "src/-components/Button.tsx",
    ".github/workflows/ci.yml",
    ".gitignore",
    "src/.gitkeep",
    "src/git/config.py",
    "legit/x",
    "digit~1.txt",
    "a..b/c",
    "console/con_man.py",
    "auxiliary.py",
    "com10/x",
    "e+f=g,h;i'j!.txt",
    "#readme#",
    "n" * 255,
    "d/" * 63 + "x",
]


_CASES = [
    pytest.param(path, code, id=f"{case}: {path[:40]!r}")
    for case, (code, paths) in HOSTILE.items()
    for path in paths
]


@pytest.mark.parametrize(("path", "code"), _CASES)
def test_a_hostile_path_is_refused_by_name(path: str, code: str) -> None:
    with pytest.raises(ScopeError) as refusal:
        judge_path(path.encode())
    assert refusal.value.code == code


@pytest.mark.parametrize("path", HONEST)
def test_an_honest_path_comes_back_as_text(path: str) -> None:
    assert judge_path(path.encode()) == path


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(ScopeError) as refusal:
        judge_path(b"caf\xe9.txt")
    assert refusal.value.code == "E_PATH_CHARS"


def test_a_refusal_says_the_path_in_one_safe_short_line() -> None:
    with pytest.raises(ScopeError) as refusal:
        judge_path(("\x1b[2J\n" + "x" * 5000).encode())
    assert refusal.value.message.isprintable()
    assert len(refusal.value.message) < 300


@pytest.mark.parametrize("rule", PATH_RULES, ids=lambda rule: rule.__name__)
def test_each_rule_on_paths_is_needed(rule: object) -> None:
    left = [other for other in PATH_RULES if other is not rule]
    changed = [path for code, paths in HOSTILE.values() for path in paths if _code(path, left) != code]
    assert changed, "no hostile path notices that the rule is gone"


def _code(path: str, rules: Sequence[Callable[[str], Fault | None]]) -> str:
    try:
        judge_path(path.encode(), rules)
    except ScopeError as refusal:
        return refusal.code
    return ""


# -- the independent check: what a file system would make of the name, told without the rules' own words


def _is_safe(raw: bytes) -> bool:
    try:
        text = raw.decode("utf-8", "strict")
    except UnicodeDecodeError:
        return False
    if len(raw) > 4096 or text.count("/") > 63 or text[:1] in ("-", "/"):
        return False
    for name in text.split("/"):
        visible = [char for char in name if char.isprintable()]
        bare = "".join(visible).lower().rstrip(". ")
        if name in ("", ".", "..") or len(name.encode()) > 255 or len(visible) != len(name):
            return False
        if name[0] == " " or name[-1] in " ." or any(char in name for char in '\\:*?"<>|'):
            return False
        if unicodedata.normalize("NFKC", bare) == ".git" or bare in ("git~1", "gitmod~1", "gi7eba~1"):
            return False
    return True


_PIECES = (
    *(
        "..",
        ".",
        "",
        ".git",
        ".GIT",
        "git~1",
        "\u200c",
        "\u202e",
        "/",
        "//",
        "\\",
        "\0",
        "\n",
        "\x1b",
        "~",
        "-",
    ),
    *(
        " ",
        ":",
        "CON",
        "nul.",
        "src",
        "app.py",
        "é",
        "e\u0301",
        "\ufeff",
        "\u00a0",
        "\ud7ff",
        "\U000e0041",
    ),
    "a" * 256,
)
_NASTY = st.sampled_from(_PIECES)
_PATHS = st.one_of(
    st.lists(_NASTY, max_size=8).map(lambda parts: "/".join(parts).encode()),
    st.lists(_NASTY, max_size=8).map(lambda parts: "".join(parts).encode()),
    st.text(max_size=60).map(lambda text: text.encode(errors="surrogatepass")),
    st.binary(max_size=60),
)


def _holds(raw: bytes) -> None:
    try:
        text = judge_path(raw)
    except ScopeError as refusal:
        assert refusal.code.startswith("E_PATH_")
    else:
        assert text.encode() == raw
        assert _is_safe(raw)


@given(_PATHS)
@settings(max_examples=1_500, deadline=None)
def test_whatever_passes_is_safe_by_an_independent_check(raw: bytes) -> None:
    _holds(raw)


@pytest.mark.long
def test_a_million_paths_find_no_escape() -> None:
    chance = random.Random(20260105)
    for _ in range(1_000_000):
        pieces = [chance.choice(_PIECES) for _ in range(chance.randint(1, 7))]
        raw = chance.choice(("/", "")).join(pieces).encode()
        if chance.random() < 0.3:
            at = chance.randrange(len(raw) + 1)
            raw = raw[:at] + bytes([chance.randrange(256)]) + raw[at + chance.randint(0, 1) :]
        _holds(raw)
