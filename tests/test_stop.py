"""Stopping and starting again: in time with people connected, and nothing is lost by it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest
from dash import Dash
from support.data_dialog import Dialog
from support.imports import TABLE
from support.processes import COMMAND, SLOW_WRITE

from geodata.store import Store

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0
LIMIT = 15.0
"""Seconds from the signal to the end on a machine that is very busy; it is three at most else."""

BUNDLED = 130
ROWS = TABLE.count("\n") - 1

LISTENS = b"GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n"

# a query that takes longer than anybody waits for
SLOW_QUERY = f"""
import time
from watchline.web import zones
def shapes(*_):
    print("asked", flush=True)
    time.sleep(60)
    return "{{}}"
zones.zone_shapes = shapes
{COMMAND}"""


class Served(NamedTuple):
    """A running server, and the dialog of a page of it."""

    process: subprocess.Popen[str]
    port: int
    http: httpx2.Client
    dialog: Dialog

    def health(self) -> dict[str, Any]:
        """What it says of itself."""
        answer = self.http.get("/healthz")
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def connect(self, request: bytes = b"", **options: int) -> socket.socket:
        """A connection on which this much is sent."""
        browser = socket.socket()
        if "receives" in options:
            browser.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, options["receives"])
        browser.settimeout(PATIENCE)
        browser.connect(("127.0.0.1", self.port))
        browser.sendall(request)
        return browser

    def stop(self, number: int = signal.SIGTERM) -> tuple[float, str, str]:
        """Send a signal; the seconds until the process had ended, and what it said."""
        began = time.monotonic()
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE)
        return time.monotonic() - began, out, err


@pytest.fixture
def start(app: Dash, store: Store, tmp_path: Path) -> Any:
    """Return a function that serves the data folder of this test, as `watchline serve` does."""

    @contextmanager
    def start(program: str = COMMAND, *options: str) -> Iterator[Served]:
        process = subprocess.Popen(
            [sys.executable, "-c", program, "serve", "--port", "0", *options],
            cwd=ROOT,
            env={**os.environ, "WATCHLINE_DATA": str(tmp_path)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            said = process.stdout.readline() + process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:(\d+)", said)
            if found is None:
                pytest.fail(f"{said}\n{process.communicate()[1]}")
            with httpx2.Client(base_url=found[0], timeout=PATIENCE) as http:
                dialog = Dialog(app, None, store)
                dialog.client = http  # type: ignore[assignment] # asks the same way
                yield Served(process, int(found[1]), http, dialog)
        finally:
            process.kill()
            process.communicate()

    return start


def bring_in(served: Served) -> None:
    """Hand a table in and import it, as the page does."""
    served.dialog.hand_in(TABLE)
    served.dialog.settled()
    served.dialog.ask("import", token=served.dialog.view["token"], form=served.dialog.form())


def test_a_server_stops_in_time_whoever_is_connected(start: Any, tmp_path: Path):
    """A page that stays open, one that loads slowly, a file half handed in, a callback half
    sent: they are cut, quietly, and the next start has all that was there."""
    with start() as served, ExitStack() as browsers:
        bring_in(served)
        served.dialog.settled()
        before = served.health()
        assert before["events"] == BUNDLED + ROWS
        listens = browsers.enter_context(served.connect(LISTENS))
        assert b" 200 " in listens.recv(100)
        page = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
        script = page.replace(b"/ ", b"/assets/plotly-watchline.min.js ", 1)
        file = b"POST /data/files?name=a.csv HTTP/1.1\r\nHost: localhost\r\nx-watchline: page\r\n"
        callback = b"POST /_dash-update-component HTTP/1.1\r\nHost: localhost\r\n"
        chunked = b"Transfer-Encoding: chunked\r\n\r\n5\r\n{abcd\r\n"
        stays = browsers.enter_context(served.connect(page))
        assert b" 200 " in stays.recv(100)
        slow = browsers.enter_context(served.connect(script, receives=2048))
        assert b" 200 " in slow.recv(100)
        browsers.enter_context(served.connect(file + b"Content-Length: 5000000\r\n\r\nDate,Type"))
        browsers.enter_context(served.connect(callback + chunked))
        browsers.enter_context(served.connect(page[:9]))
        browsers.enter_context(served.connect())
        waiting = time.monotonic() + PATIENCE
        while not any((tmp_path / "incoming").rglob("upload")):
            assert time.monotonic() < waiting
            time.sleep(0.01)
        seconds, out, err = served.stop()
    assert (served.process.returncode, out, err) == (0, "Stopped.\n", "")
    assert seconds < LIMIT
    with start() as served:
        assert served.health() == before
        assert not (tmp_path / "incoming").exists()


def test_pages_that_listen_are_let_go_when_a_server_stops(start: Any):
    """Their streams end whole, so that each page comes back by itself, and nobody waits."""
    with start(COMMAND, "--metrics") as served, ExitStack() as browsers:
        pages = [browsers.enter_context(served.connect(LISTENS)) for _ in range(3)]
        heard = [page.recv(1000) for page in pages]
        assert all(b" 200 " in text for text in heard)
        assert "watchline_live_clients 3.0\n" in served.http.get("/metrics").text
        seconds, out, err = served.stop()
        assert (served.process.returncode, out, err) == (0, "Stopped.\n", "")
        assert seconds < LIMIT
        for page, first in zip(pages, heard, strict=True):
            told = first
            while chunk := page.recv(10_000):
                told += chunk
            assert told.endswith(b"\r\n0\r\n\r\n")


def test_a_server_stops_in_time_while_a_query_runs(start: Any):
    """One that would take a minute and that nothing is lost by; the store is closed."""
    with start(SLOW_QUERY) as served:
        query = b"GET /data/zones.geojson HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with served.connect(query):
            assert served.process.stdout.readline() == "asked\n"
            seconds, _, err = served.stop()
    assert served.process.returncode == 0
    assert seconds < LIMIT
    assert err == ""
    with start() as served:
        assert served.health()["events"] == BUNDLED


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_stopped_in_the_middle_of_an_import_has_none_of_it(start: Any, number: int):
    """Told to stop or killed; the file can be imported after the next start."""
    with start(SLOW_WRITE) as served:
        bring_in(served)
        assert served.process.stdout.readline() == "in the middle\n"
        assert served.health()["events"] == BUNDLED
        seconds, _, err = served.stop(number)
    assert seconds < LIMIT
    assert "Traceback" not in err
    with start() as served:
        assert served.health()["events"] == BUNDLED
        bring_in(served)
        served.dialog.settled()
        assert served.health()["events"] == BUNDLED + ROWS


def test_nothing_is_lost_when_a_server_is_killed(start: Any):
    """What a person has been told is done is there after the next start, however it came to
    an end: a file imported, a data set hidden a moment before."""
    with start() as served, ExitStack() as browsers:
        bring_in(served)
        served.dialog.settled()
        assert served.health()["events"] == BUNDLED + ROWS
        served.dialog.ask("hide", source="levant")
        before = served.health()
        assert before["events"] == ROWS
        browsers.enter_context(served.connect(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        served.stop(signal.SIGKILL)
    assert served.process.returncode == -signal.SIGKILL
    with start() as served:
        assert served.health() == before
        assert served.stop()[1] == "Stopped.\n"
    with start() as served:
        assert served.health() == before
