"""The dialog in which filters are kept as a watch."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.layout.elements import filled, modal


def watch_dialog() -> Component:
    """The dialog; a callback fills it."""
    return modal(ids.WATCH_DIALOG, "Watch", "34rem", filled(html.Div, ids.WATCH_FORM))
