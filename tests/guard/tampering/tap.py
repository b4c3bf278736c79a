"""What is done to tests in tap, by what the guard says of it."""

from tests.guard.tampering.table import Tampered

TAP = Tampered(
    path="t.test.js",
    base="""\
const t = require('tap');
t.test('adds', (t) => {
  t.equal(add(1, 2), 3);
  t.end();
});
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "a skip option": ("t.test('adds',", "t.test('adds', { skip: true },"),
        },
        "Tests no longer check anything": {
            "no check left": ("  t.equal(add(1, 2), 3);\n", "  add(1, 2);\n"),
            "a pass": ("t.equal(add(1, 2), 3)", "t.pass()"),
        },
        "The tests newly end the process or the session": {
            "bails out": ("t.test(", "t.bailout('x');\nt.test("),
        },
    },
    shown={
        "Existing tests are changed": {
            "one more check": ("  t.end();", "  t.equal(add(0, 0), 0);\n  t.end();"),
        },
    },
)
