"""The filter rail: the fields a person types in, and where the facets go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.elements import attrs, icon
from dashboard.components.tree import Tree, plain
from dashboard.components.watches import watches
from dashboard.layout.elements import filled, icon_button


def _field(
    component_id: str,
    placeholder: str,
    *,
    wait: float,
    longest: int,
    css: str = "",
    after: Sequence[Component] = (),
) -> Component:
    """A field to search in; it is read ``wait`` seconds after the last key, up to ``longest``
    characters."""
    field = dcc.Input(
        id=component_id,
        type="search",
        debounce=wait,
        maxLength=longest,
        placeholder=placeholder,
        autoComplete="off",
        className=f"search-input {css}".strip(),
    )
    return html.Div([icon("search"), field, *after], className=f"field {css}".strip())


def _visit() -> Component:
    """What came in since this reader was here last; assets/live.js knows when that was."""
    since = html.Button(
        "Added since your last visit",
        id=ids.SINCE_VISIT,
        type="button",
        className="underlined since-visit",
        hidden=True,
    )
    seen = html.Button(
        "Mark all as seen", id=ids.ALL_SEEN, type="button", className="underlined", hidden=True
    )
    return html.Div([since, seen], className="visit")


def rail(*, watched: bool = False) -> Component:
    """The rail, and the drawer that it becomes on a narrow screen; ``watched``: there are
    watches for every reader."""
    key = html.Kbd("/", className="kbd", **attrs({"aria-hidden": "true"}))
    search = _field(ids.SEARCH, "Title, summary, place, actor", wait=0.35, longest=200, after=[key])
    return html.Aside(
        [
            html.Div(
                [html.H2("Filters"), icon_button("close", "Close the filters", ids.RAIL_CLOSE)],
                className="drawer-head only-narrow",
            ),
            html.Section(search, className="section first"),
            html.Section(
                Tree(ids.tree(ids.WATCHES), plain(watches([], opened=watched))),
                id=ids.WATCHES,
                className="section",
            ),
            _dates(),
            _regions(),
            _actors(),
            filled(html.Section, ids.TYPE_CHIPS, className="section"),
            filled(html.Section, ids.STORYLINE_ROWS, className="section"),
            filled(html.Section, ids.MORE_ROWS, className="section last"),
        ],
        id=ids.RAIL,
        className="rail",
        **attrs({"aria-label": "Filters"}),
    )


def _dates() -> Component:
    calendar = dmc.DatePickerInput(
        id=ids.DATES,
        type="range",
        allowSingleDateInRange=True,
        valueFormat="D MMM YYYY",
        labelSeparator="–",
        placeholder="All dates",
        leftSection=icon("calendar"),
        clearable=True,
        weekendDays=[],
        popoverProps={"withRoles": False, "withinPortal": False, "offset": 4},
        ariaLabels=_CALENDAR,
        clearButtonProps={"aria-label": "Clear the dates"},
        size="xs",
        className="dates",
        **attrs({"aria-label": "Dates, first and last day"}),
    )
    head = html.Div(
        [html.H2("Dates"), html.Span("UTC, both days included", className="hint")],
        className="section-head",
    )
    presets = filled(html.Div, ids.PRESETS, className="presets")
    return html.Section([head, calendar, presets, _visit()], className="section")


_CALENDAR: Final = {
    "monthLevelControl": "Choose a month",
    "yearLevelControl": "Choose a year",
    "nextMonth": "Next month",
    "previousMonth": "Previous month",
    "nextYear": "Next year",
    "previousYear": "Previous year",
    "nextDecade": "Next decade",
    "previousDecade": "Previous decade",
}


def _regions() -> Component:
    search = _field(ids.REGION_SEARCH, "Search regions", wait=0.2, longest=80, css="small")
    more = html.Details(
        [
            filled(html.Summary, ids.REGION_MORE_LABEL),
            search,
            filled(html.Div, ids.REGION_MORE),
        ],
        className="fold",
        **attrs({"data-fold": "regions"}),
    )
    return html.Section([filled(html.Div, ids.REGION_ROWS), more], className="section")


def _actors() -> Component:
    search = _field(ids.ACTOR_SEARCH, "Search actors", wait=0.2, longest=80, css="small")
    more = html.Details(
        [
            filled(html.Summary, ids.ACTOR_MORE_LABEL),
            search,
            filled(html.Div, ids.ACTOR_MORE),
        ],
        className="fold",
        **attrs({"data-fold": "actors"}),
    )
    return html.Section(
        [
            filled(html.Div, ids.ACTOR_HEAD, className="section-head"),
            filled(html.Div, ids.ACTOR_ROWS),
            more,
        ],
        className="section",
    )
