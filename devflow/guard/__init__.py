"""What code finds on a candidate, whoever wrote it: its paths first, then its frozen tree."""

from devflow.guard.change import Change, Entry
from devflow.guard.globs import matches, permits
from devflow.guard.judging import RULES, judge
from devflow.guard.paths import PATH_RULES, judge_path
from devflow.guard.placing import EDIT_RULES, judge_edits
from devflow.guard.protecting.holding import protected_here
from devflow.guard.protecting.protection import protected
from devflow.guard.redacting import redacted
from devflow.guard.tampering import kept_checks, test_tampering
from devflow.guard.testcode.testfiles import is_test

__all__ = [
    "EDIT_RULES",
    "PATH_RULES",
    "RULES",
    "Change",
    "Entry",
    "is_test",
    "judge",
    "judge_edits",
    "judge_path",
    "kept_checks",
    "matches",
    "permits",
    "protected",
    "protected_here",
    "redacted",
    "test_tampering",
]
