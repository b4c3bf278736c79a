"""How tests look in languages that are read line by line, by the suffix of a file's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from devflow.guard.testcode.pattern_habits import Language, skips

_AT = r"@[\w.:]+(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?\s*"
_BRACKETS = r"\[[A-Za-z][\w.]*(?=[\](,: ])(?:[^\[\]]|\[[^\[\]]*\])*\]\s*"
_HASH_BRACKETS = r"#!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\s*"
_DOC_OR_HASH_BRACKETS = rf"/\*\*.*?\*/\s*|/?\*.*|{_HASH_BRACKETS}"

_METHOD = (
    r"^(?!return\b|new\b|throw\b|await\b|else\b|if\b|for\b|while\b|switch\b|catch\b|try\b|assert\b|yield\b)"
    r"(?:[\w<>\[\]?,.]{1,80}\s)[^=;(]{0,200}?(?P<name>\w+|`[^`]{1,120}`)\s*\([^;{]*(?:\{.*|=\s*\w+)?$"
)
_XUNIT_CHECK = (
    r"\b(assert\w*|Assert\.\w+|expect\w*|verify\w*|fail|should\w*)\s*[\(\{!]|\.Should\(|\bshould[A-Z]\w*\s"
    r"|\.(isEqualTo|isTrue|isFalse|hasSize|contains\w*)\("
)
_JUNIT_SKIPS = r"""@(Disabled|Ignore|Enabled)\w*\b | \bassume(True|False|That|NoException)?\s*\(
        | @Test\s*\([^)]*(expected\s*=|enabled\s*=\s*false)
        | ^(public\s|final\s)*abstract\s+class\s+\w*(Tests?|IT)\b"""
_JAVA = Language(
    start=_METHOD,
    apart=r"^[^(]*\b(private|static)\b",
    mark=r"^@([\w.]+\.)?(Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate)\b",
    annotation=_AT,
    skip=skips(_JUNIT_SKIPS),
    check=_XUNIT_CHECK,
    ends=r"\bSystem\.exit\(|\bRuntime\.getRuntime\(\)\.halt\(|\bexitProcess\(",
    swallows=(
        r"\bcatch\s*\(\s*(final\s+)?(\w+\s*:\s*)?(Throwable|AssertionError|Error)\b|\brunCatching\b"
        r"|\bassertThrows\(\s*(Throwable|AssertionError|Error)\b"
    ),
    stands_in=(
        r"\b(?:when|given|whenever|every|coEvery)\s*[({]\s*(?:[\w.]+\.)?(\w+)\("
        r"|\bdo(?:Return|Answer|Nothing)\(.{0,200}\)\.when\(\w+\)\.(\w+)\("
    ),
    defines=r"\b(?:void|fun|boolean|int)\s+(\w+)\s*\(",
)
_FUN = r"^(?:[\w@]+\s+)*fun\s+(?:<[^>]{0,80}>\s*)?(?P<name>\w+|`[^`]{1,120}`)\s*\("
_DEF = r"^(?:\w+\s+)*(?:def|void)\s+(?P<name>\w+)\s*\("
_KOTLIN = replace(
    _JAVA,
    start=(
        _FUN
        + r"|^\"(?P<title>[^\"]{1,200})\"\s*(?:\.config\(.{0,200}\)\s*)?\{"
        + r"|^(?:test|it|should|scenario|expect)\(\s*\"(?P<call>[^\"]{1,200})\""
    ),
    skip=skips(_JUNIT_SKIPS + r"""|^"(!|f:)|\.config\(.*\benabled\w*\s*=|^x(test|it|should)\("""),
)
_SCALA = replace(
    _KOTLIN,
    start=(
        _DEF + r"|^(?:test|it|property|scenario)\(\s*\"(?P<title>[^\"]{1,200})\""
        r"|^(?:it|\"[^\"]{0,200}\")\s+(?:should|must|can)\s+\"(?P<call>[^\"]{1,200})\""
    ),
    skip=skips(
        r"""@Ignore\b | \bignore\s*[("{] | \bignore\s+should\b | \bcancel\( | ^pending\b | \bassume\w*\(
        | \bpendingUntilFixed\b"""
    ),
)
_SPOCK = replace(
    _JAVA,
    start=_DEF + r"|^def\s+['\"](?P<title>[^'\"]{1,200})['\"]\s*\(",
    skip=skips(_JUNIT_SKIPS + r"|@(PendingFeature|Requires)\w*"),
    check=r"==|!=|>=|<=|\bassert\b|\b(?:notT|t)hrown\(|\binstanceof\b|\b(?:verify|with)\w*\(",
)
_CSHARP = replace(
    _JAVA,
    start=_METHOD,
    apart=r"^[^(]*\bprivate\b",
    mark=r"^\[.*\b(Fact|Theory|Test|TestMethod|DataTestMethod|TestCase|TestCaseSource)\b",
    annotation=_BRACKETS,
    skip=skips(
        r"""^\[.*\b(Ignore|Explicit|Platform|Skip\w*)\b | \basync\s+void\b | ^\#if\b
        | \bAssert\.(Ignore|Inconclusive|Skip\w*)\b | ^(public\s|internal\s)*abstract\s+class\s+\w*Tests?\b"""
    ),
    own_skip=r"\b(Skip|Ignore|IgnoreReason|Explicit)\s*=",
    ends=r"\bEnvironment\.(Fail)?(Exit|Fast)\(",
    swallows=r"\bcatch\s*(\(\s*(System\.)?Exception\b|\{|$)|\bRecord\.Exception\(",
    stands_in=r"\.Setup\w*\(\s*\w+\s*=>\s*\w+\.(\w+)|\.(\w+)\([^()]{0,200}\)\.Returns\w*\(",
)
_GO = Language(
    start=(r"^func (?:\([^)]{0,80}\) )?(?:(?P<title>(?:Test(?!Main\b)|Fuzz|Example)\w*)|(?P<name>\w+))\("),
    skip=skips(r"\b\w+\.(Skip|Skipf|SkipNow)\(|\bt\s*=\s*(&|new\()testing\.T\b|\bruntime\.Goexit\("),
    unbuilt=r"(?m)^//(?:go:build| \+build) ",
    check=r"\b\w+\.(Error|Errorf|Fatal|Fatalf|Fail|FailNow)\(|\b(assert|require|is|qt)\.\w+\(",
    ends=r"\bos\.Exit\(\s*0\s*\)|\bsyscall\.Exit\(",
    swallows=r"\brecover\(\)",
    stands_in=r"\b(?:ApplyFunc|Patch)\(\s*(?:\w+\.)?(\w+)|^(\w+)\s*=\s*func\(",
)
_RUST = Language(
    start=r"^(?:pub\s+)?(?:async\s+)?fn\s+(?P<name>\w+)",
    mark=r"^#\[(?:\w+::)?(test|rstest|proptest|test_case|quickcheck)\b",
    annotation=_HASH_BRACKETS,
    skip=skips(
        r"""\#\[\s*(ignore|should_panic)\b | \#\[cfg\(any\(\)\)\] | \#\[cfg\(all\(test\b | \#!\[cfg\(
        | \#\[cfg\(not\(test\)\)\]\s*(pub\s+)?mod\b | cfg_attr\(.*\bignore\b"""
    ),
    # -- what holds on Linux keeps no test from being run here
    own_skip=(
        r"#\[cfg\((?!test\)|any\(\)|all\(test|unix\)|not\((?:windows|miri|target_\w+\s*=\s*\"(?!linux|x86_64|unix)))"
    ),
    check=r"\b(debug_)?(prop_)?(assert\w*|panic|unreachable)!|\bassert_\w+\(",
    ends=r"\bprocess::exit\(\s*0\s*\)",
    swallows=r"\bcatch_unwind\b",
    defines=r"\bmacro_rules!\s*(\w+)",
)
_RUBY = Language(
    start=(
        r"^(?:def\s+(?P<title>test_\w+)"
        r"|(?:it|specify|scenario|test|should|example)\s*\(?\s*['\"](?P<call>[^'\"]{1,200}))"
    ),
    skip=skips(
        r"""^((RSpec\.)?[xf](it|describe|context|specify|example)|pending|skip)\b
        | [{]\s*skip\b | \b(skip|focus):\s*(true|['"]) | \bpending: | ,\s*:(skip|pending|focus)\b
        | ^(it|specify|describe|context|scenario|feature)\b.*,\s*(if|unless):\s | \bfilter_run\w*"""
    ),
    check=r"\b(assert\w*|refute\w*|expect|must_\w+|should\w*|flunk)\b",
    ends=r"\bexit!|\bat_exit\b|^(exit|abort)\b",
    comments="ruby",
    swallows=r"^rescue\s+.*(Exception|Assertion|ExpectationNotMet)|\srescue\s",
    stands_in=(
        r"\breceive\(?\s*:(\w+)|\breceive_messages\(\s*(\w+):|\.stubs?\(?\s*:(\w+)"
        r"|\bdefine_\w*method\(?\s*:(\w+)|\bdef\s+\w+\.(\w+)"
    ),
    hides=r"^private$",
)
_PHP = Language(
    start=(
        r"^(?:(?:public|private|protected|final|static)\s+)*function\s+(?P<name>\w+)\s*\("
        r"|^(?:it|test)\(\s*['\"](?P<title>[^'\"]{1,200})"
    ),
    apart=r"^[^(]*\b(private|protected)\b",
    mark=r"@test\b|#\[\\?(\w+\\)*Test\b",
    annotation=_DOC_OR_HASH_BRACKETS,
    skip=skips(
        r"""markTest(Skipped|Incomplete) | ^(\}\)|(it|test)\().*->(skip\w*|todo|only|throws\w*)\(
        | @requires\b | \#\[(Requires|DoesNotPerform) | ^(final\s|readonly\s)*abstract\s+class\s+\w*Test\b"""
    ),
    check=r"(->|::)(assert\w+|expect\w+|fail)\(|\bexpect\(",
    ends=r"^(exit|die)\b|register_shutdown_function",
    comments="php",
    named="test",
    swallows=r"\bcatch\s*\(\s*\\?(Throwable|Exception|\w*Assertion\w*|\w*ExpectationFailed\w*)\b",
    stands_in=r"->(?:method|shouldReceive|allows)\(\s*['\"](\w+)",
    defines=r"^function\s+(\w+)\s*\(",
)
_SWIFT = Language(
    start=(
        r"^(?:(?:public|private|fileprivate|internal|final|static|override|open|nonisolated)\s+)*func\s+(?P<name>\w+|`[^`]{1,120}`)"
    ),
    apart=r"^[^(]*\b(private|fileprivate|static)\b",
    mark=r"^@Test\b",
    annotation=_AT,
    skip=skips(
        r"""\bXCTSkip\w* | \bXCTExpectFailure\b | ^@\w+\(.*\.(disabled|enabled)\( | \bwithKnownIssue\b
        | ^\#if\b"""
    ),
    check=r"\bXCT(Assert|Fail|Unwrap)\w*\(|#(expect|require)\w*\(|\bIssue\.record\(",
    ends=r"^_?exit\(",
    named="test",
    defines=r"^(?:private\s+|fileprivate\s+)?func\s+(\w+)",
)
_DART = Language(
    start=r"^(?:test\w*|blocTest)(?:<[^>]{0,80}>)?\(\s*r?['\"](?P<title>[^'\"]{1,200})",
    annotation=_AT,
    skip=skips(
        r"""\bskip:\s*(true|['"]) | @(Skip|TestOn|OnPlatform)\b | \bSkip\( | \bsolo:\s*true
        | \bmarkTestSkipped\("""
    ),
    check=r"\b(expect\w*|verify\w*|fail)\(",
    ends=r"^exit\(",
    swallows=r"\bcatch\s*\(_|\bon\s+TestFailure\b",
    stands_in=r"\bwhen\(\s*(?:\(\)\s*=>\s*)?[\w.]+\.(\w+)\(",
    defines=r"^(?:void|int|bool|dynamic|Object)\s+(\w+)\(",
)
_ELIXIR = Language(
    start=r"^(?:test|property|feature)\s+\"(?P<title>[^\"]{1,200})",
    annotation=r"@(?:module|describe)?tag\b.*",
    skip=skips(r"^@\w*tag\b.*\b(skip|exclude|pending)\b|\bExUnit\.configure\(.*(exclude|include)"),
    check=r"\b(assert|refute|flunk)\w*\b",
    ends=r"\bSystem\.(halt|stop)\(",
    comments="hash",
    swallows=r"^rescue\b|^catch$",
    stands_in=r"\bwith_mock\b.*\[\s*(\w+):|\b(?:expect|stub)\(\s*[\w.]+,\s*:(\w+)",
)
_CPP = Language(
    start=(
        r"^(?:TEST|TEST_F|TEST_P|TYPED_TEST\w*)\s*\(\s*(?P<title>\w+\s*,\s*\w+)"
        r"|^(?:TEST_CASE|SCENARIO|BOOST_AUTO_TEST_CASE)\s*\(\s*\"?(?P<call>[^\")]{1,200})"
    ),
    skip=skips(
        r"""\bDISABLED_ | \bGTEST_SKIP\b | \bSKIP\s*\( | "\[\. | \[![a-z]+\] | \bdoctest::(skip|may_fail)
        | ^\#\s*if\b | \bdisabled\(\)"""
    ),
    check=r"\b(EXPECT|ASSERT|REQUIRE|CHECK|BOOST_(CHECK|REQUIRE|TEST)|FAIL|ADD_FAILURE)\w*\s*\(",
    ends=r"(?<![\w.>])(?:std::)?(?:_?_?[eE]xit|quick_exit)\s*\(",
    swallows=r"\bcatch\s*\(\s*\.\.\.",
    defines=r"^#\s*define\s+(\w+)",
)
_BATS = Language(
    start=r"^@test\s+['\"]?(?P<title>[^'\"{]{1,200})",
    skip=skips(r"^skip\b"),
    check=r"^(?!run\b|echo\b|skip\b|load\b|return\b|exit\b|true\b|:)[^\s{}]",
    ends=r"^exit\b",
    comments="hash",
)
LANGUAGES: Mapping[str, Language] = {
    "go": _GO,
    "rs": _RUST,
    "rb": _RUBY,
    "php": _PHP,
    "java": _JAVA,
    "kt": _KOTLIN,
    "kts": _KOTLIN,
    "cs": _CSHARP,
    "scala": _SCALA,
    "groovy": _SPOCK,
    "swift": _SWIFT,
    "dart": _DART,
    "exs": _ELIXIR,
    "ex": _ELIXIR,
    "cc": _CPP,
    "cpp": _CPP,
    "cxx": _CPP,
    "bats": _BATS,
}
"""By the file name's suffix."""
