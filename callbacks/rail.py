"""The filter rail: facets with exact counts."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output

from callbacks.threads import threaded
from dashboard import ids
from dashboard.components import rail
from dashboard.state import read
from geodata import query
from geodata.filters import Filters
from geodata.store import EventStore


def register(app: Dash, store: EventStore) -> None:
    """Attach the callbacks."""

    @app.callback(
        {
            "presets": Output(ids.PRESETS, "children"),
            "regions": Output(ids.REGION_ROWS, "children"),
            "actor_head": Output(ids.ACTOR_HEAD, "children"),
            "actors": Output(ids.ACTOR_ROWS, "children"),
            "actor_more": Output(ids.ACTOR_MORE_LABEL, "children"),
            "types": Output(ids.TYPE_CHIPS, "children"),
            "storylines": Output(ids.STORYLINE_ROWS, "children"),
            "more": Output(ids.MORE_ROWS, "children"),
        },
        Input(ids.QUERY, "data"),
        prevent_initial_call=True,
    )
    @threaded
    def facets(search: str) -> dict[str, Any]:
        view, _ = read(search)
        found = query.facets(store, view.filters)
        return {
            "presets": rail.presets(view, query.span(store, Filters())),
            "regions": rail.region_rows(view, found),
            "actor_head": rail.actor_head(view),
            "actors": rail.actor_rows(view, found),
            "actor_more": rail.actor_more_label(found),
            "types": rail.type_chips(view, found),
            "storylines": rail.storyline_rows(view, found),
            "more": rail.more_rows(view, found),
        }

    @app.callback(
        Output(ids.ACTOR_MORE, "children"),
        Input(ids.QUERY, "data"),
        Input(ids.ACTOR_SEARCH, "value"),
        prevent_initial_call=True,
    )
    @threaded
    def more_actors(search: str | None, typed: str | None) -> list[Any]:
        view, _ = read(search or "")
        return rail.actor_more(view, query.facets(store, view.filters), typed or "")
