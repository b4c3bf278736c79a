"""What is done to tests in Groovy, by what the guard says of it."""

from tests.guard.tampering.table import Tampered

SPOCK = Tampered(
    path="CalcSpec.groovy",
    base="""\
class CalcSpec extends Specification {
    def "adds"() {
        expect:
        add(1, 2) == 3
    }

    def "table"() {
        expect:
        add(a, b) == s

        where:
        a | b || s
        1 | 2 || 3
        0 | 0 || 0
    }
}
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "ignore": ('    def "adds"', '    @Ignore\n    def "adds"'),
            "pending": ('    def "adds"', '    @PendingFeature\n    def "adds"'),
            "ignoreif": ('    def "adds"', '    @IgnoreIf({ true })\n    def "adds"'),
        },
        "Tests are run with fewer cases": {
            "rows": ("        0 | 0 || 0\n", ""),
        },
        "Tests are removed": {
            "removed": ('    def "adds"() {\n        expect:\n        add(1, 2) == 3\n    }\n', ""),
        },
        "Tests no longer check anything": {
            "true": ("add(1, 2) == 3", "true"),
        },
    },
    shown={
        "Existing tests are changed": {
            "a setup block": (
                "        add(1, 2) == 3",
                "        add(1, 2) == 3\n\n        setup:\n        clear()",
            ),
            "rows more": ("        0 | 0 || 0\n", "        0 | 0 || 0\n        2 | 2 || 4\n"),
            "setup": (
                "        expect:\n        add(1, 2) == 3",
                ("        given:\n        def one = 1\n\n        expect:\n        add(one, 2) == 3"),
            ),
        },
    },
)
