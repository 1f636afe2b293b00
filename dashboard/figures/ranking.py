"""Stacked bars lying under one another: what the actor and region charts are drawn with."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

import plotly.graph_objects as go

from dashboard.figures.chart_elements import (
    figure,
    fit,
    hover_label,
    paper_between,
    text_width,
    words,
)
from dashboard.figures.theme import FONT, Theme
from geodata import text
from geodata.results import Counts
from geodata.schema import GROUP_LABELS, GROUPS

Drawn = dict[str, Any]

_GAP = 10  # px between name, bar and count


class RankingRow(NamedTuple):
    """A bar. ``key`` is what a click gives; ``indent`` pixels; ``strong`` for a heavier name."""

    key: str | list[str]
    label: str
    events: int
    counts: Counts
    indent: int = 0
    strong: bool = False


class RankingLayout(NamedTuple):
    """The pixels of the chart: bars between ``left`` and ``right``, rows ``row`` high, the
    name at ``name_y`` and the bar at ``bar_y`` below the top of its row, ``thick`` high."""

    width: int
    left: float
    right: float
    row: int
    name_y: float
    bar_y: float
    thick: float


def beside(rows: Sequence[RankingRow], width: int) -> RankingLayout:
    """Names left of the bars, rows of 24 px; names take what they need, up to half."""
    longest = max((row.indent + text_width(row.label) for row in rows), default=0)
    left = min(longest + 4, width / 2) + _GAP
    return RankingLayout(width, left, width - _count_room(rows), 24, 12, 12, 10)


def above(rows: Sequence[RankingRow], width: int) -> RankingLayout:
    """Names over the bars, for pairs of names; rows of 36 px."""
    return RankingLayout(width, 0, width - _count_room(rows), 36, 11, 25, 7)


def bars_figure(
    rows: Sequence[RankingRow], frame: RankingLayout, theme: Theme, empty: str
) -> go.Figure:
    """One bar a row, stacked by group, its count at the right end of the row.

    The whole row answers a click with the row's key as ``customdata``. ``empty`` is said
    when there is no row.
    """
    traces, layout = bars(rows, frame, theme)
    size = (frame.width, layout["height"])
    notes = [note for i, row in enumerate(rows) for note in _row_words(i, row, frame, theme, size)]
    if not rows:
        notes = [words(empty, 0, frame.name_y, size, theme.ink3, font=12)]
    return figure(traces, layout | {"annotations": notes})


def bars(
    rows: Sequence[RankingRow], frame: RankingLayout, theme: Theme
) -> tuple[list[Drawn], Drawn]:
    """The bars of :func:`bars_figure` and its layout, without names and counts."""
    height = max(len(rows), 1) * frame.row + 4
    unit = per_pixel(rows, frame)
    # events from the left end of the bars, so that the axis spans the whole figure
    across = (-frame.left * unit, (frame.width - frame.left) * unit)
    layout = pixel_layout(theme, (frame.width, height), across)
    return _traces(rows, frame, theme, unit), layout


def pixel_layout(theme: Theme, size: tuple[int, int], across: tuple[float, float]) -> Drawn:
    """The layout of a chart of ``size`` px without margins: ``across`` from left to right, and
    pixels from the top."""
    width, height = size
    axis = {"visible": False, "fixedrange": True}
    return {
        "width": width,
        "height": height,
        "autosize": False,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0, "autoexpand": False},
        "paper_bgcolor": theme.paper,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": theme.ink},
        "showlegend": False,
        "barmode": "stack",
        "hovermode": "closest",
        "hoverlabel": hover_label(theme),
        "dragmode": False,
        "xaxis": axis | {"range": list(across)},
        "yaxis": axis | {"range": [height, 0]},
    }


def per_pixel(rows: Sequence[RankingRow], frame: RankingLayout) -> float:
    """Events per pixel: the longest bar takes all the room. Bars start at zero."""
    most = max((sum(row.counts) for row in rows), default=0) or 1
    return most / max(frame.right - frame.left, 1)


def _traces(
    rows: Sequence[RankingRow], frame: RankingLayout, theme: Theme, unit: float
) -> list[Drawn]:
    traces = []
    gap = paper_between([row.counts for row in rows], 1 / unit)
    for index, group in enumerate(GROUPS):
        own = [(i, row) for i, row in enumerate(rows) if row.counts[index]]
        if own:
            traces.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "name": GROUP_LABELS[group],
                    "x": [row.counts[index] for _, row in own],
                    "y": [i * frame.row + frame.bar_y for i, _ in own],
                    "width": frame.thick,
                    "marker": {
                        "color": theme.group(group),
                        "line": {"width": gap, "color": theme.paper},
                    },
                    "hoverinfo": "skip",
                }
            )
    if rows:
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "base": [-frame.left * unit] * len(rows),
                "x": [frame.width * unit] * len(rows),
                "y": [(i + 0.5) * frame.row for i in range(len(rows))],
                "width": frame.row,
                "opacity": 0,
                "customdata": [row.key for row in rows],
                "hovertext": [hover(row.label, row.events, row.counts) for row in rows],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    return traces


def _row_words(
    index: int, row: RankingRow, frame: RankingLayout, theme: Theme, size: tuple[int, int]
) -> list[Drawn]:
    y = index * frame.row
    room = (frame.left or frame.right + _GAP) - _GAP - row.indent
    name = escape(fit(row.label, room)[0], quote=False)
    weight = 600 if row.strong else 400
    return [
        words(name, row.indent, y + frame.name_y, size, theme.ink, font=12, weight=weight),
        words(
            text.number(row.events),
            frame.width,
            y + (frame.bar_y if frame.left == 0 else frame.name_y),
            size,
            theme.ink3,
            font=12,
            anchor="right",
            weight=weight,
        ),
    ]


def _count_room(rows: Sequence[RankingRow]) -> float:
    return _GAP + max((text_width(text.number(row.events)) for row in rows), default=0) + 2


def hover(label: str, events: int, counts: Counts) -> str:
    """What the tooltip of a row or a cell says."""
    groups = text.groups(counts)
    pairs = [" · ".join(groups[i : i + 2]) for i in range(0, len(groups), 2)]
    return "<br>".join([escape(label, quote=False), text.count(events, "event"), *pairs])
