"""Links that move the map to where something is; one step back undoes them."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import Children, attrs, icon, to_view, unseen
from dashboard.figures.map.geometry import Viewport
from dashboard.state import View, link_to_map
from geodata.text import number


def show_on_map(view: View, there: Viewport, name: str, key: str) -> Component:
    """In words, for a place called ``name``."""
    words: Children = ["Show", unseen(f" {name}"), " on map"]
    return to_view(words, link_to_map(view, there), key=key, css="underlined on-map-words")


def with_map_link(
    row: Component, view: View, there: Viewport | None, name: str, key: str, *, events: int
) -> Component:
    """A row of the rail with a link beside its count of events, if it leads anywhere."""
    if there is None:
        return html.Div(row, className="row-with-map")
    said = f"Show {name} on the map"
    beside = html.A(
        icon("locate"),
        href=link_to_map(view, there),
        title=said,
        className="on-map",
        **attrs({"aria-label": said, "data-key": key}),
    )
    room = {"--beside-count": f"{len(number(events))}ch"}
    return html.Div([row, beside], className="row-with-map", style=room)
