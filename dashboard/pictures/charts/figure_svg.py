"""Draws the figures of the page as SVG, without a browser.

Only what those figures use: stacked bars, marks, lines, words and shapes in a frame without
margins. Anything else is refused, so that a drawing never has less than its figure.
"""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go

from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.charts.axes import Drawn, UnsupportedError, axes, must, only, paper
from dashboard.pictures.charts.bars import bars
from dashboard.pictures.charts.labels import note
from dashboard.pictures.charts.marks import scatter
from dashboard.pictures.charts.shapes import shape

# a template gives looks only where a figure gives none, and here every look must be given
_SILENT: Final = frozenset(
    {
        *("autosize", "dragmode", "font", "hoverdistance", "hoverlabel", "hovermode"),
        *("meta", "template"),
    }
)
_LAYOUT: Final = _SILENT | {
    *("annotations", "barmode", "height", "margin", "paper_bgcolor", "plot_bgcolor"),
    *("shapes", "showlegend", "width", "xaxis", "yaxis", "yaxis2"),
}
_CLEAR: Final = "rgba(0,0,0,0)"


def draw(figure: go.Figure | Drawn, print_theme: Theme | None = None) -> tuple[str, ...]:
    """A figure as elements in a frame from 0, 0 to its own width and height.

    ``figure`` is a figure or its JSON. With ``print_theme`` bars in the colours of that theme
    are hatched as ``chart_hatch`` says. Layers are those of Plotly: shapes below, bars,
    marks and lines, shapes above, words.

    Raises:
        UnsupportedError: the figure asks for something that is not drawn here.
    """
    said: Any = figure.to_plotly_json() if isinstance(figure, go.Figure) else figure
    layout: Drawn = said["layout"]
    _check(layout)
    placed = axes(layout)
    sheet = paper(layout)
    family = layout.get("font", {})
    shapes = [
        (one.get("layer", "above"), shape(one, placed, sheet)) for one in layout.get("shapes") or ()
    ]
    traces = [trace for trace in said["data"] if trace.get("opacity") != 0]
    kinds = {trace["type"] for trace in traces}
    if kinds - {"bar", "scatter"}:
        raise UnsupportedError(f"traces of the type {', '.join(kinds)} are not drawn here")
    return (
        *_ground(layout),
        *(element for layer, element in shapes if layer == "below"),
        *bars([t for t in traces if t["type"] == "bar"], placed, print_theme),
        *(element for t in traces if t["type"] == "scatter" for element in scatter(t, placed)),
        *(element for layer, element in shapes if layer == "above"),
        *(
            element
            for one in layout.get("annotations") or ()
            for element in note(one, sheet, family)
        ),
    )


def _check(layout: Drawn) -> None:
    only(layout, _LAYOUT, "the layout")
    must(layout, "the layout", showlegend=False)
    if layout.get("barmode", "stack") != "stack":
        raise UnsupportedError(f"bars are placed {layout['barmode']}")
    margin = {side: layout.get("margin", {}).get(side) for side in "lrtb"}
    must(margin, "the margin", l=0, r=0, t=0, b=0)


def _ground(layout: Drawn) -> list[str]:
    colours = [layout.get("paper_bgcolor"), layout.get("plot_bgcolor")]
    seen = dict.fromkeys(colour for colour in colours if colour not in {None, _CLEAR})
    return [svg.rect(0, 0, layout["width"], layout["height"], fill=colour) for colour in seen]
