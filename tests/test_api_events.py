"""Events over the API: all of them, each once, as they are, and none that may not be given."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import pytest
from fastapi.testclient import TestClient
from support.answers import reads
from support.protests import events as protests

from geodata import query
from geodata.filters import Filters
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.schema import Dataset
from geodata.store import Store
from watchline.api.settings import ApiSettings
from watchline.web.app import create_app

PATH = "/api/v1/events"
LATE = date(2026, 7, 1)
CLOSED = Dataset(
    "acled", "ACLED", "acled", "ACLED terms", "ACLED", terms="Rows may not be passed on."
)


@pytest.fixture
def own() -> Iterator[Store]:
    """Return a store with the bundled events and two of ACLED's form."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        store.put_dataset(CLOSED)
        store.upsert(protests({"source_id": "1"}, {"source_id": "2"}, source="acled"))
        yield store


def client_of(store: Store, raw: tuple[str, ...] = ()) -> TestClient:
    return TestClient(create_app(store, api=ApiSettings(raw=raw)).server)


def followed(client, start: str) -> list[list[str]]:
    """The ids of every part from an address on, by its links."""
    found, address = [], start
    while address:
        answer = client.get(address).json()
        assert answer["shown"] == len(answer["events"])
        found.append([event["event_id"] for event in answer["events"]])
        address = answer["next"]
    return found


def test_parts_hold_every_event_once_in_the_order_of_the_list(client, store):
    """Whoever follows the links gets what the page lists, and knows the end."""
    listed = reads(store, query.page, Filters(types=("consultation",)), limit=1000).rows
    parts = followed(client, f"{PATH}?type=consultation&limit=9")
    assert [one for part in parts for one in part] == [row.event_id for row in listed]
    assert [len(part) for part in parts[:-1]] == [9] * (len(parts) - 1)
    assert len(parts) > 2


def test_the_link_header_leads_to_the_part_that_follows(client):
    """A reader of headers gets there as well; the last part has no such header."""
    answer = client.get(f"{PATH}.geojson?limit=100")
    address, _, rest = answer.headers["link"].partition(">")
    assert rest == '; rel="next"'
    follows = urlsplit(address.removeprefix("<"))
    assert follows.path == f"{PATH}.geojson"
    assert parse_qs(follows.query)["limit"] == ["100"]
    last = client.get(f"{follows.path}?{follows.query}")
    assert len(last.json()["features"]) == 30
    assert "link" not in last.headers


def test_an_event_is_told_whole(client, store):
    """Sources, actors with roles and all numbers are there; what is not known is null."""
    rows = {one["event_id"]: one for one in client.get(PATH).json()["events"]}
    assert len(rows) == 130
    for event_id, row in rows.items():
        detail = reads(store, query.event, event_id)
        assert [one["url"] for one in row["sources"]] == [one.url for one in detail.sources]
        roles = tuple((one["name"], one["role"]) for one in row["actors"])
        assert roles == detail.actors
        assert row["fatalities_best"] == detail.row.fatalities_best
        assert row["date_start"] == detail.row.date_start.isoformat()
        assert (row["lon"], row["lat"]) == (detail.lon, detail.lat)
    assert any(row["fatalities_best"] is None for row in rows.values())


def test_a_mapping_program_reads_the_geojson(client):
    """GeoPandas gets every event; those known to a region only have no geometry."""
    frame = gpd.read_file(io.BytesIO(client.get(f"{PATH}.geojson").content))
    assert len(frame) == 130
    assert frame.crs.to_epsg() == 4326
    exact = frame["geo_precision"].isin(["exact", "town", "admin2"])
    assert (frame.geometry.notna() == exact).all()
    assert 0 < exact.sum() < 130


def test_a_spreadsheet_reads_the_csv(client):
    """The columns are those of a file that is exported, one line an event."""
    answer = client.get(f"{PATH}.csv?type=aid")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    listed = client.get(f"{PATH}?type=aid").json()["events"]
    assert [row["id"] for row in rows] == [row["source_id"] for row in listed]
    assert [row["title"] for row in rows] == [row["title"] for row in listed]
    assert answer.headers["watchline-total"] == str(len(rows))


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/geo+json", "application/geo+json"),
        ("text/csv;q=0.9, application/json;q=0.1", "text/csv"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/json"),
        ("text/*", "text/csv"),
        ("application/json;q=0, */*;q=0.1", "application/geo+json"),
    ],
)
def test_one_address_answers_as_is_accepted(client, accept, media):
    """The same events come as JSON, GeoJSON or CSV, as the request says."""
    answer = client.get(f"{PATH}?limit=1", headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(media)
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("accept", ["text/plain, application/json", "application/xml"])
def test_an_address_with_a_suffix_answers_with_that_format(client, accept):
    """GDAL, and so QGIS, asks for text or JSON when it is given the address of a GeoJSON."""
    answer = client.get(f"{PATH}.geojson?limit=1", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/geo+json"


def test_what_is_accepted_by_nobody_is_refused(client):
    """A request for XML alone is told what there is."""
    answer = client.get(PATH, headers={"Accept": "application/xml"})
    assert answer.status_code == 406
    assert "text/csv" in answer.json()["detail"]


@pytest.mark.parametrize("suffix", ["", ".geojson", ".csv"])
def test_rows_whose_terms_forbid_it_are_left_out_and_counted(own, suffix):
    """ACLED's rows are in no format, and each answer says how many were left out."""
    answer = client_of(own).get(f"{PATH}{suffix}?region=SYR-Daraa&from=2025-07-01&to=2025-07-01")
    assert answer.headers["watchline-left-out"] == "2"
    assert "People gather" not in answer.text
    if suffix != ".csv":
        (left_out,) = answer.json()["left_out"]
        assert (left_out["source"], left_out["events"]) == ("acled", 2)
        assert left_out["terms"] == CLOSED.terms
        assert answer.json()["total"] == answer.json()["shown"] + 2


def test_rows_that_are_left_out_still_count_in_numbers(own):
    """Pictures and counts are made of all events: the summary has them."""
    counted = client_of(own).get("/api/v1/summary?data=acled").json()
    assert counted["events"] == 2
    assert [one["source"] for one in counted["attribution"]] == ["acled"]


@pytest.mark.parametrize("raw", ["acled", "all"])
def test_rows_are_given_out_when_the_operator_says_so(own, raw):
    """With an agreement of his own the operator may open a data set, or all."""
    answer = client_of(own, raw=(raw,)).get(f"{PATH}?data=acled").json()
    assert [one["title"] for one in answer["events"]] == ["People gather"] * 2
    assert answer["left_out"] == []


def test_the_data_sets_say_whether_their_rows_are_given(own):
    """A program can know beforehand what it will not get."""
    sets = client_of(own).get("/api/v1/datasets").json()["datasets"]
    assert {one["source"]: one["rows_given"] for one in sets} == {"levant": True, "acled": False}


def test_every_format_names_whose_data_it_is(client):
    """Attribution and licence travel with the events."""
    for suffix in ("", ".geojson"):
        (credit,) = client.get(f"{PATH}{suffix}?limit=1").json()["attribution"]
        assert (credit["attribution"], credit["licence"]) == (LEVANT.attribution, LEVANT.licence)
    assert LEVANT.attribution in client.get(f"{PATH}.csv?limit=1").text


def test_a_cursor_holds_while_events_come_in(own):
    """What is added at the top meanwhile neither repeats nor skips an event further down."""
    client = client_of(own)
    first = client.get(f"{PATH}?data=levant&limit=100").json()
    own.upsert(
        protests({"source_id": "new", "date_start": LATE, "date_end": LATE}, source="levant")
    )
    rest = client.get(first["next"]).json()
    ids = [one["event_id"] for part in (first, rest) for one in part["events"]]
    assert len(ids) == len(set(ids)) == 130
    assert rest["next"] is None
    assert json.dumps(ids).count("levant:new") == 0
