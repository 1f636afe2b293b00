"""The dialog: tables behind the map and the timeline."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, ctx

from callbacks.screen import map_screen
from callbacks.threads import reading
from callbacks.timeline import behind
from dashboard import ids
from dashboard.components import tables
from dashboard.components.tree import plain
from dashboard.state import read
from geodata import query
from geodata.store import Snapshot, Store


def register(app: Dash, store: Store) -> None:
    """Attach the callback."""

    @app.callback(
        Output(ids.DIALOG, "opened"),
        Output(ids.DIALOG, "title"),
        Output(ids.tree(ids.DIALOG_BODY), "tree"),
        Input(ids.MAP_TABLE_BUTTON, "n_clicks"),
        Input(ids.TIMELINE_TABLE_BUTTON, "n_clicks"),
        State(ids.QUERY, "data"),
        State(ids.SCREEN, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def dialog(
        db: Snapshot, _map: int, _timeline: int, search: str | None, screen: dict[str, Any] | None
    ) -> tuple[bool, str, Any]:
        view, _ = read(search or "")
        if ctx.triggered_id == ids.MAP_TABLE_BUTTON:
            places = query.places(db, view.filters, limit=tables.MOST)
            totals = query.totals(db, view.filters)
            at = map_screen(screen)
            return True, "The map as a table", plain(tables.map_table(view, places, totals, at))
        return True, "The timeline as a table", plain(behind(db, view, screen or {}))
