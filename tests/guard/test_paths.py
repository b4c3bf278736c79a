"""A path is judged as bytes: what escapes, hides or cannot travel is refused by name, honest names pass."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devflow.errors import ScopeError
from devflow.guard import PATH_RULES, judge_path
from devflow.guard.paths import Fault

HOSTILE = [
    # -- P 1
    ("../x", "E_PATH_ESCAPE"),
    ("src/../../x", "E_PATH_ESCAPE"),
    ("src/../x", "E_PATH_ESCAPE"),
    ("src/..", "E_PATH_ESCAPE"),
    ("./x", "E_PATH_ESCAPE"),
    ("..", "E_PATH_ESCAPE"),
    # -- P 2
    ("/etc/passwd", "E_PATH_ABSOLUTE"),
    ("//server/share", "E_PATH_ABSOLUTE"),
    ("C:/x", "E_PATH_ABSOLUTE"),
    ("c:x", "E_PATH_ABSOLUTE"),
    ("\\\\server\\x", "E_PATH_ABSOLUTE"),
    ("~/.ssh/config", "E_PATH_ABSOLUTE"),
    # -- P 3 to 9
    (".git/hooks/pre-commit", "E_PATH_GITDIR"),
    (".git", "E_PATH_GITDIR"),
    (".GIT/config", "E_PATH_GITDIR"),
    (".Git/config", "E_PATH_GITDIR"),
    ("GIT~1/config", "E_PATH_GITDIR"),
    ("git~2", "E_PATH_GITDIR"),
    ("GITMOD~1", "E_PATH_GITDIR"),
    ("GI7EBA~1", "E_PATH_GITDIR"),
    (".git /config", "E_PATH_GITDIR"),
    (".git./config", "E_PATH_GITDIR"),
    (".git. . /config", "E_PATH_GITDIR"),
    (".git::$INDEX_ALLOCATION/config", "E_PATH_GITDIR"),
    (".git:stream", "E_PATH_GITDIR"),
    (".g\u200cit/config", "E_PATH_GITDIR"),
    (".git\ufeff/config", "E_PATH_GITDIR"),
    ("\u202e.git/config", "E_PATH_GITDIR"),
    ("sub/.git/config", "E_PATH_GITDIR"),
    ("sub/.git", "E_PATH_GITDIR"),
    ("sub\\.git\\config", "E_PATH_GITDIR"),
    (".\uff47it/config", "E_PATH_GITDIR"),
    # -- P 34 to 40
    ("x\ny", "E_PATH_CHARS"),
    ("\x1b[2Jx", "E_PATH_CHARS"),
    ("x\x7fy", "E_PATH_CHARS"),
    ("x\u009by", "E_PATH_CHARS"),
    ("app\u202eyp.txt", "E_PATH_CHARS"),
    ("app\u200b.py", "E_PATH_CHARS"),
    ("x\0y", "E_PATH_CHARS"),
    ("..\\esc.txt", "E_PATH_CHARS"),
    ("a\\b", "E_PATH_CHARS"),
    ("-rf", "E_PATH_CHARS"),
    ("--help/x", "E_PATH_CHARS"),
    ("name ", "E_PATH_CHARS"),
    ("dir /x", "E_PATH_CHARS"),
    (" app.py", "E_PATH_CHARS"),
    ("dir./x", "E_PATH_CHARS"),
    ("app.py.", "E_PATH_CHARS"),
    ("app\u00a0.py", "E_PATH_CHARS"),
    ("CON", "E_PATH_CHARS"),
    ("src/nul.txt", "E_PATH_CHARS"),
    ("com1", "E_PATH_CHARS"),
    ("LPT9.log", "E_PATH_CHARS"),
    ("notes:stream", "E_PATH_CHARS"),
    ("what?.py", "E_PATH_CHARS"),
    ("*.py", "E_PATH_CHARS"),
    ("a//b", "E_PATH_CHARS"),
    ("a/", "E_PATH_CHARS"),
    ("", "E_PATH_CHARS"),
    # -- drawn as nothing, or as letters of another alphabet
    ("a\u3164.py", "E_PATH_CHARS"),
    ("a\u2800.py", "E_PATH_CHARS"),
    ("app\ufe0f.py", "E_PATH_CHARS"),
    ("\u0430pp.py", "E_PATH_CHARS"),
    ("tests/test_\u0430pp.py", "E_PATH_CHARS"),
    ("tests/c\uff4fnftest.py", "E_PATH_CHARS"),
    # -- P 41, 42
    ("n" * 256, "E_PATH_LENGTH"),
    ("é" * 128, "E_PATH_LENGTH"),
    ("d/" * 64 + "x", "E_PATH_LENGTH"),
    ("/".join(["d" * 200] * 30), "E_PATH_LENGTH"),
]
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


@pytest.mark.parametrize(("path", "code"), HOSTILE)
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
    changed = [path for path, code in HOSTILE if _code(path, left) != code]
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
