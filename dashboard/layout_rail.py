"""The filter rail: the fields a person types in, and where the facets go."""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.parts import attrs, icon
from dashboard.components.tree import Tree, plain
from dashboard.components.watches import watches
from dashboard.layout_parts import filled, icon_button


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


def rail() -> Component:
    """The rail, and the drawer that it becomes on a narrow screen."""
    key = html.Kbd("/", className="kbd", **attrs({"aria-hidden": "true"}))
    search = _field(ids.SEARCH, "Title, summary, place, actor", wait=0.35, longest=200, after=[key])
    dates = dmc.DatePickerInput(
        id=ids.DATES,
        type="range",
        allowSingleDateInRange=True,
        valueFormat="D MMM YYYY",
        labelSeparator="–",
        placeholder="All dates",
        leftSection=icon("calendar"),
        clearable=True,
        weekendDays=[],
        popoverProps={"withRoles": False, "withinPortal": False},
        ariaLabels={
            "monthLevelControl": "Choose a month",
            "yearLevelControl": "Choose a year",
            "nextMonth": "Next month",
            "previousMonth": "Previous month",
            "nextYear": "Next year",
            "previousYear": "Previous year",
            "nextDecade": "Next decade",
            "previousDecade": "Previous decade",
        },
        clearButtonProps={"aria-label": "Clear the dates"},
        size="xs",
        className="dates",
        **attrs({"aria-label": "Dates, first and last day"}),
    )
    actor_search = _field(ids.ACTOR_SEARCH, "Search actors", wait=0.2, longest=80, css="small")
    return html.Aside(
        [
            html.Div(
                [html.H2("Filters"), icon_button("close", "Close the filters", ids.RAIL_CLOSE)],
                className="drawer-head only-narrow",
            ),
            html.Section(search, className="section first"),
            html.Section(
                Tree(ids.tree(ids.WATCHES), plain(watches([]))),
                id=ids.WATCHES,
                className="section",
            ),
            html.Section(
                [
                    html.Div(
                        [html.H2("Dates"), html.Span("UTC, both days included", className="hint")],
                        className="section-head",
                    ),
                    dates,
                    filled(html.Div, ids.PRESETS, className="presets"),
                    _visit(),
                ],
                className="section",
            ),
            filled(html.Section, ids.REGION_ROWS, className="section"),
            html.Section(
                [
                    filled(html.Div, ids.ACTOR_HEAD, className="section-head"),
                    filled(html.Div, ids.ACTOR_ROWS),
                    html.Details(
                        [
                            filled(html.Summary, ids.ACTOR_MORE_LABEL),
                            actor_search,
                            filled(html.Div, ids.ACTOR_MORE),
                        ],
                        className="fold",
                        **attrs({"data-fold": "actors"}),
                    ),
                ],
                className="section",
            ),
            filled(html.Section, ids.TYPE_CHIPS, className="section"),
            filled(html.Section, ids.STORYLINE_ROWS, className="section"),
            filled(html.Section, ids.MORE_ROWS, className="section last"),
        ],
        id=ids.RAIL,
        className="rail",
        **attrs({"aria-label": "Filters"}),
    )
