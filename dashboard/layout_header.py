"""The header and the notices under it."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.parts import attrs, icon, unseen
from dashboard.layout_parts import filled, icon_button


def header() -> Component:
    """Name, what is in view, and the buttons of the whole page."""
    fold = html.Button(
        [icon("filter"), unseen("Show or hide the filters")],
        id=ids.FOLD_RAIL,
        type="button",
        title="Show or hide the filters",
        className="icon-button not-narrow",
        **attrs({"aria-controls": ids.RAIL, "aria-expanded": "true"}),
    )
    brand = html.Div(
        [html.H1([icon("brand"), "Watchline"], className="brand"), fold], className="name"
    )
    words = html.Div(
        [
            filled(
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
                [
                    filled(html.Span, ids.STATUS_LABEL, first=["Data sets"]),
                    # written by assets/live.js: only the browser knows what reaches it
                    html.Span(id=ids.LIVE_WORDS),
                ],
                id=ids.STATUS_BUTTON,
                type="button",
                className="status",
                title="Data sets, their licences and their age",
            ),
            html.Button(
                [icon("pause"), unseen("Pause live updates")],
                id=ids.LIVE_PAUSE,
                type="button",
                className="icon-button",
                title="Pause live updates",
                hidden=True,
                **attrs({"aria-pressed": "false"}),
            ),
            html.Button(
                [icon("data"), html.Span("Data", className="not-phone")],
                id=ids.DATA_BUTTON,
                type="button",
                className="button",
                title="Data sets: what is loaded, and adding your own",
                **attrs({"aria-label": "Data sets and adding your own"}),
            ),
            html.Button(
                [icon("picture"), html.Span("Export", className="not-phone")],
                id=ids.EXPORT_BUTTON,
                type="button",
                className="button",
                title="Pictures, data files and reports of what is in view",
                **attrs(
                    {
                        "aria-label": "Export a picture, a data file or a report",
                        "data-export": "situation",
                    }
                ),
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
            icon_button("theme", "Switch between light and dark", ids.THEME_BUTTON),
        ],
        className="tools",
    )
    # a region and no banner: the dialog's own header is one, and a page has only one
    name = attrs({"aria-label": "View and tools"})
    return html.Div([brand, words, tools], className="header", role="region", **name)


def notices() -> Component:
    """Where mistakes in a link are said."""
    return filled(html.Div, ids.NOTICES, className="notices", role="status")
