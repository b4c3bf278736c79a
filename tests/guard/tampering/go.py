"""What is done to tests in Go, by what the guard says of it."""

from tests.guard.tampering.table import Tampered

GO = Tampered(
    path="a_test.go",
    base="""\
package a

func TestA(t *testing.T) {
	if f() != 1 {
		t.Fatal(1)
	}
}

func TestB(t *testing.T) {
	g(t)
}
""",
    held={
        "A fixture or helper of these tests newly skips": {
            "a build tag": ("package a", "//go:build never\n\npackage a"),
        },
        "The tests newly end the process or the session": {
            "a main that exits": (
                "func TestB",
                "func TestMain(m *testing.M) {\n\tos.Exit(0)\n}\n\nfunc TestB",
            ),
        },
        "Tests are emptied": {
            "left before the check": ("\tif f()", "\treturn\n\tif f()"),
            "emptied": ("\tif f() != 1 {\n\t\tt.Fatal(1)\n\t}\n", ""),
        },
        "Tests are newly skipped or expected to fail": {
            "a skip": ("\tif f()", "\tt.Skip()\n\tif f()"),
            "another t": ("\tif f()", "\tt = &testing.T{}\n\tif f()"),
        },
        "Tests are removed": {
            "renamed out of sight": ("func TestB", "func testB"),
        },
    },
    shown={
        "Existing tests are changed": {
            "another message": ("t.Fatal(1)", "t.Fatal(2)"),
        },
        "nothing": {
            "a main that tells how it went": (
                "func TestB",
                "func TestMain(m *testing.M) {\n\tos.Exit(m.Run())\n}\n\nfunc TestB",
            ),
            "a new test": ("func TestB", "func TestC(t *testing.T) {\n\tg(t)\n}\n\nfunc TestB"),
        },
    },
)
