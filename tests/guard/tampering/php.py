"""What is done to tests in PHP, by what the guard says of it."""

from tests.guard.tampering.table import Tampered

PHP = Tampered(
    path="FooTest.php",
    base="""\
<?php class FooTest {
  public function testAdd(): void {
    $this->assertSame(3, add());
  }
  /** @test */
  public function zero(): void {
    $this->assertSame(0, nil());
  }
  private function help() {
    return 1;
  }
}
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "marked as skipped": ("    $this", "    $this->markTestSkipped();\n    $this"),
            "asks for another version": (
                "  public function testAdd",
                "  /** @requires PHP 99 */\n  public function testAdd",
            ),
        },
        "Tests are removed": {
            "renamed out of sight": ("testAdd", "add"),
            "no mark": ("/** @test */", "/** */"),
        },
        "Tests no longer check anything": {
            "a constant": ("$this->assertSame(3, add())", "$this->assertTrue(true)"),
            "counted as an assertion": ("$this->assertSame(3, add())", "$this->addToAssertionCount(1)"),
        },
        "The tests newly end the process or the session": {
            "ends the process": ("$this->assertSame(3, add())", "exit(0)"),
        },
    },
    shown={
        "Existing tests are changed": {
            "another expectation": ("assertSame(3", "assertSame(4"),
            "another helper": ("return 1", "return 2"),
        },
    },
)
