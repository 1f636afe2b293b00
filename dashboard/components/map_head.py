"""The row over the map: what is drawn and why, and the choice of another way."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import attrs
from dashboard.density import MOST_PLACES, MapMode
from dashboard.state import MODES, View, link
from geodata.text import number


def map_head(view: View, mode: MapMode) -> list[Component]:
    """Words, and a link to each way of showing the events."""
    words = said(mode)
    return [
        html.Div(
            [html.H2("Map"), html.Span(words, className="hint", title=words)],
            className="map-words",
        ),
        html.Nav(
            [_mode(view, name, label, mode) for name, label in MODES.items()],
            className="presets modes",
            **attrs({"aria-label": "How the map shows events"}),
        ),
    ]


def said(mode: MapMode) -> str:
    """What is drawn and why."""
    if mode.crowded:
        return f"Density: {number(mode.places)} places in view are too many for marks, zoom in"
    if mode.name == "regions":
        return "Regions: events that happened in each, all types"
    if mode.name == "places":
        return "Places: close ones share a mark"
    if mode.chosen:
        return "Density: events in each hexagon, all types"
    what = (
        f"{number(mode.places)} places"
        if mode.places > MOST_PLACES
        else f"{number(mode.events)} events"
    )
    return f"Density: {what} are too many to tell apart"


def _mode(view: View, name: str, label: str, mode: MapMode) -> Component:
    current = mode.name == name
    return html.A(
        label,
        href=link(replace(view, show=name)),
        className="chosen" if current else "",
        **attrs({"aria-current": "true" if current else "false", "data-key": f"show:{name}"}),
    )
