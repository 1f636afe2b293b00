"""Who says what of deaths: the events on which numbers differ, with what each source states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

import pyarrow as pa

from geodata.event_results import EventRow, Source
from geodata.filters import Filters
from geodata.query.cache import cached
from geodata.query.events import event_rows, number_of
from geodata.query.sql import fetch
from geodata.query.where import where
from geodata.store import Snapshot

# nulls count for nothing in either
_LEAST: Final = "least(fatalities_low, fatalities_best, fatalities_high)"
_MOST: Final = "greatest(fatalities_low, fatalities_best, fatalities_high)"
_CLAIMED: Final = f"{_MOST} IS NOT NULL AND (aggregate OR {_LEAST} < {_MOST})"


class EventClaims(NamedTuple):
    """An event on whose deaths numbers differ, or an aggregate that states some; its sources by
    the day on which they were published, those without a day last."""

    event: EventRow
    sources: tuple[Source, ...]

    @property
    def recorded(self) -> bool:
        """Whether the data says which source gave which number."""
        return any(source.states_deaths for source in self.sources)


class Claims(NamedTuple):
    """Events with what their sources state, earliest first; ``total`` is how many there are."""

    events: tuple[EventClaims, ...]
    total: int


@cached
def claims(db: Snapshot, filters: Filters, limit: int) -> Claims:
    """The events in view of which the numbers of deaths differ, and the aggregates that state
    any: where there are more than ``limit``, aggregates first, then those that differ most."""
    selection = where(db, filters)
    here = selection.of("event", _CLAIMED)
    ((total,),) = fetch(db, f"SELECT count(*) FROM {here}", selection.binds())
    rows = fetch(
        db,
        f"SELECT sort_key FROM {here}"
        f" ORDER BY aggregate DESC, {_MOST} - {_LEAST} DESC, sort_key DESC LIMIT $limit",
        selection.binds(limit=limit),
    )
    sort_keys = [sort_key for (sort_key,) in rows]
    cited = _sources(db, sort_keys)
    found = (EventClaims(row, cited[row.event_id]) for row in event_rows(db, sort_keys))
    earliest = sorted(found, key=lambda one: (one.event.date_start, one.event.event_id))
    return Claims(tuple(earliest), total)


def _sources(db: Snapshot, sort_keys: Sequence[int]) -> dict[str, tuple[Source, ...]]:
    """The sources of events by their ids, by day."""
    shown = pa.table({"number": pa.array(map(number_of, sort_keys), pa.int32())})
    rows = fetch(
        db,
        "SELECT source || ':' || source_id, sources FROM event"
        " WHERE number IN (SELECT number FROM shown)",
        {"shown": shown},
    )
    return {
        event_id: tuple(sorted(map(Source.of, sources), key=lambda one: one.published or date.max))
        for event_id, sources in rows
    }
