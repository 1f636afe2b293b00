"""The right panel: tabs, list, open event, charts."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.elements import attrs
from dashboard.components.terms import term
from dashboard.layout.elements import filled, graph, picture_button


def panel() -> Component:
    """The panel; a callback shows one of its five parts."""
    parts = html.Div(
        [
            _pill(),
            _events(),
            filled(html.Article, ids.DETAIL, className="detail", hidden=True),
            _actors(),
            _regions(),
            _changes(),
        ],
        className="panel-body",
        tabIndex=0,
        role="region",
        **attrs({"aria-label": "Events and what they say"}),
    )
    tabs = filled(html.Nav, ids.TABS, className="tabs", **attrs({"aria-label": "Panel"}))
    return html.Aside(
        [tabs, parts], id=ids.PANEL, className="panel", **attrs({"aria-label": "Events"})
    )


def _events() -> Component:
    return html.Div(
        [
            html.H2("Events in view", className="only-print"),
            filled(html.Div, ids.EVENTS_HEAD),
            filled(html.Div, ids.EVENT_LIST, className="event-list"),
            html.P(
                "More events are in view than are listed here; the data file has all of them.",
                className="hint only-print more-events",
            ),
            html.Button("Show more events", id=ids.MORE, type="button", className="button"),
        ],
        id=ids.EVENTS,
    )


def _actors() -> Component:
    return html.Div(
        [
            _chart_head("Who is involved", "actors", "this ranking"),
            html.P("Events that name them; colour is the type", className="hint"),
            graph(ids.ACTORS_CHART),
            filled(html.Div, ids.ACTORS_TABLE),
            _chart_head("Who with whom", "matrix", "this matrix"),
            filled(html.Div, ids.PAIRS_HEAD),
            html.P(
                [term("matrix", "Events that both are in"), "; crossed out: of one side"],
                className="hint",
            ),
            graph(ids.MATRIX_CHART),
            filled(html.Div, ids.MATRIX_TABLE),
            _chart_head("Pairs with most events", "dyads", "these pairs"),
            html.P("Events that both are in; colour is the type", className="hint"),
            graph(ids.DYADS_CHART),
            filled(html.Div, ids.DYADS_TABLE),
        ],
        id=ids.ACTORS,
        className="charts",
        hidden=True,
    )


def _regions() -> Component:
    hint = "A region counts its parts; an event may count in several"
    return html.Div(
        [
            _chart_head("Where, and about where", "regions", "this ranking"),
            html.P(hint, className="hint"),
            graph(ids.REGIONS_CHART),
            filled(html.Div, ids.REGIONS_TABLE),
        ],
        id=ids.REGIONS,
        className="charts",
        hidden=True,
    )


def _changes() -> Component:
    since = html.Button(
        "Added since your last visit",
        type="button",
        className="underlined since-visit",
        hidden=True,
    )
    older = html.Button(
        "Show older imports", id=ids.CHANGES_MORE, type="button", className="button"
    )
    return html.Div(
        [since, filled(html.Div, ids.CHANGES_HEAD), filled(html.Div, ids.CHANGES_LIST), older],
        id=ids.CHANGES,
        className="changes",
        hidden=True,
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
