"""What is done to tests in JavaScript and TypeScript, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

_BODY = "{ expect(add(1, 2)).toBe(3); expect(add(0, 0)).toBe(0); }"
SCRIPTS = Tampered(
    path="a.test.ts",
    base="""\
import { add } from './app';
describe('math', () => {
  it('adds', () => { expect(add(1, 2)).toBe(3); expect(add(0, 0)).toBe(0); });
  test('adds late', async () => { await expect(add(1)).rejects.toThrow(); });
  it.each([[1, 2]])('adds %s', (a, b) => { expect(add(a, b)).toBe(3); });
});
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "a skip": ("it('adds'", "it.skip('adds'"),
            "an x before it": ("it('adds'", "xit('adds'"),
            "only another": ("test('adds late'", "test.only('adds late'"),
            "an expected failure": ("test('adds late'", "test.failing('adds late'"),
            "a skip of all cases": ("it.each", "it.skip.each"),
            "a skip of the group": ("describe(", "describe.skip("),
            "only the group": ("describe(", "fdescribe("),
            "a skip option": ("it('adds', () =>", "it('adds', { skip: true }, () =>"),
            "where a variable is not set": ("  it('adds'", "  if (!process.env.CI) it('adds'"),
        },
        "Tests are emptied": {
            "emptied": (_BODY, "{}"),
            "emptied by return": (_BODY, "{ return; }"),
            "left before the check": (_BODY, "{ return; expect(add(1, 2)).toBe(3); }"),
        },
        "Tests no longer check anything": {
            "no check left": (_BODY, "{ add(1, 2); }"),
            "a dead branch": (_BODY, "{ if (false) { expect(add(1, 2)).toBe(3); } }"),
            "caught and told": (_BODY, "{ try { expect(add(1, 2)).toBe(3); } catch (e) { log(e); } }"),
            "a constant": (_BODY, "{ expect(true).toBe(true); }"),
            "caught late": (
                _BODY,
                "{ Promise.resolve().then(() => expect(add(1, 2)).toBe(3)).catch(() => {}); }",
            ),
        },
        "Tests are removed": {
            "commented out": ("  it('adds'", "  // it('adds'"),
        },
        "The tests newly end the process or the session": {
            "ends the process": ("describe(", "process.exit(0);\ndescribe("),
            "sets the exit code late": (
                "describe(",
                "process.on('exit', () => { process.exitCode = 0; });\ndescribe(",
            ),
        },
        "What these tests use is replaced in their own file": {
            "a mocked module": ("describe(", "jest.mock('./app', () => ({ add: () => 3 }));\ndescribe("),
            "a made-up expect": ("describe(", "globalThis.expect = () => ({ toBe() {} });\ndescribe("),
        },
        "What the tests call is replaced by a stand-in": {
            "a spy that answers": (
                "{ expect(add(1, 2))",
                "{ jest.spyOn(app, 'add').mockReturnValue(3); expect(add(1, 2))",
            ),
        },
    },
    shown={
        "Existing tests are changed": {
            "another expectation": ("toBe(3); expect", "toBe(4); expect"),
            "a failure that is checked": (
                _BODY,
                "{ try { add(); } catch (e) { expect(e).toBe(3); expect(1 + 1).toBe(2); } }",
            ),
            "a timeout": ("it('adds', () =>", "it('adds', { timeout: 5 }, () =>"),
            "a stand-in for another module": (
                "{ expect(add(1, 2))",
                "{ jest.spyOn(net, 'get').mockReturnValue(3); expect(add(1, 2))",
            ),
        },
        NOTHING: {
            "one more test": ("\n});", "\n  it('subtracts', () => { expect(1 - 1).toBe(add(0, 0)); });\n});"),
            "a spy that looks on": ("describe(", "const get = jest.spyOn(app, 'get');\ndescribe("),
        },
    },
)
VITEST = Tampered(
    path="b.test.ts",
    base="""\
import { describe, expect, it, vi } from 'vitest';
import { add } from '../a';

describe('add', () => {
  it('adds', () => {
    expect(add(1, 2)).toBe(3);
  });
  it('waits', async () => {
    await expect(later()).resolves.toBe(3);
  });
});
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "todo": ("it('adds', () => {\n    expect(add(1, 2)).toBe(3);\n  });", "it.todo('adds');"),
            "skipIf": ("it('adds'", "it.skipIf(true)('adds'"),
            "fails": ("it('adds'", "it.fails('adds'"),
            "describe.todo": ("describe('add'", "describe.todo('add'"),
            "unref": ("it('adds', () => {", "it('adds', { skip: !process.env.X }, () => {"),
            "concurrent only": ("it('waits'", "it.concurrent.only('waits'"),
        },
        "What these tests use is replaced in their own file": {
            "vi.mock": ("describe('add'", "vi.mock('../a', () => ({ add: () => 3 }));\ndescribe('add'"),
            "extend": (
                "describe('add'",
                ("expect.extend({ toBe: () => ({ pass: true, message: () => '' }) });\ndescribe('add'"),
            ),
            "local expect": (
                "describe('add'",
                ("const expect = (x) => ({ toBe() {}, resolves: { toBe() {} } });\ndescribe('add'"),
            ),
            "import stub": ("import { add } from '../a';", "const add = () => 3;"),
        },
        "Tests no longer check anything": {
            "no await": ("await expect(later())", "expect(later())"),
            "setTimeout": (
                "    expect(add(1, 2)).toBe(3);",
                "    setTimeout(() => expect(add(1, 2)).toBe(3), 0);",
            ),
            "anything": ("toBe(3);\n  });\n  it(", "toEqual(expect.anything());\n  });\n  it("),
            "no matcher": ("expect(add(1, 2)).toBe(3)", "expect(add(1, 2))"),
            "forEach empty": (
                "    expect(add(1, 2)).toBe(3);",
                "    [].forEach(() => expect(add(1, 2)).toBe(3));",
            ),
            "while false": ("    expect(add(1, 2)).toBe(3);", "    while (false) expect(add(1, 2)).toBe(3);"),
            "ternary": ("    expect(add(1, 2)).toBe(3);", "    false ? expect(add(1, 2)).toBe(3) : 0;"),
            "false and": ("    expect(add(1, 2)).toBe(3);", "    false && expect(add(1, 2)).toBe(3);"),
            "throw catch": (
                "    expect(add(1, 2)).toBe(3);",
                "    try { expect(add(1, 2)).toBe(3); } catch { /* ok */ }",
            ),
        },
        "What the tests call is replaced by a stand-in": {
            "vi.spyOn": (
                "    expect(add(1, 2))",
                "    vi.spyOn(a, 'add').mockReturnValue(3);\n    expect(a.add(1, 2))",
            ),
        },
    },
    shown={
        "Existing tests are changed": {
            "msg": ("expect(add(1, 2)).toBe(3)", "expect(add(1, 2), 'sum').toBe(3)"),
            "any": ("expect(add(1, 2)).toBe(3)", "expect(all()).toEqual([expect.any(Number), 3])"),
            "soft": ("expect(add(1, 2)).toBe(3)", "expect.soft(add(1, 2)).toBe(3)"),
            "timeout done": (
                "it('adds', () => {\n    expect(add(1, 2)).toBe(3);",
                (
                    "it('adds', (done) => {\n    setTimeout(() => {\n"
                    "      expect(add(1, 2)).toBe(3);\n      done();\n    }, 1);"
                ),
            ),
            "return resolves": ("    await expect(later())", "    return expect(later())"),
            "forEach": (
                "    expect(add(1, 2)).toBe(3);",
                "    [1, 2].forEach((n) => expect(add(n, 0)).toBe(n));",
            ),
            "ternary": ("expect(add(1, 2)).toBe(3)", "expect(add(1, ok ? 2 : 3)).toBe(3)"),
            "vi.fn": (
                "    expect(add(1, 2)).toBe(3);",
                (
                    "    const cb = vi.fn();\n    each([1], cb);\n"
                    "    expect(cb).toHaveBeenCalledWith(1);\n    expect(add(1, 2)).toBe(3);"
                ),
            ),
        },
        NOTHING: {
            "extend": (
                "describe('add'",
                (
                    "expect.extend({ toBeThree: (x) => ({ pass: x === 3, message: () => '' }) });\n"
                    "describe('add'"
                ),
            ),
            "helper": (
                "describe('add'",
                ("const three = () => 3;\nfunction sum(a, b) {\n  return add(a, b);\n}\ndescribe('add'"),
            ),
            "require": ("import { add } from '../a';", "const add = require('../a').add;"),
        },
    },
)
