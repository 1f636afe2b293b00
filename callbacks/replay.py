"""The band of a replay, and the day on which it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import Dash, Input, Output

from callbacks.threads import reading
from callbacks.watches import today_in_utc
from dashboard import ids
from dashboard.components.replay import progress
from dashboard.components.tree import plain
from geodata import query
from geodata.filters import Filters
from geodata.store import Snapshot, Store


def register(app: Dash, store: Store, events: int) -> None:
    """Attach the callback. ``events``: how many there are when the replay is over."""

    @app.callback(
        Output(ids.tree(ids.REPLAY), "tree"),
        Input(ids.LIVE, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def told(db: Snapshot, _live: object) -> list[Any]:
        return plain(progress(query.totals(db, Filters()), events))


def today_in_replay(db: Snapshot) -> date:
    """The day up to which events have come in: in a replay that is today."""
    return query.totals(db, Filters()).last or today_in_utc(db)
