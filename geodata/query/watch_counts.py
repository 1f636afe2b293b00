"""How many events there were of late and before: what a watch's threshold looks at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from geodata.filters import Filters
from geodata.query.cache import cached
from geodata.query.sql import fetch
from geodata.query.where import where
from geodata.store import Snapshot

_EARLY: Final = 0.02
"""A data set begins where so small a part of its events lies behind: single reports of long
ago say nothing of how much of a day it knows."""


class ShortDataset(NamedTuple):
    """A data set that does not reach back far enough to be compared: its name, where it
    begins, and its events of the last days and of those before."""

    name: str
    begins: date
    last: int
    before: int


class SpanCounts(NamedTuple):
    """Events dated to the day that began in the last days, and in as many before.

    ``last`` and ``before`` are of all data sets; ``less_exact`` may lie in these days, but are
    dated to a week, month or year; ``young`` are data sets to be left out of a comparison.
    """

    days: int
    last: int
    before: int
    less_exact: int = 0
    young: tuple[ShortDataset, ...] = ()

    @property
    def compared(self) -> tuple[int, int]:
        """``last`` and ``before`` of the data sets that reach back far enough."""
        return (
            self.last - sum(source.last for source in self.young),
            self.before - sum(source.before for source in self.young),
        )


@cached
def spans(db: Snapshot, filters: Filters, days: int, today: date) -> SpanCounts:
    """The matching events of the last ``days``, ``today`` (UTC) included, and of as many days
    before; the dates of the filters, and since when events came in, are left aside."""
    selection = where(db, filters, without=["dates", "added"])
    first, earlier = today - timedelta(days=days - 1), today - timedelta(days=2 * days - 1)
    rows = fetch(
        db,
        "SELECT source, count(*) FILTER (exact AND date_start >= $first),"
        " count(*) FILTER (exact AND date_start < $first), count(*) FILTER (NOT exact) FROM ("
        " SELECT source, date_start, date_precision = 'day' AND date_start BETWEEN $earlier AND"
        " $today AS exact"
        f" FROM {selection.of('event', 'first_day <= $today', 'last_day >= $earlier')}"
        " AND (date_precision <> 'day' OR date_start >= $earlier)) GROUP BY source",
        selection.binds(first=first, earlier=earlier, today=today),
    )
    begins = _begins(db) if any(last for _, last, _, _ in rows) else {}
    names = {state.dataset.key: state.dataset.name for state in db.datasets()}
    young = tuple(
        ShortDataset(str(names.get(source, source)), begins[source], last, before)
        for source, last, before, _ in sorted(rows)
        if last and begins[source] > earlier
    )
    return SpanCounts(
        days,
        sum(last for _, last, _, _ in rows),
        sum(before for _, _, before, _ in rows),
        sum(less_exact for *_, less_exact in rows),
        young,
    )


@cached
def _begins(db: Snapshot) -> dict[str, date]:
    """From which day on each data set has events, but for a few."""
    rows = fetch(
        db,
        "SELECT source, quantile_disc(date_start, $early) FROM event GROUP BY source",
        {"early": _EARLY},
    )
    return dict(rows)
