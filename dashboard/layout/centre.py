"""The map with what lies over and under it, and the timeline."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.elements import attrs, mark
from dashboard.layout.elements import filled, graph, icon_button, picture_button
from geodata.schema import GROUP_LABELS, GROUPS


def centre() -> Component:
    """The middle of the page."""
    return html.Main(
        [
            _view_switch(),
            _map_head(),
            _map_area(),
            filled(html.Div, ids.MAP_FOOT, className="map-foot"),
            html.Div(
                [html.Span([mark(group), GROUP_LABELS[group]]) for group in GROUPS],
                className="key only-phone",
                **attrs({"aria-hidden": "true"}),
            ),
            _timeline_head(),
            html.Section(
                [
                    filled(
                        html.Nav,
                        ids.LANE_LINKS,
                        className="lane-links",
                        **attrs({"aria-label": "Lanes"}),
                    ),
                    graph(ids.TIMELINE),
                ],
                className="timeline",
                **attrs({"aria-label": "Timeline"}),
            ),
        ],
        className="centre",
    )


def _view_switch() -> Component:
    """Where the screen is too low for both: the map over a strip of bars, or the timeline."""
    parts = ((ids.SHOW_MAP, "Map", "true"), (ids.SHOW_TIMELINE, "Timeline", "false"))
    return html.Div(
        [
            html.Button(word, id=part, type="button", **attrs({"aria-pressed": pressed}))
            for part, word, pressed in parts
        ],
        className="view-switch only-low",
        role="group",
        **attrs({"aria-label": "What is shown"}),
    )


def _map_head() -> Component:
    return html.Div(
        [
            filled(html.Div, ids.MAP_HEAD, className="map-said"),
            icon_button("table", "The map as a table", ids.MAP_TABLE_BUTTON),
            picture_button("map", "the map"),
        ],
        className="map-head",
    )


def _map_area() -> Component:
    """The map, and what lies over it."""
    over_map = attrs({"data-over-map": ""})
    chips = attrs({"aria-label": "Filters in force", "data-over-map": ""})
    inset = attrs({"data-over-map": "", "data-map-inset": ""})
    return html.Section(
        [
            graph(ids.MAP, "map", scrollZoom=True),
            filled(html.Nav, ids.CHIPS, className="chips", **chips),
            _map_controls(),
            filled(html.Div, ids.LEGEND, className="legend", **over_map),
            html.Div(
                graph(ids.INSET, staticPlot=True),
                id=ids.INSET_BOX,
                className="inset",
                hidden=True,
                **inset,
            ),
            filled(html.Div, ids.BOUNDARIES, className="boundaries", **over_map),
            filled(html.Div, ids.SCALE, className="scale", **over_map),
            filled(html.Div, ids.MAP_AWAY, className="map-away", role="status"),
        ],
        id=ids.MAP_AREA,
        className="map-area",
        **attrs({"aria-label": "Map of events"}),
    )


def _map_controls() -> Component:
    return html.Div(
        [
            icon_button("plus", "Zoom in", ids.ZOOM_IN),
            icon_button("minus", "Zoom out", ids.ZOOM_OUT),
            icon_button("home", "Show where most events are", ids.HOME),
            icon_button("lasso", "Choose an area: draw around it", ids.LASSO),
        ],
        className="map-controls",
        **attrs({"data-over-map": ""}),
    )


def _timeline_head() -> Component:
    return html.Div(
        [
            filled(html.Div, ids.TIMELINE_HEAD, className="timeline-words"),
            filled(html.Div, ids.LANES_BY, className="lanes-by"),
            icon_button("table", "The timeline as a table", ids.TIMELINE_TABLE_BUTTON),
            picture_button("timeline", "the timeline"),
        ],
        className="timeline-head",
    )
