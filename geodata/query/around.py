"""What lies around an event: the same days, the same place, the same actors."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, NamedTuple

from geodata import actors
from geodata.circles import Circle
from geodata.event_results import EventDetail
from geodata.filters import Filters, normalised
from geodata.filters.url import MAX_VALUES
from geodata.query.cache import cached
from geodata.query.events import event
from geodata.query.sql import fetch
from geodata.query.totals import count
from geodata.schema import POINT_PRECISIONS
from geodata.store import Snapshot
from geodata.store.rows import event_key

DAYS: Final = timedelta(days=3)
NEAR_KM: Final = 50.0


class Around(NamedTuple):
    """Filters that lead from an event to others, and how many match, the event among them."""

    filters: Filters
    events: int


class Surroundings(NamedTuple):
    """What lies around an event; ``None`` where that is not known well enough."""

    days: Around
    near: Around | None
    actors: Around | None


@cached
def around(db: Snapshot, event_id: str) -> Surroundings | None:
    """The events from three days before an event to three days after it, within 50 km of it,
    and with all of its actors, whatever the filters are; it is among them itself.

    ``None`` when there is no such event.
    """
    detail = event(db, event_id)
    if detail is None:
        return None
    near, same = _near(detail), _same_actors(detail)
    return Surroundings(
        days=_found(db, _days(db, detail)),
        near=_found(db, near) if near else None,
        actors=_found(db, same) if same else None,
    )


def _found(db: Snapshot, filters: Filters) -> Around:
    tidy = normalised(filters)
    return Around(tidy, count(db, tidy))


def _days(db: Snapshot, detail: EventDetail) -> Filters:
    """From the days that the event may cover, as widened by its precision."""
    source, _, source_id = detail.row.event_id.partition(":")
    ((first, last),) = fetch(
        db,
        "SELECT first_day, last_day FROM event"
        " WHERE event_id = $event_id AND source = $source AND source_id = $source_id",
        {"event_id": event_key(source, source_id), "source": source, "source_id": source_id},
    )
    return Filters(date_from=first - DAYS, date_to=last + DAYS)


def _near(detail: EventDetail) -> Filters | None:
    known = detail.row.geo_precision in POINT_PRECISIONS
    if not known or detail.lat is None or detail.lon is None:
        return None
    return Filters(near=Circle(detail.lat, detail.lon, NEAR_KM))


def _same_actors(detail: EventDetail) -> Filters | None:
    names = tuple(dict.fromkeys(actors.canonical(name) for name, _ in detail.actors))
    # a link holds no more of them, and fewer would be other events
    if not 0 < len(names) <= MAX_VALUES:
        return None
    return Filters(actors=names, all_actors=len(names) > 1)
