"""Where days lie on the timeline: its extent and its unit. Pixels, no Plotly.

All days are UTC calendar days with both ends included; a day takes the pixels from its
midnight to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from geodata.buckets import BUCKET_DAYS, BUCKETS, bucket_last, bucket_start
from geodata.results import Span

NARROW: Final = 520
"""Figures narrower than this, in pixels, are drawn as on a phone."""

STRIP: Final = 140
"""Figures lower than this, in pixels, are bars without lanes."""

_LEAST_BAR: Final = 3.5  # px from one bar to the next
_EPOCH: Final = date(1970, 1, 1).toordinal()


FAR_BEFORE_PX: Final = 40
"""How wide the piece before the axis is in which far earlier events stand."""


class FarBefore(NamedTuple):
    """The first and the last day of events far before the axis. They stand in a piece of their
    own, which is not to scale, after which the axis is broken."""

    first: date
    last: date


class TimelineMargins(NamedTuple):
    """The pixels of a timeline that is laid out otherwise than on the page: see the properties
    of :class:`Frame` of the same names."""

    left: int
    right: int
    top: int
    base: int
    lanes_top: int


@dataclass(frozen=True, slots=True)
class TimelineFrame:
    """The pixel frame of a timeline; x and y count from the top left of the figure."""

    first: date
    last: date
    width: int
    height: int
    room: TimelineMargins | None = None
    before: FarBefore | None = None

    @property
    def narrow(self) -> bool:
        """Whether there is room for a phone's figure only."""
        return self.width < NARROW

    @property
    def left(self) -> int:
        """Where the axis starts; the names of the lanes stand before it."""
        if self.room:
            return self.room.left
        return (132 if self.narrow else 140) + (FAR_BEFORE_PX if self.before else 0)

    @property
    def edge(self) -> int:
        """Where the drawing starts: the axis, or the piece before it."""
        return self.left - (FAR_BEFORE_PX if self.before else 0)

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
        if self.height < STRIP:
            return self.bottom - 1
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
        """The pixel of a day's first moment, moved by ``days``; of a far earlier one the middle of
        the piece before the axis."""
        if self.before and value <= self.before.last:
            return self.edge + 0.4 * FAR_BEFORE_PX
        return self.left + ((value - self.first).days + days) * self.day_px

    def time(self, x: float) -> float:
        """The moment at a pixel, as :func:`milliseconds`."""
        return float(round(milliseconds(self.first, (x - self.left) / self.day_px)))


def milliseconds(value: date, days: float = 0) -> float:
    """A day's first moment as Plotly's date axis counts: ms since 1970, UTC."""
    return (value.toordinal() - _EPOCH + days) * 86_400_000.0


def bucket_for(first: date, last: date, width: int) -> str:
    """The finest unit of ``geodata.buckets`` whose bars take at least 3.5 px each.

    ``width`` is that of the whole figure in pixels. Decades are thinner where there is nothing
    coarser.
    """
    day_px = TimelineFrame(first, last, width, 0).day_px
    return next((unit for unit in BUCKETS if BUCKET_DAYS[unit] * day_px >= _LEAST_BAR), BUCKETS[-1])


class Extent(NamedTuple):
    """First and last day of the axis, and the unit of its bars."""

    first: date
    last: date
    bucket: str


def whole_bars(first: date, last: date, width: int, *, air: bool = True) -> Extent:
    """An axis around the days, on which the first and the last bar are whole.

    A little ``air`` follows days and weeks, so that the last handle and the last mark are whole.
    """
    for unit in BUCKETS:
        end = last
        if air and unit in {"day", "week"}:
            more = max(1, ((last - first).days + 1) // 50)
            end += timedelta(days=min(more, (date.max - last).days))
        start, end = bucket_start(unit, first), bucket_last(unit, bucket_start(unit, end))
        if BUCKETS.index(bucket_for(start, end, width)) <= BUCKETS.index(unit):
            break
    return Extent(start, end, unit)


def extent(
    span: Span | None,
    chosen: tuple[date | None, date | None],
    width: int,
    *,
    pad: float = 0.35,
    shown: tuple[date, date] | None = None,
) -> Extent:
    """The axis of a figure of ``width`` px.

    ``shown`` is the part of the data that the reader looks at. Otherwise a choice is shown with
    ``pad`` of its length on both sides, at least a week, as far as there are data; it is always
    inside. Without a choice it is the core of the span. ``span`` is ``None`` when nothing
    matches at any date: then the choice, or the last year.
    """
    if span is None:
        today = chosen[1] or datetime.now(UTC).date()
        span = Span(today, today, chosen[0] or today - timedelta(days=365), 0)
    if shown:
        first, last = max(shown[0], span.first), min(shown[1], span.last)
        if first <= last:
            return whole_bars(first, last, width, air=False)
    first, last = chosen[0] or span.core_first, chosen[1] or span.last
    first, last = min(first, last), max(first, last)
    if chosen != (None, None):
        margin = timedelta(days=max(7, round(pad * ((last - first).days + 1))))
        first = min(first, max(_earlier(first, margin), span.core_first))
        last = max(last, min(_later(last, margin), span.last))
    return whole_bars(first, last, width)


def _earlier(value: date, margin: timedelta) -> date:
    return value - min(margin, value - date.min)


def _later(value: date, margin: timedelta) -> date:
    return value + min(margin, date.max - value)
