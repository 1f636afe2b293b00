"""What the page draws for words of the glossary, by the code that draws it there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import icon, mark
from dashboard.components.tree import Element
from dashboard.figures.timeline.traces import hollow_edge
from geodata.schema import GEO_PRECISIONS


def symbols(key: str) -> list[Component]:
    """The signs of a word, without their names; nothing where the page draws none."""
    if key in GEO_PRECISIONS:
        return [icon(key)]
    drawn: Mapping[str, Sequence[Component]] = {
        "aggregate": [mark("violence", hollow=True)],
        "density": [html.Span(className="density-sample")],
        "zone": [html.Span(className="zone-sample")],
        "hollow": [_hollow_bar()],
        "sources": [icon("sources")],
        "live": [html.Span(className="dot filled"), html.Span(className="dot")],
    }
    return list(drawn.get(key, ()))


def _svg(tag: str, attributes: Mapping[str, object]) -> Component:
    around = {"viewBox": "-8 -8 16 16", "className": "sample", "aria-hidden": "true"}
    return Element("svg", around, Element(tag, attributes))


def _hollow_bar() -> Component:
    edge = hollow_edge("var(--diplomacy)")
    line = {"stroke": edge["color"], "strokeWidth": edge["width"], "strokeDasharray": edge["dash"]}
    return _svg("rect", {"x": -7, "y": -2.5, "width": 14, "height": 5, "fill": "none", **line})
