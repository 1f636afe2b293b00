"""The header and the notices under it."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.elements import attrs, icon, unseen
from dashboard.layout.elements import filled, icon_button
from dashboard.layout.help_dialog import help_button, term_explanations


def header() -> Component:
    """Name, what is in view, and the buttons of the whole page."""
    # a region and no banner: the dialog's own header is one, and a page has only one
    name = attrs({"aria-label": "View and tools"})
    return html.Div(
        [_brand(), _summary(), _tools(), term_explanations()],
        className="header",
        role="region",
        **name,
    )


def _brand() -> Component:
    fold = html.Button(
        [icon("filter"), unseen("Show or hide the filters")],
        id=ids.FOLD_RAIL,
        type="button",
        title="Show or hide the filters",
        className="icon-button not-narrow",
        **attrs({"aria-controls": ids.RAIL, "aria-expanded": "true"}),
    )
    return html.Div(
        [
            html.H1(
                [icon("brand"), html.Span("Watchline", className="brand-name")], className="brand"
            ),
            fold,
        ],
        className="name",
    )


def _summary() -> Component:
    """What is in view in words."""
    summary = filled(
        html.P,
        ids.SUMMARY,
        first=["Loading events…"],
        className="summary",
        **attrs({"aria-live": "polite"}),
    )
    filters = html.Button(
        [icon("filter"), "Filters"],
        id=ids.FILTERS_BUTTON,
        type="button",
        className="button only-narrow",
        **attrs({"aria-controls": ids.RAIL, "aria-expanded": "false"}),
    )
    return html.Div([summary, filters, help_button("only-phone")], className="words")


def _tools() -> Component:
    events = html.Button(
        [icon("list"), "Events"],
        id=ids.PANEL_BUTTON,
        type="button",
        className="button only-medium",
        **attrs({"aria-controls": ids.PANEL, "aria-expanded": "false"}),
    )
    about_data, about_export = (
        "Data sets: what is loaded, and adding your own",
        "Pictures, data files and reports of what is in view",
    )
    more = icon_button("more", "Data, export, link, help", ids.MORE_TOOLS, "more-tools only-narrow")
    menu = html.Div(
        [
            _status(),
            _pause(),
            _tool(
                "data", "Data", ids.DATA_BUTTON, about_data, label="Data sets and adding your own"
            ),
            _tool(
                "picture",
                "Export",
                ids.EXPORT_BUTTON,
                about_export,
                label="Export a picture, a data file or a report",
                **{"data-export": "situation"},
            ),
            _tool("link", "Link", ids.COPY_LINK, "Copy a link to this view"),
            help_button("not-phone"),
            icon_button("theme", "Switch between light and dark", ids.THEME_BUTTON),
        ],
        id=ids.TOOLS_MENU,
        className="tools-menu",
    )
    return html.Div([menu, events, more], className="tools")


def _tool(
    icon_name: str, word: str, button_id: str, title: str, *, label: str = "", **more: str
) -> Component:
    """A button whose word gives way to its icon on a phone; ``label`` if not the title is what
    a screen reader says."""
    return html.Button(
        [icon(icon_name), html.Span(word, className="not-phone")],
        id=button_id,
        type="button",
        className="button",
        title=title,
        **attrs({"aria-label": label or title, **more}),
    )


def _status() -> Component:
    """How old the data are, and whether they come in."""
    return html.Button(
        [
            filled(html.Span, ids.STATUS_LABEL, first=["Data sets"]),
            # written by assets/live.js: only the browser knows what reaches it
            html.Span(id=ids.LIVE_WORDS),
        ],
        id=ids.STATUS_BUTTON,
        type="button",
        className="status",
        title="Data sets, their licences and their age",
    )


def _pause() -> Component:
    return html.Button(
        [icon("pause"), unseen("Pause live updates")],
        id=ids.LIVE_PAUSE,
        type="button",
        className="icon-button",
        title="Pause live updates",
        hidden=True,
        **attrs({"aria-pressed": "false"}),
    )


def notices() -> Component:
    """Where mistakes in a link are said."""
    return filled(html.Div, ids.NOTICES, className="notices", role="status")
