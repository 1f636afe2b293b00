"""Where the table of events stands: in place of the map, the timeline and the list."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.elements import attrs
from dashboard.layout.elements import filled


def event_table() -> Component:
    """The table with its tools; a callback fills it, and the style sheet shows it."""
    tools = html.Div(
        [
            filled(html.Div, ids.TABLE_COLUMNS),
            html.Button("Copy page", id=ids.TABLE_COPY, type="button", className="button"),
            filled(html.Div, ids.TABLE_BACK),
        ],
        className="table-tools",
    )
    rows = attrs({"aria-label": "Events; arrow keys move from one to the next"})
    # the page's main part, in place of the other one
    return html.Main(
        [
            html.Div(
                [filled(html.Div, ids.TABLE_HEAD, className="table-pages"), tools],
                className="table-head",
            ),
            filled(
                html.Nav,
                ids.TABLE_CHIPS,
                className="chips",
                **attrs({"aria-label": "Filters in force"}),
            ),
            html.P(id=ids.TABLE_SAID, className="table-said", role="status"),
            filled(
                html.Div,
                ids.TABLE_ROWS,
                className="table-scroll",
                tabIndex=0,
                role="region",
                **rows,
            ),
        ],
        id=ids.EVENT_TABLE,
        className="event-table",
        **attrs({"aria-label": "Table of events"}),
    )
