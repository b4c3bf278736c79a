"""The words that a sentence about a run may use, each with the one thing it means; no other word is read."""

from __future__ import annotations

from collections.abc import Mapping

_MEANS: Mapping[str, str] = {
    # -- things that are spoken of
    "TEST": "test tests",
    "FILE": "file files module modules",
    "FUNCTION": "function functions method methods",
    "CLASS": "class classes",
    "SYMBOL": "definition definitions symbol symbols",
    "CHECK": "check checks suite suites linter linters",
    "CRITERION": "criterion criteria requirement requirements",
    "LINE": "line lines",
    "FAILURE": "failure failures regression regressions",
    "FINDING": "finding findings complaint complaints",
    "ATTEMPT": "attempt attempts try tries",
    "RISK": "risk risks",
    "POINT": "point points doubt doubts",
    "FACT": "fact facts quote quotes quotation quotations",
    "PATCH": "patch candidate commit diff",
    "BRANCH": "branch",
    "SCOPE": "scope",
    "DATA": "data",
    "HUMAN": "human person reviewer somebody someone owner",
    "EYE": "eye eyes attention",
    "SECOND": "s second seconds",
    "SANDBOX": "sandbox isolation",
    "MERGE": "merge merged merging",
    # -- what is said of them
    "PASS": "pass passes passed passing succeed succeeds succeeded",
    "GREEN": "green",
    "RED": "red",
    "FAIL": "fail fails failed failing",
    "SKIP": "skip skips skipped skipping",
    "ADD": "add adds added adding "
    "introduce introduces introduced introducing create creates created creating",
    "CHANGE": "change changes changed changing modify modifies modified modifying edit edits edited editing "
    "touch touches touched touching update updates updated updating alter alters altered",
    "REMOVE": "remove removes removed removing delete deletes deleted deleting drop drops dropped lose loses "
    "lost gone",
    "CONTAIN": "holds contains contain defines define gains gain gained gets grew grows",
    "LIVE": "lives live sits stands lies defined located",
    "SHOW": "show shows shown showed prove proves proven proved cover covers covered "
    "demonstrate demonstrates "
    "demonstrated backs backed meets met exercised exercises",
    "MEND": "mended mends mend fixed fixes repaired repairs",
    "FIND": "find finds found report reports reported",
    "RUN": "run runs ran executed measured",
    "TAKE": "take takes took taken need needs needed",
    "APPROVE": "approve approves approval sign",
    "HOLD": "held hold",
    "ACCEPT": "accept accepts accepted",
    "STAY": "stay stays stayed keep keeps kept",
    "REVERT": "revert reverts reverted reverting undo undoes undone undoing "
    "roll rolls rolled rolling rollback",
    "READ": "read reading look looks review reviewed inspect inspected",
    "SAY": "says say said states stated quoted",
    # -- how many, which, when, and whether
    "A": "a an",
    "THE": "the this these those its their",
    "PRONOUN": "it they them which that who",
    "NEW": "new newly",
    "OLD": "existing previous",
    "ALL": "all every each whole entire",
    "BOTH": "both",
    "NO": "no none",
    "NOTHING": "nothing",
    "EVERYTHING": "everything",
    "SOME": "some",
    "NOT": "not never",
    "ONLY": "only just solely alone",
    "STILL": "still again",
    "LOW": "low",
    "MEDIUM": "medium moderate",
    "HIGH": "high",
    "BASE": "before base previously earlier beforehand",
    "NOW": "now after afterwards",
    "WITHOUT": "without",
    "WITH": "with",
    "MUST": "must should",
    "MAY": "may can",
    "ANYONE": "anyone anybody everybody",
    "OUTSIDE": "outside beyond",
    "PROTECTED": "protected",
    # -- what joins them
    "IN": "in into inside within on at under of",
    "TO": "to",
    "FROM": "from",
    "BY": "by",
    "BE": "is are was were be been being",
    "HAVE": "has have had",
    "OR": "or",
    "FILL": "do does did there as well then for result total out back also too ones rated please",
}


def tags(listed: str) -> frozenset[str]:
    """Tags, parted by blanks."""
    return frozenset(listed.split())


MEANING: Mapping[str, str] = {word: tag for tag, words in _MEANS.items() for word in words.split()}

NOUNS = tags(
    "TEST FILE FUNCTION CLASS SYMBOL CHECK CRITERION LINE FAILURE FINDING ATTEMPT RISK POINT "
    "FACT PATCH BRANCH SCOPE DATA HUMAN EYE SECOND SANDBOX MERGE"
)
PREDICATES = tags(
    "PASS GREEN RED FAIL SKIP ADD CHANGE REMOVE CONTAIN LIVE SHOW MEND FIND RUN TAKE APPROVE "
    "HOLD ACCEPT STAY REVERT READ SAY"
)
_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_ORDINALS = "first second third fourth fifth sixth"
NUMBERS: Mapping[str, int] = {word: number for number, word in enumerate(_NUMBERS.split())}
ORDINALS: Mapping[str, int] = {word: number for number, word in enumerate(_ORDINALS.split(), start=1)}
# -- where one statement ends and the next begins; what gives a reason is no word of ours, and is refused
JOINTS = frozenset({"and", "but", "while", "whereas"})
