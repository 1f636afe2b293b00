"""What the web server lets in, tells browsers and sends."""

import gzip
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
import uvicorn
from dash import Dash, html
from fastapi import Request
from fastapi.testclient import TestClient

from watchline.web.compression import accepted_encoding
from watchline.web.security import BODY_LIMIT, Backend, guard_hosts, host_name, is_wildcard, secure

ASSETS = Path(__file__).parent.parent / "assets"


@pytest.fixture(scope="module")
def small_app() -> Dash:
    """Return a page with nothing on it, secured as the real one is."""
    app = Dash(__name__, backend=Backend, assets_folder=str(ASSETS))
    app.layout = html.Div("a page")

    @app.server.post("/echo")
    async def echo(request: Request) -> dict[str, int]:
        return {"length": len(await request.body())}

    secure(app.server, app.csp_hashes())
    guard_hosts(app.server, "127.0.0.1", ["watch.example"])
    return app


@pytest.fixture(scope="module")
def small(small_app: Dash) -> TestClient:
    """Return a client for the empty page."""
    return TestClient(small_app.server, base_url="http://localhost")


@pytest.fixture(scope="module")
def small_port(small_app: Dash) -> Iterator[int]:
    """Serve the empty page for real and return its port."""
    config = uvicorn.Config(small_app.server, port=0, log_level="warning", ws="none")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.02)
    yield running.servers[0].sockets[0].getsockname()[1]
    running.should_exit = True
    thread.join(timeout=5)


def test_the_policy_allows_only_this_server_and_no_eval(small: TestClient):
    """A browser is told to run, draw and fetch nothing but what this server sends."""
    policy = small.get("/").headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["script-src"].startswith("'self' 'sha256-")
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "unsafe-inline" not in rules["script-src"]


@pytest.mark.parametrize(
    "path", ["/", "/_dash-layout", "/assets/fonts.css", "/assets/no-such-file", "/no-such-page"]
)
def test_every_answer_carries_the_headers(small: TestClient, path: str):
    """Pages, files and errors alike; no source learns which page a reader came from."""
    headers = small.get(path).headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_no_page_loads_scripts_from_elsewhere(small: TestClient, path: str):
    """FastAPI's own documentation pages, which load scripts from another host, are off."""
    assert "swagger" not in small.get(path).text.lower()
    assert small.get(path).status_code == 404


def test_a_body_over_the_limit_is_refused(small: TestClient):
    """An announced body of more than a megabyte is refused, one below it is read."""
    assert small.post("/echo", content=b"x" * 1000).json() == {"length": 1000}
    answer = small.post("/echo", content=b"x" * (BODY_LIMIT + 1))
    assert answer.status_code == 413
    assert "larger than 1,000,000 bytes" in answer.text


@pytest.mark.parametrize(("size", "status"), [(BODY_LIMIT, 200), (BODY_LIMIT + 1, 413)])
def test_a_body_of_unknown_length_is_limited_too(small: TestClient, size: int, status: int):
    """A chunked body is counted while it arrives."""

    def parts() -> Iterator[bytes]:
        for start in range(0, size, 100_000):
            yield b"x" * min(100_000, size - start)

    answer = small.post("/echo", content=parts())
    assert answer.status_code == status
    if status == 200:
        assert answer.json() == {"length": size}


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1:8050", "[::1]:8050", "Watch.Example"])
def test_known_names_are_answered(small: TestClient, name: str):
    """This machine's own names and those given with --allowed-host, whatever the port."""
    assert small.get("/", headers={"host": name}).status_code == 200


@pytest.mark.parametrize("name", ["evil.example", "localhost.evil.example", "", "evil.example:80"])
def test_other_names_are_refused(small: TestClient, name: str):
    """A foreign site that points its name at this address reads nothing."""
    answer = small.get("/", headers={"host": name})
    assert answer.status_code == 421
    assert "--allowed-host" in answer.text


@pytest.mark.parametrize(
    ("header", "name"), [("a.b:80", "a.b"), ("[::1]:80", "::1"), ("[::1]", "::1"), ("A", "a")]
)
def test_a_host_header_is_read_without_its_port(header: str, name: str):
    """IPv6 addresses stand in brackets and hold colons themselves."""
    assert host_name(header) == name


@pytest.mark.parametrize(
    ("host", "every"), [("::", True), ("0:0::0", True), ("127.0.0.1", False), ("a.b", False)]
)
def test_an_address_for_every_interface_is_known(host: str, every: bool):
    """Such an address is no name that a browser would use."""
    assert is_wildcard(host) is every


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br; q=0.000", None),
        ("identity", None),
        ("", None),
    ],
)
def test_an_encoding_is_chosen_that_the_browser_takes(header: str, encoding: str | None):
    """Brotli before gzip; an encoding with quality 0 is refused by the browser."""
    assert accepted_encoding(header) == encoding


@pytest.mark.parametrize("path", ["/assets/plotly-watchline.min.js", "/assets/fonts.css"])
def test_files_arrive_compressed_and_whole(small: TestClient, path: str):
    """What is unpacked is the file, and the parts of a second answer are the same."""
    plain = small.get(path, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for encoding, unpack in {"br": brotli.decompress, "gzip": gzip.decompress}.items():
        for _ in range(2):
            with small.stream("GET", path, headers={"accept-encoding": encoding}) as answer:
                packed = b"".join(answer.iter_raw())
            assert answer.headers["content-encoding"] == encoding
            assert answer.headers["vary"] == "Accept-Encoding"
            assert len(packed) < len(plain.content) / 2
            assert unpack(packed) == plain.content


def test_pages_and_callback_answers_are_compressed(small: TestClient):
    """Answers that are made anew are compressed as well."""
    assert small.get("/", headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"


def test_fonts_and_small_files_are_sent_as_they_are(small: TestClient):
    """A font is compressed already."""
    path = "/assets/fonts/ibm-plex-sans-latin-400-normal.woff2"
    answer = small.get(path, headers={"accept-encoding": "br, gzip"})
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers


def test_files_are_asked_for_again_only_when_they_may_have_changed(small: TestClient):
    """An address with a time of change is kept, others are compared, pages are always new."""

    def kept(path: str) -> str:
        return small.get(path).headers["cache-control"]

    assert "immutable" in kept("/assets/fonts.css?m=123.4")
    assert kept("/assets/fonts.css") == "no-cache"
    assert kept("/") == "no-cache"
    assert "max-age=2592000" in kept("/assets/fonts/ibm-plex-sans-latin-400-normal.woff2")


def test_an_unchanged_file_is_not_sent_again(small: TestClient):
    """The tag of a compressed file is understood when it comes back."""
    first = small.get("/assets/fonts.css", headers={"accept-encoding": "br"})
    again = small.get(
        "/assets/fonts.css",
        headers={"accept-encoding": "br", "if-none-match": first.headers["etag"]},
    )
    assert again.status_code == 304
    assert again.content == b""


def test_a_part_of_a_file_is_sent_as_asked(small: TestClient):
    """A request for bytes 0 to 99 is answered with those, not with a compressed file."""
    answer = small.get("/assets/fonts.css", headers={"range": "bytes=0-99"})
    assert answer.status_code == 206
    assert len(answer.content) == 100


def test_no_websocket_is_offered(small: TestClient):
    """A browser keeps no connection open for callbacks that do not use it."""
    assert '"websocket"' not in small.get("/").text


def test_a_refused_upload_leaves_the_server_well(small_port: int):
    """After a body that is far too large the next visitor is served as ever."""
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", small_port), timeout=10) as connection:
            head = f"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: {10**9}\r\n\r\n"
            connection.sendall(head.encode() + b"x" * 1000)
            assert b" 413 " in connection.recv(100)
    with socket.create_connection(("127.0.0.1", small_port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert b" 200 " in connection.recv(100)


def test_the_icon_of_the_tab_is_ours_and_kept(client: TestClient):
    """A browser asks for it anew at every change of the address unless it may keep it."""
    (address,) = re.findall(r'<link rel="icon"[^>]* href="([^"]*)"', client.get("/").text)
    icon = client.get(address)
    assert icon.content == (Path(__file__).parents[1] / "assets" / "favicon.ico").read_bytes()
    assert "immutable" in icon.headers["cache-control"]
