"""What is done to tests in Rust, by what the guard says of it."""

from tests.guard.tampering.table import Tampered

RUST = Tampered(
    path="src/lib.rs",
    base="""\
fn f() {}

#[cfg(test)]
mod tests {
    #[test]
    fn adds() {
        assert_eq!(add(1, 2), 3);
    }
}
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "ignored": ("    #[test]", "    #[test]\n    #[ignore]"),
            "ignored on a condition": ("    #[test]", "    #[test]\n    #[cfg_attr(all(), ignore)]"),
        },
        "Tests are removed": {
            "no mark": ("    #[test]\n", ""),
        },
        "Tests are emptied": {
            "emptied": ("        assert_eq!(add(1, 2), 3);\n", ""),
        },
        "A fixture or helper of these tests newly skips": {
            "a feature that none has": ("#[cfg(test)]", '#[cfg(all(test, feature = "none"))]'),
        },
        "Tests no longer check anything": {
            "a constant": ("assert_eq!(add(1, 2), 3)", "assert!(true)"),
        },
    },
    shown={
        "nothing": {
            "a new helper": ("fn f() {}", "fn f() { g() }\nfn h() {}"),
            "a condition on code": ("fn f() {}", '#[cfg(all(unix, feature = "x"))]\nfn f() {}'),
        },
    },
)
