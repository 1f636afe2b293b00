"""The band over the page of a replay, which says for as long as it stands that it is one."""

from __future__ import annotations

from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.elements import attrs
from dashboard.layout.elements import filled

ABOUT: Final = (
    "The bundled events come in again as if they were news, into a temporary store. They keep"
    " their own dates."
)


def replay_band() -> Component:
    """The band; a callback fills in how far the replay has come."""
    return html.Div(
        [
            html.P([html.Strong("Replay"), f" {ABOUT}"]),
            filled(html.P, ids.REPLAY, className="replay-progress"),
        ],
        className="replay",
        role="region",
        **attrs({"aria-label": "Replay"}),
    )
