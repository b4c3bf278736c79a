"""What is done to tests in Python, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

UNITTEST = Tampered(
    path="tests/test_unit.py",
    base="""\
import unittest
from app import add


class AddTest(unittest.TestCase):
    def setUp(self):
        self.one = 1

    def test_add(self):
        self.assertEqual(add(self.one, 2), 3)

    def test_bad(self):
        with self.assertRaises(TypeError):
            add(None, 1)
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "async unittest": ("    def test_add", "    async def test_add"),
        },
        "Tests no longer check anything": {
            "nested def": (
                "    def test_add(self):\n        self.assertEqual(add(self.one, 2), 3)",
                (
                    "    def test_add(self):\n        def run():\n"
                    "            self.assertEqual(add(self.one, 2), 3)"
                ),
            ),
        },
        "A fixture or helper of these tests newly skips": {
            "setUp skip": ("        self.one = 1", '        self.one = 1\n        self.skipTest("x")'),
            "setUp raise": ("        self.one = 1", '        raise unittest.SkipTest("x")'),
        },
        "What these tests use is replaced in their own file": {
            "load_tests": (
                "class AddTest",
                (
                    "def load_tests(loader, tests, pattern):\n    return unittest.TestSuite()\n\n\n"
                    "class AddTest"
                ),
            ),
            "run override": (
                "    def setUp",
                "    def run(self, result=None):\n        return result\n\n    def setUp",
            ),
            "failureException": ("    def setUp", "    failureException = KeyError\n\n    def setUp"),
        },
        "Tests are removed": {
            "not TestCase": ("(unittest.TestCase)", "(object)"),
        },
    },
    shown={
        NOTHING: {
            "setUp": ("        self.one = 1", "        self.one = 1\n        self.addCleanup(print)"),
            "class base": ("(unittest.TestCase)", "(Base, unittest.TestCase)"),
        },
        "Existing tests are changed": {
            "subTest": (
                "        self.assertEqual(add(self.one, 2), 3)",
                (
                    "        for n in (1, 2):\n            with self.subTest(n=n):\n"
                    "                self.assertEqual(add(n, 2), n + 2)"
                ),
            ),
            "isolated async": (
                (
                    "class AddTest(unittest.TestCase):\n    def setUp(self):\n"
                    "        self.one = 1\n\n    def test_add(self):\n"
                    "        self.assertEqual(add(self.one, 2), 3)"
                ),
                (
                    "class AddTest(unittest.IsolatedAsyncioTestCase):\n    def setUp(self):\n"
                    "        self.one = 1\n\n    async def test_add(self):\n"
                    "        self.assertEqual(await add(self.one, 2), 3)"
                ),
            ),
        },
    },
)
