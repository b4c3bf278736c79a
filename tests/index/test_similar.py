"""A pack shows one pattern to follow, where the code holds one, and never much of the budget for it."""

from __future__ import annotations

from pathlib import Path

from devflow.git.objects import Objects
from devflow.handoffs import Context
from devflow.index import Index
from tests.index.conftest import Commit

TICKET = "`JsonExport.write` loses the last record\n\nThe json export is one record short."


CLOCK = '''
def write(when):
    """Tell the time of the day to whoever asks for it, in words that last."""
    hours = when.hour
    minutes = when.minute
    return f"{hours} hours and {minutes} minutes after midnight, more or less"
'''


def export(name: str, line: str) -> str:
    return (
        f"class {name}:\n"
        "    def write(self, records, stream):\n"
        '        """Write every record to the stream, one a line, and say how many there were."""\n'
        "        written = 0\n"
        "        for record in records:\n"
        f"            stream.write({line})\n"
        "            written += 1\n"
        "        stream.flush()\n"
        "        return written\n"
    )


def context(repo: Path, head: str, budget: int = 8000) -> Context:
    index = Index(repo / ".git" / "devflow" / "index", Objects(repo / ".git"))
    return index.pack(head, TICKET, index.rank(head, TICKET), budget)


def test_the_sibling_of_what_the_ticket_names_is_shown_as_a_pattern(repo: Path, commit: Commit) -> None:
    head = commit(
        {
            "out/json_export.py": export("JsonExport", "json.dumps(record)"),
            "out/csv_export.py": "import csv\n\n\n" + export("CsvExport", "','.join(record)"),
            "out/clock.py": CLOCK,
        }
    )
    assert context(repo, head).pattern == "out/csv_export.py: CsvExport.write"


def test_a_pattern_that_would_take_too_much_of_the_budget_is_not_one(repo: Path, commit: Commit) -> None:
    head = commit(
        {
            "out/json_export.py": export("JsonExport", "json.dumps(record)"),
            "out/csv_export.py": "import csv\n\n\n" + export("CsvExport", "','.join(record)"),
        }
    )
    assert not context(repo, head, 500).pattern


def test_code_without_a_sibling_has_no_pattern(repo: Path, commit: Commit) -> None:
    head = commit({"out/json_export.py": export("JsonExport", "json.dumps(record)"), "a.py": "x = 1\n"})
    assert not context(repo, head).pattern
