"""The dialog in which filters are kept as a watch."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.layout_parts import filled


def watch_dialog() -> Component:
    """The dialog; a callback fills it."""
    dialog: Component = dmc.Modal(
        filled(html.Div, ids.WATCH_FORM),
        id=ids.WATCH_DIALOG,
        title="Watch",
        opened=False,
        size="34rem",
        closeButtonProps={"aria-label": "Close"},
        overlayProps={"backgroundOpacity": 0.3},
        transitionProps={"duration": 0},
    )
    return dialog
