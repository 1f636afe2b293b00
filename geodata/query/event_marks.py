"""Events as they are drawn one by one, on the map and in lanes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pyarrow as pa

from geodata.query.sql import fetch
from geodata.results import Deaths, EventMark
from geodata.schema import GROUPS
from geodata.store import Snapshot

COLUMNS: Final = (
    "e.source || ':' || e.source_id, e.title, e.first_day, e.last_day, e.date_precision, e.grp,"
    " e.aggregate, e.fatalities_low, e.fatalities_best, e.fatalities_high"
)
"""Of the table ``event`` as ``e``."""


def event_mark(*values: Any) -> EventMark:  # noqa: ANN401 - what a database gives
    """An event from its ``COLUMNS``."""
    event_id, title, first, last, precision, group, aggregate, *deaths = values
    return EventMark(
        event_id, title, first, last, precision, GROUPS[group], aggregate, Deaths(*deaths)
    )


def event_marks(db: Snapshot, numbers: Iterable[int]) -> dict[int, EventMark]:
    """Events by their numbers."""
    wanted = pa.table({"number": pa.array(numbers, pa.int32())})
    rows = fetch(
        db,
        f"SELECT number, {COLUMNS} FROM event e WHERE number IN (SELECT number FROM wanted)",
        {"wanted": wanted},
    )
    return {number: event_mark(*values) for number, *values in rows}
