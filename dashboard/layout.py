"""The page as it stands before any event is known; the callbacks fill it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.parts import attrs, icon, mark, unseen
from dashboard.components.tree import Tree
from geodata.schema import GROUP_LABELS, GROUPS

# No button of Plotly's own: each would leave the page's state or call another host.
GRAPH: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "topojsonURL": "/assets/",
    "showTips": False,
    "doubleClick": False,
    "responsive": True,
}


def layout() -> Component:
    """The whole page."""
    page: Component = dmc.MantineProvider(
        [
            *_stores(),
            html.Div(
                [_header(), _notices(), _rail(), _centre(), _panel(), _veil()],
                className="page",
                id="page",
            ),
            _dialog(),
        ],
        id=ids.THEME_PROVIDER,
        defaultColorScheme="auto",
        theme={"fontFamily": "var(--font)", "primaryColor": "dark", "primaryShade": 8},
    )
    return page


def _stores() -> list[Component]:
    names = (
        ids.QUERY,
        ids.SCREEN,
        ids.MAP_VIEW,
        ids.MAP_DRAWN,
        ids.TIMELINE_DRAWN,
        ids.BOOT,
        ids.MORE_CURSOR,
        ids.SINK,
    )
    return [dcc.Store(id=name) for name in names]


def _filled(
    element: Callable[..., Component],
    component_id: str,
    *,
    first: Sequence[str] = (),
    **more: Any,  # noqa: ANN401 - attributes
) -> Component:
    """An element whose content a callback writes as a tree."""
    return element(Tree(ids.tree(component_id), list(first)), id=component_id, **more)


def _icon_button(name: str, label: str, component_id: str, css: str = "") -> Component:
    return html.Button(
        [icon(name), unseen(label)],
        id=component_id,
        title=label,
        type="button",
        className=f"icon-button {css}".strip(),
    )


def _header() -> Component:
    brand = html.H1([icon("brand"), "Watchline"], className="brand")
    words = html.Div(
        [
            _filled(
                html.P,
                ids.SUMMARY,
                first=["Loading events…"],
                className="summary",
                **attrs({"aria-live": "polite"}),
            ),
            html.Button(
                [icon("filter"), "Filters"],
                id=ids.FILTERS_BUTTON,
                type="button",
                className="button only-narrow",
                **attrs({"aria-controls": ids.RAIL, "aria-expanded": "false"}),
            ),
        ],
        className="words",
    )
    tools = html.Div(
        [
            html.Button(
                _filled(html.Span, ids.STATUS_LABEL, first=["Data sets"]),
                id=ids.STATUS_BUTTON,
                type="button",
                className="status",
                title="Data sets, their licences and their age",
            ),
            html.Button(
                [icon("link"), html.Span("Link", className="not-phone")],
                id=ids.COPY_LINK,
                type="button",
                className="button",
                title="Copy a link to this view",
                **attrs({"aria-label": "Copy a link to this view"}),
            ),
            html.Button(
                [icon("list"), "Events"],
                id=ids.PANEL_BUTTON,
                type="button",
                className="button only-medium",
                **attrs({"aria-controls": ids.PANEL, "aria-expanded": "false"}),
            ),
            _icon_button("theme", "Switch between light and dark", ids.THEME_BUTTON),
        ],
        className="tools",
    )
    return html.Header([brand, words, tools], className="header")


def _notices() -> Component:
    return _filled(html.Div, ids.NOTICES, className="notices", role="status")


def _rail() -> Component:
    search = html.Div(
        [
            icon("search"),
            dcc.Input(
                id=ids.SEARCH,
                type="search",
                debounce=0.35,
                maxLength=200,
                placeholder="Title, summary, place, actor",
                autoComplete="off",
                className="search-input",
            ),
            html.Kbd("/", className="kbd", **attrs({"aria-hidden": "true"})),
        ],
        className="field",
    )
    dates = dmc.DatePickerInput(
        id=ids.DATES,
        type="range",
        allowSingleDateInRange=True,
        valueFormat="D MMM YYYY",
        labelSeparator="–",
        placeholder="All dates",
        leftSection=icon("calendar"),
        clearable=True,
        clearButtonProps={"aria-label": "Clear the dates"},
        size="xs",
        className="dates",
        **attrs({"aria-label": "Dates, first and last day"}),
    )
    actor_search = html.Div(
        [
            icon("search"),
            dcc.Input(
                id=ids.ACTOR_SEARCH,
                type="search",
                debounce=0.2,
                maxLength=80,
                placeholder="Search actors",
                autoComplete="off",
                className="search-input small",
            ),
        ],
        className="field small",
    )
    return html.Aside(
        [
            html.Div(
                [html.H2("Filters"), _icon_button("close", "Close the filters", ids.RAIL_CLOSE)],
                className="drawer-head only-narrow",
            ),
            html.Section(search, className="section first"),
            html.Section(
                [
                    html.Div(
                        [html.H2("Dates"), html.Span("UTC, both days included", className="hint")],
                        className="section-head",
                    ),
                    dates,
                    _filled(html.Div, ids.PRESETS, className="presets"),
                ],
                className="section",
            ),
            _filled(html.Section, ids.REGION_ROWS, className="section"),
            html.Section(
                [
                    _filled(html.Div, ids.ACTOR_HEAD, className="section-head"),
                    _filled(html.Div, ids.ACTOR_ROWS),
                    html.Details(
                        [
                            _filled(html.Summary, ids.ACTOR_MORE_LABEL),
                            actor_search,
                            _filled(html.Div, ids.ACTOR_MORE),
                        ],
                        className="fold",
                        **attrs({"data-fold": "actors"}),
                    ),
                ],
                className="section",
            ),
            _filled(html.Section, ids.TYPE_CHIPS, className="section"),
            _filled(html.Section, ids.STORYLINE_ROWS, className="section"),
            _filled(html.Section, ids.MORE_ROWS, className="section last"),
        ],
        id=ids.RAIL,
        className="rail",
        **attrs({"aria-label": "Filters"}),
    )


EMPTY: dict[str, Any] = {
    "data": [],
    "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}},
}


def _graph(component_id: str, css: str = "", **more: Any) -> Component:  # noqa: ANN401 - config
    config: Any = {**GRAPH, **more}
    return dcc.Graph(id=component_id, figure=EMPTY, config=config, className=css)


def _centre() -> Component:
    controls = html.Div(
        [
            _icon_button("plus", "Zoom in", ids.ZOOM_IN),
            _icon_button("minus", "Zoom out", ids.ZOOM_OUT),
            _icon_button("home", "Show where most events are", ids.HOME),
            _icon_button("lasso", "Choose an area: draw around it", ids.LASSO),
            _icon_button("table", "The map as a table", ids.MAP_TABLE_BUTTON),
        ],
        className="map-controls",
        **attrs({"data-over-map": ""}),
    )
    map_area = html.Section(
        [
            _graph(ids.MAP, "map", scrollZoom=True),
            _filled(
                html.Nav,
                ids.CHIPS,
                className="chips",
                **attrs({"aria-label": "Filters in force", "data-over-map": ""}),
            ),
            controls,
            _filled(
                html.Div,
                ids.LEGEND,
                className="legend not-phone",
                **attrs({"data-over-map": ""}),
            ),
            html.Div(
                _graph(ids.INSET, staticPlot=True),
                id=ids.INSET_BOX,
                className="inset",
                hidden=True,
                **attrs({"data-over-map": "", "data-map-inset": ""}),
            ),
            _filled(
                html.Div,
                ids.BOUNDARIES,
                className="boundaries",
                **attrs({"data-over-map": ""}),
            ),
            _filled(html.Div, ids.SCALE, className="scale"),
        ],
        id=ids.MAP_AREA,
        className="map-area",
        **attrs({"aria-label": "Map of events"}),
    )
    timeline_head = html.Div(
        [
            _filled(html.Div, ids.TIMELINE_HEAD, className="timeline-words"),
            _filled(html.Div, ids.LANES_BY, className="lanes-by"),
            _icon_button("table", "The timeline as a table", ids.TIMELINE_TABLE_BUTTON),
        ],
        className="timeline-head",
    )
    return html.Main(
        [
            map_area,
            _filled(html.Div, ids.MAP_FOOT, className="map-foot"),
            html.Div(
                [html.Span([mark(group), GROUP_LABELS[group]]) for group in GROUPS],
                className="key only-phone",
                **attrs({"aria-hidden": "true"}),
            ),
            timeline_head,
            html.Section(
                _graph(ids.TIMELINE),
                className="timeline",
                **attrs({"aria-label": "Timeline"}),
            ),
        ],
        className="centre",
    )


def _panel() -> Component:
    return html.Aside(
        [
            _filled(
                html.Nav,
                ids.TABS,
                className="tabs",
                **attrs({"aria-label": "Panel"}),
            ),
            html.Div(
                [
                    html.Div(
                        [
                            _filled(html.Div, ids.EVENTS_HEAD),
                            _filled(
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
                    _filled(html.Article, ids.DETAIL, className="detail", hidden=True),
                    html.Div(
                        [
                            html.H2("Who is involved"),
                            html.P("Events that name them; colour is the type", className="hint"),
                            _graph(ids.ACTORS_CHART),
                            _filled(html.Div, ids.ACTORS_TABLE),
                            html.H2("Who with whom"),
                            html.P("Events that name both, in whatever roles", className="hint"),
                            _graph(ids.DYADS_CHART),
                            _filled(html.Div, ids.DYADS_TABLE),
                        ],
                        id=ids.ACTORS,
                        className="charts",
                        hidden=True,
                    ),
                    html.Div(
                        [
                            html.H2("Where, and about where"),
                            html.P(
                                "A region counts its parts; an event may count in several",
                                className="hint",
                            ),
                            _graph(ids.REGIONS_CHART),
                            _filled(html.Div, ids.REGIONS_TABLE),
                        ],
                        id=ids.REGIONS,
                        className="charts",
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


def _veil() -> Component:
    return html.Div(className="veil", id="veil")


def _dialog() -> Component:
    dialog: Component = dmc.Modal(
        _filled(html.Div, ids.DIALOG_BODY),
        id=ids.DIALOG,
        title="",
        opened=False,
        size="xl",
        closeButtonProps={"aria-label": "Close"},
        overlayProps={"backgroundOpacity": 0.3},
        transitionProps={"duration": 0},
    )
    return dialog
