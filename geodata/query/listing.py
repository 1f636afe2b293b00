"""Events one by one: the list, one event, where it stands, and what is related to it."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, date
from typing import Any, Final, NamedTuple

from geodata import filter_sql
from geodata.filter_sql import Condition
from geodata.filters import Filters
from geodata.query.summary import count
from geodata.query.where import Rows, cached, fetch, where
from geodata.shapes import EventDetail, EventRow, Page, Position, Related, Revision, Source
from geodata.store import EventStore
from geodata.store_rows import event_key

NEWEST_FIRST: Final = "date_start DESC, source_id, source"
OLDEST_FIRST: Final = "date_start, source_id DESC, source DESC"

_COLUMNS: Final = (
    "e.source || ':' || e.source_id, e.source, e.date_start, e.date_end, e.date_precision,"
    " e.event_type, e.title, coalesce(e.place, ''), coalesce(s.key, ''), e.geo_precision,"
    " coalesce(e.country, ''), e.fatalities_low, e.fatalities_best, e.fatalities_high,"
    " e.source_count, e.reliability, e.credibility, e.aggregate"
)
_DETAIL_COLUMNS: Final = (
    "e.number, e.summary, coalesce(e.sub_type, ''), e.lon, e.lat, coalesce(e.admin1, ''),"
    " e.zones, e.about, e.actors, e.storylines, e.tags, e.sources, e.updated_at"
)


class Standing(NamedTuple):
    """What an event is sorted by."""

    date_start: date
    source_id: str
    source: str


def _beyond(standing: Standing, *, older: bool) -> Condition:
    """Below an event in the list (older), or above it."""
    day, text = ("<", ">") if older else (">", "<")
    return Condition(
        f"(date_start {day} $stand_day OR (date_start = $stand_day AND"
        f" (source_id {text} $stand_id OR (source_id = $stand_id AND source {text} $stand_set))))",
        {
            "stand_day": standing.date_start,
            "stand_id": standing.source_id,
            "stand_set": standing.source,
        },
    )


def _both(first: Condition, second: Condition) -> Condition:
    return Condition(f"{first.sql} AND {second.sql}", {**first.values, **second.values})


def _rows(
    store: EventStore,
    condition: Condition,
    order: str,
    limit: int,
    subject_only: Condition = Condition("FALSE", {}),
) -> list[EventRow]:
    return [
        EventRow(*row)
        for row in fetch(
            store,
            f"SELECT {_COLUMNS}, {subject_only.sql} FROM (SELECT * FROM event"
            f" WHERE {condition.sql} ORDER BY {order} LIMIT $limit) e"
            f" LEFT JOIN spot s ON s.spot = e.spot ORDER BY {order}",
            {**condition.values, **subject_only.values, "limit": limit},
        )
    ]


def _subject_only(filters: Filters) -> Condition:
    """Whether an event is about a chosen region and happened in none of them."""
    if not filters.regions:
        return Condition("FALSE", {})
    venue = filter_sql.matches_region(filters.regions, venue_only=True)
    return Condition(f"NOT ({venue.sql})", venue.values)


@cached
def page(
    store: EventStore, filters: Filters, after: str = "", limit: int = 100, place: str = ""
) -> Page:
    """A part of the list, newest start first; ``place`` keeps to the events of one mark.

    ``after`` is what the page before gave; anything else starts at the newest event.
    """
    condition = where(store, filters)
    if place:
        here = Condition("spot IN (SELECT spot FROM spot WHERE key = $place)", {"place": place})
        condition = _both(condition, here)
        total = _count(store, condition)
    else:
        total = count(store, filters)
    standing = _unpacked(after)
    if standing is not None:
        condition = _both(condition, _beyond(standing, older=True))
    rows = _rows(store, condition, NEWEST_FIRST, limit + 1, _subject_only(filters))
    more = _packed(rows[limit - 1]) if len(rows) > limit else ""
    return Page(tuple(rows[:limit]), total, more)


def _count(store: EventStore, condition: Condition) -> int:
    rows = fetch(store, f"SELECT count(*) FROM event WHERE {condition.sql}", condition.values)
    return int(rows[0][0])


def _standing(row: EventRow) -> Standing:
    return Standing(row.date_start, row.event_id.partition(":")[2], row.source)


def _packed(row: EventRow) -> str:
    day, source_id, source = _standing(row)
    text = json.dumps([day.isoformat(), source_id, source])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _unpacked(after: str) -> Standing | None:
    try:
        day, source_id, source = json.loads(base64.urlsafe_b64decode(after.encode()))
        return Standing(date.fromisoformat(day), str(source_id), str(source))
    except (ValueError, TypeError, binascii.Error):
        return None


def _this(event_id: str) -> Condition:
    source, _, source_id = event_id.partition(":")
    return Condition(
        "event_id = $event_id AND source = $source AND source_id = $source_id",
        {
            "event_id": event_key(source, source_id),
            "source": source,
            "source_id": source_id,
        },
    )


@cached
def event(store: EventStore, event_id: str) -> EventDetail | None:
    """All of one event, with the values it had before; None when there is no such event."""
    this = _this(event_id)
    rows = _rows(store, this, NEWEST_FIRST, 1)
    if not rows:
        return None
    found = fetch(
        store, f"SELECT {_DETAIL_COLUMNS} FROM event e WHERE {this.sql}", this.values
    )[0]
    number, summary, sub_type, lon, lat, admin1, zones, about, actors, *lists, updated = found
    storylines, tags, sources = lists
    return EventDetail(
        row=rows[0],
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
        sources=tuple(_source(source) for source in sources),
        revisions=_revisions(store, number),
        updated_at=updated.replace(tzinfo=UTC),
    )


def _source(source: dict[str, Any]) -> Source:
    return Source(
        publisher=source["publisher"] or "",
        title=source["title"] or "",
        url=source["url"] or "",
        published=source["published"],
        language=source["language"] or "",
        note=source["note"] or "",
    )


def _revisions(store: EventStore, number: int) -> tuple[Revision, ...]:
    rows = fetch(
        store,
        "SELECT name, old, new, replaced_at FROM revision WHERE number = $number"
        " ORDER BY replaced_at DESC, name",
        {"number": number},
    )
    return tuple(Revision(*row[:3], at=row[3].replace(tzinfo=UTC)) for row in rows)


@cached
def position(store: EventStore, filters: Filters, event_id: str) -> Position:
    """Where an event stands in the list, and its neighbours there."""
    this, matching = _this(event_id), where(store, filters)
    found = _rows(store, this, NEWEST_FIRST, 1)
    total = count(store, filters)
    if not found:
        return Position(0, total, "", "")
    standing = _standing(found[0])
    above = _both(matching, _beyond(standing, older=False))
    below = _both(matching, _beyond(standing, older=True))
    inside = _count(store, _both(matching, this))
    return Position(
        number=_count(store, above) + 1 if inside else 0,
        total=total,
        previous=_nearest(store, above, OLDEST_FIRST),
        following=_nearest(store, below, NEWEST_FIRST),
    )


def _nearest(store: EventStore, condition: Condition, order: str) -> str:
    rows = _rows(store, condition, order, 1)
    return rows[0].event_id if rows else ""


@cached
def related(store: EventStore, event_id: str, limit: int = 3) -> tuple[Related, ...]:
    """For each storyline of an event, those nearest before and after it, oldest first."""
    found = _rows(store, _this(event_id), NEWEST_FIRST, 1)
    detail = event(store, event_id)
    if not found or detail is None:
        return ()
    standing = _standing(found[0])
    return tuple(_related(store, name, standing, limit) for name in detail.storylines)


def _related(store: EventStore, storyline: str, standing: Standing, limit: int) -> Related:
    told = filter_sql.matches_storyline([storyline])
    before = _both(told, _beyond(standing, older=True))
    after = _both(told, _beyond(standing, older=False))
    return Related(
        storyline=storyline,
        before=tuple(reversed(_rows(store, before, NEWEST_FIRST, limit))),
        before_total=_count(store, before),
        after=tuple(_rows(store, after, OLDEST_FIRST, limit)),
        after_total=_count(store, after),
    )
