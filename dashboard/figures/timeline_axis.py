"""Where days lie on the timeline: its extent and its unit. Pixels, no Plotly.

All days are UTC calendar days with both ends included; a day takes the pixels from its
midnight to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from geodata.shapes import Span

NARROW: Final = 520
"""Figures narrower than this, in pixels, are drawn as on a phone."""

_LEAST_STEP: Final = 4.0
_LONG: Final = 120
MONTH_DAYS: Final = 30.4
YEAR_DAYS: Final = 365.2
_UNITS: Final = (("day", 1.0), ("week", 7.0), ("month", MONTH_DAYS), ("year", YEAR_DAYS))
_EPOCH: Final = date(1970, 1, 1).toordinal()


class Room(NamedTuple):
    """The pixels of a timeline that is laid out otherwise than on the page: see the properties
    of :class:`Frame` of the same names."""

    left: int
    right: int
    top: int
    base: int
    lanes_top: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The pixel frame of a timeline; x and y count from the top left of the figure."""

    first: date
    last: date
    width: int
    height: int
    room: Room | None = None

    @property
    def narrow(self) -> bool:
        """Whether there is room for a phone's figure only."""
        return self.width < NARROW

    @property
    def left(self) -> int:
        """Where the axis starts; the names of the lanes stand before it."""
        if self.room:
            return self.room.left
        return 132 if self.narrow else 140

    @property
    def right(self) -> int:
        """Where the axis ends."""
        if self.room:
            return self.room.right
        return self.width - (12 if self.narrow else 16)

    @property
    def top(self) -> int:
        """The highest line of the histogram."""
        if self.room:
            return self.room.top
        return 10

    @property
    def base(self) -> int:
        """The axis that the bars stand on."""
        if self.room:
            return self.room.base
        return 56 if self.narrow else 66

    @property
    def lanes_top(self) -> int:
        """Where the first lane starts."""
        if self.room:
            return self.room.lanes_top
        return self.base + (6 if self.narrow else 12)

    @property
    def bottom(self) -> int:
        """Where the last lane ends; months and years stand below."""
        return self.height - 34

    @property
    def day_px(self) -> float:
        """Pixels per day."""
        return (self.right - self.left) / ((self.last - self.first).days + 1)

    def x(self, value: date, days: float = 0) -> float:
        """The pixel of a day's first moment, moved by ``days``."""
        return self.left + ((value - self.first).days + days) * self.day_px

    def time(self, x: float) -> float:
        """The moment at a pixel, as :func:`milliseconds`."""
        return float(round(milliseconds(self.first, (x - self.left) / self.day_px)))


def milliseconds(value: date, days: float = 0) -> float:
    """A day's first moment as Plotly's date axis counts: ms since 1970, UTC."""
    return (value.toordinal() - _EPOCH + days) * 86_400_000.0


def bucket_for(first: date, last: date, width: int) -> str:
    """The smallest of day, week, month and year whose bars stand at least 4 px apart.

    ``width`` is that of the whole figure in pixels. Past some 160 years the bars of years
    are thinner, as there is nothing coarser.
    """
    day_px = Frame(first, last, width, 0).day_px
    return next((unit for unit, days in _UNITS if days * day_px >= _LEAST_STEP), "year")


def bucket_end(unit: str, start: date) -> date:
    """The first day after the bucket that starts on ``start``."""
    if unit == "month":
        return next_month(start)
    if unit == "year":
        return date(start.year + 1, 1, 1)
    return start + timedelta(days=7 if unit == "week" else 1)


def domain(
    span: Span | None, chosen: tuple[date | None, date | None], *, pad: float = 0.35
) -> tuple[date, date]:
    """The first and last day of the axis.

    A choice is shown with ``pad`` of its length on both sides, at least a week, as far as
    there are data; it is always inside. Without a choice it is the core of the span. An axis
    of more than four months starts on a Monday and ends on a Sunday, so that no bar is cut.
    ``span`` is ``None`` when nothing matches at any date: then the choice, or the last year.
    """
    if span is None:
        today = chosen[1] or datetime.now(UTC).date()
        span = Span(today, today, chosen[0] or today - timedelta(days=365), 0)
    first, last = chosen[0] or span.core_first, chosen[1] or span.last
    first, last = min(first, last), max(first, last)
    if chosen != (None, None):
        margin = timedelta(days=max(7, round(pad * ((last - first).days + 1))))
        first = min(first, max(first - margin, span.core_first))
        last = max(last, min(last + margin, span.last))
    # a little air on the right, so that the last handle and the last mark are whole
    length = (last - first).days + 1
    last += timedelta(days=max(1, length // 50))
    if length > _LONG:
        first -= timedelta(days=first.weekday())
        last += timedelta(days=6 - last.weekday())
    return first, last


def next_month(value: date) -> date:
    """The first day of the month after."""
    return date(value.year + value.month // 12, value.month % 12 + 1, 1)
