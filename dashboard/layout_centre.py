"""The map with what lies over and under it, and the timeline."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.parts import attrs, mark
from dashboard.layout_parts import filled, graph, icon_button, picture_button
from geodata.schema import GROUP_LABELS, GROUPS


def centre() -> Component:
    """The middle of the page."""
    controls = html.Div(
        [
            icon_button("plus", "Zoom in", ids.ZOOM_IN),
            icon_button("minus", "Zoom out", ids.ZOOM_OUT),
            icon_button("home", "Show where most events are", ids.HOME),
            icon_button("lasso", "Choose an area: draw around it", ids.LASSO),
            icon_button("table", "The map as a table", ids.MAP_TABLE_BUTTON),
            picture_button("map", "the map"),
        ],
        className="map-controls",
        **attrs({"data-over-map": ""}),
    )
    map_area = html.Section(
        [
            graph(ids.MAP, "map", scrollZoom=True),
            filled(
                html.Nav,
                ids.CHIPS,
                className="chips",
                **attrs({"aria-label": "Filters in force", "data-over-map": ""}),
            ),
            controls,
            filled(
                html.Div,
                ids.LEGEND,
                className="legend not-phone",
                **attrs({"data-over-map": ""}),
            ),
            html.Div(
                graph(ids.INSET, staticPlot=True),
                id=ids.INSET_BOX,
                className="inset",
                hidden=True,
                **attrs({"data-over-map": "", "data-map-inset": ""}),
            ),
            filled(
                html.Div,
                ids.BOUNDARIES,
                className="boundaries",
                **attrs({"data-over-map": ""}),
            ),
            filled(html.Div, ids.SCALE, className="scale"),
        ],
        id=ids.MAP_AREA,
        className="map-area",
        **attrs({"aria-label": "Map of events"}),
    )
    timeline_head = html.Div(
        [
            filled(html.Div, ids.TIMELINE_HEAD, className="timeline-words"),
            filled(html.Div, ids.LANES_BY, className="lanes-by"),
            icon_button("table", "The timeline as a table", ids.TIMELINE_TABLE_BUTTON),
            picture_button("timeline", "the timeline"),
        ],
        className="timeline-head",
    )
    return html.Main(
        [
            map_area,
            filled(html.Div, ids.MAP_FOOT, className="map-foot"),
            html.Div(
                [html.Span([mark(group), GROUP_LABELS[group]]) for group in GROUPS],
                className="key only-phone",
                **attrs({"aria-hidden": "true"}),
            ),
            timeline_head,
            html.Section(
                graph(ids.TIMELINE),
                className="timeline",
                **attrs({"aria-label": "Timeline"}),
            ),
        ],
        className="centre",
    )
