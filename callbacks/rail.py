"""The filter rail: facets with exact counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output, State

from callbacks.screen import map_screen
from callbacks.threads import reading
from dashboard import ids
from dashboard.components import rail, rail_actors, rail_regions, rail_zones
from dashboard.components.tree import nodes_for
from dashboard.state import read
from geodata import query
from geodata.filters import Filters
from geodata.store import Snapshot, Store


def register(app: Dash, store: Store, *, fed: Callable[[], bool]) -> None:
    """Attach the callbacks. ``fed``: whether data come in from feeds."""

    @app.callback(
        {
            "presets": Output(ids.tree(ids.PRESETS), "tree"),
            "regions": Output(ids.tree(ids.REGION_ROWS), "tree"),
            "region_more": Output(ids.tree(ids.REGION_MORE_LABEL), "tree"),
            "actor_head": Output(ids.tree(ids.ACTOR_HEAD), "tree"),
            "actors": Output(ids.tree(ids.ACTOR_ROWS), "tree"),
            "actor_more": Output(ids.tree(ids.ACTOR_MORE_LABEL), "tree"),
            "types": Output(ids.tree(ids.TYPE_CHIPS), "tree"),
            "storylines": Output(ids.tree(ids.STORYLINE_ROWS), "tree"),
            "more": Output(ids.tree(ids.MORE_ROWS), "tree"),
        },
        Input(ids.QUERY, "data"),
        State(ids.SCREEN, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def facets(db: Snapshot, search: str, screen: dict[str, Any] | None) -> dict[str, Any]:
        view, _ = read(search)
        found = query.facets(db, view.filters)
        regions = rail_regions.region_rows(view, found, map_screen(screen))
        return {
            "presets": nodes_for(view, rail.presets(view, query.span(db, Filters()), fed=fed())),
            "regions": nodes_for(view, [*regions, *rail_zones.zone_rows(view, found)]),
            "region_more": nodes_for(view, rail_regions.region_more_label(found)),
            "actor_head": nodes_for(view, rail_actors.actor_head(view)),
            "actors": nodes_for(view, rail_actors.actor_rows(view, found)),
            "actor_more": nodes_for(view, rail_actors.actor_more_label(found)),
            "types": nodes_for(view, rail.type_chips(view, found)),
            "storylines": nodes_for(view, rail.storyline_rows(view, found)),
            "more": nodes_for(view, rail.more_rows(view, found)),
        }

    @app.callback(
        Output(ids.tree(ids.REGION_MORE), "tree"),
        Input(ids.QUERY, "data"),
        Input(ids.REGION_SEARCH, "value"),
        State(ids.SCREEN, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def more_regions(
        db: Snapshot, search: str | None, typed: str | None, screen: dict[str, Any] | None
    ) -> list[Any]:
        view, _ = read(search or "")
        found = query.facets(db, view.filters)
        rows = rail_regions.region_more(view, found, map_screen(screen), typed or "")
        return nodes_for(view, rows)

    @app.callback(
        Output(ids.tree(ids.ACTOR_MORE), "tree"),
        Input(ids.QUERY, "data"),
        Input(ids.ACTOR_SEARCH, "value"),
        prevent_initial_call=True,
    )
    @reading(store)
    def more_actors(db: Snapshot, search: str | None, typed: str | None) -> list[Any]:
        view, _ = read(search or "")
        found = query.facets(db, view.filters)
        return nodes_for(view, rail_actors.actor_more(view, found, typed or ""))
