"""What aider sends for a ticket, heard by a local server that stands for its model."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from devflow.index.packing.tokens import estimate

# -- a model whose window and edit format aider knows; what it costs plays no part here
_MODEL = "gpt-4o"
_OPTIONS = (
    *("--yes-always", "--no-auto-commits", "--no-dirty-commits", "--no-gitignore", "--no-stream"),
    *("--no-pretty", "--no-fancy-input", "--no-auto-lint", "--no-suggest-shell-commands", "--no-detect-urls"),
    *("--no-check-update", "--analytics-disable", "--no-show-release-notes", "--no-show-model-warnings"),
)
_SECONDS = 900


@dataclass
class Heard:
    """The requests of one passage."""

    tokens: list[int] = field(default_factory=list)
    """Estimated of the messages of each request, in the way devflow's prompts are estimated."""


def heard(aider: Path, checkout: Path, ticket: str, wanted: Sequence[str]) -> Heard:
    """What aider sends until it has the files it needs in its chat, and once with them.

    The model that is played names exactly `wanted` when it is first asked, as a perfect one would, and edits
    nothing when it is asked again.
    """
    names = "\n".join(wanted)
    replies = (f"Please add these files to the chat:\n\n{names}\n", "There is nothing to change.")
    with _listening(replies) as (port, found):
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(checkout.parent),
            "OPENAI_API_KEY": "none",
            "OPENAI_API_BASE": f"http://127.0.0.1:{port}/v1",
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        }
        message = checkout.parent / "ticket.md"
        message.write_text(ticket)
        command = (str(aider), "--model", _MODEL, *_OPTIONS, "--message-file", str(message))
        done = subprocess.run(
            command,
            cwd=checkout,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        if not found.tokens:
            raise SystemExit(
                f"aider asked nothing:\n{done.stdout.decode()[-2000:]}{done.stderr.decode()[-2000:]}"
            )
    return found


@contextmanager
def _listening(replies: Sequence[str]) -> Iterator[tuple[int, Heard]]:
    found = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.tokens.append(sum(estimate(_words(each["content"])) for each in asked["messages"]))
            said = replies[min(len(found.tokens), len(replies)) - 1]
            choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
            usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
            body = json.dumps(
                {
                    "id": "1",
                    "object": "chat.completion",
                    "created": 1,
                    "model": _MODEL,
                    "choices": [choice],
                    "usage": usage,
                }
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the rows free of it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, found
    finally:
        server.shutdown()
        server.server_close()


def _words(content: object) -> str:
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content)
