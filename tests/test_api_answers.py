"""What holds of every answer of the API: the page's numbers, marks, refusals, other sites."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from support import zone_files
from support.answers import reads
from support.protests import events as protests

from dashboard.state import read
from geodata import query
from geodata.buckets import BUCKETS
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.jobs import BusyError, TimeLimitError
from geodata.store import Store
from watchline.api import negotiation, statistics
from watchline.api.application import application
from watchline.api.settings import ApiSettings, OriginError, origins
from watchline.web.app import create_app
from watchline.web.security import guard_hosts

SITE = "https://notes.example.org"
LINKS = (
    "",
    "region=SYR-Sweida&from=2025-07-01&to=2025-07-31",
    "type=violence&scope=venue&region=SYR&tab=actors&lanes=actor&map=33.05,36.05,8.00",
    "q=no+such+word+anywhere",
    "deaths=known&boundaries=defacto&event=levant:2026-03-20-israel-strikes-south",
)


@pytest.fixture
def own() -> Iterator[Store]:
    """Return a store with the bundled events that a test may write to."""
    with Store.open(None) as store:
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
    totals = reads(store, query.totals, view.filters)
    summary = client.get(f"/api/v1/summary?{link}").json()
    for name in ("events", "placed", "without_place", "deaths_low", "deaths_high", "citations"):
        assert summary[name] == getattr(totals, name)
    assert tuple(summary["by_group"].values()) == totals.by_group
    assert summary["first"] == (totals.first and totals.first.isoformat())
    assert client.get(f"/api/v1/events?{link}").json()["total"] == totals.events
    places = client.get(f"/api/v1/places?{link}").json()["places"]
    drawn = sum(sum(one.counts) for one in reads(store, query.places, view.filters).rows)
    assert sum(one["events"] for one in places) == drawn


def test_answers_say_what_they_are_of(client):
    """Filters in words, the way back to the page, and whose data it is."""
    said = client.get("/api/v1/summary?region=SYR-Sweida&tab=actors").json()
    assert said["filters"] == "Sweida, as venue or subject"
    assert said["link"] == "?region=SYR-Sweida&tab=actors"
    assert said["attribution"][0]["licence"] == "CC BY 4.0"
    assert said["data_as_of"] is not None


def test_bars_count_every_event_that_starts_in_the_period(client):
    """The histogram of every unit has the same sum, of the same days."""
    period = "from=2025-07-01&to=2025-07-31"
    found = {
        bucket: client.get(f"/api/v1/histogram?{period}&bucket={bucket}").json()
        for bucket in BUCKETS
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


def test_pairs_are_of_the_level_and_the_roles_that_are_asked_for(client, store):
    """As on the page; another word than a level is refused."""
    asked = "level=persons&role=participant&storyline=Paris+talks"
    told = client.get(f"/api/v1/dyads?{asked}").json()["dyads"]
    found = reads(store, query.dyads, read(asked)[0].filters, 100, "persons")
    assert [(one["a"], one["b"], one["events"]) for one in told] == [pair[:3] for pair in found]
    assert told[0]["a"] == "Asaad al-Shaibani"
    assert client.get("/api/v1/dyads?level=states").status_code == 400


def test_a_ranking_is_as_long_as_asked(client, store):
    """Those with most events come first, up to the limit."""
    ranks = client.get("/api/v1/actors?limit=3").json()["ranks"]
    found = reads(store, query.ranking, read("")[0].filters, "actor", 3)
    assert [(one["key"], one["events"]) for one in ranks] == [(r.key, r.events) for r in found]
    assert len(client.get("/api/v1/regions?limit=2").json()["ranks"]) == 2


def test_places_and_their_features_are_the_same(client):
    """GeoJSON of the map has a point for each mark, with the same count."""
    rows = client.get("/api/v1/places?region=SYR-Sweida").json()["places"]
    told = client.get("/api/v1/places.geojson?region=SYR-Sweida").json()
    assert [one["properties"] for one in told["features"]] == rows
    assert told["features"][0]["geometry"]["coordinates"] == [rows[0]["lon"], rows[0]["lat"]]
    assert "no opinion on the legal status" in told["boundaries"]


def test_a_crowded_map_is_counted_in_hexagons(client, monkeypatch):
    """Where there are too many places there are hexagons in their stead, of the same events."""
    whole = client.get("/api/v1/places").json()
    places = query.places
    monkeypatch.setattr(query, "places", lambda store, filters: places(store, filters, 10))
    crowded = client.get("/api/v1/places?zoom=6").json()
    assert crowded["crowded"]
    assert crowded["places"] == []
    counted = [sum(one["events"] for one in crowded["hexagons"])]
    points = [one for one in whole["places"] if one["precision"] != "admin1"]
    counted.append(sum(one["events"] for one in points))
    assert counted[0] == counted[1]
    part = client.get("/api/v1/places?zoom=6&bbox=36,32,37,33").json()["hexagons"]
    assert 0 < len(part) < len(crowded["hexagons"])
    monkeypatch.undo()
    asked = client.get("/api/v1/places?zoom=6&show=density").json()
    assert asked["hexagons"] == crowded["hexagons"]
    assert asked["places"] == []


def test_zones_are_those_in_force(own):
    """Days, data sets and keys choose among zones; each feature says what the zone is."""
    zone_files.load(own)
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


def test_the_last_days_are_others_tomorrow():
    """An answer on the last seven days is not kept for longer than the day."""
    today, later = (read("from=-7d")[0], read("from=-8d")[0])
    marks = {
        negotiation.etag("1", negotiation.ApiRequest(view, {}, [], "/"), "text/csv")
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

    monkeypatch.setattr(statistics.query, "histogram", broken)
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


class Full:
    """A runner that takes nothing, for one reason or another."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def run(self, _work: object) -> None:
        raise self._error


@pytest.mark.parametrize(
    ("error", "detail", "retry"),
    [
        (BusyError("too much"), "Too many requests wait; ask again soon.", "5"),
        (TimeLimitError(60), "This took longer than 60 seconds. Ask for less, or later.", "30"),
    ],
)
def test_a_busy_server_says_when_to_come_back(
    own: Store, error: Exception, detail: str, retry: str
):
    """As a problem with status 503, whether the queue is full or the answer took too long."""
    full: Any = Full(error)
    context = negotiation.ApiContext(own, ApiSettings(), lambda: "1", full, full)
    answer = TestClient(application(context)).get("/api/v1/summary")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, retry)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == detail


def test_the_days_of_a_histogram_may_be_any(client):
    """From the first to the last day that there is: an answer, and no error."""
    answer = client.get(f"/api/v1/histogram?from={date.min}&to={date.max}")
    assert answer.status_code == 200
    assert answer.json()["bucket"] == "decade"
