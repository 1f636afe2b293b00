"""Parts that the charts share: the six shapes at equal area, words, lines, tooltips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import pi, sqrt
from typing import Any, Final

import plotly.graph_objects as go

from dashboard.figures.theme import FONT, SHAPES, Theme

# The area that Plotly draws for a symbol of size 2, from the paths in plotly.js: a diamond
# has half diagonals of 1.3, a triangle 4/√3 by 1.5, a cross two bars of 2.4 by 0.8.
_AREA_AT_SIZE_2: Final = {
    "circle": pi,
    "square": 4.0,
    "diamond": 2 * 1.3**2,
    "triangle-up": sqrt(3),
    "triangle-down": sqrt(3),
    "cross": 2 * 0.8 * 2.4 - 0.8**2,
}

_NARROW: Final = frozenset("fijlrtI .,:;|()'’-")
_NARROW_EM: Final = 0.34
_STUB: Final = 3


def marker_size(group: str, radius: float) -> float:
    """Plotly's ``marker.size`` with which a group's shape has the area of a circle of
    ``radius`` pixels; Plotly draws its symbols at unequal areas."""
    return 2 * radius * sqrt(pi / _AREA_AT_SIZE_2[SHAPES[group]])


def figure(data: Sequence[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    """A figure of our own parts, unchecked: checking took longer than all else."""
    return go.Figure(data=data, layout=layout, _validate=False)


def paper_between(rows: Iterable[Sequence[int]], event_px: float) -> float:
    """Pixels of paper between the groups of stacked bars: 0.75, less where the smallest part
    of ``rows`` would be eaten by it. ``event_px``: pixels per event."""
    smallest = min((count for row in rows for count in row if count), default=1) * event_px
    return min(0.75, max(0.2, 0.25 * smallest))


def hover_label(theme: Theme) -> dict[str, Any]:
    """The tooltip: paper, a hair-line frame, 12 px."""
    return {
        "bgcolor": theme.paper,
        "bordercolor": theme.hair2,
        "font": {"family": FONT, "size": 12, "color": theme.ink},
        "align": "left",
    }


def words(
    text: str,
    x: float,
    y: float,
    size: tuple[int, int],
    color: str,
    *,
    font: int = 11,
    weight: int = 400,
    anchor: str = "left",
) -> dict[str, Any]:
    """An annotation at a pixel counted from the top left of a figure of ``size``; the family
    of its type is that of the figure."""
    return {
        "text": text,
        "x": x / size[0],
        "y": 1 - y / size[1],
        "xref": "paper",
        "yref": "paper",
        "xanchor": anchor,
        "yanchor": "middle",
        "align": anchor,
        "showarrow": False,
        "borderpad": 0,
        "font": {"size": font, "color": color, "weight": weight},
    }


def line(
    start: tuple[float, float],
    end: tuple[float, float],
    size: tuple[int, int],
    color: str,
    **settings: Any,  # noqa: ANN401 (Plotly's own settings of a shape)
) -> dict[str, Any]:
    """A 1 px line between two pixels, on whole pixels so that it is sharp."""
    width = settings.pop("width", 1)
    dash = settings.pop("dash", "solid")
    return box(start, end, size, **settings) | {
        "type": "line",
        "line": {"color": color, "width": width, "dash": dash},
    }


def box(
    start: tuple[float, float],
    end: tuple[float, float],
    size: tuple[int, int],
    **settings: Any,  # noqa: ANN401 (Plotly's own settings of a shape)
) -> dict[str, Any]:
    """A rectangle between two pixels, without a line unless ``settings`` give one."""
    return {
        "type": "rect",
        "xref": "paper",
        "yref": "paper",
        "x0": start[0] / size[0],
        "y0": 1 - start[1] / size[1],
        "x1": end[0] / size[0],
        "y1": 1 - end[1] / size[1],
        "layer": "below",
        "line": {"width": 0},
    } | settings


def text_width(text: str, font: int = 12) -> float:
    """About how many pixels a line takes in IBM Plex Sans; other scripts are similar."""
    return font * sum(_NARROW_EM if c in _NARROW else 0.64 if c.isupper() else 0.535 for c in text)


def fit(text: str, pixels: float, *, lines: int = 1, font: int = 12) -> list[str]:
    """Text in at most ``lines`` lines of ``pixels``; what is left out ends in an ellipsis."""
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if text_width(longer, font) <= pixels:
            rows[-1] = longer
        elif rows[-1] and len(rows) < lines:
            rows.append(word)
        else:
            rows[-1] = longer
            break
    if text_width(rows[-1], font) > pixels or " ".join(rows) != " ".join(text.split()):
        last = rows[-1]
        while last and text_width(f"{last}…", font) > pixels:
            last = last[:-1]
        whole, _, part = last.rpartition(" ")
        # a word cut to a letter or two says less than the words before it
        rows[-1] = (whole if whole and len(part) <= _STUB else last.rstrip()) + "…"
    return rows
