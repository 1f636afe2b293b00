"""Lines and labels of the timeline's two axes, at the detail that fits. Pixels, no Plotly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from dashboard.figures.timeline_axis import MONTH_DAYS, YEAR_DAYS, Frame, next_month
from dashboard.figures.timeline_marks import text_width
from geodata.text import MONTHS, month, month_short

# pixels that a label needs
_DAY_ROOM: Final = 15.0
_WEEK_ROOM: Final = 22.0
_NAME_ROOM: Final = 29.0
_LETTER_ROOM: Final = 13.0
_YEAR_ROOM: Final = 32.0
_BOLD: Final = 1.06  # semi-bold is wider by this


class Tick(NamedTuple):
    """A mark of the axis. ``line`` is the rank of its vertical line: 0 none, 1 a month,
    2 a year; ``x`` is a pixel, ``centred`` whether the label stands centred on it."""

    x: float
    label: str
    below: str
    line: int
    centred: bool


def count_ticks(most: int) -> tuple[int, ...]:
    """Two or three round numbers above zero, the last at or over ``most``."""
    if most <= 0:
        return (5, 10, 15)
    step = next(s for s in _round_steps() if s * 3 >= most)
    return tuple(range(step, most + step, step))


def ticks(frame: Frame) -> tuple[Tick, ...]:
    """Lines and labels for the frame: days, Mondays, months or years, whichever fit."""
    if frame.day_px >= _DAY_ROOM:
        return tuple(_days(frame))
    if frame.day_px * 7 >= _WEEK_ROOM:
        return tuple(_weeks(frame))
    if frame.day_px * MONTH_DAYS >= _LETTER_ROOM:
        return tuple(_months(frame))
    return tuple(_years(frame))


def _round_steps() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


def _days(frame: Frame) -> Iterator[Tick]:
    current = frame.first
    while current <= frame.last:
        starts = current == frame.first or current.day == 1
        line = 1 if current.weekday() == 0 else 0
        if current.day == 1 and current != frame.first:
            line = 2
        below = _month_below(frame, current) if starts else ""
        yield Tick(frame.x(current), str(current.day), below, line, centred=True)
        current += timedelta(days=1)


def _weeks(frame: Frame) -> Iterator[Tick]:
    current = frame.first
    while current <= frame.last:
        x = frame.x(current)
        if current == frame.first or current.day == 1:
            line = 0 if current == frame.first else 2
            yield Tick(x, "", _month_below(frame, current), line, centred=False)
        if current.weekday() == 0:
            label = str(current.day) if frame.right - x >= _WEEK_ROOM - 6 else ""
            line = 0 if current.day == 1 or current == frame.first else 1
            yield Tick(x, label, "", line, centred=False)
        current += timedelta(days=1)


def _month_below(frame: Frame, value: date) -> str:
    room = min(frame.right, frame.x(next_month(value))) - frame.x(value) - 3
    names = (month(value), f"{month_short(value)} {value.year}", month_short(value))
    return next((name for name in names if text_width(name, 11) * _BOLD <= room), "")


def _months(frame: Frame) -> Iterator[Tick]:
    named = frame.day_px * MONTH_DAYS >= _NAME_ROOM
    current = frame.first.replace(day=1)
    while current <= frame.last:
        start = max(current, frame.first)
        x = frame.x(start)
        room = min(frame.x(next_month(current)), frame.right) - x
        name = month_short(current) if named else MONTHS[current.month - 1][0]
        label = name if room >= (_NAME_ROOM if named else _LETTER_ROOM) - 5 else ""
        below = str(current.year) if start == frame.first or current.month == 1 else ""
        until = min(frame.x(date(current.year + 1, 1, 1)), frame.right)
        if until - x < _YEAR_ROOM:
            below = ""
        line = 0 if start == frame.first else 2 if current.month == 1 else 1
        yield Tick(x, label, below, line, centred=False)
        current = next_month(current)


def _years(frame: Frame) -> Iterator[Tick]:
    step = next(s for s in _round_steps() if s * YEAR_DAYS * frame.day_px >= _YEAR_ROOM)
    for year in range(frame.first.year, frame.last.year + 1):
        start = max(date(year, 1, 1), frame.first)
        x = frame.x(start)
        if year % step == 0:
            room = min(frame.x(date(year + 1, 1, 1), (step - 1) * YEAR_DAYS), frame.right) - x
            label = str(year) if room >= _YEAR_ROOM - 4 else ""
            yield Tick(x, label, "", 0 if start == frame.first else 1, centred=False)
