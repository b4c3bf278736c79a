"""What is done to tests in Rust, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

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
        NOTHING: {
            "a new helper": ("fn f() {}", "fn f() { g() }\nfn h() {}"),
            "a condition on code": ("fn f() {}", '#[cfg(all(unix, feature = "x"))]\nfn f() {}'),
        },
    },
)
RSTEST = Tampered(
    path="src/calc.rs",
    base="""\
pub fn add(a: i32, b: i32) -> i32 {
    a + b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds() {
        assert_eq!(add(1, 2), 3);
    }

    #[rstest]
    #[case(1, 2, 3)]
    #[case(0, 0, 0)]
    fn table(#[case] a: i32, #[case] b: i32, #[case] s: i32) {
        assert_eq!(add(a, b), s);
    }

    #[tokio::test]
    async fn later() {
        assert!(wait().await.is_ok());
    }
}
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "ignore": ("    #[test]\n", '    #[test]\n    #[ignore = "slow"]\n'),
            "catch_unwind": (
                "assert_eq!(add(1, 2), 3);",
                "let _ = std::panic::catch_unwind(|| assert_eq!(add(1, 2), 3));",
            ),
            "if false": ("assert_eq!(add(1, 2), 3);", "if false { assert_eq!(add(1, 2), 3); }"),
            "should_panic": ("    #[test]\n", "    #[test]\n    #[should_panic]\n"),
            "feature": ("    #[test]\n", '    #[cfg(feature = "never")]\n    #[test]\n'),
            "target": ("    #[test]\n", '    #[cfg(target_os = "none")]\n    #[test]\n'),
        },
        "Tests are run with fewer cases": {
            "case less": ("    #[case(0, 0, 0)]\n", ""),
        },
        "Tests are removed": {
            "block": (
                "    #[test]\n    fn adds() {\n        assert_eq!(add(1, 2), 3);\n    }",
                ("    /*\n    #[test]\n    fn adds() {\n        assert_eq!(add(1, 2), 3);\n    }\n    */"),
            ),
            "tokio removed": ("    #[tokio::test]\n    async fn later", "    async fn later"),
        },
        "Tests are emptied": {
            "left with a result": (
                "        assert_eq!(add(1",
                "        return Ok(());\n        assert_eq!(add(1",
            ),
            "return": ("        assert_eq!(add(1", "        return;\n        assert_eq!(add(1"),
        },
        "A fixture or helper of these tests newly skips": {
            "cfg not": ("#[cfg(test)]", "#[cfg(not(test))]"),
        },
        "Tests no longer check anything": {
            "let _": ("assert_eq!(add(1, 2), 3)", "let _ = add(1, 2) == 3"),
            "matches": ("assert_eq!(add(1, 2), 3)", "assert!(matches!(add(1, 2), _))"),
            "or true": ("wait().await.is_ok()", "wait().await.is_ok() || true"),
        },
        "The tests newly end the process or the session": {
            "exit": ("        assert_eq!(add(1", "        std::process::exit(0);\n        assert_eq!(add(1"),
        },
        "What these tests use is replaced in their own file": {
            "macro": (
                "    use super::*;",
                "    use super::*;\n    macro_rules! assert_eq { ($($t:tt)*) => {}; }",
            ),
        },
    },
    shown={
        "Existing tests are changed": {
            "not on Windows": ("    #[test]\n", "    #[cfg(not(windows))]\n    #[test]\n"),
            "a check by a function": ("assert_eq!(add(1, 2), 3);", "assert_three(add(1, 2));"),
            "case more": ("    #[case(0, 0, 0)]\n", "    #[case(0, 0, 0)]\n    #[case(2, 2, 4)]\n"),
            "result": (
                "    fn adds() {\n        assert_eq!(add(1, 2), 3);\n    }",
                (
                    "    fn adds() -> Result<(), Error> {\n        assert_eq!(add(1, 2)?, 3);\n"
                    "        Ok(())\n    }"
                ),
            ),
        },
        NOTHING: {
            "code": ("    a + b\n", "    a.wrapping_add(b)\n"),
            "new fn": (
                "#[cfg(test)]",
                "pub fn sub(a: i32, b: i32) -> i32 {\n    add(a, -b)\n}\n\n#[cfg(test)]",
            ),
            "cfg unix code": ("pub fn add", "#[cfg(unix)]\npub fn os() {}\n\npub fn add"),
            "helper": ("    use super::*;", "    use super::*;\n\n    fn three() -> i32 {\n        3\n    }"),
            "lifetimes": (
                "pub fn add",
                "pub fn first<'a>(x: &'a str) -> &'a str {\n    x // it's all\n}\n\npub fn add",
            ),
        },
    },
)
