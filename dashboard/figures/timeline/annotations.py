"""What stands around the data of the timeline: grid, words, the veil, the chosen event."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

from dashboard.figures.chart_elements import box, line, words
from dashboard.figures.theme import Theme
from dashboard.figures.timeline.axis import TimelineFrame
from dashboard.figures.timeline.lane_columns import peak
from dashboard.figures.timeline.lane_names import cut_apart, lane_names
from dashboard.figures.timeline.lanes import LaneBand, PlacedEvent
from dashboard.figures.timeline.looks import BETWEEN, DIGIT, NAME_AT, NAME_END
from dashboard.figures.timeline.ticks import count_ticks, ticks
from geodata import text

Chosen = tuple[date | None, date | None]
Drawn = dict[str, Any]

_BRUSH_TOP = 4
_RING = 6.2
_BREAK = 7  # px before the axis, where it is broken
_COUNT_ROOM = 12  # px from one count of the axis to the next


def grid(frame: TimelineFrame, theme: Theme, top: int) -> list[Drawn]:
    """Counts across, months and years down; the axis itself last."""
    size = (frame.width, frame.height)
    shapes = [
        line((frame.edge, y), (frame.right, y), size, theme.hair)
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
    if frame.before:
        end = frame.left - _BREAK
        shapes.append(line((frame.edge, axis), (end, axis), size, theme.ink2))
        shapes += [
            line((x - 2, axis + 4), (x + 2, axis - 4), size, theme.ink2) for x in (end, end + 4)
        ]
    return shapes


def lane_lines(placed: tuple[LaneBand, ...], frame: TimelineFrame, theme: Theme) -> list[Drawn]:
    """A line under each lane, through its name as well."""
    size = (frame.width, frame.height)
    edges = [_sharp(band.bottom) for band in placed]
    return [line((0, y), (frame.right, y), size, theme.hair) for y in edges]


def axis_words(frame: TimelineFrame, theme: Theme, top: int) -> list[Drawn]:
    """Counts at the left, days, months or years below."""
    size = (frame.width, frame.height)
    counts = count_ticks(top)
    if (frame.base - frame.top) / len(counts) < _COUNT_ROOM:
        counts = counts[-1:]
    notes = [
        words(
            text.number(count),
            frame.edge - 8,
            _count_y(frame, count, top),
            size,
            theme.ink3,
            anchor="right",
        )
        for count in counts
    ]
    if frame.before:
        years = {frame.before.first.year, frame.before.last.year}
        said = "–".join(str(year) for year in sorted(years))
        place = (frame.x(frame.before.last), frame.bottom + 10)
        font = 11 if len(years) == 1 else 9
        notes.append(words(said, *place, size, theme.ink, weight=600, anchor="center", font=font))
    for tick in ticks(frame):
        x = tick.x + (3 if tick.anchor == "left" and not tick.ends else 0)
        if tick.label:
            color, weight = (theme.ink, 600) if tick.ends else (theme.ink3, 400)
            place = (x, frame.bottom + 10)
            notes.append(words(tick.label, *place, size, color, weight=weight, anchor=tick.anchor))
        if tick.below:
            place = (x, frame.bottom + 24)
            notes.append(
                words(tick.below, *place, size, theme.ink2, weight=600, anchor=tick.anchor)
            )
    return notes


def lane_words(placed: tuple[LaneBand, ...], frame: TimelineFrame, theme: Theme) -> list[Drawn]:
    """Names and counts of the lanes before the axis, and the peaks of those that hold columns
    behind it."""
    size = (frame.width, frame.height)
    notes = []
    rooms = [
        frame.edge - NAME_END - DIGIT * len(text.number(band.lane.events)) - BETWEEN - NAME_AT
        for band in placed
    ]
    names = cut_apart(lane_names([band.lane.label for band in placed]), rooms)
    for band, name in zip(placed, names, strict=True):
        y = (band.top + band.bottom) / 2
        count = text.number(band.lane.events)
        shown = words(escape(name, quote=False), NAME_AT, y, size, theme.ink, font=12)
        if name != band.lane.label:
            full = escape(band.lane.label, quote=False)
            shown |= {"hovertext": full, "captureevents": True}
        notes.append(shown)
        notes.append(words(count, frame.edge - NAME_END, y, size, theme.ink3, anchor="right"))
        if highest := peak(band.lane):
            notes.append(_behind(text.number(highest), y, frame, theme))
    if any(peak(band.lane) for band in placed):
        notes.append(_behind("peak", frame.lanes_top - 4, frame, theme))
    return notes


def _behind(said: str, y: float, frame: TimelineFrame, theme: Theme) -> Drawn:
    size = (frame.width, frame.height)
    return words(said, frame.width - NAME_END, y, size, theme.ink3, anchor="right")


def brush(frame: TimelineFrame, theme: Theme, chosen: Chosen) -> list[Drawn]:
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


def brush_edges(frame: TimelineFrame, chosen: Chosen) -> tuple[float, float]:
    """The pixels between which the chosen days lie, within the axis."""
    start = frame.x(chosen[0]) if chosen[0] else float(frame.left)
    end = frame.x(chosen[1], 1) if chosen[1] else float(frame.right)
    left, right = frame.left, frame.right
    return min(max(start, left), right), min(max(end, left), right)


def brush_middle(frame: TimelineFrame, chosen: Chosen) -> float:
    """Where a message about the choice stands."""
    return sum(brush_edges(frame, chosen)) / 2


def selection(
    placed: tuple[LaneBand, ...],
    selected: str,
    days: tuple[date, date] | None,
    frame: TimelineFrame,
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
    if not frame.edge <= middle <= frame.right:
        return []
    ends = ((middle, _BRUSH_TOP), (middle, frame.bottom))
    shapes = [line(*ends, size, theme.ink, dash="1.5px,2.5px", width=1.25, layer="above")]
    ring = {"line": {"color": theme.ink, "width": 2}}
    return [*shapes, *(_ring(p, size) | ring for p in rings)]


def _ring(p: PlacedEvent, size: tuple[int, int]) -> Drawn:
    if p.bar:
        return box((p.x0 - 3, p.y - 4.5), (p.x1 + 3, p.y + 4.5), size, layer="above")
    start, end = (p.x - _RING, p.y - _RING), (p.x + _RING, p.y + _RING)
    return box(start, end, size, layer="above") | {"type": "circle"}


def _count_y(frame: TimelineFrame, count: int, top: int) -> float:
    return _sharp(frame.base - (frame.base - frame.top) * count / top)


def _sharp(pixel: float) -> float:
    """The middle of a pixel, where a line of 1 px is not blurred."""
    return int(pixel) + 0.5
