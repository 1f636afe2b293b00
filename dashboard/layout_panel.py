"""The right panel: tabs, list, open event, charts."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.parts import attrs
from dashboard.layout_parts import filled, graph, picture_button


def panel() -> Component:
    """The panel; a callback shows one of its five parts."""
    return html.Aside(
        [
            filled(
                html.Nav,
                ids.TABS,
                className="tabs",
                **attrs({"aria-label": "Panel"}),
            ),
            html.Div(
                [
                    _pill(),
                    html.Div(
                        [
                            filled(html.Div, ids.EVENTS_HEAD),
                            filled(
                                html.Div,
                                ids.EVENT_LIST,
                                className="event-list",
                            ),
                            html.Button(
                                "Show more events", id=ids.MORE, type="button", className="button"
                            ),
                        ],
                        id=ids.EVENTS,
                    ),
                    filled(html.Article, ids.DETAIL, className="detail", hidden=True),
                    html.Div(
                        [
                            _chart_head("Who is involved", "actors", "this ranking"),
                            html.P("Events that name them; colour is the type", className="hint"),
                            graph(ids.ACTORS_CHART),
                            filled(html.Div, ids.ACTORS_TABLE),
                            _chart_head("Who with whom", "dyads", "these pairs"),
                            html.P("Events that name both, in whatever roles", className="hint"),
                            graph(ids.DYADS_CHART),
                            filled(html.Div, ids.DYADS_TABLE),
                        ],
                        id=ids.ACTORS,
                        className="charts",
                        hidden=True,
                    ),
                    html.Div(
                        [
                            _chart_head("Where, and about where", "regions", "this ranking"),
                            html.P(
                                "A region counts its parts; an event may count in several",
                                className="hint",
                            ),
                            graph(ids.REGIONS_CHART),
                            filled(html.Div, ids.REGIONS_TABLE),
                        ],
                        id=ids.REGIONS,
                        className="charts",
                        hidden=True,
                    ),
                    html.Div(
                        [
                            html.Button(
                                "Added since your last visit",
                                type="button",
                                className="underlined since-visit",
                                hidden=True,
                            ),
                            filled(html.Div, ids.CHANGES_HEAD),
                            filled(html.Div, ids.CHANGES_LIST),
                            html.Button(
                                "Show older imports",
                                id=ids.CHANGES_MORE,
                                type="button",
                                className="button",
                            ),
                        ],
                        id=ids.CHANGES,
                        className="changes",
                        hidden=True,
                    ),
                ],
                className="panel-body",
                tabIndex=0,
                role="region",
                **attrs({"aria-label": "Events and what they say"}),
            ),
        ],
        id=ids.PANEL,
        className="panel",
        **attrs({"aria-label": "Events"}),
    )


def _chart_head(words: str, kind: str, what: str) -> Component:
    """A heading with the button for a picture of the chart under it."""
    return html.Div([html.H2(words), picture_button(kind, what)], className="chart-head")


def _pill() -> Component:
    """Lies over the list, so that nothing moves when it appears; filled by assets/live.js."""
    return html.Div(
        html.Button(id=ids.NEW_PILL, type="button", className="new-pill", hidden=True),
        className="new-pill-place",
        role="status",
    )
