"""The filter rail: the fields a person types in, and where the facets go."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.parts import attrs, icon
from dashboard.layout_parts import filled, icon_button


def rail() -> Component:
    """The rail, and the drawer that it becomes on a narrow screen."""
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
                [html.H2("Filters"), icon_button("close", "Close the filters", ids.RAIL_CLOSE)],
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
                    filled(html.Div, ids.PRESETS, className="presets"),
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
