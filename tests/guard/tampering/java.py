"""What is done to tests in Java, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

JAVA = Tampered(
    path="FooTest.java",
    base="""\
class FooTest {
  @Test
  public void adds() {
    int three = add(1, 2);
    assertEquals(3, three);
  }
  private int help() { return 1; }
}
""",
    held={
        "Tests are emptied": {
            "left before the check": ("    int three", "    return;\n    int three"),
            "emptied": ("    int three = add(1, 2);\n    assertEquals(3, three);\n", ""),
        },
        "Tests are newly skipped or expected to fail": {
            "disabled": ("  @Test", "  @Disabled\n  @Test"),
            "enabled where a property is set": (
                "  @Test",
                '  @EnabledIfSystemProperty(named = "x")\n  @Test',
            ),
            "an expected error": ("@Test", "@Test(expected = AssertionError.class)"),
            "switched off": ("@Test", "@Test(enabled = false)"),
            "caught": (
                "    assertEquals(3, three);",
                "    try { assertEquals(3, three); } catch (Throwable t) {}",
            ),
        },
        "Tests are removed": {
            "no mark": ("  @Test\n", ""),
        },
        "Tests no longer check anything": {
            "no check left": ("    assertEquals(3, three);\n", ""),
            "a constant": ("assertEquals(3, three)", "assertTrue(true)"),
        },
        "The tests newly end the process or the session": {
            "ends the process": ("    int three", "    System.exit(0);\n    int three"),
        },
    },
    shown={
        NOTHING: {
            "another helper": ("return 1", "return 2"),
        },
        "Existing tests are changed": {
            "an error that fails the test": (
                "    int three",
                "    try { open(); } catch (IOException e) { fail(); }\n    int three",
            ),
        },
    },
)
JUNIT5 = Tampered(
    path="CalcTest.java",
    base="""\
class CalcTest {
    private final Calc calc = new Calc();

    @Test
    void adds() {
        assertEquals(3, calc.add(1, 2));
    }

    @ParameterizedTest
    @CsvSource({"1,2,3", "0,0,0"})
    void table(int a, int b, int s) {
        assertThat(calc.add(a, b)).isEqualTo(s);
    }

    @Test
    void throwsOnNull() {
        assertThrows(NullPointerException.class, () -> calc.add(null, 1));
    }
}
""",
    held={
        "Tests are removed": {
            "block comment": (
                "    @Test\n    void adds() {\n        assertEquals(3, calc.add(1, 2));\n    }\n",
                (
                    "    /*\n    @Test\n    void adds() {\n"
                    "        assertEquals(3, calc.add(1, 2));\n    }\n    */\n"
                ),
            ),
            "private": ("    @Test\n    void adds", "    @Test\n    private void adds"),
            "static": ("    @Test\n    void adds", "    @Test\n    static void adds"),
            "nested gone": ("    @ParameterizedTest\n    @CsvSource", "    @CsvSource"),
        },
        "Tests are emptied": {
            "inside comment": (
                "        assertEquals(3, calc.add(1, 2));",
                "        /* assertEquals(3, calc.add(1, 2)); */",
            ),
        },
        "Tests are run with fewer cases": {
            "csv fewer": ('"1,2,3", "0,0,0"', '"1,2,3"'),
            "csv emptied": ('@CsvSource({"1,2,3", "0,0,0"})', "@CsvSource({})"),
        },
        "What the tests call is replaced by a stand-in": {
            "when": (
                "        assertEquals(3",
                (
                    "        Calc calc = mock(Calc.class);\n"
                    "        when(calc.add(1, 2)).thenReturn(3);\n        assertEquals(3"
                ),
            ),
            "doReturn": (
                "        assertEquals(3",
                "        doReturn(3).when(calc).add(1, 2);\n        assertEquals(3",
            ),
        },
        "Tests are newly skipped or expected to fail": {
            "disabledOnOs": (
                "    @Test\n    void adds",
                "    @DisabledOnOs(OS.LINUX)\n    @Test\n    void adds",
            ),
            "throws any": (
                "        assertEquals(3, calc.add(1, 2));",
                "        assertThrows(Throwable.class, () -> assertEquals(3, calc.add(1, 2)));",
            ),
            "if false": ("        assertEquals(3", "        if (false) assertEquals(3"),
            "enabled cond": ("    @Test\n    void adds", '    @Test\n    @EnabledIf("never")\n    void adds'),
        },
        "Tests no longer check anything": {
            "same": ("assertEquals(3, calc.add(1, 2))", "assertEquals(3, 3)"),
            "assert kw": ("assertEquals(3, calc.add(1, 2));", "assert calc.add(1, 2) == 3;"),
            "assertAll empty": ("assertEquals(3, calc.add(1, 2));", "assertAll();"),
            "assertThat no check": ("assertThat(calc.add(a, b)).isEqualTo(s)", "assertThat(calc.add(a, b))"),
            "soft": (
                "assertThat(calc.add(a, b)).isEqualTo(s)",
                "new SoftAssertions().assertThat(calc.add(a, b)).isEqualTo(s)",
            ),
        },
        "A fixture or helper of these tests newly skips": {
            "abstract": ("class CalcTest", "abstract class CalcTest"),
        },
        "The tests newly end the process or the session": {
            "halt": (
                "        assertEquals(3",
                "        Runtime.getRuntime().halt(0);\n        assertEquals(3",
            ),
        },
    },
    shown={
        "Existing tests are changed": {
            "a method of its own class": (
                "        assertEquals(3",
                "        var one = new One() {\n            public int get() {\n                return 1;\n"
                "            }\n        };\n        assertEquals(3",
            ),
            "a truth as an argument": ("assertEquals(3, calc.add(1, 2));", "verify(mock).clean(eq(true));"),
            "mock": (
                "        assertEquals(3, calc.add(1, 2));",
                (
                    "        when(repo.find(1)).thenReturn(2);\n"
                    "        assertEquals(3, calc.add(1, 2));\n        verify(repo).find(1);"
                ),
            ),
            "chain": (
                "assertThat(calc.add(a, b)).isEqualTo(s)",
                "assertThat(calc.add(a, b))\n            .isEqualTo(s)",
            ),
            "hamcrest": ("assertThat(calc.add(a, b)).isEqualTo(s)", "assertThat(calc.add(a, b), is(s))"),
            "display": (
                "    @Test\n    void adds",
                '    @Test\n    @DisplayName("adds (two)")\n    void adds',
            ),
            "csv more": ('"0,0,0"', '"0,0,0", "2,2,4"'),
            "all": ("assertEquals(3, calc.add(1, 2));", "assertAll(() -> assertEquals(3, calc.add(1, 2)));"),
            "try": (
                "        assertEquals(3, calc.add(1, 2));",
                ("        try (var c = open()) {\n            assertEquals(3, c.add(1, 2));\n        }"),
            ),
            "catch": (
                "        assertEquals(3, calc.add(1, 2));",
                (
                    "        try {\n            calc.add(null, 2);\n            fail();\n"
                    "        } catch (NullPointerException e) {\n"
                    "            assertEquals(3, calc.add(1, 2));\n        }"
                ),
            ),
            "csv lines": (
                '@CsvSource({"1,2,3", "0,0,0"})',
                '@CsvSource({\n        "1,2,3",\n        "0,0,0",\n    })',
            ),
            "public": ("    void adds", "    public void adds"),
            "timeout": ("    @Test\n    void adds", "    @Test\n    @Timeout(5)\n    void adds"),
        },
        NOTHING: {
            "an abstract helper": ("class CalcTest {", "abstract class Base {}\n\nclass CalcTest {"),
            "before": (
                "    @Test\n    void adds",
                (
                    "    @BeforeEach\n    void setUp() {\n"
                    "        MockitoAnnotations.openMocks(this);\n    }\n\n    @Test\n    void adds"
                ),
            ),
            "static helper": (
                "    @Test\n    void adds",
                ("    private static int three() {\n        return 3;\n    }\n\n    @Test\n    void adds"),
            ),
            "nested": (
                "    @Test\n    void adds",
                (
                    "    @Nested\n    class More {\n        @Test\n        void two() {\n"
                    "            assertEquals(4, calc.add(2, 2));\n        }\n    }\n\n    @Test\n"
                    "    void adds"
                ),
            ),
        },
    },
)
