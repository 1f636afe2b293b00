"""The help dialog: what it says about this Watchline and its data."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from dash import Dash, Input, Output, no_update

from callbacks.live import Feeds
from callbacks.threads import reading
from dashboard import ids
from dashboard.components import help as help_parts
from dashboard.components.tree import plain
from geodata import query
from geodata.filters import Filters
from geodata.store import Snapshot, Store


def register(app: Dash, store: Store, feeds: Feeds) -> None:
    """Attach the callback. ``feeds`` says how the feeds stand."""

    @app.callback(
        Output(ids.tree(ids.ABOUT), "tree"),
        Input(ids.HELP, "opened"),
        prevent_initial_call=True,
    )
    @reading(store)
    def about(db: Snapshot, opened: bool) -> Any:  # noqa: ANN401 - what Dash sends and gives
        if not opened:
            return no_update
        stored = db.datasets()
        spans = {
            one.dataset.key: query.span(db, Filters(datasets=(one.dataset.key,))) for one in stored
        }
        covered = {source: span for source, span in spans.items() if span}
        return plain(help_parts.about(version("watchline"), stored, covered, len(feeds())))
