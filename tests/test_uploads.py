"""Handing in a file over HTTP: streamed to disk, from this server's own page, within a limit."""

from __future__ import annotations

import http.client
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

import pytest
import uvicorn
from fastapi.testclient import TestClient
from support.imports import TABLE

from geodata.imports.uploads import AT_ONCE, Uploads
from geodata.readers.generic.mapping import TableMapping, from_toml
from geodata.store import Store
from watchline.web.app import create_app
from watchline.web.security import BODY_LIMIT, guard_hosts

OURS = {"x-watchline": "page"}
LIMIT = 40_000_000
PATIENCE = 30.0
FAULTY = TABLE + "2025-02-30,protest,Fourth,32.6,36.1,4,West\n"


class Served(NamedTuple):
    """A page that takes files: a client, its uploads, and where it is served."""

    client: TestClient
    uploads: Uploads
    folder: Path
    port: int

    def left(self) -> list[Path]:
        """The files that wait on disk."""
        return [path for path in self.folder.rglob("*") if path.is_file()]


@pytest.fixture(scope="module")
def running(
    store: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, uvicorn.Server]]:
    """Serve the page with an uploads on a free port."""
    folder = tmp_path_factory.mktemp("uploads") / "incoming"
    uploads = Uploads(store, folder, LIMIT)
    server = create_app(store, uploads).server
    guard_hosts(server, "127.0.0.1")
    config = uvicorn.Config(server, port=0, log_level="warning", ws="none")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        assert thread.is_alive()
        time.sleep(0.02)
    port = running.servers[0].sockets[0].getsockname()[1]
    client = TestClient(server, base_url="http://localhost")
    yield Served(client, uploads, folder, port), running
    running.should_exit = True
    thread.join(timeout=5)
    uploads.close()


@pytest.fixture
def served(running: tuple[Served, uvicorn.Server]) -> Iterator[Served]:
    """Return the page, without any file of another test."""
    yield running[0]
    for token in running[0].uploads.tokens():
        running[0].uploads.drop(token)
    end = time.monotonic() + PATIENCE
    while running[0].left():  # what was being read when it was dropped goes a moment later
        assert time.monotonic() < end, running[0].left()
        time.sleep(0.01)


def hand_in(served: Served, content: str, name: str = "team.csv") -> str:
    """Hand a file in as the page does; its token, once it has been read."""
    answer = served.client.post(
        f"/data/files?name={quote(name)}", content=content.encode(), headers=OURS
    )
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["token"]
    job = served.uploads.get(token)
    assert job is not None
    end = time.monotonic() + PATIENCE
    while job.phase == "reading":
        assert time.monotonic() < end
        time.sleep(0.01)
    assert job.phase == "checked", (job.phase, job.error)
    return token


def test_a_file_handed_in_is_read(served: Served):
    """The answer is a token that nobody guesses; the file lies on disk as it was sent."""
    token = hand_in(served, TABLE, "team.csv")
    job = served.uploads.get(token)
    assert job is not None
    assert job.file == "team.csv"
    assert job.path.read_text() == TABLE
    assert len(token) >= 20
    assert hand_in(served, TABLE) != token


def test_a_large_file_goes_to_disk_and_not_to_memory(served: Served):
    """Thirty megabytes arrive over the network in parts; Python holds a fraction of them at a
    time, and they lie on disk byte for byte."""
    block = bytes(range(256)) * 4096  # one mebibyte
    count = 30

    tracemalloc.start()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
        body = (block for _ in range(count))
        connection.request("POST", "/data/files?name=large.bin", body, OURS, encode_chunked=True)
        answer = connection.getresponse()
        assert answer.status == 200
        answer.read()
        connection.close()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    (token,) = served.uploads.tokens()
    job = served.uploads.get(token)
    assert job is not None
    assert job.path.stat().st_size == count * len(block)
    with job.path.open("rb") as file:
        assert all(file.read(len(block)) == block for _ in range(count))
    assert peak < 15_000_000, f"{peak:,} bytes at once"


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_over_the_limit_is_one_sentence(served: Served, announced: bool):
    """Whether its size is said or counted; nothing of it stays."""
    block = b"x" * 1_000_000
    headers = dict(OURS)
    if announced:
        headers["content-length"] = str(LIMIT + 1)
    answer = served.client.post(
        "/data/files?name=a", content=(block for _ in range(41)), headers=headers
    )
    assert answer.status_code == 413
    assert answer.json() == {"error": "The file is larger than 40 MB."}
    assert served.left() == []
    assert not served.uploads.tokens()


def test_other_requests_keep_their_small_limit(served: Served):
    """Only the one address takes files."""
    for path in ("/_dash-update-component", "/data/files/", "/data/files/x"):
        answer = served.client.post(path, content=b"x" * (BODY_LIMIT + 1), headers=OURS)
        assert answer.status_code == 413, path


def test_a_form_of_another_site_hands_nothing_in(served: Served):
    """A form cannot send the header that the page sends."""
    answer = served.client.post("/data/files?name=a.csv", content=TABLE)
    assert answer.status_code == 403
    assert answer.json()["error"].startswith("Files are taken from this server's own page")
    assert not served.uploads.tokens()


@pytest.mark.parametrize("path", ["/data/files?name=a.csv", "/_dash-update-component"])
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost.evil.example"},
        {"origin": "http://localhost:8051"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://localhost"},
    ],
    ids=str,
)
def test_another_sites_page_changes_nothing(served: Served, path: str, headers: dict[str, str]):
    """A browser says whose page asks; files and callbacks are refused alike."""
    answer = served.client.post(path, content=b"{}", headers=OURS | headers)
    assert answer.status_code == 403
    assert not served.uploads.tokens()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://localhost", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "https://localhost"},  # a proxy that speaks HTTPS passes the name on
        {"origin": "https://localhost:8443", "sec-fetch-site": "same-origin"},  # without its port
        {},
    ],
    ids=str,
)
def test_this_servers_own_page_is_let_in(served: Served, headers: dict[str, str]):
    """As browsers announce it, with and without a proxy in between."""
    answer = served.client.post("/data/files?name=a.csv", content=TABLE, headers=OURS | headers)
    assert answer.status_code == 200


def test_a_file_that_breaks_off_leaves_nothing(served: Served):
    """A lost connection is no file; the next one is received as ever."""
    head = "POST /data/files?name=a.csv HTTP/1.1\r\nHost: localhost\r\nX-Watchline: page\r\n"
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as connection:
        connection.sendall(f"{head}Content-Length: 5000000\r\n\r\n".encode() + b"x" * 3_000_000)
        end = time.monotonic() + PATIENCE
        while not served.left():
            assert time.monotonic() < end
            time.sleep(0.01)
    while served.left() or served.uploads.tokens():
        assert time.monotonic() < end, "it stayed"
        time.sleep(0.01)
    hand_in(served, TABLE)


def test_too_many_files_are_one_sentence(served: Served):
    """The twenty-first is turned away until another has gone."""
    for _ in range(AT_ONCE):
        served.uploads.receive("a.csv")
    answer = served.client.post("/data/files?name=b.csv", content=TABLE, headers=OURS)
    assert answer.status_code == 503
    assert answer.json()["error"].endswith("try again in a while.")


def test_a_full_disk_is_one_sentence(served: Served, monkeypatch: pytest.MonkeyPatch):
    """It names no folder of the server, and nothing waits."""

    def full(*_args: object, **_said: object) -> object:
        raise OSError(28, "No space left on device", "/srv/x")

    monkeypatch.setattr(Path, "open", full)
    answer = served.client.post("/data/files?name=b.csv", content=TABLE, headers=OURS)
    assert answer.status_code == 507
    assert answer.json() == {"error": "The file could not be kept: No space left on device."}
    assert not served.uploads.tokens()


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("team.csv", "team"),
        ("../../etc/passwd", "passwd"),
        ('a"; filename="b.exe', "a ; filename= b"),
        ("a\r\nSet-Cookie: x.csv", "a Set-Cookie x"),
        ("احتجاجات حمص.csv", "احتجاجات حمص"),
        ("line\u2028break.csv", "line break"),
    ],
)
def test_what_is_saved_is_called_after_the_file(served: Served, name: str, saved: str):
    """Whatever its name holds, the two downloads are attachments with one header line each."""
    token = hand_in(served, FAULTY, name)
    for path, ending in (("rejected.csv", " - rows not taken.csv"), ("mapping.toml", ".toml")):
        answer = served.client.get(f"/data/files/{token}/{path}")
        assert answer.status_code == 200
        said = answer.headers["content-disposition"]
        assert "set-cookie" not in answer.headers
        assert said.startswith('attachment; filename="')
        told = unquote(said.partition("''")[2]) or said.partition('"')[2].rstrip('"')
        assert told == f"{saved}{ending}"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_rows_that_are_not_taken_can_be_saved(served: Served):
    """As CSV with the row, the column and the reason."""
    token = hand_in(served, FAULTY)
    answer = served.client.get(f"/data/files/{token}/rejected.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    header, row = answer.content.decode("utf-8-sig").splitlines()
    assert header == "file,row,column,value,reason"
    assert row.startswith("team.csv,5,Date,2025-02-30,")


def test_the_mapping_can_be_saved(served: Served):
    """As a file that `watchline import --mapping` reads."""
    token = hand_in(served, TABLE)
    answer = served.client.get(f"/data/files/{token}/mapping.toml")
    mapping = from_toml(answer.text)
    assert isinstance(mapping, TableMapping)
    assert mapping.columns["lat"] == "Latitude"


@pytest.mark.parametrize("path", ["rejected.csv", "mapping.toml"])
@pytest.mark.parametrize("token", ["unknown", "احتجاج", "..", "%2e%2e%2f%2e%2e"])
def test_a_token_that_is_not_known_opens_nothing(served: Served, token: str, path: str):
    """No file of any folder: a sentence, or the page for what is no address of files."""
    hand_in(served, FAULTY)
    answer = served.client.get(f"/data/files/{token}/{path}")
    page = answer.headers["content-type"].startswith("text/html")
    assert page or answer.status_code == 404
    assert "content-disposition" not in answer.headers


def test_a_file_that_has_gone_is_said(served: Served):
    """Its downloads say so in words."""
    token = hand_in(served, TABLE)
    served.uploads.drop(token)
    answer = served.client.get(f"/data/files/{token}/rejected.csv")
    assert (answer.status_code, answer.json()["error"]) == (404, "The file is not here any more.")


def test_a_server_that_takes_no_files_has_no_such_address(store: Store, tmp_path: Path):
    """Read-only: nothing is received, whatever is sent."""
    client = TestClient(create_app(store).server, base_url="http://localhost")
    answer = client.post("/data/files?name=a.csv", content=TABLE, headers=OURS)
    assert answer.status_code in {404, 405}
    large = client.post("/data/files", content=b"x" * (BODY_LIMIT + 1), headers=OURS)
    assert large.status_code in {404, 405, 413}
    assert "content-disposition" not in client.get("/data/files/x/rejected.csv").headers
    assert not list(tmp_path.iterdir())
