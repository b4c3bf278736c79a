"""What is done to tests in Dart, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

DART = Tampered(
    path="calc_test.dart",
    base="""\
import 'package:test/test.dart';

void main() {
  group('add', () {
    test('adds', () {
      expect(add(1, 2), equals(3));
    });
    test('zero', () {
      expect(add(0, 0), 0);
    });
  });
  testWidgets('shows', (tester) async {
    await tester.pumpWidget(App());
    expect(find.text('3'), findsOneWidget);
  });
}
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "skip": ("equals(3));\n    });", "equals(3));\n    }, skip: true);"),
            "try": ("expect(add(1, 2), equals(3));", "try { expect(add(1, 2), equals(3)); } catch (_) {}"),
            "widgets skip": ("testWidgets('shows', (tester)", "testWidgets('shows', skip: true, (tester)"),
            "onplatform": ("equals(3));\n    });", "equals(3));\n    }, onPlatform: {'linux': Skip('x')});"),
            "group skip": ("    });\n  });\n", "    });\n  }, skip: 'x');\n"),
        },
        "A fixture or helper of these tests newly skips": {
            "skip file": ("import 'package", "@Skip('x')\nimport 'package"),
            "teston": ("import 'package", "@TestOn('browser')\nlibrary x;\nimport 'package"),
        },
        "Tests are removed": {
            "removed": ("    test('zero', () {\n      expect(add(0, 0), 0);\n    });\n", ""),
        },
        "Tests are emptied": {
            "emptied": ("      expect(add(1, 2), equals(3));\n", ""),
            "comment": ("      expect(add(1", "      // expect(add(1"),
            "return": ("      expect(add(1", "      return;\n      expect(add(1"),
        },
        "Tests no longer check anything": {
            "true": ("expect(add(1, 2), equals(3))", "expect(true, isTrue)"),
            "anything": ("equals(3)", "anything"),
        },
        "The tests newly end the process or the session": {
            "exit": ("void main() {\n", "void main() {\n  exit(0);\n"),
        },
    },
    shown={
        NOTHING: {
            "new": (
                "    test('zero'",
                "    test('neg', () {\n      expect(add(-1, 1), 0);\n    });\n    test('zero'",
            ),
            "setUp": ("  group('add', () {\n", "  setUp(() {});\n  group('add', () {\n"),
        },
        "Existing tests are changed": {
            "async": (
                "test('adds', () {\n      expect(add(1, 2)",
                "test('adds', () async {\n      expect(await add(1, 2)",
            ),
            "mock": ("      expect(add(1", "      when(() => net.get()).thenReturn(1);\n      expect(add(1"),
        },
    },
)
