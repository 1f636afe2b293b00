"""The HTTP client of feeds, against a real server that does what servers do wrong."""

from __future__ import annotations

import gzip
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx2
import pytest
from support.feed_server import QUICK, Answer, Asked, Server, feed_of, serving, wait_for

from geodata.feeds.config import Feed
from geodata.http import network
from geodata.http.client import Client, Timeouts, Validators, following
from geodata.http.errors import FetchError, redacted

SECRET = "s3cr3t-t0ken"  # noqa: S105 - a test's


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server of this machine."""
    with serving() as server:
        yield server


Fetch = Callable[..., bytes | None]


def feed_at(folder: Path, url: str, more: str = "") -> Feed:
    host = url.split("/")[2]
    allowed = f'allow_private = ["{host}"]'
    return feed_of(folder, f'kind = "table"\nkey = "team"\nurl = "{url}"\n{allowed}\n{more}')


@pytest.fixture
def fetch(tmp_path: Path, server: Server) -> Fetch:
    """Return a function that fetches a path of the server with a client of its own."""

    def run(
        path: str = "/a", *, more: str = "", times: Timeouts = QUICK, **said: object
    ) -> bytes | None:
        feed = feed_at(tmp_path, server.url + "/a", more)
        with Client(feed, times=times) as client:
            fetched = client.file(server.url + path, tmp_path / "answer", **said)  # type: ignore[arg-type]
        return fetched and fetched.path.read_bytes()

    return run


def refused(fetch: Fetch, *args: object, **said: object) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(*args, **said)
    return caught.value


def test_an_answer_is_written_to_a_file(fetch: Fetch, server: Server):
    """The request says who asks, and carries no cookie."""
    server.routes["/a"] = Answer("a,b\n1,2\n")
    assert fetch() == b"a,b\n1,2\n"
    assert server.asked[0].headers["user-agent"].startswith("Watchline/")
    assert "cookie" not in server.asked[0].headers


def test_what_has_not_changed_is_not_sent_again(fetch: Fetch, server: Server):
    """The marks of the last answer go back; 304 means that nothing is new."""

    def answer(asked: Asked) -> Answer:
        same = asked.headers.get("if-none-match") == '"1"'
        return Answer(status=304) if same else Answer("x", headers={"ETag": '"1"'})

    server.routes["/a"] = answer
    assert fetch() == b"x"
    assert fetch(seen=Validators('"1"', "Mon, 06 Oct 2025 10:00:00 GMT")) is None
    assert server.asked[1].headers["if-modified-since"] == "Mon, 06 Oct 2025 10:00:00 GMT"


def test_a_304_that_was_not_asked_for_is_trouble(fetch: Fetch, server: Server):
    """There is nothing that it could be the same as."""
    server.routes["/a"] = Answer(status=304)
    assert "without being asked" in refused(fetch).reason


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "it did not accept the request (status 400)"),
        (401, "refused the access (status 401)"),
        (403, "refused the access (status 403)"),
        (404, "there is nothing at this address (status 404)"),
        (410, "is gone (status 410)"),
        (429, "too many requests were made (status 429)"),
        (500, "it has trouble of its own (status 500)"),
        (503, "it has trouble of its own (status 503)"),
        (204 + 95, "it has trouble of its own (status 299)"),
    ][:-1],
)
def test_a_refusal_is_said_in_words(fetch: Fetch, server: Server, status: int, said: str):
    """Every status that is no answer becomes a sentence with its number."""
    server.routes["/a"] = Answer("no", status, "text/plain")
    trouble = refused(fetch)
    assert said in trouble.reason
    assert trouble.status == status


def test_a_refused_token_names_the_variable(
    fetch: Fetch, server: Server, monkeypatch: pytest.MonkeyPatch
):
    """The operator learns where to look; the token is not repeated."""
    monkeypatch.setenv("TEAM_TOKEN", SECRET)
    server.routes["/a"] = Answer(f"bad token {SECRET}", 401, "text/plain")
    trouble = refused(fetch, more='token_env = "TEAM_TOKEN"')
    assert "check the environment variable TEAM_TOKEN" in trouble.reason
    assert SECRET not in str(trouble)


@pytest.mark.parametrize(
    ("said", "expected"), [("120", 120), ("0", 0), ("999999999", 86_400), ("soon", None)]
)
def test_what_is_asked_to_wait_is_kept(
    fetch: Fetch, server: Server, said: str, expected: float | None
):
    """Retry-After in seconds; a day at most; what is no time is none."""
    server.routes["/a"] = Answer("", 429, headers={"Retry-After": said})
    assert refused(fetch).retry_after == expected


def test_what_is_asked_to_wait_may_be_a_date(fetch: Fetch, server: Server):
    """Retry-After may name the moment instead."""
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    server.routes["/a"] = Answer("", 503, headers={"Retry-After": at})
    after = refused(fetch).retry_after
    assert after is not None
    assert 80 <= after <= 91


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "image/png", "video/mp4"])
def test_what_is_no_data_is_refused(fetch: Fetch, server: Server, kind: str):
    """A login page with status 200 is not taken for a table."""
    server.routes["/a"] = Answer("<html>", type=kind)
    assert "no data" in refused(fetch).reason


def test_half_an_answer_is_refused(fetch: Fetch, server: Server):
    """The connection ends before the announced length."""
    server.routes["/a"] = Answer("x" * 5_000, cut=2_000)
    assert "broke off" in refused(fetch).reason


@pytest.mark.parametrize(
    "trouble",
    [
        Answer("x" * 5_000, cut=2_000),
        Answer("no", 500, "text/plain"),
        Answer("later", 503, "text/plain", headers={"Retry-After": "0"}),
        Answer("slowly", 429, "text/plain", headers={"Retry-After": "0"}),
    ],
    ids=["half", "500", "503", "429"],
)
def test_trouble_that_passes_is_tried_again(fetch: Fetch, server: Server, trouble: Answer):
    """Twice it goes wrong, the third answer is taken whole: a visit of many files comes through."""
    answers = [trouble, trouble, Answer("whole")]
    server.routes["/a"] = lambda _: answers.pop(0)
    assert fetch() == b"whole"
    assert answers == []


@pytest.mark.parametrize(
    "trouble",
    [
        Answer("no", 404, "text/plain"),
        Answer("slowly", 429, "text/plain"),
        Answer("later", 503, "text/plain", headers={"Retry-After": "60"}),
        Answer("<html>", type="text/html"),
    ],
    ids=["404", "429", "a minute", "a web page"],
)
def test_trouble_that_lasts_is_not_asked_for_again(fetch: Fetch, server: Server, trouble: Answer):
    """Nobody is pestered: one request, and the feed waits for its next time."""
    server.routes["/a"] = trouble
    refused(fetch)
    assert server.paths() == ["/a"]


def test_half_of_a_packed_answer_is_refused(fetch: Fetch, server: Server):
    """Without a length only the packing tells that something is missing."""
    packed = gzip.compress(bytes(range(256)) * 50)
    packed_half = Answer(
        packed[: len(packed) // 2], headers={"Content-Encoding": "gzip"}, length=False
    )
    server.routes["/a"] = packed_half
    assert "broke off" in refused(fetch).reason


def test_a_damaged_packed_answer_is_refused(fetch: Fetch, server: Server):
    """What says that it is packed and is not gives a sentence."""
    server.routes["/a"] = Answer("plain", headers={"Content-Encoding": "gzip"})
    assert "damaged" in refused(fetch).reason


def test_a_packed_answer_is_unpacked(fetch: Fetch, server: Server):
    """Gzip is asked for and read."""
    body = b"a,b\n" * 50_000
    server.routes["/a"] = Answer(gzip.compress(body), headers={"Content-Encoding": "gzip"})
    assert fetch() == body
    assert server.asked[0].headers["accept-encoding"] == "gzip"


def test_other_packing_is_refused(fetch: Fetch, server: Server):
    """Packings that were not asked for cannot be bounded while they are unpacked."""
    server.routes["/a"] = Answer("x", headers={"Content-Encoding": "br"})
    assert "packed in a way" in refused(fetch).reason


def test_too_large_an_answer_is_refused(fetch: Fetch, server: Server):
    """The limit is that of the feed."""
    server.routes["/a"] = Answer("x" * 3_000)
    assert "larger than 0.002 MB" in refused(fetch, more="size_limit = 0.002").reason


def test_a_small_answer_that_unpacks_to_a_large_one_is_refused(
    fetch: Fetch, server: Server, tmp_path: Path
):
    """A gzip bomb of 200 MB ends at the limit of one, on disk too."""
    bomb = gzip.compress(bytes(200_000_000), compresslevel=1)
    server.routes["/a"] = Answer(bomb, headers={"Content-Encoding": "gzip"})
    assert "larger than 1 MB" in refused(fetch, more="size_limit = 1", times=Timeouts()).reason
    assert (tmp_path / "answer").stat().st_size <= 1_000_000


def test_a_silent_server_is_given_up(fetch: Fetch, server: Server):
    """It accepts the request and says nothing."""

    def silent(_: Asked) -> Answer:
        server.closing.wait(5)
        return Answer()

    server.routes["/a"] = silent
    began = time.monotonic()
    assert "stopped answering" in refused(fetch).reason
    assert time.monotonic() - began < 1.4


def test_an_answer_that_drips_is_given_up(fetch: Fetch, server: Server):
    """Each piece comes in time, the whole never does."""
    server.routes["/a"] = Answer("x" * 1_000, drip=0.05)
    began = time.monotonic()
    assert "within 2 seconds" in refused(fetch).reason
    assert time.monotonic() - began < 3


def test_a_server_that_is_not_there_is_said(tmp_path: Path):
    """No address of the server stands in the sentence, only its name."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/private-path"
    with Client(feed_at(tmp_path, url), times=QUICK) as client, pytest.raises(FetchError) as caught:
        client.file(url, tmp_path / "answer")
    assert caught.value.reason == "127.0.0.1 does not accept connections"


def test_a_host_that_is_not_known_is_said(tmp_path: Path):
    """Names that do not exist."""
    url = "http://nowhere.invalid/a"
    with Client(feed_at(tmp_path, url), times=QUICK) as client, pytest.raises(FetchError) as caught:
        client.file(url, tmp_path / "answer")
    assert "nowhere.invalid is not known" in caught.value.reason


def test_a_server_without_https_is_said(server: Server, tmp_path: Path):
    """An https address where plain HTTP is spoken."""
    url = server.url.replace("http:", "https:") + "/a"
    with Client(feed_at(tmp_path, url), times=QUICK) as client, pytest.raises(FetchError) as caught:
        client.file(url, tmp_path / "answer")
    assert "HTTPS" in caught.value.reason or "broke off" in caught.value.reason


def test_redirects_are_followed(fetch: Fetch, server: Server):
    """To the same host, with a relative address."""
    server.routes |= {"/a": Answer(status=302, headers={"Location": "b"}), "/b": Answer("there")}
    assert fetch() == b"there"


def test_redirects_without_end_are_given_up(fetch: Fetch, server: Server):
    """Five are followed, and no more."""
    server.routes["/a"] = Answer(status=302, headers={"Location": "/a"})
    assert "redirects more than 5 times" in refused(fetch).reason
    assert len(server.asked) == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://h/", "javascript:1", ""])
def test_redirects_to_something_else_are_refused(fetch: Fetch, server: Server, target: str):
    """Only addresses of the web are fetched."""
    server.routes["/a"] = Answer(status=302, headers={"Location": target})
    assert "no address of the web" in refused(fetch).reason


def test_redirects_from_https_to_http_are_refused():
    """What was meant to be unreadable on its way stays so."""
    answer = httpx2.Response(302, headers={"Location": "http://example.org/b"})
    with pytest.raises(FetchError, match="from https to http"):
        following(answer, "https://example.org/a", "GET")
    assert following(answer, "http://example.org/a", "GET") == "http://example.org/b"


@pytest.mark.parametrize(
    "host", ["localhost:{port}", "[::1]:{port}", "0.0.0.0:{port}", "169.254.169.254", "2130706433"]
)
def test_redirects_into_the_own_network_are_refused(fetch: Fetch, server: Server, host: str):
    """Only the host that the operator allowed may be private; by whatever name another comes."""
    target = f"http://{host.format(port=server.port)}/b"
    server.routes |= {"/a": Answer(status=302, headers={"Location": target}), "/b": Answer("no")}
    assert "private network" in refused(fetch).reason
    assert server.paths() == ["/a"]


def test_another_port_of_an_allowed_host_is_not_allowed_with_it(fetch: Fetch, server: Server):
    """Who allows host:port allows that one only."""
    with serving() as other:
        server.routes["/a"] = Answer(status=302, headers={"Location": other.url + "/b"})
        assert "private network" in refused(fetch).reason
        assert other.asked == []


def test_a_private_host_must_be_allowed(tmp_path: Path, server: Server):
    """The feed's own address too."""
    text = f'kind = "table"\nkey = "team"\nurl = "{server.url}/a"'
    with Client(feed_of(tmp_path, text)) as client, pytest.raises(FetchError) as caught:
        client.file(f"{server.url}/a", tmp_path / "answer")
    assert 'allow_private = ["127.0.0.1"]' in caught.value.reason
    assert server.asked == []


def test_the_name_is_looked_up_once(fetch: Fetch, server: Server, monkeypatch: pytest.MonkeyPatch):
    """A name that is public when it is checked and private a moment later gains nothing."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    monkeypatch.setattr(network, "lookup", lambda *_: next(answers))
    reached: list[object] = []

    def connect(_: object, address: str, *__: object) -> object:
        reached.append(address)
        raise network.httpcore2.ConnectError

    monkeypatch.setattr(network.httpcore2.SyncBackend, "connect_tcp", connect)
    server.routes["/a"] = Answer("x")
    with pytest.raises(FetchError):
        fetch("/a", more="")
    assert reached == ["93.184.216.34"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
    ],
)
def test_public_addresses_are_told_from_private_ones(address: str, public: bool):
    """However an address of the own network is written."""
    assert network.is_public(address) is public


def test_a_secret_does_not_follow_to_another_host(tmp_path: Path, server: Server):
    """The header goes to the host of the feed, and with a redirect to the same one."""
    secret = {"Authorization": f"Bearer {SECRET}"}
    with serving() as other:
        server.routes |= {
            "/a": Answer(status=307, headers={"Location": "/b"}),
            "/b": Answer(status=307, headers={"Location": f"{other.url}/c"}),
        }
        other.routes["/c"] = Answer("x", headers={"Set-Cookie": "a=b"})
        text = (
            f'kind = "table"\nkey = "team"\nurl = "{server.url}/a"\nallow_private = ["127.0.0.1"]'
        )
        with Client(feed_of(tmp_path, text), times=QUICK) as client:
            client.file(f"{server.url}/a", tmp_path / "answer", secret=secret)
        assert server.asked[1].headers["authorization"] == f"Bearer {SECRET}"
        assert "authorization" not in other.asked[0].headers


def test_a_posted_form_is_not_sent_on(tmp_path: Path, server: Server):
    """A password goes where it was meant for, or nowhere."""
    server.routes["/login"] = Answer(status=307, headers={"Location": "/other"})
    feed = feed_at(tmp_path, server.url + "/a")
    with Client(feed, times=QUICK) as client, pytest.raises(FetchError) as caught:
        client.json(f"{server.url}/login", form={"password": SECRET})
    assert "nothing was sent on" in caught.value.reason
    assert server.paths() == ["/login"]


def test_an_answer_that_is_no_json_is_said(tmp_path: Path, server: Server):
    """Half a document, or another."""
    server.routes["/a"] = Answer('{"data": [', type="application/json")
    feed = feed_at(tmp_path, server.url + "/a")
    with Client(feed, times=QUICK) as client, pytest.raises(FetchError, match="no JSON"):
        client.json(f"{server.url}/a")


def test_proxies_of_the_environment_are_not_used(
    fetch: Fetch, server: Server, monkeypatch: pytest.MonkeyPatch
):
    """Another program's setting does not send our requests elsewhere."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    server.routes["/a"] = Answer("x")
    assert fetch() == b"x"


def test_no_address_or_secret_is_logged(
    fetch: Fetch, server: Server, caplog: pytest.LogCaptureFixture
):
    """At any level: the library would log addresses and headers."""
    caplog.set_level(logging.DEBUG)
    server.routes["/a"] = Answer("x")
    fetch(secret={"Authorization": f"Bearer {SECRET}"})
    assert SECRET not in caplog.text
    assert "/a" not in caplog.text


def test_secrets_are_taken_out_of_any_text():
    """The longer first, so that nothing of one remains; short words stay."""
    assert redacted("a secret1 and secret12", ["secret1", "secret12", "a"]) == "a … and …"


def test_waiting_ends_when_watchline_stops(tmp_path: Path, server: Server):
    """Another thread cuts the connection."""
    server.routes["/a"] = Answer("x" * 100, drip=0.3)
    stop = threading.Event()
    troubles: list[FetchError] = []
    feed = feed_at(tmp_path, server.url + "/a")
    client = Client(feed, stop)

    def run() -> None:
        try:
            client.file(f"{server.url}/a", tmp_path / "answer")
        except FetchError as trouble:
            troubles.append(trouble)

    thread = threading.Thread(target=run)
    thread.start()
    wait_for(lambda: len(server.asked) == 1)
    stop.set()
    client.cut()
    thread.join(1)
    assert [trouble.reason for trouble in troubles] == ["Watchline is stopping"]
    client.close()
