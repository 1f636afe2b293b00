"""What aggregates state of deaths: never added to a sum, and said beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from geodata.event_results import Source
from geodata.filters import Filters
from geodata.query.cache import cached
from geodata.query.sql import fetch
from geodata.query.where import where
from geodata.results import AggregateDeaths
from geodata.store import Snapshot

_HIGH: Final = "coalesce(fatalities_high, fatalities_best, fatalities_low)"
_LOW: Final = "coalesce(fatalities_low, fatalities_best, fatalities_high)"


@cached
def aggregate_deaths(db: Snapshot, filters: Filters) -> tuple[AggregateDeaths, ...]:
    """The aggregates in view that state deaths, those with the highest number first."""
    selection = where(db, filters)
    rows = fetch(
        db,
        f"SELECT source || ':' || source_id, title, {_LOW}, {_HIGH},"
        " sources"
        f" FROM {selection.of('event', 'aggregate', f'{_HIGH} IS NOT NULL')}"
        f" ORDER BY {_HIGH} DESC, sort_key DESC",
        selection.binds(),
    )
    return tuple(
        AggregateDeaths(event_id, title, low, high, _publishers(map(Source.of, sources)))
        for event_id, title, low, high, sources in rows
    )


def _publishers(sources: Iterable[Source]) -> tuple[str, ...]:
    """Those who state a number; everybody where the data does not say who does."""
    named = [source for source in sources if source.publisher]
    stating = [source for source in named if source.states_deaths]
    return tuple(dict.fromkeys(source.publisher for source in stating or named))
