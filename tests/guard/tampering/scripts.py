"""What is done to tests in JavaScript and TypeScript, by what the guard says of it."""

from tests.guard.tampering.table import Tampered

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
        "nothing": {
            "one more test": ("\n});", "\n  it('subtracts', () => { expect(1 - 1).toBe(add(0, 0)); });\n});"),
            "a spy that looks on": ("describe(", "const get = jest.spyOn(app, 'get');\ndescribe("),
        },
    },
)
