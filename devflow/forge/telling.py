"""What is written on GitHub, within its limits; what somebody else wrote stands in it and calls nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from devflow.clean import calm, clean, clean_line
from devflow.store.store import Run, RunState
from devflow.store.view import RunView

# -- GitHub takes 65,536 characters of a body, and 65,535 bytes of a check run's summary
_MOST_BYTES = 60_000
_TITLE = 200
_RELEASE = r"devflow (?P<verb>answer|accept|scope add|reject) {run}(?: (?P<rest>.*))?"
_HOW = """
---
`/devflow approve` · `/devflow send-back patch: what should be otherwise` · `/devflow reject`
"""


def title(run: Run) -> str:
    """The title of a pull request."""
    return calm(clean_line(run.ticket.title))[:_TITLE]


def body(words: str, issue: int) -> str:
    """The text of a pull request. It names the issue, and closes nothing: that is for whoever merges."""
    return f"{fit(words)}\nFor #{issue}.\n{_HOW}"


def end(view: RunView, words: str) -> str:
    """A comment that says where a run has ended that has nothing to show."""
    run = view.run
    if run.pause is None or run.state is not RunState.PAUSED:
        return f"**devflow: {run.state.value.replace('_', ' ')}**\n\n{fit(words)}"
    answers = "\n".join(f"- `{line}`" for line in dict.fromkeys(_answers(run)))
    # -- the question is the first job's word; what a yes would decide is what is kept
    yes = "; ".join(f"{kind} {text}" for kind, text in run.pause.yes) or "go on"
    asked = block(f"{run.pause.question}\n\nA yes decides: {yes}")
    return f"**devflow asks:**\n\n{asked}\n\nAnswer with a comment:\n\n{answers}\n"


def block(text: str) -> str:
    """Foreign text as it is, in a block in which nothing is a link, a mention or a command."""
    return f"```text\n{clean(text).replace('```', chr(39) * 3)}\n```"


def fit(words: str) -> str:
    """The words as far as GitHub takes them, cut at the end of a line."""
    data = words.encode()
    if len(data) <= _MOST_BYTES:
        return words
    kept = data[:_MOST_BYTES].decode(errors="ignore").rpartition("\n")[0]
    left = words.count("\n") - kept.count("\n")
    return f"{kept}\n\n… {left} lines more, which `devflow review` shows.\n"


def _answers(run: Run) -> Iterator[str]:
    """The commands that release a pause, as they are written in a comment."""
    pattern = re.compile(_RELEASE.format(run=re.escape(run.id)))
    releases = run.pause.releases if run.pause else ()
    for line in releases:
        found = pattern.fullmatch(line)
        if found:
            rest = (found["rest"] or "").strip("'").replace("--yes", "yes").replace("`", "")
            yield f"/devflow {found['verb']} {clean_line(rest)}".strip()
        elif "--add-budget" in line:
            yield "/devflow answer yes"
