"""The page as it stands before any event is known; the callbacks fill it."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.layout_centre import centre
from dashboard.layout_data import data_dialog
from dashboard.layout_export import export_dialog
from dashboard.layout_header import header, notices
from dashboard.layout_panel import panel
from dashboard.layout_parts import filled
from dashboard.layout_rail import rail
from dashboard.layout_watches import watch_dialog
from geodata.writers import WRITERS


def layout(*, takes_files: bool = False) -> Component:
    """The whole page; ``takes_files``: new data can be handed in."""
    page: Component = dmc.MantineProvider(
        [
            *_stores(),
            html.Div(
                [header(), notices(), rail(), centre(), panel(), _veil()],
                className="page",
                id="page",
            ),
            _dialog(),
            data_dialog(takes_files=takes_files),
            watch_dialog(),
            export_dialog([(name, writer.label) for name, writer in WRITERS.items()]),
        ],
        id=ids.THEME_PROVIDER,
        defaultColorScheme="auto",
        theme={"fontFamily": "var(--font)", "primaryColor": "dark", "primaryShade": 8},
    )
    return page


def _stores() -> list[Component]:
    names = (
        ids.QUERY,
        ids.ADDRESS,
        ids.LIVE,
        ids.LIVE_ASK,
        ids.SCREEN,
        ids.MAP_VIEW,
        ids.MAP_DRAWN,
        ids.TIMELINE_DRAWN,
        ids.BOOT,
        ids.MORE_CURSOR,
        ids.CHANGES_CURSOR,
        ids.SINK,
        ids.DATA_ASK,
        ids.DATA_VIEW,
        ids.DATA_CHANGED,
        ids.WATCH_ASK,
        ids.WATCH_TOLD,
        ids.WATCH_EDIT,
    )
    return [dcc.Store(id=name) for name in names]


def _veil() -> Component:
    return html.Div(className="veil", id="veil")


def _dialog() -> Component:
    dialog: Component = dmc.Modal(
        filled(html.Div, ids.DIALOG_BODY),
        id=ids.DIALOG,
        title="",
        opened=False,
        size="76rem",
        closeButtonProps={"aria-label": "Close"},
        overlayProps={"backgroundOpacity": 0.3},
        transitionProps={"duration": 0},
    )
    return dialog
