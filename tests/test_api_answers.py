"""What holds of every answer of the API: the page's numbers, marks, refusals, other sites."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import date

import pytest
import some_zones
from fastapi.testclient import TestClient
from test_store_load import events as protests

from api import answering, numbers
from api.desk import Desk
from api.problems import ProblemError
from api.settings import ApiSettings, OriginError, origins
from app import create_app
from dashboard.state import read
from geodata import query
from geodata.bundled import LEVANT, read_bundled
from geodata.store import EventStore
from server import guard_hosts

SITE = "https://notes.example.org"
LINKS = (
    "",
    "region=SYR-Sweida&from=2025-07-01&to=2025-07-31",
    "type=violence&scope=venue&region=SYR&tab=actors&lanes=actor&map=33.05,36.05,8.00",
    "q=no+such+word+anywhere",
    "deaths=known&boundaries=defacto&event=levant:2026-03-20-israel-strikes-south",
)


@pytest.fixture
def own() -> Iterator[EventStore]:
    """Return a store with the bundled events that a test may write to."""
    with EventStore.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        yield store


@pytest.fixture(scope="module")
def shared(store):
    """Return a client of a server whose API a site may read."""
    return TestClient(create_app(store, api=ApiSettings(origins=(SITE,))).server)


@pytest.mark.parametrize("link", LINKS)
def test_a_link_of_the_page_gives_the_numbers_of_the_page(client, store, link):
    """The query string of a page, pasted behind an address, counts what the page counts."""
    view, notices = read(link)
    assert not notices
    totals = query.totals(store, view.filters)
    summary = client.get(f"/api/v1/summary?{link}").json()
    for name in ("events", "placed", "without_place", "deaths_low", "deaths_high", "citations"):
        assert summary[name] == getattr(totals, name)
    assert tuple(summary["by_group"].values()) == totals.by_group
    assert summary["first"] == (totals.first and totals.first.isoformat())
    assert client.get(f"/api/v1/events?{link}").json()["total"] == totals.events
    places = client.get(f"/api/v1/places?{link}").json()["places"]
    drawn = sum(sum(one.counts) for one in query.places(store, view.filters).rows)
    assert sum(one["events"] for one in places) == drawn


def test_answers_say_what_they_are_of(client):
    """Filters in words, the way back to the page, and whose data it is."""
    said = client.get("/api/v1/summary?region=SYR-Sweida&tab=actors").json()
    assert said["filters"] == "Sweida, as venue or subject"
    assert said["link"] == "?region=SYR-Sweida&tab=actors"
    assert said["attribution"][0]["licence"] == "CC BY 4.0"
    assert said["data_as_of"] is not None


def test_bars_count_every_event_that_starts_in_the_period(client):
    """The histogram of days, weeks, months and years has the same sum, of the same days."""
    period = "from=2025-07-01&to=2025-07-31"
    found = {
        bucket: client.get(f"/api/v1/histogram?{period}&bucket={bucket}").json()
        for bucket in ("day", "week", "month", "year")
    }
    sums = {sum(bar["events"] for bar in one["bars"]) for one in found.values()}
    assert len(sums) == 1
    assert sums.pop() > 0
    assert {one["first"] for one in found.values()} == {"2025-07-01"}
    assert len(found["month"]["bars"]) == 1
    assert client.get(f"/api/v1/histogram?{period}").json()["bucket"] == "day"


def test_nothing_in_view_is_an_answer_with_nothing_in_it(client):
    """A filter that finds nothing is no error, and no number becomes zero that is not known."""
    nothing = "q=no+such+word+anywhere"
    summary = client.get(f"/api/v1/summary?{nothing}").json()
    assert (summary["events"], summary["deaths_low"], summary["first"]) == (0, None, None)
    assert client.get(f"/api/v1/histogram?{nothing}").json()["bars"] == []
    assert client.get(f"/api/v1/dyads?{nothing}").json()["dyads"] == []
    assert client.get(f"/api/v1/events.geojson?{nothing}").json()["features"] == []


def test_a_ranking_is_as_long_as_asked(client, store):
    """Those with most events come first, up to the limit."""
    ranks = client.get("/api/v1/actors?limit=3").json()["ranks"]
    found = query.ranking(store, read("")[0].filters, "actor", 3)
    assert [(one["key"], one["events"]) for one in ranks] == [(r.key, r.events) for r in found]
    assert len(client.get("/api/v1/regions?limit=2").json()["ranks"]) == 2


def test_places_and_their_features_are_the_same(client):
    """GeoJSON of the map has a point for each mark, with the same count."""
    rows = client.get("/api/v1/places?region=SYR-Sweida").json()["places"]
    told = client.get("/api/v1/places.geojson?region=SYR-Sweida").json()
    assert [one["properties"] for one in told["features"]] == rows
    assert told["features"][0]["geometry"]["coordinates"] == [rows[0]["lon"], rows[0]["lat"]]
    assert "no opinion on the legal status" in told["boundaries"]


def test_a_crowded_map_is_counted_in_squares(client, monkeypatch):
    """Where there are too many places there are squares in their stead, of the same events."""
    whole = client.get("/api/v1/places").json()
    places = query.places
    monkeypatch.setattr(query, "places", lambda store, filters: places(store, filters, 10))
    crowded = client.get("/api/v1/places?zoom=6").json()
    assert crowded["crowded"]
    assert crowded["places"] == []
    counted = [sum(one["events"] for one in crowded["squares"])]
    counted.append(sum(one["events"] for one in whole["places"]))
    assert counted[0] == counted[1]
    part = client.get("/api/v1/places?zoom=6&bbox=36,32,37,33").json()["squares"]
    assert 0 < len(part) < len(crowded["squares"])


def test_zones_are_those_in_force(own):
    """Days, data sets and keys choose among zones; each feature says what the zone is."""
    some_zones.load(own)
    client = TestClient(create_app(own).server)

    def names(query: str) -> list[str]:
        answer = client.get(f"/api/v1/zones?{query}").json()
        assert answer["total"] == len(answer["features"])
        return sorted(one["properties"]["name"] for one in answer["features"])

    assert names("").count("Sweida") == 2
    assert names("from=2025-07-15&to=2025-07-16").count("Sweida") == 1
    assert set(names("zone=own:Two+parts")) == {"Two parts"}
    assert names("data=levant") == []
    answer = client.get("/api/v1/zones?zone=own:Sweida&to=2025-07-31").json()
    (zone,) = answer["features"]
    assert zone["properties"]["valid_from"] == "2025-07-14"
    assert zone["properties"]["colour"] == "#d95f02"
    assert zone["geometry"]["type"] == "Polygon"
    assert [one["source"] for one in answer["attribution"]] == ["own"]


def test_an_answer_is_asked_for_again_only_when_the_data_changed(own):
    """With the mark of an answer nothing is sent until something is written."""
    client = TestClient(create_app(own).server)
    for path in ("summary", "events.csv", "figure.svg?kind=map", "zones"):
        mark = client.get(f"/api/v1/{path}").headers["etag"]
        again = client.get(f"/api/v1/{path}", headers={"If-None-Match": f'"other", {mark}'})
        assert (again.status_code, again.content) == (304, b"")
        own.upsert(protests({"source_id": path}))
        after = client.get(f"/api/v1/{path}", headers={"If-None-Match": mark})
        assert after.status_code == 200
        assert after.headers["etag"] != mark
        assert after.headers["cache-control"] == "no-cache"


def test_the_formats_of_one_address_have_marks_of_their_own(client):
    """What a program holds as JSON is not taken for the CSV."""
    marks = {
        client.get("/api/v1/events", headers={"Accept": media}).headers["etag"]
        for media in ("application/json", "application/geo+json", "text/csv")
    }
    assert len(marks) == 3


def test_the_last_days_are_others_tomorrow(store):
    """An answer on the last seven days is not kept for longer than the day."""
    context = answering.Context(store, ApiSettings(), lambda: "1", None, None)
    today, later = (read("from=-7d")[0], read("from=-8d")[0])
    marks = {
        answering.etag(context, answering.Asked(view, {}, [], "/"), "text/csv")
        for view in (today, later)
    }
    assert len(marks) == 2


def test_head_is_answered_like_get(client):
    """A program may ask for the headers alone."""
    asked = client.head("/api/v1/events?limit=5")
    assert asked.status_code == 200
    assert asked.headers["etag"] == client.get("/api/v1/events?limit=5").headers["etag"]


@pytest.mark.parametrize(
    ("query_string", "parameter", "said"),
    [
        ("region=XX", "region", 'Region "XX" in the link is not known.'),
        ("regoin=SYR", "regoin", '"regoin" is no parameter of this address.'),
        ("bucket=day", "bucket", '"bucket" is no parameter of this address.'),
        (
            "from=2025-02-01&to=2025-01-01",
            "from,to",
            "The dates in the link end before they begin.",
        ),
        ("from=-7d&to=2025-01-01", "from,to", "count back from today and have no other end."),
        ("q=a&q=b", "q", "Search text stands more than once in the link."),
        ("tab=nix", "tab", '"nix" in the link is not one of events, detail'),
        ("map=1,2", "map", "The map position in the link could not be read."),
        ("q=" + "a" * 8_000, "", "longer than 8,000 characters"),
    ],
)
def test_what_the_page_ignores_is_refused_with_its_sentence(client, query_string, parameter, said):
    """A program is told which parameter is wrong, in the words that the page has for it."""
    answer = client.get(f"/api/v1/summary?{query_string}")
    assert answer.status_code == 400
    problem = answer.json()
    assert problem["type"] == "/api/v1/#unreadable"
    assert problem["status"] == 400
    (fault,) = problem["errors"]
    assert fault["parameter"] == parameter
    assert said in fault["detail"]


def test_a_thousand_wrong_parameters_are_refused_at_once(client):
    """A request made to tire the server out gets a short answer."""
    query_string = "&".join(f"p{number}=1" for number in range(1_000))
    problem = client.get(f"/api/v1/summary?{query_string}").json()
    assert len(problem["errors"]) == 20


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/", 404),
        ("GET", "/api/v1/events/", 404),
        ("GET", "/api/v1/figure", 404),
        ("GET", "/api/static/nothing.js", 404),
        ("POST", "/api/v1/events", 405),
        ("DELETE", "/api/v1/datasets", 405),
        ("GET", "/embed/nothing", 404),
    ],
)
def test_errors_are_problem_details(client, method, path, status):
    """Under the API no error is a page of the dashboard or plain text."""
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"].endswith(".")
    assert (answer.headers.get("allow") == "GET, HEAD") == (status == 405)


def test_what_the_guards_refuse_is_a_problem_too(client):
    """A body that is too large, and a change that another site asks for."""
    large = client.post("/api/v1/events", content=b"x" * 1_000_001)
    foreign = client.post("/api/v1/events", headers={"Sec-Fetch-Site": "cross-site"})
    for answer, status in ((large, 413), (foreign, 403)):
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.json()["status"] == status
    plain = client.post("/nothing", headers={"Sec-Fetch-Site": "cross-site"})
    assert plain.headers["content-type"].startswith("text/plain")


def test_an_error_that_nobody_foresaw_tells_no_inside(client, monkeypatch, caplog):
    """The caller learns that it failed; the log has why."""

    def broken(*_: object) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(numbers.query, "histogram", broken)
    answer = client.get("/api/v1/histogram")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert "/secret/path" in caplog.text


def test_other_sites_may_not_read_answers(client):
    """Without the operator's word no page of another site is let in."""
    answer = client.get("/api/v1/summary", headers={"Origin": SITE})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_site_that_the_operator_names_may_read_answers(shared):
    """Its notebooks see answers, refusals and the headers that lead on; others do not."""
    for path, status in (("events?limit=1", 200), ("events?region=XX", 400)):
        answer = shared.get(f"/api/v1/{path}", headers={"Origin": SITE})
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == SITE
        assert "Link" in answer.headers["access-control-expose-headers"]
        assert "Origin" in answer.headers["vary"]
        assert "access-control-allow-credentials" not in answer.headers
    foreign = shared.get("/api/v1/events", headers={"Origin": "https://other.example.org"})
    assert "access-control-allow-origin" not in foreign.headers
    page = shared.get("/", headers={"Origin": SITE})
    assert "access-control-allow-origin" not in page.headers


def test_a_site_may_ask_with_a_mark(shared):
    """A browser asks first whether it may send If-None-Match."""
    answer = shared.options(
        "/api/v1/events",
        headers={
            "Origin": SITE,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == SITE
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]


def test_names_of_other_servers_are_refused_here_too(store):
    """An address that points here by trickery reads nothing of the API."""
    server = create_app(store).server
    guard_hosts(server, "127.0.0.1")
    answer = TestClient(server, base_url="http://evil.example.org").get("/api/v1/summary")
    assert answer.status_code == 421


@pytest.mark.parametrize(
    "given", ["example.org", "https://example.org/path", "ftp://a.org", "https://"]
)
def test_what_is_no_site_is_refused_when_starting(given):
    """An operator who mistypes a site is told, and does not wonder why nothing works."""
    with pytest.raises(OriginError, match="is not the origin of a site"):
        origins([given])


def test_sites_are_written_as_browsers_write_them():
    """Capitals and a slash at the end make no difference; nothing stands twice."""
    given = ["https://Example.org/", "https://example.org", "http://localhost:8888", "*"]
    assert origins(given) == ("https://example.org", "http://localhost:8888", "*")


def test_too_many_at_once_are_told_to_come_back(awaited):
    """A queue that is full says so at once, and takes the next one when there is room."""
    go = threading.Event()
    desk = Desk("test", threads=1, most=2, seconds=5)

    async def crowd() -> list[object]:
        begun = [asyncio.create_task(desk.run(go.wait)) for _ in range(3)]
        await asyncio.sleep(0.05)
        go.set()
        return await asyncio.gather(*begun, return_exceptions=True)

    *served, refused = awaited(crowd())
    assert served == [True, True]
    assert isinstance(refused, ProblemError)
    assert refused.problem.status == 503
    assert refused.headers == {"Retry-After": "5"}
    assert awaited(desk.run(lambda: 1)) == 1


def test_nobody_waits_without_end(awaited):
    """What takes too long is given up with a reason; it holds its place until it has ended."""
    go = threading.Event()
    desk = Desk("test", threads=1, most=1, seconds=0.05)
    with pytest.raises(ProblemError, match=r"longer than 0\.05 seconds"):
        awaited(desk.run(go.wait))
    with pytest.raises(ProblemError, match="Too many"):
        awaited(desk.run(lambda: 1))
    go.set()


def test_the_days_of_a_histogram_may_be_any(client):
    """From the first to the last day that there is: an answer, and no error."""
    answer = client.get(f"/api/v1/histogram?from={date.min}&to={date.max}")
    assert answer.status_code == 200
    assert answer.json()["bucket"] == "year"
