"""The keys of a picture: shapes with counts, sizes, and what hollow and dashed marks mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dashboard.figures.map.legend import Legend
from dashboard.figures.map.marks import mark_path
from dashboard.figures.theme import SHAPES, Theme
from dashboard.pictures import svg
from dashboard.pictures.text import metrics
from dashboard.pictures.text.paragraph import Block
from geodata.results import Counts
from geodata.schema import GROUP_LABELS, GROUPS
from geodata.text import number

ROW: Final = 19.0
MARK: Final = 5.0
TEXT: Final = 12.0
GAP: Final = 18.0
LEAST_TABLE: Final = 150.0
LEFT_OUT: Final = "Other types: no events"
ALL_LEFT_OUT: Final = "No events of any type"


def mark(group: str, x: float, y: float, r: float, theme: Theme, *, hollow: bool = False) -> str:
    """A mark around a point, with the area of a circle of radius ``r``."""
    colour = theme.group(group)
    looks: dict[str, object] = (
        {"fill": theme.paper, "stroke": colour, "stroke_width": 1.4, "stroke_dasharray": "3 1.8"}
        if hollow
        else {"fill": colour, "stroke": theme.outline, "stroke_width": 0.75}
    )
    return svg.moved(x, y, [svg.path(mark_path(SHAPES[group], r), **looks)])


def _rows(counts: Counts, *, empty: bool) -> list[tuple[str, int]]:
    """The groups that a key lists: all, or those that have events."""
    return [pair for pair in zip(GROUPS, counts, strict=True) if pair[1] or empty]


def table(counts: Counts, theme: Theme, *, empty: bool = True) -> tuple[Block, float]:
    """The groups with their number of events as a table, and how wide that is. Types without
    events are left out unless ``empty``, and a line says so."""
    rows = _rows(counts, empty=empty)
    names = max(metrics.width(GROUP_LABELS[group], TEXT) for group in GROUPS)
    numbers = max(metrics.width(number(events), TEXT) for events in counts)
    right = max(LEAST_TABLE, 20 + names + 10 + numbers)
    parts = [
        svg.text(0, 11, "Type of event", size=11, fill=theme.ink, weight=svg.SEMIBOLD),
        svg.text(right, 11, "Events", size=11, fill=theme.ink, weight=svg.SEMIBOLD, anchor="end"),
    ]
    y = 30 - ROW
    for group, events in rows:
        y += ROW
        parts += [
            mark(group, 7, y - 4, MARK, theme),
            svg.text(20, y, GROUP_LABELS[group], size=TEXT, fill=theme.ink2),
            svg.text(right, y, number(events), size=TEXT, fill=theme.ink, anchor="end"),
        ]
    if len(rows) < len(GROUPS):
        for line in metrics.lines(LEFT_OUT if rows else ALL_LEFT_OUT, 11, right):
            y += 17
            parts.append(svg.text(0, y, line, size=11, fill=theme.ink3))
    return Block(tuple(parts), y + 6), right


def types(counts: Counts, theme: Theme, wide: float, *, empty: bool = True) -> Block:
    """The same in rows: shape and colour of every group with its number of events."""
    parts: list[str] = []
    x, y = 0.0, 11.0
    rows = _rows(counts, empty=empty)
    for group, events in rows:
        words = f"{GROUP_LABELS[group]} "
        reach = metrics.width(words, 11)
        needed = 14 + reach + metrics.width(number(events), 11, svg.SEMIBOLD)
        if x and x + needed > wide:
            x, y = 0.0, y + 16
        parts += [
            mark(group, x + 5, y - 4, 4, theme),
            svg.text(x + 14, y, words.strip(), size=11, fill=theme.ink2),
            svg.text(
                x + 14 + reach, y, number(events), size=11, fill=theme.ink, weight=svg.SEMIBOLD
            ),
        ]
        x += needed + 14
    if len(rows) < len(GROUPS):
        words = LEFT_OUT if rows else ALL_LEFT_OUT
        if x and x + metrics.width(words, 11) > wide:
            x, y = 0.0, y + 16
        parts.append(svg.text(x, y, words, size=11, fill=theme.ink3))
    return Block(tuple(parts), y + 4)


def sizes(legend: Legend, theme: Theme, wide: float, *, kinds: Sequence[str], zones: int) -> Block:
    """What the size of a mark says, and its line. ``kinds``: precisions in view."""
    head = legend.title.capitalize()
    parts = [svg.text(0, 11, head, size=11, fill=theme.ink, weight=svg.SEMIBOLD)]
    tallest = max(size.radius for size in legend.sizes)
    base = 18 + 2 * tallest
    steps = [max(2 * one.radius, metrics.width(number(one.events), 11)) for one in legend.sizes]
    free = (wide - sum(steps)) / max(len(steps) - 1, 1)
    gap, x = min(GAP * 0.7, max(2.0, free)), 0.0
    for size, step in zip(legend.sizes, steps, strict=True):
        middle, label = x + step / 2, number(size.events)
        parts += [
            _circle(middle, base - size.radius, size.radius, theme),
            svg.text(middle, base + 14, label, size=11, fill=theme.ink2, anchor="middle"),
        ]
        x += step + gap
    y = base + 14
    for note in legend.notes:
        for broken in metrics.lines(note, 11, wide):
            y += 15
            parts.append(svg.text(0, y, broken, size=11, fill=theme.ink2))
    for drawn, words in samples(theme, kinds, zones):
        y += 17
        parts.append(svg.moved(8, y - 4, [drawn]))
        for line, broken in enumerate(metrics.lines(words, 11, wide - 20)):
            y += 13 if line else 0
            parts.append(svg.text(20, y, broken, size=11, fill=theme.ink2))
    return Block(tuple(parts), y + 5)


def sizes_row(
    legend: Legend, theme: Theme, wide: float, *, kinds: Sequence[str], zones: int
) -> Block:
    """The same in rows."""
    tallest = max(size.radius for size in legend.sizes)
    middle = max(tallest, 7.0)
    head = legend.title.capitalize()
    x = metrics.width(head, 11) + 10
    parts = [svg.text(0, middle + 4, head, size=11, fill=theme.ink2)]
    for size in legend.sizes:
        label = number(size.events)
        parts += [
            _circle(x + size.radius, middle, size.radius, theme),
            svg.text(x + 2 * size.radius + 4, middle + 4, label, size=11, fill=theme.ink2),
        ]
        x += 2 * size.radius + 4 + metrics.width(label, 11) + 12
    y = middle + 4
    words = [("", note) for note in legend.notes]
    for drawn, said in [*words, *samples(theme, kinds, zones)]:
        indent = 18.0 if drawn else 0.0
        needed = indent + metrics.width(said, 11)
        if x + needed > wide:
            x, y = 0.0, y + (middle + 11 if y == middle + 4 else 16)
        if drawn:
            parts.append(svg.moved(x + 7, y - 4, [drawn]))
        parts.append(svg.text(x + indent, y, said, size=11, fill=theme.ink2))
        x += needed + 14
    return Block(tuple(parts), max(y + 4, 2 * middle))


def _circle(x: float, y: float, r: float, theme: Theme) -> str:
    return svg.element("circle", "", cx=x, cy=y, r=r, fill="none", stroke=theme.ink2)


def samples(theme: Theme, kinds: Sequence[str], zones: int) -> list[tuple[str, str]]:
    """A drawing around 0,0 and its words for each way of drawing that is in view."""
    dot = svg.element("circle", "", r=3.6, fill=theme.ink2)
    ring = svg.element("circle", "", r=6.8, fill="none", stroke=theme.ink2, stroke_dasharray="2 2")
    hollow = svg.element(
        "circle", "", r=5, fill=theme.paper, stroke=theme.ink2, stroke_width=1.4,
        stroke_dasharray="3 1.8",
    )  # fmt: skip
    made: list[tuple[str, str]] = []
    if {"exact", "town"} & set(kinds):
        made.append((dot, "exact place or town"))
    if "admin2" in kinds:
        made.append((dot + ring, "district, dashed ring"))
    if "admin1" in kinds or "aggregate" in kinds:
        both = [
            word
            for kind, word in (("admin1", "region only"), ("aggregate", "aggregate"))
            if kind in kinds
        ]
        made.append((hollow, f"{' or '.join(both)}, hollow"))
    if zones:
        box = svg.rect(
            -6, -4, 12, 8, fill=theme.zone, fill_opacity=0.12, stroke=theme.zone, stroke_width=1
        )
        made.append((box, "own zones"))
    return made
