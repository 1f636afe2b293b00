"""A real HTTP server on this machine that answers feeds as their publishers would, or worse."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from geodata.feeds.config import Feed
from geodata.feeds.config import load as load_feeds
from geodata.feeds.poller import Poller
from geodata.feeds.status import FeedStatus
from geodata.http.client import Timeouts
from geodata.store import Store
from support.answers import sql

QUICK = Timeouts(connect=2, read=0.4, total=1.5)
"""How long tests wait for an answer that does not come."""


@dataclass
class Asked:
    """A request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str


@dataclass
class Answer:
    """What is answered. ``cut`` ends the connection after so many bytes, ``drip`` waits so
    many seconds between pieces, ``length`` leaves the length out when false."""

    body: bytes | str = b""
    status: int = 200
    type: str = "text/csv"
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    drip: float = 0.0
    length: bool = True


Route = Answer | Callable[[Asked], Answer]


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that has gone is what some tests are about."""


class Server:
    """Routes by path, and every request that came."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        self._http = _Http(("127.0.0.1", 0), self._handler())
        self.port = self._http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def _handler(server) -> type[BaseHTTPRequestHandler]:  # noqa: C901, N805 - a class in a method, which has a self too
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer("GET")

            def do_POST(self) -> None:
                self._answer("POST")

            def log_message(self, *_: Any) -> None:
                pass

            def _answer(self, method: str) -> None:
                parts = urlsplit(self.path)
                length = int(self.headers.get("content-length") or 0)
                asked = Asked(
                    method,
                    parts.path,
                    {name: values[-1] for name, values in parse_qs(parts.query).items()},
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(length).decode(),
                )
                server.asked.append(asked)
                route = server.routes.get(parts.path, Answer("nothing here", 404, "text/plain"))
                self._send(route(asked) if callable(route) else route)

            def _send(self, answer: Answer) -> None:
                body = answer.body.encode() if isinstance(answer.body, str) else answer.body
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.type)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.status != 304 and answer.length:
                    self.send_header("Content-Length", str(len(body)))
                self.close_connection = answer.cut is not None or not answer.length
                try:
                    self.end_headers()
                    sent = body[: answer.cut]
                    step = 1 if answer.drip else max(len(sent), 1)
                    for at in range(0, len(sent), step):
                        self.wfile.write(sent[at : at + step])
                        if answer.drip:
                            self.wfile.flush()
                            server.closing.wait(answer.drip)
                except OSError:
                    self.close_connection = True

        return Handler


@contextmanager
def serving() -> Iterator[Server]:
    """A server for the length of a test."""
    server = Server()
    try:
        yield server
    finally:
        server.close()


def feed_of(folder: Path, text: str) -> Feed:
    """The one feed of a ``feeds.toml`` of these lines."""
    path = folder / "feeds.toml"
    path.write_text(f"[[feed]]\n{text}\n", encoding="utf-8")
    (feed,) = load_feeds(path)
    return feed


def wait_for(is_so: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "still not so"
        time.sleep(0.01)


class Clock:
    """A clock that stands still until it is set on."""

    def __init__(self) -> None:
        self.now = datetime(2025, 10, 6, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class SetBack(Clock):
    """A clock that goes, from that moment on, and can be set back."""

    def __init__(self) -> None:
        super().__init__()
        self._began = time.monotonic()

    def __call__(self) -> datetime:
        return self.now + timedelta(seconds=time.monotonic() - self._began)


class Run:
    """A feed in a store of a test, read by hand; its clock stands still."""

    def __init__(self, store: Store, folder: Path, feed: Feed) -> None:
        self.store = store
        self.feed = feed
        self.folder = folder / "fetched"
        self.clock = Clock()
        self.poller = self.again()

    def again(self) -> Poller:
        """The feed as after a restart of the program."""
        self.poller = Poller(self.store, [self.feed], self.folder, clock=self.clock, times=QUICK)
        return self.poller

    def now(self) -> FeedStatus:
        """Read it, and see that nothing that was fetched stays behind."""
        status = self.poller.poll_now(self.feed.key)
        assert not (self.folder / self.feed.key).exists()
        return status

    def ids(self) -> list[str]:
        """The events of its data set that show."""
        rows = sql(
            self.store,
            "SELECT source_id FROM event e JOIN profile p USING (profile)"
            " WHERE e.source = $key AND NOT p.removed ORDER BY 1",
            key=self.feed.key,
        )
        return [row[0] for row in rows]

    def events(self) -> list[dict[str, Any]]:
        """The same with all that they say."""
        with self.store.read() as db:
            found = db.connection.execute(
                "SELECT e.* FROM event e WHERE source = $key ORDER BY source_id",
                {"key": self.feed.key},
            )
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
