"""Lines and labels of the timeline's two axes, at the detail that fits. Pixels, no Plotly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from dashboard.figures.chart_elements import text_width
from dashboard.figures.timeline.axis import TimelineFrame
from geodata.buckets import MONTH_DAYS, YEAR_DAYS, next_month
from geodata.text import month, month_short

_APART: Final = 44.0
"""Pixels from one label of the axis to the next, at least."""
_YEAR_ROOM: Final = 32.0
_LEAST_ROOM: Final = 24.0  # of a label, to the end of the axis
_MONTH_STEPS: Final = (1, 3, 6)
_BOLD: Final = 1.06  # semi-bold is wider by this


class Tick(NamedTuple):
    """A mark of the axis. ``line`` is the rank of its vertical line: 0 none, 1 a month,
    2 a year; ``x`` is a pixel, ``anchor`` the side of the label that stands there, ``ends``
    whether it is the first or the last year of the axis."""

    x: float
    label: str
    below: str = ""
    line: int = 0
    anchor: str = "left"
    ends: bool = False


def count_ticks(most: int) -> tuple[int, ...]:
    """Two or three round numbers above zero, the last at or over ``most``."""
    if most <= 0:
        return (5, 10, 15)
    step = next(s for s in _round_steps() if s * 3 >= most)
    return tuple(range(step, most + step, step))


def ticks(frame: TimelineFrame) -> tuple[Tick, ...]:
    """Lines and labels for the frame: days, Mondays, months or years, the finest that stand
    44 px apart."""
    if frame.day_px >= _APART:
        return tuple(_days(frame))
    if frame.day_px * 7 >= _APART:
        return tuple(_weeks(frame))
    for step in _MONTH_STEPS:
        if frame.day_px * MONTH_DAYS * step >= _APART + 2:
            return tuple(_months(frame, step))
    return tuple(_years(frame))


def _round_steps() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


def _days(frame: TimelineFrame) -> Iterator[Tick]:
    current = frame.first
    while current <= frame.last:
        starts = current == frame.first or current.day == 1
        line = 1 if current.weekday() == 0 else 0
        if current.day == 1 and current != frame.first:
            line = 2
        below = _month_below(frame, current) if starts else ""
        middle = frame.x(current, 0.5)
        yield Tick(middle, str(current.day), line=0, anchor="center")
        yield Tick(frame.x(current), "", below, line)
        current += timedelta(days=1)


def _weeks(frame: TimelineFrame) -> Iterator[Tick]:
    current = frame.first
    while current <= frame.last:
        x = frame.x(current)
        if current == frame.first or current.day == 1:
            line = 0 if current == frame.first else 2
            yield Tick(x, "", _month_below(frame, current), line)
        if current.weekday() == 0:
            label = str(current.day) if frame.right - x >= _LEAST_ROOM - 8 else ""
            line = 0 if current.day == 1 or current == frame.first else 1
            yield Tick(x, label, line=line)
        current += timedelta(days=1)


def _month_below(frame: TimelineFrame, value: date) -> str:
    room = min(frame.right, frame.x(next_month(value))) - frame.x(value) - 3
    names = (month(value), f"{month_short(value)} {value.year}", month_short(value))
    return next((name for name in names if text_width(name, 11) * _BOLD <= room), "")


def _months(frame: TimelineFrame, step: int) -> Iterator[Tick]:
    """Every ``step`` months, counted from January. Below them the years; of a first one of a few
    days the next takes the place."""
    current, last_year = frame.first.replace(day=1), 0
    while current <= frame.last:
        start = max(current, frame.first)
        x = frame.x(start)
        named = (current.month - 1) % step == 0 and start == current
        label = month_short(current) if named and frame.right - x >= _LEAST_ROOM else ""
        until = min(frame.x(date(current.year, 12, 31), 1), frame.right)
        below = ""
        if (start == frame.first or current.month == 1) and until - x >= _YEAR_ROOM:
            below, last_year = str(current.year), current.year
        line = 2 if current.month == 1 else 1
        yield Tick(x, label, below, line if named and start != frame.first else 0)
        current = next_month(current)
    if last_year != frame.last.year:
        yield Tick(frame.right, "", str(frame.last.year), anchor="right")


def _years(frame: TimelineFrame) -> Iterator[Tick]:
    """The first and the last year, and between them those that a step of 1, 2, 5, 10 … meets."""
    first, last = frame.first.year, frame.last.year
    yield Tick(frame.left, str(first), ends=True)
    step = next(s for s in _round_steps() if s * YEAR_DAYS * frame.day_px >= _APART)
    for year in range(first + 1, last + 1):
        x = frame.x(date(year, 1, 1))
        if year % step == 0:
            # the labels at the ends stand within the axis, this one on its line
            free = frame.left + 1.3 * _APART <= x <= frame.right - 1.3 * _APART
            yield Tick(x, str(year) if free else "", line=1, anchor="center")
    if last > first:
        yield Tick(frame.right, str(last), anchor="right", ends=True)
