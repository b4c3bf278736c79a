"""The facts step: verbatim quotes from the repo's own documents and pinned versions, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from devflow.handoffs import Facts, Quote, Spec
from devflow.store.ledger import step
from devflow.toolbox import Toolbox

# -- few enough to be read in seconds, small enough not to crowd the code out of the prompt
_MOST_QUOTES = 6
_MOST_FILES = 200
_LARGEST = 400_000
_LONGEST_LINE = 400
_DOCUMENT = re.compile(
    r"(?i)(^|/)(docs?|adr|decisions)/.*\.(md|rst|txt)$|(^|/)(readme|changelog|changes|history|news)[^/]*$"
)
_PINS = re.compile(
    r"(?i)(^|/)(requirements[^/]*\.(txt|lock)|pyproject\.toml|package\.json|go\.mod|Cargo\.toml)$"
)
# -- a name worth quoting stands out from prose: it has a dot, an underscore, an inner capital or a call
_TELLING = re.compile(r"[._(]|[a-z][A-Z]|^--?\w")


@step("facts")
def look_up(tools: Toolbox, spec: Spec) -> Facts:
    """Lines of the repo's documents and dependency files that name what the spec names.

    Every quote is one line of a file at the base commit, with `path:line@commit`.
    """
    wanted = [name for name in spec.identifiers if len(name) > 3 and _TELLING.search(name)]
    quotes = tuple(_quotes(tools, wanted)) if wanted else ()
    return Facts(quotes=quotes, open=spec.questions)


def _quotes(tools: Toolbox, wanted: list[str]) -> Iterator[Quote]:
    files = tools.files(tools.base)
    sources = [path for path in files if _DOCUMENT.search(path) or _PINS.search(path)]
    sources = [path for path in sources if 0 < files[path].size < _LARGEST]
    sources.sort(key=lambda path: (len(PurePosixPath(path).parts), path))
    by_blob = {files[path].blob: path for path in sources[:_MOST_FILES]}
    left = dict.fromkeys(wanted, 2)
    given = 0
    for blob, data in tools.objects.blobs(by_blob):
        for number, line in enumerate(data.decode(errors="replace").splitlines(), start=1):
            named = next((name for name, more in left.items() if more and name in line), None)
            if named is None or len(line) > _LONGEST_LINE:
                continue
            left[named] -= 1
            given += 1
            yield Quote(text=line.strip(), source=f"{by_blob[blob]}:{number}@{tools.base[:12]}")
            if given == _MOST_QUOTES:
                return
