"""A ticket's identifiers, paths, frames and scopes are read; its boilerplate is not."""

from __future__ import annotations

import time

import pytest

from devflow.index.asking.query import LONGEST_TICKET, Frame, read

TICKET = """fix(http/client): Redirects drop the body

`send_request()` in src/net/client.py:12 and HttpClient.follow lose it.

```
Traceback (most recent call last):
  File "/usr/lib/python3/site-packages/shop/net/client.py", line 40, in follow
    self.body.reset()
  File "/usr/lib/python3/site-packages/shop/net/body.py", line 7, in reset
    raise ValueError(x)
```

- [x] I have searched the issues
Python: 3.11.4
See https://example.com/zebra/crossing
Signed-off-by: Walrus <w@example.com>
<!-- hidden giraffe -->
"""


def test_what_can_be_looked_up_is_read() -> None:
    query = read(TICKET)
    assert {"send_request", "httpclient", "follow"} <= query.names.keys()
    assert "src/net/client.py" in query.paths
    assert Frame("src/net/client.py", 12) in query.frames
    assert [frame.function for frame in query.frames if frame.function] == ["follow", "reset"]
    assert query.scopes == ["http", "client"]
    assert "HttpClient.follow" in query.dotted
    assert "self.body.reset()" in query.lines


@pytest.mark.parametrize("word", ["zebra", "walru", "giraff", "searched"])
def test_boilerplate_is_not_read(word: str) -> None:
    assert word not in read(TICKET).words


def test_words_of_the_title_weigh_more() -> None:
    query = read("Alpha\n\nbeta")
    assert query.words["alpha"] > query.words["beta"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0",
        "a" * 3_000_000,
        "`" * 200_000,
        "a." * 200_000,
        "<!--" * 50_000,
        "/a" * 200_000,
        "at (" * 100_000,
    ],
)
def test_a_hostile_ticket_is_read_in_time(text: str) -> None:
    started = time.monotonic()
    query = read(text)
    assert time.monotonic() - started < 30
    assert sum(map(len, query.words)) <= LONGEST_TICKET


def test_identifiers_that_are_given_count() -> None:
    assert read("x y", singled_out=["pkg.mod.do_it"]).names["do_it"] > 1
