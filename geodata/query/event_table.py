"""The table of events: any part of what matches, in the order of one of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pyarrow as pa

from geodata import regions
from geodata.event_results import EventRow, TablePage, TableRow
from geodata.filters import Filters
from geodata.query.cache import cached
from geodata.query.events import at_place, event_rows, number_of, subject_only
from geodata.query.sql import fetch
from geodata.query.totals import count
from geodata.query.where import where
from geodata.schema import EVENT_TYPES
from geodata.store import Snapshot

_STATED: Final = "(fatalities_low, fatalities_best, fatalities_high)"
_RANK: Final = "(SELECT rank FROM ranks WHERE ranks.kind = '{}' AND ranks.word = {})"

SORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": ("date_start",),
    "type": (_RANK.format("type", "event_type"),),
    "title": ("nullif(lower(strip_accents(title)), '')",),
    "place": (
        "CASE WHEN geo_precision <> 'none' THEN nullif(lower(strip_accents(place)), '') END",
    ),
    "region": (_RANK.format("region", "country"), _RANK.format("region", "admin1")),
    "deaths": (f"greatest{_STATED}", f"least{_STATED}"),
    "best": ("fatalities_best",),
    "sources": ("source_count",),
    "grade": ("nullif(reliability, 'F')", "nullif(credibility, '6')"),
    "dataset": (_RANK.format("dataset", "source"),),
    "changed": ("updated_at",),
}
"""What the table can be sorted by, each with its keys in SQL; null is *not known*.

Words go by the alphabet of what a reader sees; deaths by the highest number that is stated, then
by the lowest; grades from A1, where F and 6 are no judgement and so not known.
"""

_COLUMNS: Final = (
    "number, first_day, last_day, coalesce(admin1, ''), actors,"
    " coalesce(sub_type, ''), storylines, lon, lat, updated_at"
)


@cached
def event_table(
    db: Snapshot,
    filters: Filters,
    sort: str = "-date",
    *,
    page: int = 1,
    size: int = 100,
    place: str = "",
) -> TablePage:
    """Page ``page`` (from 1) of all events that match, ``size`` a page; the last page for higher
    numbers. ``place`` keeps to the events of one mark.

    ``sort`` is a key of ``SORTS``, with a minus for the highest first. What is not known comes
    last either way, and events that are alike stand as in the list: newest start first.

    Raises:
        KeyError: there is no such order.
    """
    selection = where(db, filters)
    tests, values = at_place(place)
    bound = {**selection.binds(), **values}
    if place:
        ((total,),) = fetch(db, f"SELECT count(*) FROM {selection.of('event', *tests)}", bound)
    else:
        total = count(db, filters)
    pages = max(1, -(-total // size))
    page = min(page, pages)
    keys = SORTS[sort.removeprefix("-")]
    way = "DESC" if sort.startswith("-") else "ASC"
    named = [f"{key} AS key_{position}" for position, key in enumerate(keys)]
    order = [f"key_{position} {way} NULLS LAST" for position in range(len(keys))]
    rows = fetch(
        db,
        f"SELECT sort_key FROM (SELECT sort_key, {', '.join(named)}"
        f" FROM {selection.of('event', *tests)})"
        f" ORDER BY {', '.join(order)}, sort_key DESC LIMIT $limit OFFSET $offset",
        {**bound, "limit": size, "offset": (page - 1) * size, "ranks": _ranks(db)},
    )
    first = (page - 1) * size + 1 if rows else 0
    return TablePage(_rows(db, [key for (key,) in rows], filters), total, page, pages, first)


def _rows(db: Snapshot, sort_keys: list[int], filters: Filters) -> tuple[TableRow, ...]:
    """The events with these sort_keys, in their order."""
    listed = event_rows(db, sort_keys, subject_only(filters))
    events = dict(zip(sorted(sort_keys, reverse=True), listed, strict=True))
    shown = pa.table({"number": pa.array(map(number_of, sort_keys), pa.int32())})
    found = fetch(
        db,
        f"SELECT {_COLUMNS} FROM event WHERE number IN (SELECT number FROM shown)",
        {"shown": shown},
    )
    others = {row[0]: row for row in found}
    return tuple(_row(events[key], others[number_of(key)]) for key in sort_keys)


def _row(event: EventRow, others: tuple[Any, ...]) -> TableRow:
    number, first, last, admin1, actors, sub_type, storylines, lon, lat, updated = others
    return TableRow(
        event=event,
        number=number,
        first_day=first,
        last_day=last,
        admin1=admin1,
        actors=tuple(dict.fromkeys(actor["name"] for actor in actors)),
        sub_type=sub_type,
        storylines=tuple(storylines),
        lon=lon,
        lat=lat,
        updated_at=updated,
    )


@cached
def _ranks(db: Snapshot) -> pa.Table:
    """Where words stand in the alphabet of what they are called: types, regions, data sets."""
    codes = [code for (code,) in fetch(db, "SELECT code FROM region")]
    kinds = {
        "type": {word: kind.label for word, kind in EVENT_TYPES.items()},
        "region": {code: regions.label(code) for code in codes},
        "dataset": {one.dataset.key: one.dataset.name for one in db.datasets()},
    }
    rows = [row for kind, names in kinds.items() for row in _ranked(kind, names)]
    kind_, word, rank = zip(*rows, strict=True)
    return pa.table({"kind": kind_, "word": word, "rank": pa.array(rank, pa.int32())})


def _ranked(kind: str, names: Mapping[str, str]) -> Iterable[tuple[str, str, int]]:
    alphabet = sorted({name.casefold() for name in names.values()})
    places = {name: rank for rank, name in enumerate(alphabet)}
    return [(kind, word, places[name.casefold()]) for word, name in names.items()]
