"""What is done to tests in Scala, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

SCALA = Tampered(
    path="CalcSuite.scala",
    base="""\
class CalcSuite extends AnyFunSuite {
  test("adds") {
    assert(add(1, 2) == 3)
  }

  test("zero") {
    assert(add(0, 0) === 0)
  }
}
""",
    held={
        "Tests are removed": {
            "ignore": ('test("adds")', 'ignore("adds")'),
            "removed": ('  test("zero") {\n    assert(add(0, 0) === 0)\n  }\n', ""),
        },
        "Tests are newly skipped or expected to fail": {
            "cancel": ("    assert(add(1", '    cancel("x")\n    assert(add(1'),
            "pending": ("    assert(add(1, 2) == 3)", "    pending"),
            "assume": ("    assert(add(1", "    assume(false)\n    assert(add(1"),
        },
        "Tests no longer check anything": {
            "true": ("assert(add(1, 2) == 3)", "assert(true)"),
        },
        "A fixture or helper of these tests newly skips": {
            "class ignore": ("class CalcSuite", "@Ignore\nclass CalcSuite"),
        },
    },
    shown={
        NOTHING: {
            "new": ('  test("zero")', '  test("neg") {\n    assert(add(-1, 1) == 0)\n  }\n\n  test("zero")'),
        },
    },
)
