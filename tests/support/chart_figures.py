"""Figures of every kind that a picture draws, small and made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import plotly.graph_objects as go

from dashboard.figures.actors import actors_figure, dyads_figure
from dashboard.figures.map.inset import inset_figure
from dashboard.figures.matrix import matrix_figure
from dashboard.figures.regions import regions_figure
from dashboard.figures.theme import DARK, LIGHT
from dashboard.figures.timeline.axis import TimelineFrame
from dashboard.figures.timeline.figure import timeline_figure
from geodata.filters import Filters
from geodata.results import (
    Bucket,
    Deaths,
    Dyad,
    EventMark,
    Histogram,
    Lane,
    Lanes,
    Matrix,
    MatrixActor,
    Rank,
)
from geodata.schema import GROUPS

D = date


FIRST, LAST = D(2025, 7, 1), D(2025, 7, 31)


AXIS = TimelineFrame(FIRST, LAST, 800, 274)


SYRIA = Rank("Syria (government)", "Syria (government)", "", 86, (30, 6, 2, 2, 44, 2))


ISRAEL = Rank("Israel", "Israel", "", 63, (17, 7, 2, 1, 36, 0))


MINISTER = Rank("Minister", "Minister", "Israel", 4, (0, 0, 0, 0, 4, 0))


PAIR = Dyad("Israel", "Syria (government)", 53, (16, 7, 1, 0, 29, 0))


MATRIX = Matrix(
    "persons",
    (
        MatrixActor("Tom Barrack", "United States", 14),
        MatrixActor("Asaad al-Shaibani", "Syria (government)", 12),
        MatrixActor("Ahmad al-Sharaa", "Syria (government)", 4),
        MatrixActor("Ron Dermer", "Israel", 1),
    ),
    (
        Dyad("Asaad al-Shaibani", "Tom Barrack", 11, (0, 0, 0, 0, 11, 0)),
        Dyad("Ahmad al-Sharaa", "Tom Barrack", 4, (1, 0, 0, 0, 3, 0)),
        Dyad("Ron Dermer", "Tom Barrack", 1, (0, 0, 0, 0, 1, 0)),
    ),
    5,
)


NOT_KNOWN = Deaths(None, None, None)


def mark(name: str, first: date, last: date | None = None, **more: object) -> EventMark:
    settings = {
        "date_precision": "day",
        "group": "diplomacy",
        "aggregate": False,
        "deaths": NOT_KNOWN,
    } | more
    return EventMark(f"levant:{name}", f"Title of {name}", first, last or first, **settings)


TALKS = (
    mark("talk", D(2025, 7, 12)),
    mark("round", D(2025, 7, 15), D(2025, 7, 19)),
    mark("week", D(2025, 7, 14), D(2025, 7, 20), date_precision="week", group="violence"),
)


LANES = Lanes(
    "storyline",
    (Lane("Paris talks", "Paris talks", 3, TALKS, ()), Lane("Sweida", "Sweida", 0, (), ())),
    "",
)


EVERY_GROUP = Lanes(
    "type",
    tuple(
        Lane(group, group.title(), 1, (mark(group, D(2025, 7, 2 + at), group=group),), ())
        for at, group in enumerate(GROUPS)
    ),
    "",
)


COUNTED = Lanes(
    "type",
    tuple(
        Lane(group, group.title(), 900, (), (Bucket(FIRST, (900, 0, 0, 0, 0, 0)),))
        for group in GROUPS
    ),
    "day",
)


BARS = Histogram(
    "day", (Bucket(D(2025, 7, 12), (0, 0, 0, 0, 1, 0)), Bucket(D(2025, 7, 15), (2, 0, 0, 0, 1, 0)))
)


NOTHING = Histogram("day", ())


def page_figures() -> dict[str, go.Figure]:
    """Every figure function of the page that Plotly draws without a map, in its states."""
    chosen = {"chosen": (D(2025, 7, 10), D(2025, 7, 20))}
    ranks = [SYRIA, ISRAEL, MINISTER]
    return {
        "timeline": timeline_figure(BARS, LANES, LIGHT, AXIS),
        "chosen": timeline_figure(BARS, LANES, DARK, AXIS, **chosen, selected="levant:round"),
        "event": timeline_figure(BARS, LANES, DARK, AXIS, selected="levant:talk"),
        "shapes": timeline_figure(BARS, EVERY_GROUP, LIGHT, replace(AXIS, width=360)),
        "counts": timeline_figure(BARS, COUNTED, LIGHT, AXIS),
        "empty": timeline_figure(NOTHING, Lanes("type", (), ""), LIGHT, AXIS),
        "actors": actors_figure(ranks, LIGHT, 328, chosen=["Israel"]),
        "no actors": actors_figure([], LIGHT, 328),
        "dyads": dyads_figure([PAIR], DARK, 328, level="parties", filters=Filters()),
        "matrix": matrix_figure(MATRIX, DARK, 328, filters=Filters()),
        "regions": regions_figure(ranks, LIGHT, 328),
        "inset": inset_figure(("SYR", "UNDOF", "Golan", "ISR"), LIGHT),
    }


FIGURES = page_figures()
