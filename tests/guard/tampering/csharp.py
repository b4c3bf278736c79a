"""What is done to tests in C#, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

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
XUNIT = Tampered(
    path="CalcTests.cs",
    base="""\
public class CalcTests
{
    [Fact]
    public void Adds()
    {
        Assert.Equal(3, Calc.Add(1, 2));
    }

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(0, 0, 0)]
    public void Table(int a, int b, int s)
    {
        Calc.Add(a, b).Should().Be(s);
    }
}
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "skip": ("[Fact]", '[Fact(Skip="flaky")]'),
            "theory skip": ("[Theory]", '[Theory(Skip = "x")]'),
            "try": (
                "        Assert.Equal(3, Calc.Add(1, 2));",
                "        try { Assert.Equal(3, Calc.Add(1, 2)); } catch { }",
            ),
            "catch ex": (
                "        Assert.Equal(3, Calc.Add(1, 2));",
                "        try { Assert.Equal(3, Calc.Add(1, 2)); } catch (Exception) { }",
            ),
            "async void": ("public void Adds", "public async void Adds"),
        },
        "Tests are removed": {
            "block comment": (
                (
                    "    [Fact]\n    public void Adds()\n    {\n"
                    "        Assert.Equal(3, Calc.Add(1, 2));\n    }"
                ),
                (
                    "    /*\n    [Fact]\n    public void Adds()\n    {\n"
                    "        Assert.Equal(3, Calc.Add(1, 2));\n    }\n    */"
                ),
            ),
            "private": ("public void Adds", "private void Adds"),
        },
        "Tests are emptied": {
            "return": ("        Assert.Equal(3", "        return;\n        Assert.Equal(3"),
        },
        "Tests no longer check anything": {
            "should none": ("Calc.Add(a, b).Should().Be(s);", "Calc.Add(a, b).Should();"),
            "equal const": ("Assert.Equal(3, Calc.Add(1, 2))", "Assert.Equal(3, 3)"),
        },
        "What the tests call is replaced by a stand-in": {
            "setup": (
                "        Assert.Equal(3, Calc.Add(1, 2))",
                (
                    "        var calc = new Mock<ICalc>();\n"
                    "        calc.Setup(c => c.Add(1, 2)).Returns(3);\n"
                    "        Assert.Equal(3, calc.Object.Add(1, 2))"
                ),
            ),
        },
        "The tests newly end the process or the session": {
            "exit": ("        Assert.Equal(3", "        Environment.Exit(0);\n        Assert.Equal(3"),
        },
    },
    shown={
        "Existing tests are changed": {
            "an option of that name": (
                "        Assert.Equal(3",
                "        var o = new Options { IgnoreNulls = true };\n        Assert.Equal(3",
            ),
            "more": ("    [InlineData(0, 0, 0)]\n", "    [InlineData(0, 0, 0)]\n    [InlineData(2, 2, 4)]\n"),
            "moq": (
                "        Assert.Equal(3",
                "        repo.Setup(r => r.Find(1)).Returns(2);\n        Assert.Equal(3",
            ),
            "async": (
                "    public void Adds()\n    {\n        Assert.Equal(3, Calc.Add(1, 2));",
                ("    public async Task Adds()\n    {\n        Assert.Equal(3, await Calc.Add(1, 2));"),
            ),
            "throws": (
                "        Assert.Equal(3",
                (
                    "        Assert.Throws<ArgumentException>(() => Calc.Add(null, 1));\n"
                    "        Assert.Equal(3"
                ),
            ),
            "trait": ("    [Fact]\n", '    [Fact]\n    [Trait("a", "b")]\n'),
            "display": ("[Fact]", '[Fact(DisplayName = "adds")]'),
            "list": (
                "Assert.Equal(3, Calc.Add(1, 2));",
                "Assert.Equal(\n            [1, 2],\n            Calc.All());",
            ),
            "catch": (
                "        Assert.Equal(3, Calc.Add(1, 2));",
                (
                    "        try\n        {\n            Calc.Add(null, 2);\n        }\n"
                    "        catch (Exception e)\n        {\n"
                    "            Assert.Equal(3, Calc.Add(1, 2));\n        }"
                ),
            ),
        },
        NOTHING: {
            "private helper": ("    [Fact]", "    private static int Three() => 3;\n\n    [Fact]"),
        },
    },
)

NUNIT = Tampered(
    path="NTests.cs",
    base="""\
[TestFixture]
public class NTests
{
    [Test]
    public void Adds()
    {
        Assert.That(Calc.Add(1, 2), Is.EqualTo(3));
    }
    [TestCase(1, 2, 3)]
    [TestCase(0, 0, 0)]
    public void Rows(int a, int b, int s)
    {
        Assert.That(Calc.Add(a, b), Is.EqualTo(s));
    }
}
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "ignore": ("    [Test]\n", '    [Test, Ignore("x")]\n'),
            "explicit": ("    [Test]\n", "    [Test]\n    [Explicit]\n"),
            "case ignore": ("[TestCase(0, 0, 0)]", '[TestCase(0, 0, 0, Ignore = "x")]'),
            "inconclusive": (
                "        Assert.That(Calc.Add(1, 2)",
                "        Assert.Inconclusive();\n        Assert.That(Calc.Add(1, 2)",
            ),
            "platform": ("    [Test]\n", '    [Test]\n    [Platform("Win")]\n'),
        },
        "Tests are run with fewer cases": {
            "case less": ("    [TestCase(0, 0, 0)]\n", ""),
        },
        "Tests no longer check anything": {
            "pass": ("Assert.That(Calc.Add(1, 2), Is.EqualTo(3))", "Assert.Pass()"),
            "warn": ("Assert.That(Calc.Add(1, 2), Is.EqualTo(3))", 'Assert.Warn("x")'),
            "anything": ("Is.EqualTo(3)", "Is.Anything"),
        },
        "A fixture or helper of these tests newly skips": {
            "fixture ignore": ("[TestFixture]", '[TestFixture, Ignore("x")]'),
        },
    },
    shown={
        "Existing tests are changed": {
            "cat": ("    [Test]\n", '    [Test, Category("x")]\n'),
            "more": ("[TestCase(0, 0, 0)]", "[TestCase(0, 0, 0)]\n    [TestCase(2, 2, 4)]"),
        },
    },
)
