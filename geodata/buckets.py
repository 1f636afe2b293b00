"""The units of time that events are counted by, from days to decades; UTC calendar days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

MONTH_DAYS: Final = 30.44
YEAR_DAYS: Final = 365.25
"""On average."""
BUCKET_DAYS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "day": 1.0,
        "week": 7.0,
        "month": 28.0,
        "quarter": 90.0,
        "year": 365.0,
        "decade": 3652.0,
    }
)
"""Each unit with the days of its shortest, the finest first."""
BUCKETS: Final = tuple(BUCKET_DAYS)
"""The units, the finest first. Weeks begin on Mondays, quarters in January, April, July and
October, decades in years that end in 0."""

_MONTHS: Final = MappingProxyType({"month": 1, "quarter": 3, "year": 12, "decade": 120})


def bucket_start(unit: str, value: date) -> date:
    """The first day of the bucket that a day lies in; never before the year 1."""
    if unit == "day":
        return value
    if unit == "week":
        return value - timedelta(days=min(value.weekday(), value.toordinal() - 1))
    months = _MONTHS[unit]
    month = (value.year * 12 + value.month - 1) // months * months
    return date(max(month // 12, 1), month % 12 + 1, 1)


def bucket_end(unit: str, start: date) -> date:
    """The first day after the bucket that starts on ``start``; never after the last of dates."""
    if unit in {"day", "week"}:
        days = min(1 if unit == "day" else 7, (date.max - start).days)
        return start + timedelta(days=days)
    month = start.year * 12 + start.month - 1
    # the first decade lacks the year 0
    year, month = divmod((month // _MONTHS[unit] + 1) * _MONTHS[unit], 12)
    return date.max if year > date.max.year else date(year, month + 1, 1)


def bucket_last(unit: str, start: date) -> date:
    """The last day of the bucket that starts on ``start``."""
    return bucket_end(unit, start) - timedelta(days=1)


def next_month(value: date) -> date:
    """The first day of the month after."""
    return bucket_end("month", value)


def starts(first: date, last: date, unit: str) -> Iterator[date]:
    """The first days of the buckets that ``first`` to ``last`` touch, oldest first."""
    start = bucket_start(known_bucket(unit), first)
    while start <= last:
        yield start
        following = bucket_end(unit, start)
        if following <= start or following == date.max:
            return
        start = following


def known_bucket(unit: str) -> str:
    """The unit itself.

    Raises:
        ValueError: it is none of ``BUCKETS``.
    """
    if unit not in BUCKET_DAYS:
        raise ValueError(f"a bucket is one of {', '.join(BUCKETS)}, not {unit!r}")
    return unit
