"""Serve the records of a file: `python -m records data/payments.jsonl`."""

import sys
from pathlib import Path
from wsgiref.simple_server import make_server

from records.model import load
from records.web import make_app


def main() -> None:
    records = load(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with make_server("localhost", 8000, make_app(records)) as server:
        print("http://localhost:8000/records")
        server.serve_forever()


if __name__ == "__main__":
    main()
