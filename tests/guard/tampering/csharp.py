"""What is done to tests in C#, by what the guard says of it."""

from tests.guard.tampering.table import Tampered

CSHARP = Tampered(
    path="FooTests.cs",
    base="""\
public class FooTests {
    [Fact]
    public void Adds() {
        Assert.Equal(3, Add(1, 2));
    }
    [Theory]
    [InlineData(1, 2)]
    [InlineData(0, 0)]
    public void Same(int a, int b) {
        Assert.Equal(Add(a, b), Add(b, a));
    }
}
""",
    held={
        "Tests are run with fewer cases": {
            "one case less": ("    [InlineData(1, 2)]\n", ""),
        },
        "Tests no longer check anything": {
            "a constant": ("Assert.Equal(3, Add(1, 2))", "Assert.True(true)"),
        },
        "A fixture or helper of these tests newly skips": {
            "never compiled": ("public class", "#if NEVER\npublic class"),
        },
        "Tests are newly skipped or expected to fail": {
            "a skip": ("[Fact]", '[Fact(Skip = "x")]'),
        },
    },
    shown={
        "Existing tests are changed": {
            "one more case": ("[InlineData(0, 0)]", "[InlineData(0, 0)]\n    [InlineData(5, 6)]"),
        },
    },
)
