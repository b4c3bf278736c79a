"""Tests in other languages than Python that are removed, skipped, emptied or check less are named too."""

from __future__ import annotations

import pytest

from devflow.guard import test_tampering as tampering

_JS_BODY = "{ expect(add(1, 2)).toBe(3); expect(add(0, 0)).toBe(0); }"
_JS = """\
import { add } from './app';
describe('math', () => {
  it('adds', () => { expect(add(1, 2)).toBe(3); expect(add(0, 0)).toBe(0); });
  test('adds late', async () => { await expect(add(1)).rejects.toThrow(); });
  it.each([[1, 2]])('adds %s', (a, b) => { expect(add(a, b)).toBe(3); });
});
"""
_GO = """\
package a

func TestA(t *testing.T) {
\tif f() != 1 {
\t\tt.Fatal(1)
\t}
}

func TestB(t *testing.T) {
\tg(t)
}
"""
_RUST = """\
fn f() {}

#[cfg(test)]
mod tests {
    #[test]
    fn adds() {
        assert_eq!(add(1, 2), 3);
    }
}
"""
_JAVA = """\
class FooTest {
  @Test
  public void adds() {
    int three = add(1, 2);
    assertEquals(3, three);
  }
  private int help() { return 1; }
}
"""
_RUBY = "describe Foo do\n  it 'adds' do\n    expect(add).to eq 3\n  end\nend\n"
_PHP = (
    "<?php class FooTest {\n  public function testAdd(): void {\n    $this->assertSame(3, add());\n  }\n"
    "  /** @test */\n  public function zero(): void {\n    $this->assertSame(0, nil());\n  }\n"
    "  private function help() {\n    return 1;\n  }\n}\n"
)
_TAP = "const t = require('tap');\nt.test('adds', (t) => {\n  t.equal(add(1, 2), 3);\n  t.end();\n});\n"
_CS = """\
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
"""
OTHERS = {
    "t.test.js": _TAP,
    "FooTests.cs": _CS,
    "a.test.ts": _JS,
    "a_test.go": _GO,
    "src/lib.rs": _RUST,
    "FooTest.java": _JAVA,
    "a_spec.rb": _RUBY,
    "FooTest.php": _PHP,
}

HELD = [
    ("a.test.ts", "it('adds'", "it.skip('adds'", "newly skipped"),
    ("a.test.ts", "it('adds'", "xit('adds'", "newly skipped"),
    ("a.test.ts", "test('adds late'", "test.only('adds late'", "newly skipped"),
    ("a.test.ts", "test('adds late'", "test.failing('adds late'", "newly skipped"),
    ("a.test.ts", "it.each", "it.skip.each", "newly skipped"),
    ("a.test.ts", "describe(", "describe.skip(", "newly skipped"),
    ("a.test.ts", "describe(", "fdescribe(", "newly skipped"),
    ("a.test.ts", _JS_BODY, "{}", "emptied"),
    ("a.test.ts", _JS_BODY, "{ return; }", "emptied"),
    ("a.test.ts", _JS_BODY, "{ add(1, 2); }", "no longer check"),
    ("a.test.ts", "  it('adds'", "  // it('adds'", "removed"),
    ("a.test.ts", "describe(", "process.exit(0);\ndescribe(", "end the process"),
    ("a.test.ts", "it('adds', () =>", "it('adds', { skip: true }, () =>", "newly skipped"),
    ("a.test.ts", _JS_BODY, "{ return; expect(add(1, 2)).toBe(3); }", "emptied"),
    ("a.test.ts", _JS_BODY, "{ if (false) { expect(add(1, 2)).toBe(3); } }", "no longer check"),
    (
        "a.test.ts",
        _JS_BODY,
        "{ try { expect(add(1, 2)).toBe(3); } catch (e) { log(e); } }",
        "no longer check",
    ),
    ("a.test.ts", _JS_BODY, "{ expect(true).toBe(true); }", "no longer check"),
    (
        "a.test.ts",
        "describe(",
        "process.on('exit', () => { process.exitCode = 0; });\ndescribe(",
        "end the process",
    ),
    ("a.test.ts", "describe(", "jest.mock('./app', () => ({ add: () => 3 }));\ndescribe(", "replaced"),
    ("a.test.ts", "describe(", "globalThis.expect = () => ({ toBe() {} });\ndescribe(", "replaced"),
    ("a_test.go", "package a", "//go:build never\n\npackage a", "newly skips"),
    (
        "a_test.go",
        "func TestB",
        "func TestMain(m *testing.M) {\n\tos.Exit(0)\n}\n\nfunc TestB",
        "end the process",
    ),
    ("a_test.go", "\tif f()", "\treturn\n\tif f()", "emptied"),
    ("FooTest.java", "    int three", "    return;\n    int three", "emptied"),
    ("a_test.go", "\tif f()", "\tt.Skip()\n\tif f()", "newly skipped"),
    ("a_test.go", "func TestB", "func testB", "removed"),
    ("a_test.go", "\tif f() != 1 {\n\t\tt.Fatal(1)\n\t}\n", "", "emptied"),
    ("src/lib.rs", "    #[test]", "    #[test]\n    #[ignore]", "newly skipped"),
    ("src/lib.rs", "    #[test]\n", "", "removed"),
    ("src/lib.rs", "        assert_eq!(add(1, 2), 3);\n", "", "emptied"),
    ("FooTest.java", "  @Test", "  @Disabled\n  @Test", "newly skipped"),
    ("FooTest.java", "  @Test\n", "", "removed"),
    ("FooTest.java", "    int three = add(1, 2);\n    assertEquals(3, three);\n", "", "emptied"),
    ("FooTest.java", "    assertEquals(3, three);\n", "", "no longer check"),
    ("a_spec.rb", "  it 'adds'", "  xit 'adds'", "removed"),
    ("a_spec.rb", "it 'adds' do", "it 'adds', :skip do", "newly skipped"),
    ("a_spec.rb", "it 'adds' do", "it 'adds', focus: true do", "newly skipped"),
    ("a_spec.rb", "describe Foo", "RSpec.xdescribe Foo", "newly skips"),
    ("a_spec.rb", "expect(add).to eq 3", "expect(true).to be true", "no longer check"),
    ("a_spec.rb", "expect(add).to eq 3", "expect(add).to eq 3 rescue nil", "no longer check"),
    ("a_spec.rb", "describe Foo", "at_exit { exit!(0) }\ndescribe Foo", "end the process"),
    ("t.test.js", "t.test('adds',", "t.test('adds', { skip: true },", "newly skipped"),
    ("t.test.js", "  t.equal(add(1, 2), 3);\n", "  add(1, 2);\n", "no longer check"),
    ("t.test.js", "t.equal(add(1, 2), 3)", "t.pass()", "no longer check"),
    ("t.test.js", "t.test(", "t.bailout('x');\nt.test(", "end the process"),
    ("a.test.ts", "  it('adds'", "  if (!process.env.CI) it('adds'", "newly skipped"),
    (
        "a.test.ts",
        _JS_BODY,
        "{ Promise.resolve().then(() => expect(add(1, 2)).toBe(3)).catch(() => {}); }",
        "no longer check",
    ),
    (
        "a.test.ts",
        "{ expect(add(1, 2))",
        "{ jest.spyOn(app, 'add').mockReturnValue(3); expect(add(1, 2))",
        "stand-in",
    ),
    ("a_test.go", "\tif f()", "\tt = &testing.T{}\n\tif f()", "newly skipped"),
    ("src/lib.rs", "    #[test]", "    #[test]\n    #[cfg_attr(all(), ignore)]", "newly skipped"),
    ("src/lib.rs", "#[cfg(test)]", '#[cfg(all(test, feature = "none"))]', "newly skips"),
    ("src/lib.rs", "assert_eq!(add(1, 2), 3)", "assert!(true)", "no longer check"),
    ("FooTest.java", "  @Test", '  @EnabledIfSystemProperty(named = "x")\n  @Test', "newly skipped"),
    ("FooTest.java", "@Test", "@Test(expected = AssertionError.class)", "newly skipped"),
    ("FooTest.java", "@Test", "@Test(enabled = false)", "newly skipped"),
    ("FooTest.java", "assertEquals(3, three)", "assertTrue(true)", "no longer check"),
    ("FooTest.java", "    int three", "    System.exit(0);\n    int three", "end the process"),
    (
        "FooTest.java",
        "    assertEquals(3, three);",
        "    try { assertEquals(3, three); } catch (Throwable t) {}",
        "newly",
    ),
    ("FooTests.cs", "    [InlineData(1, 2)]\n", "", "fewer cases"),
    ("FooTests.cs", "Assert.Equal(3, Add(1, 2))", "Assert.True(true)", "no longer check"),
    ("FooTests.cs", "public class", "#if NEVER\npublic class", "newly skips"),
    ("FooTests.cs", "[Fact]", '[Fact(Skip = "x")]', "newly skipped"),
    ("a_spec.rb", "    expect", "    skip 'x'\n    expect", "newly skipped"),
    ("a_spec.rb", "    expect(add).to eq 3\n", "    add\n", "no longer check"),
    ("FooTest.php", "    $this", "    $this->markTestSkipped();\n    $this", "newly skipped"),
    ("FooTest.php", "testAdd", "add", "removed"),
    ("FooTest.php", "/** @test */", "/** */", "removed"),
    (
        "FooTest.php",
        "  public function testAdd",
        "  /** @requires PHP 99 */\n  public function testAdd",
        "newly skipped",
    ),
    ("FooTest.php", "$this->assertSame(3, add())", "$this->assertTrue(true)", "no longer check"),
    ("FooTest.php", "$this->assertSame(3, add())", "$this->addToAssertionCount(1)", "no longer check"),
    ("FooTest.php", "$this->assertSame(3, add())", "exit(0)", "end the process"),
]
NOT_HELD = [
    ("a.test.ts", "toBe(3); expect", "toBe(4); expect"),
    ("a.test.ts", "\n});", "\n  it('subtracts', () => { expect(1 - 1).toBe(add(0, 0)); });\n});"),
    ("a.test.ts", _JS_BODY, "{ try { add(); } catch (e) { expect(e).toBe(3); expect(1 + 1).toBe(2); } }"),
    ("a.test.ts", "it('adds', () =>", "it('adds', { timeout: 5 }, () =>"),
    ("a_test.go", "t.Fatal(1)", "t.Fatal(2)"),
    ("a_test.go", "func TestB", "func TestMain(m *testing.M) {\n\tos.Exit(m.Run())\n}\n\nfunc TestB"),
    ("a_test.go", "func TestB", "func TestC(t *testing.T) {\n\tg(t)\n}\n\nfunc TestB"),
    ("src/lib.rs", "fn f() {}", "fn f() { g() }\nfn h() {}"),
    ("FooTest.java", "return 1", "return 2"),
    ("a_spec.rb", "eq 3", "eq 4"),
    ("FooTest.php", "assertSame(3", "assertSame(4"),
    ("FooTest.php", "return 1", "return 2"),
    ("FooTests.cs", "[InlineData(0, 0)]", "[InlineData(0, 0)]\n    [InlineData(5, 6)]"),
    ("t.test.js", "  t.end();", "  t.equal(add(0, 0), 0);\n  t.end();"),
    ("a.test.ts", "describe(", "const get = jest.spyOn(app, 'get');\ndescribe("),
    ("a.test.ts", "{ expect(add(1, 2))", "{ jest.spyOn(net, 'get').mockReturnValue(3); expect(add(1, 2))"),
    ("src/lib.rs", "fn f() {}", '#[cfg(all(unix, feature = "x"))]\nfn f() {}'),
    ("a_spec.rb", "describe Foo do", "describe Foo do\n  let(:a) { Foo.new }"),
    ("FooTest.java", "    int three", "    try { open(); } catch (IOException e) { fail(); }\n    int three"),
]


@pytest.mark.parametrize(("path", "old", "new", "words"), HELD)
def test_tampering_in_other_languages_is_held(path: str, old: str, new: str, words: str) -> None:
    base = OTHERS[path]
    assert old in base
    found = tampering({path: base}, {path: base.replace(old, new, 1)})
    assert any(words in finding.message and finding.level == "held" for finding in found), found


@pytest.mark.parametrize(("path", "old", "new"), NOT_HELD)
def test_honest_changes_in_other_languages_are_not_held(path: str, old: str, new: str) -> None:
    base = OTHERS[path]
    assert old in base
    found = tampering({path: base}, {path: base.replace(old, new, 1)})
    assert all(finding.level == "shown" for finding in found), found
