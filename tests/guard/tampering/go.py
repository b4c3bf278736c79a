"""What is done to tests in Go, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

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
        NOTHING: {
            "a main that tells how it went": (
                "func TestB",
                "func TestMain(m *testing.M) {\n\tos.Exit(m.Run())\n}\n\nfunc TestB",
            ),
            "a new test": ("func TestB", "func TestC(t *testing.T) {\n\tg(t)\n}\n\nfunc TestB"),
        },
    },
)
TABLES_OF_GO = Tampered(
    path="calc_test.go",
    base="""\
package calc

import "testing"

func TestAdd(t *testing.T) {
	if got := Add(1, 2); got != 3 {
		t.Fatalf("got %d", got)
	}
}

func TestTable(t *testing.T) {
	tests := []struct {
		name    string
		a, b, s int
	}{
		{"one", 1, 2, 3},
		{"zero", 0, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Add(tt.a, tt.b); got != tt.s {
				t.Errorf("got %d", got)
			}
		})
	}
}

var rows = []row{
	{1, 2},
	{3, 4},
}

func TestRows(t *testing.T) {
	for _, r := range rows {
		require.Equal(t, r.b, Inc(r.a))
	}
}
""",
    held={
        "Tests are run with fewer cases": {
            "table emptied": ('\t\t{"one", 1, 2, 3},\n\t\t{"zero", 0, 0, 0},\n', ""),
            "table one row less": ('\t\t{"zero", 0, 0, 0},\n', ""),
            "row commented": ('\t\t{"zero"', '\t\t// {"zero"'),
            "package rows emptied": ("\t{1, 2},\n\t{3, 4},\n", ""),
            "range nil": ("range rows {", "range []row(nil) {"),
            "range empty slice": ("range tests {", "range tests[:0] {"),
        },
        "Tests no longer check anything": {
            "break": ("\tfor _, r := range rows {\n", "\tfor _, r := range rows {\n\t\tbreak\n"),
            "continue": ("\tfor _, r := range rows {\n", "\tfor _, r := range rows {\n\t\tcontinue\n"),
            "defer recover": (
                '\tif got := Add(1, 2); got != 3 {\n\t\tt.Fatalf("got %d", got)',
                "\tdefer func() { recover() }()\n\tif got := Add(1, 2); got != 3 {\n\t\tpanic(got)",
            ),
            "log": ('t.Errorf("got %d", got)', 't.Logf("got %d", got)'),
            "assert same": ("require.Equal(t, r.b, Inc(r.a))", "require.Equal(t, r.b, r.b)"),
        },
        "Tests are emptied": {
            "block comment": (
                '\tif got := Add(1, 2); got != 3 {\n\t\tt.Fatalf("got %d", got)\n\t}',
                '\t/*\n\tif got := Add(1, 2); got != 3 {\n\t\tt.Fatalf("got %d", got)\n\t}\n\t*/',
            ),
        },
        "Tests are newly skipped or expected to fail": {
            "if false": ("\tif got := Add(1, 2); got != 3 {", "\tif got := Add(1, 2); false && got != 3 {"),
            "goexit": ("\tif got := Add(1, 2)", "\truntime.Goexit()\n\tif got := Add(1, 2)"),
            "Testify skip": (
                "func TestAdd(t *testing.T) {\n",
                'func TestAdd(t *testing.T) {\n\tif os.Getenv("X") == "" {\n\t\tt.SkipNow()\n\t}\n',
            ),
        },
        "A fixture or helper of these tests newly skips": {
            "ignore tag": ("package calc", "//go:build ignore\n\npackage calc"),
        },
    },
    shown={
        "Existing tests are changed": {
            "rows more": ('\t\t{"zero", 0, 0, 0},\n', '\t\t{"zero", 0, 0, 0},\n\t\t{"two", 2, 2, 4},\n'),
            "subtests": (
                '\tif got := Add(1, 2); got != 3 {\n\t\tt.Fatalf("got %d", got)\n\t}',
                (
                    '\tt.Run("x", func(t *testing.T) {\n\t\tif got := Add(1, 2); got != 3 {\n'
                    '\t\t\tt.Fatalf("got %d", got)\n\t\t}\n\t})'
                ),
            ),
            "parallel": ("func TestAdd(t *testing.T) {\n", "func TestAdd(t *testing.T) {\n\tt.Parallel()\n"),
            "rows multi-line": (
                '\t\t{"zero", 0, 0, 0},\n',
                '\t\t{\n\t\t\tname: "zero",\n\t\t\ts:    0,\n\t\t},\n',
            ),
            "early cont": (
                "\tfor _, r := range rows {\n",
                "\tfor _, r := range rows {\n\t\tif r.a < 0 {\n\t\t\tcontinue\n\t\t}\n",
            ),
            "want less": ("require.Equal(t, r.b, Inc(r.a))", "require.Equal(t, []int{r.b}, Incs(r.a))"),
            "err": (
                "\tif got := Add(1, 2); got != 3 {",
                "\tgot, err := Add(1, 2)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tif got != 3 {",
            ),
        },
        NOTHING: {
            "helper": (
                "func TestRows",
                (
                    "func check(t *testing.T, a, b int) {\n\tt.Helper()\n\tif a != b {\n"
                    '\t\tt.Fatalf("%d", a)\n\t}\n}\n\nfunc TestRows'
                ),
            ),
            "comment": ("\tif got", "\t// adds two\n\tif got"),
        },
    },
)
