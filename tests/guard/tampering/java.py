"""What is done to tests in Java, by what the guard says of it."""

from tests.guard.tampering.table import Tampered

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
        "nothing": {
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
