"""What is done to tests in Kotlin, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

KOTLIN = Tampered(
    path="CalcTest.kt",
    base="""\
class CalcTest {
    @Test
    fun `adds two`() {
        assertEquals(3, add(1, 2))
    }

    @Test
    fun zero() {
        assertThat(add(0, 0)).isEqualTo(0)
    }

    @ParameterizedTest
    @ValueSource(ints = [1, 2, 3])
    fun positive(n: Int) {
        assertTrue(add(n, n) > 0)
    }
}
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "disabled": ("    @Test\n    fun zero", "    @Disabled\n    @Test\n    fun zero"),
            "ignore": ("    @Test\n    fun zero", "    @Ignore\n    @Test\n    fun zero"),
            "runCatching": (
                "        assertEquals(3, add(1, 2))",
                "        runCatching { assertEquals(3, add(1, 2)) }",
            ),
            "try": (
                "        assertEquals(3, add(1, 2))",
                "        try { assertEquals(3, add(1, 2)) } catch (e: Throwable) { }",
            ),
            "assume": ("        assertEquals(3", "        assumeTrue(false)\n        assertEquals(3"),
        },
        "Tests are removed": {
            "no mark": ("    @Test\n    fun zero", "    fun zero"),
            "block comment": (
                "    @Test\n    fun zero() {\n        assertThat(add(0, 0)).isEqualTo(0)\n    }",
                (
                    "    /*\n    @Test\n    fun zero() {\n"
                    "        assertThat(add(0, 0)).isEqualTo(0)\n    }\n    */"
                ),
            ),
        },
        "Tests are emptied": {
            "emptied": ("        assertEquals(3, add(1, 2))\n", ""),
            "return": ("        assertEquals(3", "        return\n        assertEquals(3"),
            "comment": ("        assertEquals(3", "        // assertEquals(3"),
            "expression body": (
                "    fun zero() {\n        assertThat(add(0, 0)).isEqualTo(0)\n    }",
                "    fun zero() = Unit",
            ),
        },
        "Tests are run with fewer cases": {
            "fewer": ("ints = [1, 2, 3]", "ints = [1]"),
        },
        "What the tests call is replaced by a stand-in": {
            "mockk": (
                "        assertEquals(3",
                ("        mockkStatic(::add)\n        every { add(1, 2) } returns 3\n        assertEquals(3"),
            ),
        },
        "Tests no longer check anything": {
            "true": ("assertEquals(3, add(1, 2))", "assertTrue(true)"),
        },
        "The tests newly end the process or the session": {
            "exit": ("        assertEquals(3", "        exitProcess(0)\n        assertEquals(3"),
        },
    },
    shown={
        NOTHING: {
            "one line": (
                "    @Test\n    fun zero() {\n        assertThat(add(0, 0)).isEqualTo(0)\n    }",
                "    @Test fun zero() {\n        assertThat(add(0, 0)).isEqualTo(0)\n    }",
            ),
            "throws": (
                "    @Test\n    fun zero",
                (
                    "    @Test\n    fun bad() {\n        assertThrows<Error> { add(null, 1) }\n"
                    "    }\n\n    @Test\n    fun zero"
                ),
            ),
            "helper": ("    @Test\n    fun zero", "    private fun three() = 3\n\n    @Test\n    fun zero"),
        },
        "Existing tests are changed": {
            "a button that is enabled": (
                "        assertEquals(3",
                "        button.enabled = true\n        assertEquals(3",
            ),
            "more": ("ints = [1, 2, 3]", "ints = [1, 2, 3, 4]"),
            "chain": (
                "        assertThat(add(0, 0)).isEqualTo(0)",
                "        assertThat(add(0, 0))\n            .isEqualTo(0)",
            ),
            "runTest": (
                "    fun zero() {\n        assertThat(add(0, 0)).isEqualTo(0)\n    }",
                "    fun zero() = runTest {\n        assertThat(add(0, 0)).isEqualTo(0)\n    }",
            ),
            "mockk": (
                "        assertEquals(3, add(1, 2))",
                (
                    "        every { net.get(1) } returns 2\n        assertEquals(3, add(1, 2))\n"
                    "        verify { net.get(1) }"
                ),
            ),
        },
    },
)

KOTEST = Tampered(
    path="CalcSpec.kt",
    base="""\
class CalcSpec : StringSpec({
    "adds" {
        add(1, 2) shouldBe 3
    }
    "zero" {
        add(0, 0) shouldBe 0
    }
})
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "bang": ('"adds" {', '"!adds" {'),
            "focus": ('"zero" {', '"f:zero" {'),
            "config": ('"adds" {', '"adds".config(enabled = false) {'),
        },
        "Tests no longer check anything": {
            "x": ("add(1, 2) shouldBe 3", "add(1, 2)"),
        },
        "Tests are removed": {
            "removed": ('    "zero" {\n        add(0, 0) shouldBe 0\n    }\n', ""),
        },
    },
    shown={
        NOTHING: {
            "new": ('    "zero" {', '    "neg" {\n        add(-1, 1) shouldBe 0\n    }\n    "zero" {'),
        },
    },
)
