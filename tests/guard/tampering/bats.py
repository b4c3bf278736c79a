"""What is done to tests in Bats, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

BATS = Tampered(
    path="cli.bats",
    base="""\
@test "adds" {
  run calc 1 2
  [ "$status" -eq 0 ]
  [ "$output" = "3" ]
}

@test "zero" {
  run calc 0 0
  assert_output 0
}
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "skip": ("  run calc 1 2", "  skip\n  run calc 1 2"),
        },
        "Tests are removed": {
            "removed": ('@test "zero" {\n  run calc 0 0\n  assert_output 0\n}\n', ""),
            "comment": ('@test "zero"', '#@test "zero"'),
        },
        "Tests no longer check anything": {
            "true": ('  [ "$status" -eq 0 ]\n  [ "$output" = "3" ]\n', ""),
            "or true": ("assert_output 0", "assert_output 0 || true"),
        },
        "The tests newly end the process or the session": {
            "exit": ("  run calc 1 2", "  exit 0\n  run calc 1 2"),
        },
        "Tests are emptied": {
            "return": ("  run calc 1 2", "  return 0\n  run calc 1 2"),
        },
    },
    shown={
        NOTHING: {
            "new": ('@test "zero"', '@test "neg" {\n  run calc -1 1\n  assert_output 0\n}\n\n@test "zero"'),
            "setup": ('@test "adds"', 'setup() {\n  load test_helper\n}\n\n@test "adds"'),
        },
    },
)
