"""Marks, lines and words of a figure's scatter traces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import sqrt
from types import MappingProxyType
from typing import Final

from dashboard.pictures import svg
from dashboard.pictures.charts.axes import Axis, Drawn, UnsupportedError, dashes, must, only
from dashboard.pictures.charts.labels import beside

_SILENT: Final = frozenset(
    {"customdata", "hoverinfo", "hovertemplate", "hovertext", "meta", "name", "showlegend"}
)
_PLACED: Final = _SILENT | {"type", "mode", "x", "y", "xaxis", "yaxis", "cliponaxis"}
_BEYOND: Final = 0.5  # units by which something may lie outside the span of its axes


def scatter(trace: Drawn, placed: Mapping[str, Axis]) -> list[str]:
    """A trace of marks, lines or words.

    Raises:
        UnsupportedError: it asks for something that is not drawn here.
    """
    across, down = placed[trace.get("xaxis", "x")], placed[trace.get("yaxis", "y")]
    draw = {"markers": _marks, "lines": _lines, "text": _words}.get(trace["mode"])
    if draw is None:
        raise UnsupportedError(f"the mode {trace['mode']} is not drawn here")
    return draw(trace, across, down)


def _marks(trace: Drawn, across: Axis, down: Axis) -> list[str]:
    only(trace, _PLACED | {"marker"}, "marks")
    must(trace, "marks", cliponaxis=False)
    marker = trace["marker"]
    if marker.get("opacity", 1) == 0:
        return []
    only(marker, {"symbol", "size", "opacity", "color", "line"}, "the marker of marks")
    only(marker["line"], {"color", "width"}, "the line of marks")
    if marker["symbol"] not in SYMBOLS:
        raise UnsupportedError(f"the symbol {marker['symbol']} is not drawn here")
    inside = "".join(
        symbol(marker["symbol"], x, y, marker["size"] / 2) for x, y in _points(trace, across, down)
    )
    opacity = marker.get("opacity", 1)
    looks = {"stroke": marker["line"]["color"], "stroke_width": marker["line"]["width"]}
    return [
        svg.element(
            "g", inside, fill=marker["color"], opacity=None if opacity == 1 else opacity, **looks
        )
    ]


def _points(trace: Drawn, across: Axis, down: Axis) -> Iterator[tuple[float, float]]:
    for x, y in zip(trace["x"], trace["y"], strict=True):
        point = across.place(x), down.place(y)
        if not (_within(point[0], across) and _within(point[1], down)):
            # Plotly hides what its axes do not reach
            raise UnsupportedError(f"a mark at {x}, {y} lies outside the axes and would be lost")
        yield point


def _diamond(r: float) -> str:
    return "m{0} 0l-{0} {0}l-{0} -{0}l{0} -{0}z".format(svg.number(1.3 * r))


def _square(r: float) -> str:
    return "m-{0} -{0}h{1}v{1}h-{1}z".format(svg.number(r), svg.number(2 * r))


def _triangle(r: float, up: int) -> str:
    half, low = 2 * r / sqrt(3), up * r / 2
    parts = (-half, low, 2 * half, -half, -up * 1.5 * r)
    return "m{} {}h{}l{} {}z".format(*map(svg.number, parts))


def _cross(r: float) -> str:
    arm, long = svg.number(0.4 * r), svg.number(0.8 * r)
    wide = svg.number(0.8 * r)
    return (
        f"m{svg.number(1.2 * r)} {arm}h-{long}v{long}h-{wide}v-{long}h-{long}v-{wide}"
        f"h{long}v-{long}h{wide}v{long}h{long}z"
    )


SYMBOLS: Final[Mapping[str, Callable[[float], str]]] = MappingProxyType(
    {
        "circle": lambda r: "m-{0} 0a{0} {0} 0 1 0 {1} 0a{0} {0} 0 1 0 -{1} 0z".format(
            svg.number(r), svg.number(2 * r)
        ),
        "square": _square,
        "diamond": _diamond,
        "triangle-up": lambda r: _triangle(r, 1),
        "triangle-down": lambda r: _triangle(r, -1),
        "cross": _cross,
    }
)
"""Paths of the shapes from their middle, as Plotly draws them for a ``size`` of 2 r."""


def symbol(name: str, x: float, y: float, r: float) -> str:
    """One of the six shapes at a point, for Plotly's ``size`` of 2 r; colours are the group's."""
    if name == "circle":
        return svg.element("circle", "", cx=x, cy=y, r=r)
    return svg.path(f"M{svg.number(x)} {svg.number(y)}{SYMBOLS[name](r)}")


def _lines(trace: Drawn, across: Axis, down: Axis) -> list[str]:
    only(trace, _PLACED | {"line", "fill", "fillcolor"}, "lines")
    only(trace["line"], {"color", "width", "dash"}, "a line")
    if trace.get("fill") not in {None, "none", "toself"}:
        raise UnsupportedError(f"lines are filled {trace['fill']}")
    d, move = "", "M"
    for x, y in zip(trace["x"], trace["y"], strict=True):
        if x is None or y is None:
            move = "M"
            continue
        px, py = across.place(x), down.place(y)
        if not (_within(px, across) and _within(py, down)):
            raise UnsupportedError(f"a line at {x}, {y} lies outside the axes and would be cut")
        d += f"{move}{svg.number(px)} {svg.number(py)}"
        move = "L"
    filled = trace.get("fill") == "toself"
    return [
        svg.path(
            d,
            fill=trace["fillcolor"] if filled else "none",
            stroke=trace["line"]["color"],
            stroke_width=trace["line"]["width"],
            stroke_dasharray=dashes(trace["line"].get("dash")),
        )
    ]


def _within(unit: float, axis: Axis) -> bool:
    return axis.low - _BEYOND <= unit <= axis.high + _BEYOND


def _words(trace: Drawn, across: Axis, down: Axis) -> list[str]:
    only(trace, _PLACED | {"text", "textposition", "textfont"}, "words")
    made = []
    for x, y, words in zip(trace["x"], trace["y"], trace["text"], strict=True):
        made += beside(
            words, across.place(x), down.place(y), trace["textposition"], trace["textfont"]
        )
    return made
