"""A feed that is read for minutes while half of the answers fail: is every event there, once?

``python -m benchmarks.feeds --minutes 10``. A server of this machine publishes a file in the
form of GDELT every few seconds; half of its answers are errors, half bodies, wrong types, slow
or lead elsewhere. At the end the store has to hold what was served, each event once. Then a
calm minute tells how long it takes from publishing to the store.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import random
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final, Self

from support.answers import sql

from benchmarks.bench import percentile
from benchmarks.files import Maker
from geodata.feeds.config import load
from geodata.feeds.poller import Poller
from geodata.http.client import Timeouts
from geodata.store import Store

FEED: Final = """
[[feed]]
kind = "gdelt"
key = "soak"
url = "{url}"
allow_private = ["127.0.0.1"]
"""
EVENTS: Final = 40
SLOT: Final = timedelta(minutes=15)
STEP: Final = 3.0
CATCH_UP: Final = 180.0
SHARE: Final = 0.5
"""Of the answers that fail."""

FAULTS: Final = ("500", "503", "429", "half", "type", "elsewhere", "slow", "hang up")


class Publisher:
    """A server that names its newest file, and has all files so far."""

    def __init__(self) -> None:
        self.share = 0.0
        self.draw = random.Random(1)
        self.maker = Maker(1)
        self.at = datetime(2026, 1, 1, tzinfo=UTC)
        self.files: dict[str, bytes] = {}
        self.newest = b""
        self.served: set[str] = set()
        self.faults = self.answers = 0
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/gdeltv2"
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    def publish(self) -> list[str]:
        """One more file; the ids of its events."""
        self.at += SLOT
        name = f"{self.at:%Y%m%d%H%M%S}.export.CSV"
        first = len(self.served) + 1
        rows = [self.maker.gdelt(number) for number in range(first, first + EVENTS)]
        text = "".join("\t".join(map(str, row)) + "\n" for row in rows)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(name, text)
        body = packed.getvalue()
        self.files[f"/gdeltv2/{name}.zip"] = body
        digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
        ids = [str(row[0]) for row in rows]
        self.served.update(ids)
        self.newest = f"{len(body)} {digest} {self.url}/{name}.zip\n".encode()
        return ids

    def _handler(publisher) -> type[BaseHTTPRequestHandler]:  # noqa: C901, N805 - has a self inside
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Nothing is printed for each request."""

            def do_GET(self) -> None:
                """A file, or one of the faults in its place."""
                found = publisher.files.get(self.path)
                body = publisher.newest if self.path.endswith("lastupdate.txt") else found
                publisher.answers += 1
                fault = ""
                if publisher.draw.random() < publisher.share:
                    fault = publisher.draw.choice(FAULTS)
                    publisher.faults += 1
                try:
                    self._answer(body, fault)
                except OSError:
                    self.close_connection = True

            def _answer(self, body: bytes | None, fault: str) -> None:
                if fault == "hang up":
                    self.close_connection = True
                    return
                status = int(fault) if fault.isdecimal() else 302 if fault == "elsewhere" else 200
                if body is None:
                    status, body = 404, b""
                self.send_response(status)
                if status == 429:  # noqa: PLR2004 - too many requests
                    self.send_header("Retry-After", "1")
                if fault == "elsewhere":
                    self.send_header("Location", "http://10.0.0.1/private")
                self.send_header("Content-Type", "text/html" if fault == "type" else "text/plain")
                sent = b"<html>Come back later</html>" if fault == "type" else body
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                if fault == "half":
                    self.close_connection = True
                    sent = sent[: len(sent) // 2]
                if fault == "slow":
                    time.sleep(1)
                self.wfile.write(sent)

        return Handler


class Ages:
    """Looks at what the page is told of the feed, many times a second.

    ``samples`` is how often, ``failing`` how often of these the last visit had failed, ``untrue``
    how often the age was not that of the last visit that went well.
    """

    def __init__(self, poller: Poller) -> None:
        self.samples = self.failing = self.untrue = 0
        self.oldest = timedelta()
        self._poller = poller
        self._last: datetime | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.1):
            before = datetime.now(UTC)
            (status,) = self._poller.status()
            after = datetime.now(UTC)
            self.samples += 1
            self.failing += bool(status.failures)
            if status.last_success is None or status.age is None:
                continue
            told = status.last_success + status.age
            # data do not become older, and are never newer than what was taken last
            back = self._last is not None and status.last_success < self._last
            self.untrue += back or not before <= told <= after
            self._last = status.last_success
            self.oldest = max(self.oldest, status.age)


@contextmanager
def polling(publisher: Publisher, folder: Path, every: float) -> Iterator[tuple[Store, Poller]]:
    """A store with a poller that reads the publisher."""
    settings = folder / "feeds.toml"
    settings.write_text(FEED.format(url=publisher.url), encoding="utf-8")
    (feed,) = load(settings)
    feed = replace(feed, every=every)
    with Store.open(folder / "soak.duckdb") as store:
        times = Timeouts(connect=2, read=2, total=5)
        poller = Poller(store, [feed], folder / "fetched", times=times)
        poller.start()
        try:
            yield store, poller
        finally:
            poller.stop()


def held(store: Store) -> list[str]:
    """The ids of the store, as often as they stand there."""
    rows = sql(store, "SELECT source_id FROM event")
    return [source_id for (source_id,) in rows]


def memory() -> float:
    """The memory of this process now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def soak(minutes: float) -> None:
    """Publish with faults, then compare."""
    publisher = Publisher()
    publisher.publish()
    with tempfile.TemporaryDirectory() as folder:
        with polling(publisher, Path(folder), 1.0) as (store, poller), Ages(poller) as ages:
            # a feed begins with the newest file: from then on all of them count
            while not held(store):
                time.sleep(0.1)
            publisher.share = SHARE
            end = time.monotonic() + minutes * 60
            used: list[float] = []
            while time.monotonic() < end:
                time.sleep(STEP)
                publisher.publish()
                used.append(memory())
            publisher.share = 0.0
            last = time.monotonic() + CATCH_UP
            while time.monotonic() < last and len(set(held(store))) < len(publisher.served):
                time.sleep(1)
            found = held(store)
        print(
            f"{minutes:g} minutes, {len(publisher.files)} files,"
            f" {publisher.faults} of {publisher.answers} answers failed"
        )
        print(
            f"served {len(publisher.served):,}, in the store {len(found):,},"
            f" missing {len(publisher.served - set(found))},"
            f" twice {len(found) - len(set(found))},"
            f" invented {len(set(found) - publisher.served)}"
        )
        print(
            f"its age: looked at {ages.samples:,} times, {ages.failing:,} of them after a visit"
            f" that failed, {ages.untrue} untrue; the oldest {ages.oldest.total_seconds():.0f} s"
        )
        third = max(len(used) // 3, 1)
        print(
            f"memory: first third {max(used[:third]):.0f} MB,"
            f" last third {max(used[-third:]):.0f} MB"
        )


def calm(batches: int) -> None:
    """How long from publishing to the store, when nothing fails."""
    publisher = Publisher()
    publisher.publish()
    every = 0.5
    taken: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        polling(publisher, Path(folder), every) as (
            store,
            _,
        ),
    ):
        for _ in range(batches):
            time.sleep(publisher.draw.uniform(0.5, 1.0))
            began, wanted = time.perf_counter(), len(publisher.served) + EVENTS
            publisher.publish()
            while len(held(store)) < wanted:
                time.sleep(0.01)
            taken.append(time.perf_counter() - began)
    print(
        f"publish → store, {batches} batches, a poll every {every:g} s:"
        f" p50 {percentile(taken, 50):.2f} s, p95 {percentile(taken, 95):.2f} s"
    )


def main() -> None:
    """Soak, then measure."""
    parser = argparse.ArgumentParser(description="Read a faulty feed for some minutes.")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--batches", type=int, default=100)
    asked = parser.parse_args()
    soak(asked.minutes)
    calm(asked.batches)


if __name__ == "__main__":
    main()
