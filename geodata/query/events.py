"""Events one by one: the list, one event, where it stands, and what is related to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC
from typing import Final

import pyarrow as pa

from geodata.event_results import (
    EventDetail,
    EventPage,
    EventRow,
    Position,
    Related,
    Removal,
    Revision,
    Source,
)
from geodata.filters import Filters, sql
from geodata.filters.sql import Condition
from geodata.query.cache import cached
from geodata.query.sql import Values, fetch
from geodata.query.totals import count
from geodata.query.where import meeting, where
from geodata.store import Snapshot
from geodata.store.rows import event_key

_COLUMNS: Final = (
    "e.source || ':' || e.source_id, e.source, e.date_start, e.date_end, e.date_precision,"
    " e.event_type, e.title, coalesce(e.place, ''), e.place_key, e.geo_precision,"
    " coalesce(e.country, ''), e.fatalities_low, e.fatalities_best, e.fatalities_high,"
    " e.source_count, e.reliability, e.credibility, e.aggregate"
)
_DETAIL_COLUMNS: Final = (
    "summary, coalesce(sub_type, ''), lon, lat, coalesce(admin1, ''), zones, about, actors,"
    " storylines, tags, details, sources, updated_at, p.removed"
)
_NUMBERS: Final = 1 << 32
_ABOVE: Final = "sort_key > $sort_key"
_BELOW: Final = "sort_key < $sort_key"
_NOWHERE: Final = Condition("FALSE", {})


def _listed(
    db: Snapshot, listing: str, values: Values, limit: int, *, oldest: bool = False
) -> list[int]:
    """The sort_keys of the first events of a list, or of its last ones, newest first."""
    order = "sort_key" if oldest else "sort_key DESC"
    rows = fetch(
        db,
        f"SELECT sort_key FROM {listing} ORDER BY {order} LIMIT $limit",
        {**values, "limit": limit},
    )
    return sorted((sort_key for (sort_key,) in rows), reverse=True)


def number_of(sort_key: int) -> int:
    """The number of the event of this sort_key."""
    return -sort_key % _NUMBERS


def event_rows(
    db: Snapshot, sort_keys: Sequence[int], elsewhere: Condition = _NOWHERE
) -> tuple[EventRow, ...]:
    """The events with these sort_keys, newest first; ``elsewhere``: see ``subject_only``."""
    shown = pa.table({"number": pa.array(map(number_of, sort_keys), pa.int32())})
    rows = fetch(
        db,
        f"SELECT {_COLUMNS}, {elsewhere.sql} FROM event e"
        " WHERE e.number IN (SELECT number FROM shown) ORDER BY e.sort_key DESC",
        {**elsewhere.values, "shown": shown},
    )
    return tuple(EventRow(*row) for row in rows)


def _standing(db: Snapshot, event_id: str) -> int | None:
    """Where an event stands among all; None when there is no such event."""
    source, _, source_id = event_id.partition(":")
    rows = fetch(
        db,
        "SELECT sort_key FROM event"
        " WHERE event_id = $event_id AND source = $source AND source_id = $source_id",
        {"event_id": event_key(source, source_id), "source": source, "source_id": source_id},
    )
    return rows[0][0] if rows else None


def subject_only(filters: Filters) -> Condition:
    """Whether an event is about a chosen region and happened in none of them."""
    if not filters.regions:
        return _NOWHERE
    venue = sql.matches_region(filters.regions, venue_only=True)
    return Condition(f"{venue.column} NOT IN ({venue.sql})", venue.values)


def at_place(place: str) -> tuple[tuple[str, ...], dict[str, object]]:
    """What holds for the events of a mark, and the values it binds; nothing without a mark."""
    if not place:
        return (), {}
    return ("location IN (SELECT location FROM location WHERE key = $place)",), {"place": place}


@cached
def page(
    db: Snapshot, filters: Filters, after: str = "", limit: int = 100, place: str = ""
) -> EventPage:
    """A part of the list, newest start first; ``place`` keeps to the events of one mark.

    ``after`` is what the page before gave; anything else starts at the newest event.
    """
    selection = where(db, filters)
    tests, place_is = at_place(place)
    here, values = [*tests], {**selection.binds(), **place_is}
    if place:
        ((total,),) = fetch(db, f"SELECT count(*) FROM {selection.of('event', *here)}", values)
    else:
        total = count(db, filters)
    if re.fullmatch(r"-?\d{1,18}", after):
        here.append(_BELOW)
        values = {**values, "sort_key": int(after)}
    sort_keys = _listed(db, selection.of("event", *here), values, limit + 1)
    return EventPage(
        rows=event_rows(db, sort_keys[:limit], subject_only(filters)),
        total=total,
        after=str(sort_keys[limit - 1]) if len(sort_keys) > limit else "",
    )


@cached
def event(db: Snapshot, event_id: str) -> EventDetail | None:
    """All of one event, with the values it had before; None when there is no such event."""
    sort_key = _standing(db, event_id)
    if sort_key is None:
        return None
    number = number_of(sort_key)
    row = fetch(
        db,
        f"SELECT {_DETAIL_COLUMNS} FROM event e JOIN profile p USING (profile)"
        " WHERE number = $number",
        {"number": number},
    )[0]
    summary, sub_type, lon, lat, admin1, zones, about, actors, *lists = row
    storylines, tags, details, sources, updated, removed = lists
    return EventDetail(
        row=event_rows(db, [sort_key])[0],
        summary=summary,
        sub_type=sub_type,
        lon=lon,
        lat=lat,
        admin1=admin1,
        zones=tuple(zones),
        about=tuple(about),
        actors=tuple((actor["name"], actor["role"]) for actor in actors),
        storylines=tuple(storylines),
        tags=tuple(tags),
        details=tuple((detail["name"], detail["value"]) for detail in details),
        sources=tuple(map(Source.of, sources)),
        revisions=_revisions(db, number),
        updated_at=updated.replace(tzinfo=UTC),
        removed=removed,
        removal=_removal(db, number) if removed else None,
    )


def _revisions(db: Snapshot, number: int) -> tuple[Revision, ...]:
    rows = fetch(
        db,
        "SELECT name, old, new, replaced_at FROM revision WHERE number = $number"
        " ORDER BY replaced_at DESC, name",
        {"number": number},
    )
    return tuple(Revision(name, old, new, at.replace(tzinfo=UTC)) for name, old, new, at in rows)


def _removal(db: Snapshot, number: int) -> Removal | None:
    """The import that found an event gone."""
    rows = fetch(
        db,
        "SELECT i.done_at, i.file FROM change c JOIN event e USING (number)"
        " JOIN import i ON i.import = c.import AND i.source = e.source"
        " WHERE c.number = $number AND c.verdict = 'removed' ORDER BY c.import DESC LIMIT 1",
        {"number": number},
    )
    return Removal(rows[0][0].replace(tzinfo=UTC), rows[0][1]) if rows else None


@cached
def position(db: Snapshot, filters: Filters, event_id: str) -> Position:
    """Where an event stands in the list, and its neighbours there."""
    sort_key = _standing(db, event_id)
    if sort_key is None:
        return Position(0, count(db, filters), "", "")
    selection = where(db, filters)
    total, above, here, nearest_above, nearest_below = fetch(
        db,
        "SELECT count(*), count(*) FILTER (WHERE sort_key > $sort_key),"
        " count(*) FILTER (WHERE sort_key = $sort_key),"
        " min(sort_key) FILTER (WHERE sort_key > $sort_key),"
        " max(sort_key) FILTER (WHERE sort_key < $sort_key)"
        f" FROM {selection.of('event')}",
        selection.binds(sort_key=sort_key),
    )[0]
    around = [neighbour for neighbour in (nearest_above, nearest_below) if neighbour is not None]
    named = dict(zip(around, (row.event_id for row in event_rows(db, around)), strict=True))
    return Position(
        number=above + 1 if here else 0,
        total=total,
        previous=named.get(nearest_above, ""),
        following=named.get(nearest_below, ""),
    )


@cached
def related(db: Snapshot, event_id: str, limit: int = 3) -> tuple[Related, ...]:
    """For each storyline of an event, those nearest before and after it, oldest first."""
    sort_key, detail = _standing(db, event_id), event(db, event_id)
    if sort_key is None or detail is None:
        return ()
    return tuple(_related(db, name, sort_key, limit) for name in detail.storylines)


def _related(db: Snapshot, storyline: str, sort_key: int, limit: int) -> Related:
    selection = meeting(db, [sql.matches_storyline([storyline])])
    values = selection.binds(sort_key=sort_key)
    before = _listed(db, selection.of("event", _BELOW), values, limit)
    after = _listed(db, selection.of("event", _ABOVE), values, limit, oldest=True)
    rows = event_rows(db, [*after, *before])
    before_total, after_total = fetch(
        db,
        f"SELECT count(*) FILTER (WHERE {_BELOW}), count(*) FILTER (WHERE {_ABOVE})"
        f" FROM {selection.of('event')}",
        values,
    )[0]
    return Related(
        storyline=storyline,
        before=tuple(reversed(rows[len(after) :])),
        before_total=before_total,
        after=tuple(reversed(rows[: len(after)])),
        after_total=after_total,
    )
