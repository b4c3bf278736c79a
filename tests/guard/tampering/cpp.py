"""What is done to tests in C++, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

GTEST = Tampered(
    path="calc_test.cc",
    base="""\
#include <gtest/gtest.h>

TEST(Calc, Adds) {
  EXPECT_EQ(3, Add(1, 2));
}

TEST_F(CalcFixture, Zero) {
  ASSERT_EQ(0, Add(0, 0));
}
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "disabled": ("TEST(Calc, Adds)", "TEST(Calc, DISABLED_Adds)"),
            "skip": ("  EXPECT_EQ(3", "  GTEST_SKIP();\n  EXPECT_EQ(3"),
        },
        "Tests are removed": {
            "removed": ("TEST(Calc, Adds) {\n  EXPECT_EQ(3, Add(1, 2));\n}\n", ""),
        },
        "Tests are emptied": {
            "empty": ("  EXPECT_EQ(3, Add(1, 2));\n", ""),
            "return": ("  EXPECT_EQ(3", "  return;\n  EXPECT_EQ(3"),
            "comment": ("  EXPECT_EQ(3", "  // EXPECT_EQ(3"),
        },
        "Tests no longer check anything": {
            "true": ("EXPECT_EQ(3, Add(1, 2))", "EXPECT_TRUE(true)"),
            "succeed": ("EXPECT_EQ(3, Add(1, 2))", "SUCCEED()"),
            "same": ("EXPECT_EQ(3, Add(1, 2))", "EXPECT_EQ(3, 3)"),
        },
        "A fixture or helper of these tests newly skips": {
            "if 0": (
                "TEST(Calc, Adds) {\n  EXPECT_EQ(3, Add(1, 2));\n}",
                "#if 0\nTEST(Calc, Adds) {\n  EXPECT_EQ(3, Add(1, 2));\n}\n#endif",
            ),
        },
        "The tests newly end the process or the session": {
            "exit": ("  EXPECT_EQ(3", "  std::exit(0);\n  EXPECT_EQ(3"),
        },
        "What these tests use is replaced in their own file": {
            "define": (
                "#include <gtest/gtest.h>\n",
                "#include <gtest/gtest.h>\n#undef EXPECT_EQ\n#define EXPECT_EQ(a, b)\n",
            ),
        },
    },
    shown={
        NOTHING: {
            "new": ("TEST_F", "TEST(Calc, Neg) {\n  EXPECT_EQ(0, Add(-1, 1));\n}\n\nTEST_F"),
            "helper": ("TEST(Calc", "static int Three() {\n  return 3;\n}\n\nTEST(Calc"),
        },
        "Existing tests are changed": {
            "msg": ("EXPECT_EQ(3, Add(1, 2));", 'EXPECT_EQ(3, Add(1, 2)) << "sum";'),
        },
    },
)

CATCH2 = Tampered(
    path="test_calc.cpp",
    base="""\
#include <catch2/catch_test_macros.hpp>

TEST_CASE("adds", "[calc]") {
  REQUIRE(add(1, 2) == 3);
}

TEST_CASE("zero") {
  CHECK(add(0, 0) == 0);
}
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "skip": ("  REQUIRE(add(1", "  SKIP();\n  REQUIRE(add(1"),
            "hide": ('"[calc]"', '"[.][calc]"'),
            "mayfail": ('"[calc]"', '"[calc][!mayfail]"'),
            "shouldfail": ('"[calc]"', '"[calc][!shouldfail]"'),
        },
        "Tests no longer check anything": {
            "nofail": ("CHECK(", "CHECK_NOFAIL("),
            "true": ("REQUIRE(add(1, 2) == 3)", "REQUIRE(true)"),
        },
        "Tests are removed": {
            "removed": ('TEST_CASE("zero") {\n  CHECK(add(0, 0) == 0);\n}\n', ""),
        },
    },
    shown={
        "Existing tests are changed": {
            "section": (
                "  REQUIRE(add(1, 2) == 3);",
                '  SECTION("two") {\n    REQUIRE(add(1, 2) == 3);\n  }',
            ),
            "tag": ('"[calc]"', '"[calc][fast]"'),
        },
    },
)
