"""The web application: a path and a query in, a page out."""

from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus

from records import filters, page
from records.filters import FilterError
from records.model import Record

Answer = tuple[HTTPStatus, list[tuple[str, str]], str]


def make_app(records: Sequence[Record]) -> Callable[[dict, Callable], Iterable[bytes]]:
    """A WSGI application over these records."""

    def app(environ: dict, start_response: Callable) -> Iterable[bytes]:
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        status, headers, text = _answer(path, query, records)
        body = text.encode("utf-8")
        headers.append(("Content-Length", str(len(body))))
        start_response(f"{status.value} {status.phrase}", headers)
        return [body]

    return app


def _answer(path: str, query: str, records: Sequence[Record]) -> Answer:
    if path != "/records":
        return _plain(HTTPStatus.NOT_FOUND, "There is no such page.\n")
    try:
        asked = filters.parse(query)
    except FilterError as error:
        return _plain(HTTPStatus.BAD_REQUEST, f"{error}\n")
    html = page.render(filters.apply(asked, records), asked)
    return HTTPStatus.OK, [("Content-Type", "text/html; charset=utf-8")], html


def _plain(status: HTTPStatus, text: str) -> Answer:
    return status, [("Content-Type", "text/plain; charset=utf-8")], text
