"""What is done to tests in Swift, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

XCTEST = Tampered(
    path="CalcTests.swift",
    base="""\
import XCTest
@testable import Calc

final class CalcTests: XCTestCase {
    func testAdd() throws {
        XCTAssertEqual(add(1, 2), 3)
    }

    func testZero() {
        XCTAssertEqual(add(0, 0), 0)
    }
}
""",
    held={
        "Tests are removed": {
            "rename": ("func testAdd", "func xtestAdd"),
            "removed": ("    func testZero() {\n        XCTAssertEqual(add(0, 0), 0)\n    }\n", ""),
            "private": ("func testAdd", "private func testAdd"),
        },
        "Tests are newly skipped or expected to fail": {
            "skip": (
                "        XCTAssertEqual(add(1",
                '        throw XCTSkip("x")\n        XCTAssertEqual(add(1',
            ),
            "skipif": (
                "        XCTAssertEqual(add(1",
                "        try XCTSkipIf(true)\n        XCTAssertEqual(add(1",
            ),
            "expectfail": (
                "        XCTAssertEqual(add(1",
                "        XCTExpectFailure()\n        XCTAssertEqual(add(1",
            ),
        },
        "Tests are emptied": {
            "empty": ("        XCTAssertEqual(add(1, 2), 3)\n", ""),
            "comment": ("        XCTAssertEqual(add(1", "        // XCTAssertEqual(add(1"),
            "return": ("        XCTAssertEqual(add(1", "        return\n        XCTAssertEqual(add(1"),
        },
        "Tests no longer check anything": {
            "true": ("XCTAssertEqual(add(1, 2), 3)", "XCTAssertTrue(true)"),
        },
        "A fixture or helper of these tests newly skips": {
            "if": ("final class", "#if NEVER\nfinal class"),
        },
        "The tests newly end the process or the session": {
            "exit": ("        XCTAssertEqual(add(1", "        exit(0)\n        XCTAssertEqual(add(1"),
        },
    },
    shown={
        NOTHING: {
            "new": (
                "    func testZero",
                ("    func testNeg() {\n        XCTAssertEqual(add(-1, 1), 0)\n    }\n\n    func testZero"),
            ),
            "setUp": (
                "    func testAdd",
                "    override func setUp() {\n        super.setUp()\n    }\n\n    func testAdd",
            ),
            "helper": ("    func testAdd", "    private func three() -> Int { 3 }\n\n    func testAdd"),
        },
        "Existing tests are changed": {
            "a view that is disabled": (
                "        XCTAssertEqual(add(1",
                "        let view = Text(x).disabled(true)\n        XCTAssertEqual(add(1",
            ),
            "async": ("func testAdd() throws", "func testAdd() async throws"),
        },
    },
)

SWIFT_TESTING = Tampered(
    path="tests/new.swift",
    base="""\
import Testing
@testable import Calc

@Test func adds() {
    #expect(add(1, 2) == 3)
}

@Test("zero", arguments: [1, 2])
func zero(n: Int) throws {
    try #require(add(n, -n) == 0)
}
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "disabled": ("@Test func", "@Test(.disabled()) func"),
            "enabled if": ("@Test func", "@Test(.enabled(if: false)) func"),
            "known": ("    #expect(add(1, 2) == 3)", "    withKnownIssue { #expect(add(1, 2) == 3) }"),
        },
        "Tests are removed": {
            "nomark": ("@Test func", "func"),
        },
        "Tests no longer check anything": {
            "expect true": ("#expect(add(1, 2) == 3)", "#expect(true)"),
            "no check": ("#expect(add(1, 2) == 3)", "_ = add(1, 2)"),
        },
        "Tests are run with fewer cases": {
            "args": ("arguments: [1, 2]", "arguments: [Int]()"),
        },
    },
    shown={
        "Existing tests are changed": {
            "suite": ("@Test func adds", "@Test(.tags(.fast)) func adds"),
            "args more": ("[1, 2]", "[1, 2, 3]"),
        },
    },
)
