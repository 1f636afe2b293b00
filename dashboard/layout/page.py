"""The page as it stands before any event is known; the callbacks fill it."""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.elements import attrs
from dashboard.components.watches import shared
from dashboard.layout.centre import centre
from dashboard.layout.data_dialog import data_dialog
from dashboard.layout.elements import filled, modal
from dashboard.layout.event_table import event_table
from dashboard.layout.export_dialog import export_dialog
from dashboard.layout.header import header, notices
from dashboard.layout.help_dialog import first_visit, help_dialog
from dashboard.layout.panel import panel
from dashboard.layout.rail import rail
from dashboard.layout.replay import replay_band
from dashboard.layout.watch_dialog import watch_dialog
from geodata.filters import LISTS
from geodata.watches.config import Watch
from geodata.writers import WRITERS


def layout(
    *, takes_files: bool = False, watches: Sequence[Watch] = (), replayed: bool = False
) -> Component:
    """The whole page; ``takes_files``: new data can be handed in; ``watches``: the operator's
    for every reader; ``replayed``: it shows a replay of bundled events."""
    page: Component = dmc.MantineProvider(
        [
            *_stores(),
            html.A("Skip to the events", href=f"#{ids.PANEL}", id=ids.SKIP, className="skip"),
            html.Div(
                [
                    header(),
                    html.Div(
                        [*([replay_band()] if replayed else []), notices(), first_visit()],
                        className="above",
                    ),
                    _printed(),
                    rail(watched=bool(watches)),
                    centre(),
                    event_table(),
                    panel(),
                    _veil(),
                ],
                className="page",
                id="page",
                # which parameters of a link may stand more than once
                **attrs({"data-lists": " ".join(LISTS), "data-watches": shared(watches)}),
            ),
            modal(ids.DIALOG, "", "76rem", filled(html.Div, ids.DIALOG_BODY)),
            data_dialog(takes_files=takes_files),
            watch_dialog(),
            help_dialog(),
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


def _printed() -> Component:
    """What stands on paper only."""
    return filled(html.Div, ids.PRINTED, className="printed")


def _veil() -> Component:
    return html.Div(className="veil", id="veil")
