"""GitHub on a port of this machine: one repository, asked as GitHub's published description allows.

A request that the description does not know is answered with 599 and kept in `wrong`. Answers begin as its
examples and are held against its schemas before they are sent: devflow reads what GitHub sends.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.forge import description
from tests.support import repos

Answer = tuple[int, Any]
_PUBLIC = "https://api.github.com"
_REPO = "/repos/{owner}/{repo}"
_ISSUE, _PULL = f"{_REPO}/issues/{{issue_number}}", f"{_REPO}/pulls/{{pull_number}}"
_SAID, _MAY = f"{_REPO}/issues/comments/{{comment_id}}", f"{_REPO}/collaborators/{{username}}/permission"
_GONE: Answer = (404, {"message": "Not Found"})


@dataclass
class Request:
    """What was asked."""

    names: dict[str, str]
    """The values of the names in its path."""
    query: dict[str, str]
    sent: Any

    @property
    def number(self) -> int:
        """The issue or pull request that it is about."""
        return int(self.names.get("issue_number") or self.names["pull_number"])


@dataclass
class GitHub:
    """A repository, and what was asked of it."""

    repository: str = "Codertocat/Hello-World"
    remote: Path | None = None
    """The bare repository that holds its commits."""
    port: int = 0
    may: dict[str, str] = field(default_factory=lambda: {"Codertocat": "admin"})
    """The permission of each account; of others it is read."""
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    pulls: dict[int, dict[str, Any]] = field(default_factory=dict)
    checks: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Each request, as method and path."""
    tokens: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    """Requests that the description does not allow."""
    faults: list[tuple[str, Answer, dict[str, str]]] = field(default_factory=list)
    """What is answered instead, once each, to a request whose method and path hold the words."""

    @property
    def api(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def issue(self, number: int, title: str, body: str, by: str = "Codertocat", **more: Any) -> Any:
        """Put an issue there."""
        there = description.example("get", _ISSUE, 200)
        there.pop("pull_request", None)
        words = {"number": number, "title": title, "body": body, "user": account(by), "state": "open"}
        self.issues[number] = {**there, **words, **more}
        return self.issues[number]

    def say(self, number: int, body: str, by: str = "Codertocat", after: float = 2) -> Any:
        """Put a comment below an issue, `after` seconds from now: GitHub tells whole seconds."""
        when = time_of(time.time() + after)
        words = {"id": 1000 + sum(map(len, self.comments.values())), "body": body, "user": account(by)}
        said = {**description.example("get", _SAID, 200), **words, "created_at": when, "updated_at": when}
        self.comments.setdefault(number, []).append(said)
        return said

    def pull(self, number: int, branch: str, commit: str, home: str = "") -> Any:
        """Put a pull request there."""
        there = description.example("get", _PULL, 200)
        repo = {**there["base"]["repo"], "full_name": home or self.repository}
        head = {**there["head"], "ref": branch, "sha": commit, "repo": repo}
        base = {**there["base"], "ref": "main"}
        # -- the example's teams are not as its own schema has them
        words = {"number": number, "head": head, "base": base, "state": "open", "requested_teams": []}
        self.pulls[number] = {**there, **words}
        links = dict.fromkeys(("url", "html_url", "diff_url", "patch_url"), "https://example.org/1")
        self.issue(number, f"Pull request {number}", "", pull_request=links)
        return self.pulls[number]

    def fault(self, words: str, status: int, message: str = "no", times: int = 1, **headers: str) -> None:
        """Answer otherwise, so often."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.faults += [(words, (status, {"message": message}), named)] * times

    def commit_of(self, branch: str) -> str:
        """Where a branch of the repository stands; empty where there is none."""
        if self.remote is None:
            return "0" * 40
        return repos.git(self.remote, "for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")

    def has(self, commit: str) -> bool:
        """Whether the repository has a commit."""
        return (
            self.remote is None or repos.git(self.remote, "cat-file", "-t", commit, ok=(0, 128)) == "commit"
        )


def account(login: str) -> Any:
    """Somebody."""
    there = description.example("get", _ISSUE, 200)["user"]
    return {**there, "login": login, "type": "Bot" if login.endswith("[bot]") else "User"}


def time_of(seconds: float) -> str:
    """A time as GitHub writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# -- what it answers -----------------------------------------------------------------------------


def _repo(there: GitHub, _: Request) -> Answer:
    found = description.example("get", _REPO, 200)
    # -- the example is not as its own schema has it
    found = {
        key: value for key, value in found.items() if key not in ("parent", "source", "template_repository")
    }
    return 200, {**found, "language": "Python", "full_name": there.repository, "default_branch": "main"}


def _issue(there: GitHub, asked: Request) -> Answer:
    return (200, there.issues[asked.number]) if asked.number in there.issues else _GONE


def _comments(there: GitHub, asked: Request) -> Answer:
    page, size = int(asked.query.get("page", 1)), int(asked.query.get("per_page", 30))
    said = there.comments.get(asked.number, [])
    return (200, said[(page - 1) * size : page * size]) if asked.number in there.issues else _GONE


def _comment(there: GitHub, asked: Request) -> Answer:
    every = (said for below in there.comments.values() for said in below)
    said = next((each for each in every if each["id"] == int(asked.names["comment_id"])), None)
    return (200, said) if said else _GONE


def _say(there: GitHub, asked: Request) -> Answer:
    if asked.number not in there.issues:
        return _GONE
    return 201, there.say(asked.number, asked.sent["body"], "github-actions[bot]", 0)


def _permission(there: GitHub, asked: Request) -> Answer:
    role = there.may.get(asked.names["username"], "read")
    # -- the example's account is not as its own schema has it, and devflow does not read it
    return 200, {"permission": role, "role_name": role, "user": None}


def _pull(there: GitHub, asked: Request) -> Answer:
    return (200, there.pulls[asked.number]) if asked.number in there.pulls else _GONE


def _change_pull(there: GitHub, asked: Request) -> Answer:
    there.pulls[asked.number].update(asked.sent)
    return 200, there.pulls[asked.number]


def _pulls(there: GitHub, asked: Request) -> Answer:
    branch, state = asked.query.get("head", ":").partition(":")[2], asked.query.get("state", "open")
    found = [each for each in there.pulls.values() if each["state"] == state]
    wanted = [each for each in found if branch in ("", each["head"]["ref"])]
    simple = description.example("get", f"{_REPO}/pulls", 200)[0]
    same = ("number", "state", "title", "body", "head", "base", "html_url", "requested_teams")
    return 200, [{**simple, **{key: each[key] for key in same}} for each in wanted]


def _open_pull(there: GitHub, asked: Request) -> Answer:
    branch = asked.sent["head"]
    taken = [
        each for each in there.pulls.values() if each["head"]["ref"] == branch and each["state"] == "open"
    ]
    if taken or not there.commit_of(branch):
        why = "A pull request already exists" if taken else "head is invalid"
        return 422, {"message": "Validation Failed", "errors": [{"message": why}]}
    made = there.pull(max((*there.issues, *there.pulls)) + 1, branch, there.commit_of(branch))
    made.update(
        {"draft": False, **{key: asked.sent[key] for key in ("title", "body", "draft") if key in asked.sent}}
    )
    return 201, made


def _check(there: GitHub, asked: Request) -> Answer:
    if not there.has(asked.sent["head_sha"]):
        return 422, {"message": "No commit found for SHA"}
    there.checks.append(asked.sent)
    same = {key: asked.sent[key] for key in ("name", "head_sha")}
    return 201, {**description.example("post", f"{_REPO}/check-runs", 201), **same}


_ANSWERS: dict[tuple[str, str], Callable[[GitHub, Request], Answer]] = {
    ("get", _REPO): _repo,
    ("get", _ISSUE): _issue,
    ("get", f"{_ISSUE}/comments"): _comments,
    ("post", f"{_ISSUE}/comments"): _say,
    ("get", _SAID): _comment,
    ("get", _MAY): _permission,
    ("get", _PULL): _pull,
    ("patch", _PULL): _change_pull,
    ("get", f"{_REPO}/pulls"): _pulls,
    ("post", f"{_REPO}/pulls"): _open_pull,
    ("post", f"{_REPO}/check-runs"): _check,
}


@contextlib.contextmanager
def serving(github: GitHub) -> Iterator[GitHub]:
    """GitHub, until it is left; then every request was one that the description allows."""
    description.route("/user")
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"github": github}))
    github.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield github
    finally:
        server.shutdown()
        server.server_close()
    assert not github.wrong, github.wrong


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    github: GitHub

    def _do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        where = urlsplit(self.path)
        self.github.asked.append(f"{self.command} {where.path}")
        self.github.tokens.add(self.headers.get("Authorization", ""))
        try:
            (status, answer), headers = self._answer(where.path, where.query, body)
        except (description.Wrong, KeyError, ValueError) as error:
            self.github.wrong.append(f"{self.command} {where.path}: {error!r}")
            (status, answer), headers = (599, {"message": str(error)}), {}
        data = self._here(json.dumps(answer)).encode()
        self.send_response(status)
        for name, value in (
            *headers.items(),
            ("Content-Type", "application/json"),
            ("Content-Length", len(data)),
        ):
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _do  # noqa: N815 - the names that http.server calls

    def _answer(self, path: str, query: str, body: bytes) -> tuple[Answer, dict[str, str]]:
        method = self.command.lower()
        template, names = description.route(path)
        given = {key: values[-1] for key, values in parse_qs(query, keep_blank_values=True).items()}
        asked = Request(names, given, json.loads(body) if body else None)
        description.require_request(method, template, asked.query, asked.sent)
        for number, (words, fault, headers) in enumerate(self.github.faults):
            if words in f"{self.command} {path}":
                del self.github.faults[number]
                return fault, headers
        if f"{names.get('owner')}/{names.get('repo')}".lower() != self.github.repository.lower():
            return _GONE, {}
        status, answer = _ANSWERS[method, template](self.github, asked)
        if status < 300:
            description.require_answer(method, template, status, answer)
        size, page = int(asked.query.get("per_page", 30)), int(asked.query.get("page", 1))
        if not isinstance(answer, list) or len(answer) < size:
            return (status, answer), {}
        more = f"{self.github.api}{path}?per_page={size}&page={page + 1}"
        return (status, answer), {"Link": f'<{more}>; rel="next"'}

    def _here(self, words: str) -> str:
        """The examples' addresses as this machine's: PyGithub goes where an answer leads."""
        here = self.github.api
        mine = words.replace(f"{_PUBLIC}/repos/octocat/Hello-World", f"{here}/repos/{self.github.repository}")
        return mine.replace(_PUBLIC, here)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output free of it."""
