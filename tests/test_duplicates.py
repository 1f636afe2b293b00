"""Events of two data sets that may be one: which are flagged, and where a reader sees it."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from dash import Dash
from fastapi.testclient import TestClient
from support.answers import reads, sql
from support.callback_client import LEVANT, SCREEN, ask, every, text

from geodata import actors, query
from geodata.filters import Filters
from geodata.schema import EVENT_SCHEMA, EVENT_TYPES, Dataset
from geodata.store import Load, Store, duplicates

JULY = date(2025, 7, 16)
KM = 1 / 111.195  # degrees of latitude
BATTLE: dict[str, Any] = {
    "source_id": "battle",
    "date_start": JULY,
    "date_end": JULY,
    "date_precision": "day",
    "event_type": "battle",
    "title": "Clashes near Busra",
    "summary": "",
    "actors": [
        {"name": "Bedouin tribal fighters", "role": "party"},
        {"name": "Men of Dignity", "role": "party"},
    ],
    "place": "Busra al-Sham",
    "lon": 36.48,
    "lat": 32.52,
    "geo_precision": "town",
    "zones": [],
    "about": [],
    "reliability": "F",
    "credibility": "6",
    "storylines": [],
    "tags": [],
    "details": [],
    "sources": [],
}
DARAA: dict[str, Any] = {
    "geo_precision": "admin1",
    "admin1": "SYR-Daraa",
    "place": "Daraa governorate",
    "lon": None,
    "lat": None,
}


def table(*rows: dict[str, Any], source: str) -> pa.Table:
    """Battles with changes, as events of a data set."""
    return pa.Table.from_pylist(
        [BATTLE | {"source": source} | row for row in rows], schema=EVENT_SCHEMA
    )


def named(*names: str) -> list[dict[str, str]]:
    return [{"name": name, "role": "party"} for name in names]


def after(days: int, more: int = 0) -> dict[str, Any]:
    first = JULY + timedelta(days=days)
    return {"date_start": first, "date_end": first + timedelta(days=more)}


@pytest.fixture
def both() -> Iterator[Store]:
    """Return an empty store that knows two data sets."""
    with Store.open(None) as store:
        store.put_dataset(Dataset("ours", "Our table", "table", "CC BY 4.0", "Us"))
        store.put_dataset(Dataset("theirs", "Their table", "table", "CC BY 4.0", "They"))
        yield store


def ids(store: Store, event_id: str) -> list[str]:
    return [one.event.event_id for one in reads(store, query.duplicates, event_id)]


def pairs(store: Store) -> set[tuple[str, ...]]:
    """Every pair of the store by ids, and that each stands in it once."""
    rows = sql(
        store,
        "SELECT x.source || ':' || x.source_id, y.source || ':' || y.source_id"
        " FROM duplicate JOIN event x ON x.number = a JOIN event y ON y.number = b",
    )
    found = {tuple(sorted(row)) for row in rows}
    assert len(found) == len(rows)
    return found


def flagged(store: Store, ours: dict[str, Any], theirs: dict[str, Any]) -> set[bool]:
    """Whether two events are flagged when the second is written, and the first again."""
    store.upsert(table(ours, source="ours"))
    store.upsert(table(theirs, source="theirs"))
    before = bool(pairs(store))
    store.upsert(table({**ours, "title": "Clashes, once more"}, source="ours"))
    return {before, bool(pairs(store))}


def test_the_same_battle_in_two_sets_is_flagged_on_both(both: Store):
    """Each names the other, its data set, how far away it is and how many days apart."""
    both.upsert(table({}, source="ours"))
    both.upsert(table({**after(1), "lat": 32.52 + 5 * KM}, source="theirs"))
    (there,) = reads(both, query.duplicates, "ours:battle")
    assert there.event.event_id == "theirs:battle"
    assert there.dataset == "Their table"
    assert there.km == pytest.approx(5, abs=0.01)
    assert there.days == 1
    (here,) = reads(both, query.duplicates, "theirs:battle")
    assert (here.event.event_id, here.dataset, here.days) == ("ours:battle", "Our table", 1)
    assert reads(both, query.count, Filters()) == 2


SAME: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the same": ({}, {}),
    "the day before": ({}, after(-1)),
    "another type of the same group": ({}, {"event_type": "remote_violence"}),
    "10 km away": ({}, {"lat": 32.52 + 9.9 * KM}),
    "a district 30 km away": ({}, {"lat": 32.52 + 29.9 * KM, "geo_precision": "admin2"}),
    "two districts": (
        {"geo_precision": "admin2"},
        {"lat": 32.52 + 29.9 * KM, "geo_precision": "admin2"},
    ),
    "the governorate it lies in": ({}, DARAA),
    "the same governorate": (DARAA, DARAA),
    "the zone it lies in": (
        {"lon": 35.87514, "lat": 33.15152},
        {**DARAA, "admin1": None, "zones": ["UNDOF"], "place": "Buffer zone"},
    ),
    "what an actor is part of": ({}, {"actors": named("Druze militias")}),
    "another name of an actor": ({}, {"actors": named("Rijal al-Karama")}),
    "the week of it": ({}, {"date_precision": "week"}),
    "a long event with the same days": (after(0, 20), after(1, 20)),
    "both of the month": ({"date_precision": "month"}, {**after(5), "date_precision": "month"}),
    "protesters in the same town": (
        {"actors": named("Protesters (Syria)")},
        {"actors": named("Protesters")},
    ),
    "across the date line": ({"lon": 179.98, "lat": -16.5}, {"lon": -179.98, "lat": -16.5}),
    "at the pole": ({"lon": 10.0, "lat": 89.98}, {"lon": -100.0, "lat": 89.99}),
}
OTHER: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "another group": ({}, {"event_type": "protest"}),
    "more than 10 km away": ({}, {"lat": 32.52 + 10.1 * KM}),
    "a district more than 30 km away": ({}, {"lat": 32.52 + 30.1 * KM, "geo_precision": "admin2"}),
    "two days apart": ({}, after(2)),
    "no shared actor": ({}, {"actors": named("Islamic State")}),
    "no actor": ({}, {"actors": []}),
    "another part of the same actor": ({}, {"actors": named("Mountain Brigade")}),
    "known to the year": ({"date_precision": "year"}, {"date_precision": "year"}),
    "one known to the month": ({}, {"date_precision": "month"}),
    "within a long event": (after(3), after(0, 20)),
    "an aggregate": ({}, {"tags": ["aggregate"]}),
    "another governorate": (DARAA, {**DARAA, "admin1": "SYR-Sweida", "place": "Sweida"}),
    "a governorate it does not lie in": ({}, {**DARAA, "admin1": "SYR-Sweida", "place": "Sweida"}),
    "known to the country": (
        {**DARAA, "geo_precision": "country", "country": "SYR", "admin1": None},
        {**DARAA, "geo_precision": "country", "country": "SYR", "admin1": None},
    ),
    "without a place": (
        {**DARAA, "geo_precision": "none", "admin1": None, "place": None},
        {**DARAA, "geo_precision": "none", "admin1": None, "place": None},
    ),
    "protesters the day after": (
        {"actors": named("Protesters (Syria)")},
        {"actors": named("Protesters (Syria)"), **after(1)},
    ),
    "civilians of a governorate": (
        {"actors": named("Civilians (Syria)")},
        {"actors": named("Civilians (Syria)"), **DARAA},
    ),
    "civilians of a country not listed, the day after": (
        {"actors": named("Civilians (Atlantis)")},
        {"actors": named("Civilians (Atlantis)"), **after(1)},
    ),
    "nobody known, the day after": (
        {"actors": named("Unidentified gunmen")},
        {"actors": named("Unidentified gunmen"), **after(1)},
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_what_may_be_the_same_is_flagged(both: Store, name: str):
    """Near in days and place, of one group, with a shared actor; whichever is written last."""
    assert flagged(both, *SAME[name]) == {True}


@pytest.mark.parametrize("name", OTHER)
def test_what_is_not_the_same_is_not_flagged(both: Store, name: str):
    """One difference that counts, or too little known, is no flag; whichever is written last."""
    assert flagged(both, *OTHER[name]) == {False}


def test_events_of_one_set_are_never_flagged(both: Store):
    """A data set knows its own events apart."""
    both.upsert(table({}, {"source_id": "again"}, source="ours"))
    assert not pairs(both)


def test_two_sets_written_together_are_flagged_once(both: Store):
    """One table with events of both data sets gives one pair."""
    both.upsert(pa.concat_tables([table({}, source="ours"), table({}, source="theirs")]))
    assert pairs(both) == {("ours:battle", "theirs:battle")}


def test_a_whole_file_in_parts_is_flagged(both: Store):
    """Every part of a file that is loaded is held against the other data sets."""
    both.upsert(table({}, {**after(9), "source_id": "later"}, source="ours"))
    parts = [table({}, source="theirs"), table({**after(9), "source_id": "b"}, source="theirs")]
    both.load(Load(Dataset("theirs", "Their table", "table", "", "They")), parts)
    assert pairs(both) == {("ours:battle", "theirs:battle"), ("ours:later", "theirs:b")}


def test_a_revised_event_is_held_against_the_others_again(both: Store):
    """One that was moved away is flagged no more; moved back, it is again."""
    both.upsert(table({}, source="ours"))
    both.upsert(table({}, source="theirs"))
    both.upsert(table({"lat": 33.5}, source="theirs"))
    assert not reads(both, query.duplicates, "ours:battle")
    assert reads(both, query.duplicate_count, Filters()) == 0
    both.upsert(table({"title": "Clashes at Busra"}, source="theirs"))
    assert ids(both, "ours:battle") == ["theirs:battle"]


def test_a_write_that_fails_leaves_the_flags(both: Store, monkeypatch: pytest.MonkeyPatch):
    """Flags belong to the write: all of it is there, or nothing."""
    both.upsert(table({}, source="ours"))
    both.upsert(table({}, source="theirs"))
    monkeypatch.setattr(duplicates, "_RULE", "SELECT error('no')")
    with pytest.raises(Exception, match="no"):
        both.upsert(table({"lat": 33.5}, source="theirs"))
    assert ids(both, "ours:battle") == ["theirs:battle"]


def test_what_does_not_show_is_not_named(both: Store):
    """Events of a hidden set, and removed ones, are in no answer; shown again, they are."""
    both.upsert(table({}, source="ours"))
    both.upsert(table({}, source="theirs"))
    both.show("theirs", hidden=True)
    assert ids(both, "ours:battle") == []
    assert reads(both, query.duplicate_count, Filters()) == 0
    both.show("theirs", hidden=False)
    assert ids(both, "ours:battle") == ["theirs:battle"]
    theirs = Load(Dataset("theirs", "Their table", "table", "", "They"), missing="days")
    both.load(theirs, [table({**after(0), "lat": 34.0, "source_id": "far"}, source="theirs")])
    assert ids(both, "ours:battle") == []
    both.load(theirs, [table({}, source="theirs")])
    assert ids(both, "ours:battle") == ["theirs:battle"]


def test_a_purged_set_leaves_no_flags(both: Store):
    """What is dropped for good is in no pair."""
    both.upsert(table({}, source="ours"))
    both.upsert(table({}, source="theirs"))
    both.show("theirs", deleted=True)
    both.purge()
    assert not pairs(both)


def test_only_flags_within_the_view_count(both: Store):
    """Totals count an incident twice only where both events match the filters."""
    both.upsert(table({}, {"source_id": "alone", "lat": 34.0}, source="ours"))
    both.upsert(table({}, {"source_id": "second", "lat": 32.53}, source="theirs"))
    assert reads(both, query.duplicate_count, Filters()) == 3
    assert reads(both, query.duplicate_count, Filters(datasets=("ours",))) == 0
    assert reads(both, query.duplicate_count, Filters(text="no such word")) == 0
    assert reads(both, query.duplicates, "ours:nothing") == ()


def test_the_nearest_come_first(both: Store):
    """By days, then by distance; what is known to a region only comes last of its day."""
    both.upsert(table({}, source="ours"))
    both.upsert(
        table(
            {"source_id": "day after", **after(1)},
            {"source_id": "region", **DARAA},
            {"source_id": "far", "lat": 32.52 + 8 * KM},
            {"source_id": "near", "lat": 32.52 + 2 * KM},
            source="theirs",
        )
    )
    said = [
        (one.event.event_id, one.km is None) for one in reads(both, query.duplicates, "ours:battle")
    ]
    assert said == [
        ("theirs:near", False),
        ("theirs:far", False),
        ("theirs:region", True),
        ("theirs:day after", False),
    ]


# the rule once more, slowly: nothing of the SQL is used, nor what the store derives


def cover(row: dict[str, Any]) -> tuple[date, date]:
    first, last = row["date_start"], row["date_end"]
    if row["date_precision"] == "week":
        first -= timedelta(days=first.weekday())
        last += timedelta(days=6 - last.weekday())
    if row["date_precision"] == "month":
        first = first.replace(day=1)
        last = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first, last


def kilometres(x: dict[str, Any], y: dict[str, Any]) -> float:
    """The chord between two points of a sphere, as an arc."""

    def vector(row: dict[str, Any]) -> tuple[float, float, float]:
        lon, lat = math.radians(row["lon"]), math.radians(row["lat"])
        return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)

    return 2 * 6371.0088 * math.asin(math.dist(vector(x), vector(y)) / 2)


def near(x: dict[str, Any], y: dict[str, Any]) -> bool:
    precisions = {x["geo_precision"], y["geo_precision"]}
    if precisions & {"country", "none"}:
        return False
    if "admin1" in precisions:
        return x["region"] == y["region"]
    return kilometres(x, y) <= (30 if "admin2" in precisions else 10)


def weak(name: str) -> bool:
    known = actors.actors().get(name)
    return name.startswith("Unidentified") or (known is not None and known.kind == "community")


def may_be_one(x: dict[str, Any], y: dict[str, Any]) -> bool:
    """Whether two events are flagged, as the documentation says."""
    group_x, group_y = (EVENT_TYPES[row["event_type"]].group for row in (x, y))
    if x["source"] == y["source"] or group_x != group_y:
        return False
    if any("aggregate" in row["tags"] or row["date_precision"] == "year" for row in (x, y)):
        return False
    (first_x, last_x), (first_y, last_y) = cover(x), cover(y)
    day = timedelta(days=1)
    if max((last - first).days for first, last in (cover(x), cover(y))) > 6:
        close = abs(first_x - first_y) <= day and abs(last_x - last_y) <= day
    else:
        close = first_x - day <= last_y and first_y - day <= last_x
    direct_x, direct_y = ({a["name"] for a in row["actors"]} for row in (x, y))
    all_x, all_y = (
        {name for own in direct for name in (own, *actors.ancestors(own))}
        for direct in (direct_x, direct_y)
    )
    shared = (direct_x & all_y) | (direct_y & all_x)
    towns = {x["geo_precision"], y["geo_precision"]} <= {"exact", "town"}
    overlap = first_x <= last_y and first_y <= last_x
    enough = any(not weak(name) for name in shared) or (bool(shared) and towns and overlap)
    return close and enough and near(x, y)


def drawn_at_random(draw: random.Random, number: int) -> dict[str, Any]:
    """An event like many others of a few days, around Daraa and Sweida."""
    region, lon, lat = draw.choice([("SYR-Daraa", 36.15, 32.75), ("SYR-Sweida", 36.6, 32.7)])
    precision = draw.choice(["exact", "town", "town", "town", "admin2", "admin1", "country"])
    point = precision in {"exact", "town", "admin2"}
    start = JULY + timedelta(days=draw.choice([0, 0, 1, 2, 3, 5, 8]))
    everyone = (
        *("Israel", "Israel Defense Forces", "Israeli Air Force", "Israel Police"),
        *("Civilians", "Civilians (Syria)", "Unidentified gunmen", "Men of Dignity"),
        *("Druze militias", "Islamic State", "Bedouin tribes", "Somebody"),
    )
    return BATTLE | {
        "source": draw.choice(["ours", "theirs", "others"]),
        "source_id": str(number),
        "event_type": draw.choice(["battle", "battle", "remote_violence", "protest"]),
        "date_start": start,
        "date_end": start + timedelta(days=draw.choice([0, 0, 0, 0, 1, 3, 6, 7, 12])),
        "date_precision": draw.choice(["day"] * 8 + ["week", "month", "year"]),
        "actors": named(*draw.sample(everyone, draw.choice([0, 1, 1, 2, 3]))),
        "geo_precision": precision,
        "lon": lon + draw.uniform(-0.12, 0.12) if point else None,
        "lat": lat + draw.uniform(-0.12, 0.12) if point else None,
        "admin1": region if precision == "admin1" else None,
        "country": "SYR",
        "region": region,
        "tags": draw.choice([[], [], [], [], ["aggregate"]]),
    }


@pytest.mark.parametrize("seed", range(4))
def test_the_store_flags_what_the_rule_says(
    both: Store, seed: int, monkeypatch: pytest.MonkeyPatch
):
    """Three hundred random events in random parts, some revised: the very same pairs."""
    draw = random.Random(seed)  # noqa: S311 - the same every time is what is wanted
    if seed % 2:
        monkeypatch.setattr(duplicates, "_SLICE", 5)
    written: dict[str, dict[str, Any]] = {}
    for number in range(300):
        written[str(number)] = drawn_at_random(draw, number)
    again = {key: written[key] for key in draw.sample(sorted(written), 40)}
    moved = {
        key: drawn_at_random(draw, int(key)) | {"source": row["source"]}
        for key, row in again.items()
    }
    for rows in ([*written.values()][:120], [*written.values()][120:], [*moved.values()]):
        plain = [{k: v for k, v in row.items() if k != "region"} for row in rows]
        both.upsert(pa.Table.from_pylist(plain, schema=EVENT_SCHEMA))
    written |= moved
    expected = {
        tuple(sorted(f"{row['source']}:{row['source_id']}" for row in (x, y)))
        for x in written.values()
        for y in written.values()
        if may_be_one(x, y)
    }
    assert len(expected) > 50
    assert pairs(both) == expected
    held = {one for pair in expected for one in pair}
    assert reads(both, query.duplicate_count, Filters()) == len(held)

    def flag_again() -> None:
        with both.writer.transaction("duplicates") as connection:
            duplicates.flag_all(connection)

    both.submit(flag_again).result()
    assert pairs(both) == expected


@pytest.fixture
def served(both: Store) -> tuple[Dash, TestClient]:
    """Return the page on two events that may be one."""
    from watchline.web.app import create_app  # noqa: PLC0415 - the other tests need no page

    both.upsert(table({}, source="ours"))
    both.upsert(
        table(
            {**after(1), "lat": 32.52 + 5 * KM, "title": "Fighting at Busra"},
            {**DARAA, "source_id": "region"},
            source="theirs",
        )
    )
    app = create_app(both)
    return app, TestClient(app.server)


def asked(served: tuple[Dash, TestClient], output: str, search: str) -> Any:
    values = {"query.data": search, "screen.data": SCREEN, "map-view.data": LEVANT}
    return ask(*served, output, values)


def test_the_page_of_an_event_names_the_others(served: tuple[Dash, TestClient]):
    """What may be the same is a link, with data set, place and distance; it says why."""
    shown = asked(served, "detail-tree.tree", "event=ours:battle")["detail-tree.tree"]
    words = text(shown)
    assert "Possibly also reported as2 events" in words
    assert "Flagged by day, place, kind and a shared actor; never merged." in words
    assert "Fighting at BusraTheir table · Busra al-Sham · 5 km away · 1 day apart" in words
    assert "Their table · Daraa gov. · same region" in words
    (link,) = every(shown, **{"data-event": "theirs:battle"})
    assert link["href"] == "?event=theirs:battle"


def test_an_event_without_others_says_nothing(app: Dash, client: TestClient):
    """One data set alone has no flags and no such heading, and sums stand for themselves."""
    values = {"query.data": "event=levant:2026-01-05-paris-fifth-round", "screen.data": SCREEN}
    shown = ask(app, client, "detail-tree.tree", values)["detail-tree.tree"]
    assert "also reported" not in text(shown)
    summary = ask(app, client, "summary-tree.tree", values)["summary-tree.tree"]
    assert "data sets" not in text(summary)


def test_sums_over_several_sets_say_that_they_may_count_twice(served: tuple[Dash, TestClient]):
    """Header and sum under the map give the number of events that are flagged in the view."""
    said = text(asked(served, "summary-tree.tree", "")["summary-tree.tree"])
    assert "from 2 data sets, which may count an incident more than once (3 events flagged)" in said
    foot = text(asked(served, "map-foot-tree.tree", "")["map-foot-tree.tree"])
    assert " · 3 possibly counted more than once" in foot
    one = "data=theirs"
    assert "data sets" not in text(asked(served, "summary-tree.tree", one)["summary-tree.tree"])
    assert "counted" not in text(asked(served, "map-foot-tree.tree", one)["map-foot-tree.tree"])
