"""The filter rail: facets with exact counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output

from callbacks.threads import threaded
from dashboard import ids
from dashboard.components import rail, rail_actors, rail_regions, rail_zones
from dashboard.components.tree import plain
from dashboard.state import read
from geodata import query
from geodata.filters import Filters
from geodata.store import EventStore


def register(app: Dash, store: EventStore, *, fed: Callable[[], bool]) -> None:
    """Attach the callbacks. ``fed``: whether data come in from feeds."""

    @app.callback(
        {
            "presets": Output(ids.tree(ids.PRESETS), "tree"),
            "regions": Output(ids.tree(ids.REGION_ROWS), "tree"),
            "actor_head": Output(ids.tree(ids.ACTOR_HEAD), "tree"),
            "actors": Output(ids.tree(ids.ACTOR_ROWS), "tree"),
            "actor_more": Output(ids.tree(ids.ACTOR_MORE_LABEL), "tree"),
            "types": Output(ids.tree(ids.TYPE_CHIPS), "tree"),
            "storylines": Output(ids.tree(ids.STORYLINE_ROWS), "tree"),
            "more": Output(ids.tree(ids.MORE_ROWS), "tree"),
        },
        Input(ids.QUERY, "data"),
        prevent_initial_call=True,
    )
    @threaded
    def facets(search: str) -> dict[str, Any]:
        view, _ = read(search)
        found = query.facets(store, view.filters)
        return {
            "presets": plain(rail.presets(view, query.span(store, Filters()), fed=fed())),
            "regions": plain(
                [*rail_regions.region_rows(view, found), *rail_zones.zone_rows(view, found)]
            ),
            "actor_head": plain(rail_actors.actor_head(view)),
            "actors": plain(rail_actors.actor_rows(view, found)),
            "actor_more": plain(rail_actors.actor_more_label(found)),
            "types": plain(rail.type_chips(view, found)),
            "storylines": plain(rail.storyline_rows(view, found)),
            "more": plain(rail.more_rows(view, found)),
        }

    @app.callback(
        Output(ids.tree(ids.ACTOR_MORE), "tree"),
        Input(ids.QUERY, "data"),
        Input(ids.ACTOR_SEARCH, "value"),
        prevent_initial_call=True,
    )
    @threaded
    def more_actors(search: str | None, typed: str | None) -> list[Any]:
        view, _ = read(search or "")
        return plain(rail_actors.actor_more(view, query.facets(store, view.filters), typed or ""))
