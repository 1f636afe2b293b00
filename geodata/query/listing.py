"""Events one by one: the list, one event, where it stands, and what is related to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC
from typing import Any, Final

import pyarrow as pa

from geodata import filter_sql
from geodata.filter_sql import Condition
from geodata.filters import Filters
from geodata.query.fetch import Values, fetch
from geodata.query.kept import cached
from geodata.query.summary import count
from geodata.query.where import meeting, where
from geodata.shapes import (
    EventDetail,
    EventRow,
    Page,
    Position,
    Related,
    Removal,
    Revision,
    Source,
)
from geodata.store import EventStore
from geodata.store_rows import event_key

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
_ABOVE: Final = "standing > $standing"
_BELOW: Final = "standing < $standing"
_NOWHERE: Final = Condition("FALSE", {})


def _listed(
    store: EventStore, listing: str, values: Values, limit: int, *, oldest: bool = False
) -> list[int]:
    """The standings of the first events of a list, or of its last ones, newest first."""
    order = "standing" if oldest else "standing DESC"
    rows = fetch(
        store,
        f"SELECT standing FROM {listing} ORDER BY {order} LIMIT $limit",
        {**values, "limit": limit},
    )
    return sorted((standing for (standing,) in rows), reverse=True)


def number_of(standing: int) -> int:
    """The number of the event of this standing."""
    return -standing % _NUMBERS


def event_rows(
    store: EventStore, standings: Sequence[int], subject_only: Condition = _NOWHERE
) -> tuple[EventRow, ...]:
    """The events with these standings, newest first."""
    shown = pa.table({"number": pa.array(map(number_of, standings), pa.int32())})
    rows = fetch(
        store,
        f"SELECT {_COLUMNS}, {subject_only.sql} FROM event e"
        " WHERE e.number IN (SELECT number FROM shown) ORDER BY e.standing DESC",
        {**subject_only.values, "shown": shown},
    )
    return tuple(EventRow(*row) for row in rows)


def _standing(store: EventStore, event_id: str) -> int | None:
    """Where an event stands among all; None when there is no such event."""
    source, _, source_id = event_id.partition(":")
    rows = fetch(
        store,
        "SELECT standing FROM event"
        " WHERE event_id = $event_id AND source = $source AND source_id = $source_id",
        {"event_id": event_key(source, source_id), "source": source, "source_id": source_id},
    )
    return rows[0][0] if rows else None


def _subject_only(filters: Filters) -> Condition:
    """Whether an event is about a chosen region and happened in none of them."""
    if not filters.regions:
        return _NOWHERE
    venue = filter_sql.matches_region(filters.regions, venue_only=True)
    return Condition(f"{venue.column} NOT IN ({venue.sql})", venue.values)


@cached
def page(
    store: EventStore, filters: Filters, after: str = "", limit: int = 100, place: str = ""
) -> Page:
    """A part of the list, newest start first; ``place`` keeps to the events of one mark.

    ``after`` is what the page before gave; anything else starts at the newest event.
    """
    selection = where(store, filters)
    here, values = [], selection.binds()
    if place:
        here.append("spot IN (SELECT spot FROM spot WHERE key = $place)")
        values = {**values, "place": place}
        ((total,),) = fetch(store, f"SELECT count(*) FROM {selection.of('event', *here)}", values)
    else:
        total = count(store, filters)
    if re.fullmatch(r"-?\d{1,18}", after):
        here.append(_BELOW)
        values = {**values, "standing": int(after)}
    standings = _listed(store, selection.of("event", *here), values, limit + 1)
    return Page(
        rows=event_rows(store, standings[:limit], _subject_only(filters)),
        total=total,
        after=str(standings[limit - 1]) if len(standings) > limit else "",
    )


@cached
def event(store: EventStore, event_id: str) -> EventDetail | None:
    """All of one event, with the values it had before; None when there is no such event."""
    standing = _standing(store, event_id)
    if standing is None:
        return None
    number = number_of(standing)
    found = fetch(
        store,
        f"SELECT {_DETAIL_COLUMNS} FROM event e JOIN profile p USING (profile)"
        " WHERE number = $number",
        {"number": number},
    )[0]
    summary, sub_type, lon, lat, admin1, zones, about, actors, *lists = found
    storylines, tags, details, sources, updated, removed = lists
    return EventDetail(
        row=event_rows(store, [standing])[0],
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
        sources=tuple(_source(source) for source in sources),
        revisions=_revisions(store, number),
        updated_at=updated.replace(tzinfo=UTC),
        removed=removed,
        removal=_removal(store, number) if removed else None,
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
    return tuple(Revision(name, old, new, at.replace(tzinfo=UTC)) for name, old, new, at in rows)


def _removal(store: EventStore, number: int) -> Removal | None:
    """The import that found an event gone."""
    rows = fetch(
        store,
        "SELECT i.done_at, i.file FROM change c JOIN event e USING (number)"
        " JOIN import i ON i.import = c.import AND i.source = e.source"
        " WHERE c.number = $number AND c.verdict = 'removed' ORDER BY c.import DESC LIMIT 1",
        {"number": number},
    )
    return Removal(rows[0][0].replace(tzinfo=UTC), rows[0][1]) if rows else None


@cached
def position(store: EventStore, filters: Filters, event_id: str) -> Position:
    """Where an event stands in the list, and its neighbours there."""
    standing = _standing(store, event_id)
    if standing is None:
        return Position(0, count(store, filters), "", "")
    selection = where(store, filters)
    total, above, here, nearest_above, nearest_below = fetch(
        store,
        "SELECT count(*), count(*) FILTER (WHERE standing > $standing),"
        " count(*) FILTER (WHERE standing = $standing),"
        " min(standing) FILTER (WHERE standing > $standing),"
        " max(standing) FILTER (WHERE standing < $standing)"
        f" FROM {selection.of('event')}",
        selection.binds(standing=standing),
    )[0]
    around = [one for one in (nearest_above, nearest_below) if one is not None]
    named = dict(zip(around, (row.event_id for row in event_rows(store, around)), strict=True))
    return Position(
        number=above + 1 if here else 0,
        total=total,
        previous=named.get(nearest_above, ""),
        following=named.get(nearest_below, ""),
    )


@cached
def related(store: EventStore, event_id: str, limit: int = 3) -> tuple[Related, ...]:
    """For each storyline of an event, those nearest before and after it, oldest first."""
    standing, detail = _standing(store, event_id), event(store, event_id)
    if standing is None or detail is None:
        return ()
    return tuple(_related(store, name, standing, limit) for name in detail.storylines)


def _related(store: EventStore, storyline: str, standing: int, limit: int) -> Related:
    told = meeting(store, [filter_sql.matches_storyline([storyline])])
    values = told.binds(standing=standing)
    before = _listed(store, told.of("event", _BELOW), values, limit)
    after = _listed(store, told.of("event", _ABOVE), values, limit, oldest=True)
    rows = event_rows(store, [*after, *before])
    before_total, after_total = fetch(
        store,
        f"SELECT count(*) FILTER (WHERE {_BELOW}), count(*) FILTER (WHERE {_ABOVE})"
        f" FROM {told.of('event')}",
        values,
    )[0]
    return Related(
        storyline=storyline,
        before=tuple(reversed(rows[len(after) :])),
        before_total=before_total,
        after=tuple(reversed(rows[: len(after)])),
        after_total=after_total,
    )
