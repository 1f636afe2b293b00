"""Zones in the store: what a file of them does, and which events lie in them, always."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import shapely
from support import naive_query, zone_files
from support.answers import reads, sql
from support.zone_files import AREAS, OURS, box

from geodata import query
from geodata.filters import Filters
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.store import Load, Snapshot, Store, StoreError
from geodata.store import zones as store_zones
from geodata.zones import Zone

EVENTS = read_bundled().events
NAIVE = naive_query.read(EVENTS, AREAS)
SWEIDA = Zone(1, "Sweida", None, None, "#d95f02", shapely.box(36.4, 32.6, 36.8, 32.95))
DAMASCUS = Zone(2, "Damascus", None, None, "", shapely.box(36.2, 33.4, 36.4, 33.6))
FRONT = Zone(3, "Front", None, None, "", shapely.LineString([(36.0, 32.0), (37.0, 33.0)]))


@pytest.fixture
def own() -> Iterator[Store]:
    """Return a store in memory that holds the bundled set."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(EVENTS)
        yield store


def take(store: Store, *zones: Zone, **said: Any) -> tuple[int, int, int, int]:
    """Load zones; what that did."""
    done = store.load_zones(Load(OURS, **said), zones)
    return done.added, done.revised, done.removed, done.unchanged


def inside(store: Store, *keys: str) -> set[str]:
    """The ids of the events in these zones."""
    rows = reads(store, query.page, Filters(zones=keys), limit=1000).rows
    return {row.event_id for row in rows}


def expected(*keys: str) -> set[str]:
    """The same by a naive reading."""
    return {event.event_id for event in NAIVE if event.zones.intersection(keys)}


def test_zones_that_were_read_are_there(own: Store):
    """Name, days, colour and kind are as in the file, under the name of the data set."""
    zone_files.load(own)
    zones = reads(own, Snapshot.zones)
    assert [one.name for one in zones] == [one.name for one in zone_files.zones()]
    first, *_, line = zones
    assert first[1:] == (
        *("own:Sweida", "Sweida", "Our zones"),
        *(date(2025, 7, 14), date(2025, 7, 20), "#d95f02", "area"),
    )
    assert (line.key, line.valid_from, line.colour, line.kind) == ("own:Front", None, "", "line")


def test_a_file_replaces_the_zones_of_its_data_set(own: Store):
    """Each name counts once as new, changed, gone or as before; other sets stay."""
    own.load_zones(Load(replace(OURS, key="other", name="Other")), [SWEIDA])
    assert take(own, SWEIDA, DAMASCUS, FRONT) == (3, 0, 0, 0)
    assert take(own, SWEIDA, DAMASCUS, FRONT) == (0, 0, 0, 3)
    recoloured = replace(SWEIDA, colour="#112233")
    moved = replace(DAMASCUS, geometry=shapely.box(0, 0, 1, 1))
    assert take(own, recoloured, moved) == (0, 2, 1, 0)
    assert [(one.dataset, one.name) for one in reads(own, Snapshot.zones)] == [
        ("Other", "Sweida"),
        ("Our zones", "Sweida"),
        ("Our zones", "Damascus"),
    ]
    assert inside(own, "own:Damascus") == set()
    assert take(own) == (0, 0, 2, 0)
    assert [one.dataset for one in reads(own, Snapshot.zones)] == ["Other"]


def test_a_file_of_zones_is_recorded(own: Store):
    """The data set says which file it was read from, and that it holds no events."""
    take(own, SWEIDA, file="zones.geojson", sha256="ab", taken=1, rejected=2)
    stored = next(one for one in own.datasets() if one.dataset == OURS)
    assert (stored.file, stored.sha256, stored.taken, stored.rejected) == (
        "zones.geojson",
        "ab",
        1,
        2,
    )
    assert stored.events == 0
    assert stored.read_at is not None
    rows = sql(own, "SELECT source, added FROM import WHERE file <> ''")
    assert rows == [("own", 1)]


def test_a_file_of_zones_is_no_change_of_events(own: Store):
    """The tab of changes counts events; zones are neither new nor gone ones."""
    before = reads(own, query.changes, Filters())
    take(own, SWEIDA)
    after = reads(own, query.changes, Filters())
    assert after == before


def test_events_lie_in_zones_whichever_came_first(own: Store):
    """Zones before events, events before zones, and events a few at a time: all the same."""
    zone_files.load(own)
    with Store.open(None) as late:
        zone_files.load(late)
        for at in range(0, len(EVENTS), 7):
            late.upsert(EVENTS.slice(at, 7))
        for key in zone_files.KEYS:
            assert inside(own, key) == inside(late, key) == expected(key)
            assert bool(expected(key)) == (key != "own:At sea"), key


def test_an_event_known_to_a_governorate_is_in_no_zone(own: Store):
    """Its mark is drawn somewhere, but it did not happen there."""
    take(own, replace(SWEIDA, geometry=shapely.box(-180, -90, 180, 90)))
    placed = reads(own, query.totals, Filters(zones=("own:Sweida",)))
    precisions = Filters(geo_precisions=("exact", "town", "admin2"))
    assert placed.events == reads(own, query.count, precisions) > 80


def test_a_line_holds_nothing(own: Store):
    """Not even an event right on it; nor is it among the values one can choose."""
    zone_files.load(own)
    assert inside(own, "own:Front") == set()
    keys = [value.key for value in reads(own, query.facets, Filters())["zones"]]
    assert sorted(keys) == sorted(zone_files.KEYS)


def test_zones_follow_when_events_are_located_anew(tmp_path: Path):
    """After the regions changed and locations have other numbers, the same events lie in a zone."""
    path = tmp_path / "store.duckdb"
    with Store.open(path) as store:
        store.put_dataset(LEVANT)
        for at in range(0, len(EVENTS), 20):
            store.upsert(EVENTS.slice(at, 20))
        zone_files.load(store)
        before = _pairs(store)
    with duckdb.connect(path) as con:
        con.execute("UPDATE meta SET content = 'of old' WHERE name = 'directory'")
    with Store.open(path) as store:
        assert _pairs(store) != before
        for key in zone_files.KEYS:
            assert inside(store, key) == expected(key)


def _pairs(store: Store) -> list[tuple[int, int]]:
    rows: list[tuple[int, int]] = sql(
        store, "SELECT zone, location FROM zone_location ORDER BY ALL"
    )
    return rows


def test_hidden_and_deleted_zones_are_in_no_answer(own: Store):
    """Neither in the list of zones, nor in a filter or its counts; they come back unharmed."""
    zone_files.load(own)
    for off in ({"hidden": True}, {"deleted": True}):
        own.show("own", **off)
        assert reads(own, Snapshot.zones) == ()
        assert inside(own, "own:Sweida") == inside(own, "own:Two parts") == set()
        assert reads(own, query.facets, Filters())["zones"] == ()
        own.show("own", hidden=False, deleted=False)
        assert inside(own, "own:Sweida") == expected("own:Sweida")


def test_purged_zones_leave_nothing(own: Store):
    """The zones of a set that was deleted go for good, and only those."""
    own.load_zones(Load(replace(OURS, key="other")), [SWEIDA])
    zone_files.load(own)
    own.show("own", deleted=True)
    own.purge()
    assert [one.key for one in reads(own, Snapshot.zones)] == ["other:Sweida"]
    left = sql(own, "SELECT count(*) FROM zone_location WHERE zone NOT IN (SELECT zone FROM zone)")
    assert left == [(0,)]
    assert sql(own, "SELECT count(*) FROM zone_location") != [(0,)]


def test_trouble_leaves_the_zones_as_they_were(own: Store, monkeypatch: pytest.MonkeyPatch):
    """A write that fails half way is taken back whole, and says so."""
    take(own, SWEIDA)
    before = inside(own, "own:Sweida")
    with monkeypatch.context() as patch:
        patch.setattr(store_zones, "place", _broken)
        with pytest.raises(StoreError, match=r"The zones were not stored: the disk is gone\."):
            take(own, replace(SWEIDA, colour="#112233"))
    assert [one.colour for one in reads(own, Snapshot.zones)] == ["#d95f02"]
    assert inside(own, "own:Sweida") == before != set()


def _broken(*_: object, **__: object) -> None:
    raise ValueError("the disk is gone")


def test_a_zone_on_some_days_holds_events_of_those_days(own: Store):
    """Both ends belong to it, and an event of several days needs one of them only."""
    every = inside_days(own, None, None)
    in_force = inside_days(own, date(2025, 5, 4), date(2025, 7, 15))
    assert {"2025-05-01", "2025-07-15"} <= {one[7:17] for one in in_force}
    assert in_force < every
    assert inside_days(own, date(2025, 7, 16), date(2025, 7, 16)) == {
        event.event_id
        for event in NAIVE
        if event.given["place"] == "Sweida" and event.first <= date(2025, 7, 16) <= event.last
    }


def inside_days(store: Store, first: date | None, last: date | None) -> set[str]:
    """The events of a zone of these days around the town of Sweida."""
    town = shapely.Polygon(box(36.5, 32.6, 36.6, 32.8))
    take(store, replace(SWEIDA, valid_from=first, valid_to=last, geometry=town))
    return inside(store, "own:Sweida")


def test_only_zones_in_force_on_the_chosen_days_are_shown(own: Store):
    """Open ends count as always."""
    zone_files.load(own)

    def names(first: date | None, last: date | None) -> set[str]:
        return {one.name for one in reads(own, query.zones, first, last)} - {"Front", "At sea"}

    always = {"Around Damascus", "Two parts"}
    assert names(None, None) == always | {"Sweida", "South of it", "At first"}
    assert names(date(2025, 7, 20), date(2025, 7, 31)) == always | {"Sweida"}
    assert names(date(2025, 7, 21), date(2025, 7, 31)) == always
    assert names(None, date(2025, 1, 1)) == always | {"At first"}
    assert names(date(2026, 1, 1), None) == always | {"South of it"}


def test_an_event_knows_its_zones(own: Store):
    """Those in which it lies on one of its days, each part once."""
    zone_files.load(own)
    for event in NAIVE:
        found = reads(own, query.zones_of, event.event_id)
        assert {one.key for one in found} == event.zones
        assert len(found) == len(set(found))
    assert reads(own, query.zones_of, "levant:no-such-event") == ()
