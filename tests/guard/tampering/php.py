"""What is done to tests in PHP, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

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
        },
        NOTHING: {
            "another helper": ("return 1", "return 2"),
        },
    },
)
PHPUNIT = Tampered(
    path="CalcTest.php",
    base="""\
<?php
final class CalcTest extends TestCase
{
    public function testAdd(): void
    {
        $this->assertSame(3, add(1, 2));
    }

    #[DataProvider('rows')]
    public function testRows(int $a, int $b, int $s): void
    {
        self::assertSame($s, add($a, $b));
    }

    public static function rows(): array
    {
        return [
            [1, 2, 3],
            [0, 0, 0],
        ];
    }
}
""",
    held={
        "Tests are run with fewer cases": {
            "rows less": ("            [0, 0, 0],\n", ""),
            "rows empty": ("            [1, 2, 3],\n            [0, 0, 0],\n", ""),
        },
        "Tests are removed": {
            "block comment": (
                (
                    "    public function testAdd(): void\n    {\n"
                    "        $this->assertSame(3, add(1, 2));\n    }"
                ),
                (
                    "    /*\n    public function testAdd(): void\n    {\n"
                    "        $this->assertSame(3, add(1, 2));\n    }\n    */"
                ),
            ),
            "private": ("public function testAdd", "private function testAdd"),
        },
        "Tests are emptied": {
            "return": ("        $this->assertSame(3", "        return;\n        $this->assertSame(3"),
            "hash comment": ("        $this->assertSame(3", "        # $this->assertSame(3"),
        },
        "Tests are newly skipped or expected to fail": {
            "try": (
                "        $this->assertSame(3, add(1, 2));",
                "        try { $this->assertSame(3, add(1, 2)); } catch (\\Throwable $e) {}",
            ),
            "group": (
                "    public function testAdd",
                '    #[RequiresPhp(">= 99")]\n    public function testAdd',
            ),
            "incomplete": (
                "        $this->assertSame(3",
                "        self::markTestIncomplete();\n        $this->assertSame(3",
            ),
            "doesnotperform": (
                "    public function testAdd",
                "    #[DoesNotPerformAssertions]\n    public function testAdd",
            ),
        },
        "A fixture or helper of these tests newly skips": {
            "setUp skip": (
                "    public function testAdd",
                (
                    "    protected function setUp(): void\n    {\n"
                    "        $this->markTestSkipped();\n    }\n\n    public function testAdd"
                ),
            ),
            "abstract": ("final class", "abstract class"),
        },
        "What the tests call is replaced by a stand-in": {
            "mock": (
                "        $this->assertSame(3, add(1, 2))",
                (
                    "        $calc = $this->createMock(Calc::class);\n"
                    "        $calc->method('add')->willReturn(3);\n"
                    "        $this->assertSame(3, $calc->add(1, 2))"
                ),
            ),
        },
        "The tests newly end the process or the session": {
            "die": ("<?php\n", "<?php\ndie(0);\n"),
        },
        "Tests no longer check anything": {
            "assertEquals const": ("assertSame(3, add(1, 2))", "assertSame(3, 3)"),
        },
    },
    shown={
        NOTHING: {
            "rows more": ("            [0, 0, 0],\n", "            [0, 0, 0],\n            [2, 2, 4],\n"),
            "rows named": (
                "            [1, 2, 3],\n            [0, 0, 0],\n",
                "            'one' => [1, 2, 3],\n            'zero' => [0, 0, 0],\n",
            ),
            "private": (
                "    public function testAdd",
                (
                    "    private function three(): int\n    {\n        return 3;\n    }\n\n"
                    "    public function testAdd"
                ),
            ),
            "setUp": (
                "    public function testAdd",
                (
                    "    protected function setUp(): void\n    {\n        $this->x = 1;\n    }\n\n"
                    "    public function testAdd"
                ),
            ),
            "expect": (
                "    public function testAdd",
                (
                    "    public function testBad(): void\n    {\n"
                    "        $this->expectException(TypeError::class);\n        add(null, 1);\n"
                    "    }\n\n    public function testAdd"
                ),
            ),
        },
        "Existing tests are changed": {
            "mock": (
                "        $this->assertSame(3",
                (
                    "        $net = $this->createMock(Net::class);\n"
                    "        $net->method('get')->willReturn(1);\n        $this->assertSame(3"
                ),
            ),
            "doc": (
                "    public function testAdd",
                "    /**\n     * Two are added.\n     */\n    public function testAdd",
            ),
        },
    },
)

PEST = Tampered(
    path="tests/Unit/CalcTest.php",
    base="""\
<?php

test('adds', function () {
    expect(add(1, 2))->toBe(3);
});

it('is zero', function () {
    expect(add(0, 0))->toBe(0);
});
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "skip": ("toBe(3);\n});", "toBe(3);\n})->skip();"),
            "todo": ("toBe(3);\n});", "toBe(3);\n})->todo();"),
            "only": ("toBe(0);\n});", "toBe(0);\n})->only();"),
            "throws": ("toBe(3);\n});", "toBe(3);\n})->throws(Exception::class);"),
        },
        "Tests no longer check anything": {
            "true": ("expect(add(1, 2))->toBe(3)", "expect(true)->toBeTrue()"),
        },
        "Tests are removed": {
            "removed": ("test('adds', function () {\n    expect(add(1, 2))->toBe(3);\n});\n", ""),
            "comment": (
                "test('adds', function () {\n    expect(add(1, 2))->toBe(3);\n});",
                "/* test('adds', function () {\n    expect(add(1, 2))->toBe(3);\n}); */",
            ),
        },
        "Tests are emptied": {
            "empty": ("    expect(add(1, 2))->toBe(3);\n", ""),
        },
    },
    shown={
        NOTHING: {
            "new": (
                "it('is zero'",
                ("it('is four', function () {\n    expect(add(2, 2))->toBe(4);\n});\n\nit('is zero'"),
            ),
        },
        "Existing tests are changed": {
            "a query of that name": (
                "    expect(add(1",
                "    User::query()->skip(1)->only('id');\n    expect(add(1",
            ),
            "chain": (
                "expect(add(1, 2))->toBe(3);",
                "expect(add(1, 2))\n        ->toBe(3)\n        ->not->toBe(4);",
            ),
            "with": ("toBe(3);\n});", "toBe(3);\n})->with([1, 2]);"),
        },
    },
)
