"""What supervisors and Prometheus are told: the health of a server, and its numbers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from dash import Dash
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from support.callback_client import SCREEN, ask, request

from dashboard.components import live
from geodata.feeds.status import FeedStatus, is_late
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.store import Store
from geodata.watches.progress import WebhookStatus
from watchline.web import health
from watchline.web.app import create_app
from watchline.web.security import guard_hosts

NOW = datetime(2026, 3, 20, 14, 5, 30, tzinfo=UTC)
ADDRESS = "https://feeds.example.org/private?key=7391"
FINE = FeedStatus(
    key="acled-syria",
    name="ACLED",
    kind="acled",
    dataset="acled-syria",
    every=3600.0,
    last_attempt=NOW,
    last_success=NOW,
    next_attempt=NOW + timedelta(hours=1),
    age=timedelta(minutes=10),
)
BROKEN = FeedStatus(
    key="reports",
    name="Reports",
    kind="rss",
    dataset="reports",
    every=900.0,
    last_attempt=NOW,
    last_error=f"{ADDRESS} answered 500.",
    note=ADDRESS,
    failures=4,
)


class Site:
    """A page of its own, with or without numbers."""

    def __init__(self, store: Store, *, metrics: bool = True) -> None:
        self.app: Dash = create_app(store, metrics=metrics)
        self.client = TestClient(self.app.server, "http://localhost", raise_server_exceptions=False)

    def feeds(self, *feeds: FeedStatus) -> None:
        """Give it a poller that says this."""
        self.app.server.state.poller = SimpleNamespace(status=lambda: feeds)

    def numbers(self) -> dict[tuple[str, ...], float]:
        """Every number under its name and the values of its labels."""
        answer = self.client.get("/metrics")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/plain; version=")
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(answer.text)
            for sample in family.samples
        }


@pytest.fixture
def site(store: Store) -> Site:
    """Return a page that keeps numbers."""
    return Site(store)


@pytest.fixture
def own() -> Iterator[Store]:
    """Return an empty store in memory."""
    with Store.open(None) as store:
        yield store


def test_a_server_that_is_well_says_so(client: TestClient, store: Store):
    """Its version, what the store holds, and nothing kept on the way; also without numbers."""
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "status": "ok",
        "store_readable": True,
        "version": version("watchline"),
        "events": 130,
        "store_version": store.version,
        "feeds": [],
    }
    assert client.head("/healthz").status_code == 200


def test_hidden_events_are_not_counted(own: Store):
    """The number is that of the events that can be seen."""
    site = Site(own)
    own.put_dataset(LEVANT)
    assert site.client.get("/healthz").json()["events"] == 0
    own.upsert(read_bundled().events)
    assert site.client.get("/healthz").json()["events"] == 130
    for state in ({"hidden": True}, {"hidden": False, "deleted": True}):
        own.show(LEVANT.key, **state)
        assert site.client.get("/healthz").json()["events"] == 0


def test_the_feeds_are_told_without_their_troubles(site: Site):
    """A late feed degrades the server, which works on; what went wrong may name addresses."""
    site.feeds(FINE, BROKEN)
    answer = site.client.get("/healthz")
    assert answer.status_code == 200
    said = answer.json()
    assert said["status"] == "degraded"
    assert said["feeds"] == [
        {
            "key": "acled-syria",
            "late": False,
            "age_seconds": 600,
            "last_success": "2026-03-20T14:05:30+00:00",
            "last_attempt": "2026-03-20T14:05:30+00:00",
            "next_attempt": "2026-03-20T15:05:30+00:00",
            "failures": 0,
        },
        {
            "key": "reports",
            "late": True,
            "age_seconds": None,
            "last_success": None,
            "last_attempt": "2026-03-20T14:05:30+00:00",
            "next_attempt": None,
            "failures": 4,
        },
    ]
    for text in (answer.text, site.client.get("/metrics").text):
        assert "7391" not in text
        assert "example.org" not in text
    site.feeds(FINE)
    assert site.client.get("/healthz").json()["status"] == "ok"


@pytest.mark.parametrize(
    ("every", "age", "tried", "late"),
    [
        (900, None, False, False),
        (900, None, True, True),
        (900, 2370, True, False),
        (900, 2371, True, True),
        (5, 132, True, False),
        (5, 133, True, True),
    ],
)
def test_a_feed_is_late_after_two_and_a_half_of_its_waits(
    every: float, age: float | None, *, tried: bool, late: bool
):
    """And two minutes; one that was tried and never read is late at once. The page's badge,
    the health and the numbers say the same."""
    read = None if age is None else NOW - timedelta(seconds=age)
    status = FeedStatus(
        *("a", "A", "rss", "a", every),
        last_attempt=NOW if tried else None,
        last_success=read,
        age=None if age is None else timedelta(seconds=age),
    )
    assert is_late(status) is late
    assert is_late(status, NOW) is late
    summary = live.summary([status], NOW)
    assert summary
    assert summary["late"] is late


def test_feeds_that_cannot_be_told_leave_the_rest(site: Site):
    """They are unknown, not none; the server goes on serving."""

    def status() -> tuple[FeedStatus, ...]:
        raise ValueError(ADDRESS)

    site.app.server.state.poller = SimpleNamespace(status=status)
    answer = site.client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["feeds"] is None
    assert answer.json()["events"] == 130
    assert "7391" not in answer.text
    assert site.numbers()["watchline_store_readable",] == 1


def test_a_store_that_cannot_be_read_is_a_failure(own: Store):
    """Status 503, in the same words; nothing is made up in place of what is not known."""
    site = Site(own)
    own.close()
    answer = site.client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "failing",
        "store_readable": False,
        "version": version("watchline"),
        "events": None,
        "store_version": None,
        "feeds": None,
    }
    numbers = site.numbers()
    assert numbers["watchline_store_readable",] == 0
    assert ("watchline_events",) not in numbers


def test_a_store_that_hangs_is_a_failure_until_it_answers(
    site: Site, store: Store, monkeypatch: pytest.MonkeyPatch
):
    """Asked again and again, it costs one thread, and well again it says so."""
    monkeypatch.setattr(health, "PATIENCE", 0.1)
    release = threading.Event()
    read = store.read

    def hanging() -> object:
        release.wait(30)
        return read()

    monkeypatch.setattr(store, "read", hanging)
    began = time.monotonic()
    for _ in range(5):
        assert site.client.get("/healthz").status_code == 503
    assert time.monotonic() - began < 10
    assert sum(thread.name == "health" for thread in threading.enumerate()) == 1
    release.set()
    monkeypatch.setattr(health, "PATIENCE", 10.0)
    assert site.client.get("/healthz").json()["status"] == "ok"


def test_a_busy_server_is_not_ill(site: Site, monkeypatch: pytest.MonkeyPatch):
    """While every thread for zones is taken by a long query, and more wait, the health is told,
    the page counts, and the API and the feeds of watches answer."""
    release = threading.Event()
    started = threading.Semaphore(0)

    def slow(*_: object) -> str:
        started.release()
        release.wait(30)
        return "{}"

    monkeypatch.setattr("watchline.web.zones.zone_shapes", slow)
    with site.client:  # one event loop for all requests, as in a server
        asking = [
            threading.Thread(
                target=site.client.get, args=(f"/data/zones.geojson?from=2020-01-{day:02}",)
            )
            for day in range(1, 20)
        ]
        try:
            for thread in asking:
                thread.start()
            for _ in range(2):
                assert started.acquire(timeout=30)
            assert site.client.get("/healthz").json()["status"] == "ok"
            values = {"query.data": "", "screen.data": SCREEN}
            assert ask(site.app, site.client, "summary-tree.tree", values)
            for path in ("/api/v1/summary", "/watch.atom"):
                assert site.client.get(path).status_code == 200
        finally:
            release.set()
            for thread in asking:
                thread.join(30)


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_other_names_are_told_nothing(store: Store, path: str):
    """A page elsewhere that points a name of its own here learns nothing."""
    site = Site(store)
    guard_hosts(site.app.server, "127.0.0.1")
    assert site.client.get(path).status_code == 200
    assert site.client.get(path, headers={"host": "evil.example"}).status_code == 421


def test_numbers_are_not_told_unless_asked_for(client: TestClient):
    """Who asks is told how to switch them on, not answered with the page."""
    answer = client.get("/metrics")
    assert answer.status_code == 404
    assert "--metrics" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_requests_are_counted_by_the_pattern_of_their_address(site: Site):
    """By method and status; an address nobody has is one pattern with all the others."""
    with site.client:  # as started: it answers for every address then
        for path in ("/?q=sweida", "/somewhere", "/elsewhere/else", "/assets/tokens.css?m=1"):
            assert site.client.get(path).status_code == 200
    site.client.get("/assets/none.css")
    site.client.get("/data/zones.geojson?from=2025-07-16")
    site.client.get("/data/zones.geojson?from=soon")
    site.client.post("/_dash-update-component", content=b"x" * 1_000_001)
    site.client.request("BREW", "/healthz")
    assert site.client.get("/metrics").headers["cache-control"] == "no-store"
    numbers = site.numbers()
    name = "watchline_requests_total"
    expected = {
        ("GET", "/", "200"): 1,
        ("GET", "/{path:path}", "200"): 2,
        ("GET", "/assets", "200"): 1,
        ("GET", "/assets", "404"): 1,
        ("GET", "/data/zones.geojson", "200"): 1,
        ("GET", "/data/zones.geojson", "400"): 1,
        ("POST", "none", "413"): 1,
        ("other", "/healthz", "405"): 1,
        ("GET", "/metrics", "200"): 1,
    }
    assert {key[1:]: value for key, value in numbers.items() if key[0] == name} == expected
    assert numbers["watchline_request_seconds_count", "/assets"] == 2
    assert 0 < numbers["watchline_request_seconds_sum", "/"] < 60


def test_what_people_look_at_is_not_told(site: Site):
    """Neither places nor days nor words that were searched are among the numbers."""
    site.client.get("/?q=sweida&regions=SYR&event=levant:17")
    site.client.get("/data/zones.geojson?from=2025-07-16")
    site.client.get("/sweida")
    values = {"query.data": "?q=sweida", "screen.data": SCREEN}
    ask(site.app, site.client, "summary-tree.tree", values)
    text = site.client.get("/metrics").text
    for word in ("sweida", "SYR", "levant", "2025", "summary-tree"):
        assert word not in text


def test_callbacks_are_timed_by_the_name_of_their_function(site: Site):
    """Those that fail among them."""
    values = {"query.data": "", "screen.data": SCREEN}
    ask(site.app, site.client, "summary-tree.tree", values)
    names = {key[1] for key in site.numbers() if key[0] == "watchline_callback_seconds_count"}
    assert len(names) == 1
    (name,) = names
    ask(site.app, site.client, "summary-tree.tree", values)
    assert site.numbers()["watchline_callback_seconds_count", name] == 2
    wrong = {"query.data": 17, "screen.data": SCREEN}
    assert request(site.app, site.client, "summary-tree.tree", wrong).status_code == 500
    numbers = site.numbers()
    assert numbers["watchline_callback_seconds_count", name] == 3
    assert numbers["watchline_requests_total", "POST", "/_dash-update-component", "500"] == 1


def test_a_request_that_breaks_down_is_counted(site: Site):
    """As the status 500 that the browser gets."""

    async def broken(_request: object) -> None:
        raise RuntimeError

    site.app.server.add_route("/broken", broken, methods=["GET"])
    site.app.server.router.routes.insert(0, site.app.server.router.routes.pop())
    assert site.client.get("/broken").status_code == 500
    assert site.numbers()["watchline_requests_total", "GET", "/broken", "500"] == 1


def test_events_feeds_and_live_pages_are_numbers(site: Site, store: Store):
    """A feed that was never read has no age."""
    numbers = site.numbers()
    assert numbers["watchline_build_info", version("watchline")] == 1
    assert numbers["watchline_events",] == 130
    assert numbers["watchline_store_version",] == store.version
    assert numbers["watchline_live_clients",] == 0
    assert numbers["process_resident_memory_bytes",] > 1_000_000
    site.feeds(FINE, BROKEN)
    site.app.server.state.live.clients = 3
    numbers = site.numbers()
    assert numbers["watchline_feed_age_seconds", "acled-syria"] == 600
    assert ("watchline_feed_age_seconds", "reports") not in numbers
    assert numbers["watchline_feed_failures", "reports"] == 4
    assert numbers["watchline_feed_late", "acled-syria"] == 0
    assert numbers["watchline_feed_late", "reports"] == 1
    assert numbers["watchline_live_clients",] == 3


def test_two_pages_in_one_process_keep_their_own_numbers(store: Store):
    """Requests and callbacks of one are not counted by the other."""
    one, other = Site(store), Site(store)
    values = {"query.data": "", "screen.data": SCREEN}
    ask(one.app, one.client, "summary-tree.tree", values)
    assert any(key[0].startswith("watchline_callback") for key in one.numbers())
    assert not any(key[0].startswith("watchline_callback") for key in other.numbers())
    quiet = Site(store, metrics=False)
    ask(quiet.app, quiet.client, "summary-tree.tree", values)
    assert not any(key[0].startswith("watchline_callback") for key in other.numbers())


@pytest.fixture(scope="module")
def counted(store: Store) -> Callable[[str, str], set[str]]:
    """Return a function that asks for an address and gives the patterns counted so far."""
    site = Site(store)

    def get(method: str, path: str) -> set[str]:
        site.client.request(method, path, follow_redirects=False)
        return {key[2] for key in site.numbers() if key[0] == "watchline_requests_total"}

    return get


@settings(max_examples=60)
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "DELETE", "BREW"]),
    path=st.text()
    | st.sampled_from(["assets/", "_dash-component-suites/dash/", "data/zones.geojson/"]),
)
def test_whatever_is_asked_for_the_patterns_are_few(
    counted: Callable[[str, str], set[str]], method: str, path: str
):
    """Nobody can fill the memory with addresses that they make up."""
    assert counted(method, f"/{quote(path.lstrip('/'))}") <= {
        *("none", "/", "/{path:path}", "/assets", "/metrics", "/healthz", "/data/zones.geojson"),
        "/_dash-component-suites/{package_name}/{fingerprinted_path:path}",
        *("/_dash-layout", "/_dash-dependencies", "/_dash-update-component"),
        *("/_reload-hash", "/_favicon.ico"),
    }


def test_programs_that_are_told_have_numbers(site: Site):
    """Whether one is still to be told, how often that failed, and what it never took."""
    hook = WebhookStatus(
        "syria", "Syria", "alerts.example.org", waiting=True, failures=3, given_up=12
    )
    site.app.server.state.hooks = SimpleNamespace(status=lambda: (hook,))
    numbers = site.numbers()
    assert numbers["watchline_webhook_waiting", "syria"] == 1
    assert numbers["watchline_webhook_failures", "syria"] == 3
    assert numbers["watchline_webhook_given_up", "syria"] == 12
