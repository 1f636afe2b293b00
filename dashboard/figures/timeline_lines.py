"""What stands around the data of the timeline: grid, words, the veil, the chosen event."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

from dashboard.figures.theme import Theme
from dashboard.figures.timeline_axis import Frame
from dashboard.figures.timeline_lanes import Band, Placed
from dashboard.figures.timeline_marks import box, fit, line, words
from dashboard.figures.timeline_ticks import count_ticks, ticks
from geodata import text

Chosen = tuple[date | None, date | None]
Drawn = dict[str, Any]

_NAME_AT = 16
_BRUSH_TOP = 4
_RING = 6.2
_TWO_LINES = 26  # px that two lines of a name need
_COUNT_ROOM = 12  # px from one count of the axis to the next


def grid(frame: Frame, theme: Theme, top: int) -> list[Drawn]:
    """Counts across, months and years down; the axis itself last."""
    size = (frame.width, frame.height)
    shapes = [
        line((frame.left, y), (frame.right, y), size, theme.hair)
        for y in (_count_y(frame, count, top) for count in count_ticks(top))
    ]
    colors = {1: theme.hair, 2: theme.hair2}
    shapes += [
        line((x, frame.top), (x, frame.bottom), size, colors[tick.line])
        for tick in ticks(frame)
        if tick.line
        for x in [_sharp(tick.x)]
    ]
    axis = frame.base + 0.5
    shapes.append(line((frame.left, axis), (frame.right, axis), size, theme.ink2))
    return shapes


def lane_lines(placed: tuple[Band, ...], frame: Frame, theme: Theme) -> list[Drawn]:
    """A line under each lane, through its name as well."""
    size = (frame.width, frame.height)
    edges = [_sharp(band.bottom) for band in placed]
    return [line((0, y), (frame.right, y), size, theme.hair) for y in edges]


def axis_words(frame: Frame, theme: Theme, top: int) -> list[Drawn]:
    """Counts at the left, days, months or years below."""
    size = (frame.width, frame.height)
    counts = count_ticks(top)
    if (frame.base - frame.top) / len(counts) < _COUNT_ROOM:
        counts = counts[-1:]
    notes = [
        words(
            text.number(count),
            frame.left - 8,
            _count_y(frame, count, top),
            size,
            theme.ink3,
            anchor="right",
        )
        for count in counts
    ]
    for tick in ticks(frame):
        x = tick.x + (frame.day_px / 2 if tick.centred else 3)
        anchor = "center" if tick.centred else "left"
        if tick.label:
            notes.append(words(tick.label, x, frame.bottom + 10, size, theme.ink3, anchor=anchor))
        if tick.below:
            place = (tick.x + 3, frame.bottom + 24)
            notes.append(words(tick.below, *place, size, theme.ink2, weight=600))
    return notes


def lane_words(placed: tuple[Band, ...], bucket: str, frame: Frame, theme: Theme) -> list[Drawn]:
    """Names and counts of the lanes, and their scale where they hold columns per ``bucket``."""
    size = (frame.width, frame.height)
    notes = []
    for band in placed:
        y = (band.top + band.bottom) / 2
        count = text.number(band.lane.events)
        room = frame.left - 8 - 7 * len(count) - 6 - _NAME_AT
        rows = fit(band.lane.label, room, lines=2 if band.bottom - band.top >= _TWO_LINES else 1)
        name = "<br>".join(escape(row, quote=False) for row in rows)
        full = escape(band.lane.label, quote=False) if name.endswith("…") else ""
        font = 12 if len(rows) == 1 else 11
        notes.append(words(name, _NAME_AT, y, size, theme.ink, font=font, hover=full))
        notes.append(words(count, frame.left - 8, y, size, theme.ink3, anchor="right"))
    highest = max((sum(row.counts) for b in placed for row in b.lane.buckets), default=0)
    if highest:
        said = f"lanes on one scale, highest {text.number(highest)} a {bucket}"
        place = (frame.right, frame.base + 8)
        behind = theme.paper
        notes.append(words(said, *place, size, theme.ink3, anchor="right", behind=behind))
    return notes


def brush(frame: Frame, theme: Theme, chosen: Chosen) -> list[Drawn]:
    """A veil over what is not chosen, and a line at each end of the choice."""
    if chosen == (None, None):
        return []
    size = (frame.width, frame.height)
    start, end = brush_edges(frame, chosen)
    veil: Drawn = {"layer": "above", "fillcolor": theme.paper, "opacity": 0.68}
    shapes = [
        box((x0, 0), (x1, frame.bottom + 1), size, name=name, **veil)
        for name, x0, x1 in (
            ("veil-before", frame.left, start),
            ("veil-after", end, frame.right + 1),
        )
    ]
    for name, x in (("edge-first", _sharp(start)), ("edge-last", _sharp(end))):
        ends = ((x, _BRUSH_TOP), (x, frame.bottom))
        shapes.append(line(*ends, size, theme.ink2, name=name, layer="above"))
    return shapes


def brush_edges(frame: Frame, chosen: Chosen) -> tuple[float, float]:
    """The pixels between which the chosen days lie, within the axis."""
    start = frame.x(chosen[0]) if chosen[0] else float(frame.left)
    end = frame.x(chosen[1], 1) if chosen[1] else float(frame.right)
    return max(start, frame.left), min(end, frame.right)


def brush_middle(frame: Frame, chosen: Chosen) -> float:
    """Where a message about the choice stands."""
    return sum(brush_edges(frame, chosen)) / 2


def selection(
    placed: tuple[Band, ...],
    selected: str,
    days: tuple[date, date] | None,
    frame: Frame,
    theme: Theme,
) -> list[Drawn]:
    """A ring around the selected event in each lane, and a dotted line at its middle."""
    rings = [p for band in placed for p in band.placed if p.mark.event_id == selected]
    if rings and days is None:
        days = (rings[0].mark.first, rings[0].mark.last)
    if not selected or days is None:
        return []
    size = (frame.width, frame.height)
    middle = _sharp((frame.x(days[0]) + frame.x(days[1], 1)) / 2)
    if not frame.left <= middle <= frame.right:
        return []
    ends = ((middle, _BRUSH_TOP), (middle, frame.bottom))
    shapes = [line(*ends, size, theme.ink, dash="1.5px,2.5px", width=1.25, layer="above")]
    ring = {"line": {"color": theme.ink, "width": 2}}
    return [*shapes, *(_ring(p, size) | ring for p in rings)]


def _ring(p: Placed, size: tuple[int, int]) -> Drawn:
    if p.bar:
        return box((p.x0 - 3, p.y - 4.5), (p.x1 + 3, p.y + 4.5), size, layer="above")
    start, end = (p.x - _RING, p.y - _RING), (p.x + _RING, p.y + _RING)
    return box(start, end, size, layer="above") | {"type": "circle"}


def _count_y(frame: Frame, count: int, top: int) -> float:
    return _sharp(frame.base - (frame.base - frame.top) * count / top)


def _sharp(pixel: float) -> float:
    """The middle of a pixel, where a line of 1 px is not blurred."""
    return int(pixel) + 0.5
