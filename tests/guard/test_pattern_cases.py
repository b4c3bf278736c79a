"""How many cases a test is run with is told in every way in which they are listed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from devflow.guard.testcode.pattern_tests import pattern_shape


def java(marks: str, rows: str = "") -> str:
    return f"class ATest {{\n  {marks}\n  @ParameterizedTest\n  void a(int n) {{\n  }}\n  {rows}\n}}\n"


def csharp(marks: str, rows: str = "") -> str:
    return f"class ATests\n{{\n  {marks}\n  [Theory]\n  public void A(int n)\n  {{\n  }}\n  {rows}\n}}\n"


def php(mark: str, rows: str) -> str:
    return (
        f"class ATest {{\n  {mark}\n  public function testA($n) {{\n  }}\n"
        f"  public static function rows() {{\n    {rows}\n  }}\n}}\n"
    )


def go(body: str, above: str = "") -> str:
    return f"{above}func TestA(t *testing.T) {{\n{body}}}\n"


_OVER = "\tfor _, c := range cases {\n\t\tuse(c)\n\t}\n"
CASES: Mapping[str, tuple[str, str, int]] = {
    "a mark for each": ("cs", csharp("[InlineData(1)]\n  [InlineData(2)]"), 2),
    "rows of MSTest": ("cs", csharp("[DataRow(1)]\n  [DataRow(2)]"), 2),
    "a member's rows": (
        "cs",
        csharp("[MemberData(nameof(Rows))]", "static object[][] Rows() {\n    new object[] { 1 },\n  }"),
        1,
    ),
    "a source of NUnit": (
        "cs",
        csharp(
            '[TestCaseSource("Rows")]',
            "static IEnumerable Rows() {\n    yield return 1;\n    yield return 2;\n  }",
        ),
        2,
    ),
    "data of NUnit": (
        "cs",
        csharp("[TestCaseSource(nameof(Rows))]", "static object Rows() {\n    new TestCaseData(1),\n  }"),
        1,
    ),
    "an array's rows": (
        "cs",
        csharp(
            "[MemberData(nameof(Rows))]", "static object Rows() {\n    new[] { 1 },\n    new [] { 2 },\n  }"
        ),
        2,
    ),
    "lines of CSV": ("java", java('@CsvSource({"1,2", "say \\"no\\", 3"})'), 2),
    "values": ("java", java("@ValueSource(ints = {1, -2, 3})"), 3),
    "names": ("java", java('@EnumSource(names = {"A", "B"})'), 2),
    "a method's arguments": (
        "java",
        java(
            '@MethodSource("rows")',
            "static Stream<Arguments> rows() {\n    Arguments.of(1),\n    arguments(2),\n  }",
        ),
        2,
    ),
    "a mark of Rust": ("rs", "#[test_case(1)]\n#[test_case(2)]\n#[test]\nfn a() {\n}\n", 2),
    "an argument's mark is none": ("rs", "#[rstest]\n#[case(1)]\nfn a(#[case] n: i32) {\n}\n", 1),
    "a provider": ("php", php("#[DataProvider('rows')]", "[1],\n    'two' => [2],"), 2),
    "a provider that yields": ("php", php("/** @dataProvider rows */", "yield [1];\n    yield [2];"), 2),
    "rows in a mark": ("php", php("#[TestWith([1])]\n  #[TestWith([2])]", ""), 2),
    "a list in the test": ("go", go(f"\tcases := []int{{\n\t\t1,\n\t\t2,\n\t}}\n{_OVER}"), 2),
    "a list above it": ("go", go(_OVER, "var cases = []row{\n\t{1},\n\t{2},\n}\n\n"), 2),
    "a list with its type": ("go", go(_OVER, "var cases []row = []row{\n\t{1},\n}\n\n"), 1),
    "a map": ("go", go(f'\tcases := map[string]int{{\n\t\t"a": 1,\n\t\t"b": 2,\n\t}}\n{_OVER}'), 2),
    "fields are no rows": (
        "go",
        go(f"\tcases := []struct {{\n\t\ta int\n\t\tb int\n\t}}{{\n\t\t{{1, 2}},\n\t}}\n{_OVER}"),
        1,
    ),
    "a row of many lines": (
        "go",
        go(
            "\tcases := []row{\n\t\t{\n\t\t\ta: 1,\n\t\t\tb: 2,\n\t\t},\n"
            f"\t\t{{\n\t\t\ta: 3,\n\t\t}},\n\t}}\n{_OVER}"
        ),
        2,
    ),
    "all on one line": ("go", go(f"\tcases := []row{{{{1, 2}}, {{3, 4}}}}\n{_OVER}"), 2),
    "a struct and its rows on one line": (
        "go",
        go(f"\tcases := []struct{{ a, b int }}{{{{1, 2}}, {{3, 4}}}}\n{_OVER}"),
        2,
    ),
    "a list that is not gone over": ("go", go("\tcases := []int{\n\t\t1,\n\t}\n\tuse(cases)\n"), 0),
    "a list in the loop": (
        "go",
        go("\tfor _, c := range []row{\n\t\t{1},\n\t\t{2},\n\t} {\n\t\tuse(c)\n\t}\n"),
        2,
    ),
    "a map in the loop": (
        "go",
        go('\tfor k := range map[string]int{\n\t\t"a": 1,\n\t} {\n\t\tuse(k)\n\t}\n'),
        1,
    ),
    "a test's own list before that above": (
        "go",
        go(f"\tcases := []int{{\n\t\t1,\n\t}}\n{_OVER}", "var cases = []row{\n\t{1},\n\t{2},\n}\n\n"),
        1,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_cases_of_a_test_are_counted(name: str) -> None:
    language, text, count = CASES[name]
    (test,) = pattern_shape(text, language).tests.values()
    assert test.cases == count
