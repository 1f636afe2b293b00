"""The row over the map, the sum under it and the scale, which all follow the map as it moves."""

from __future__ import annotations

from typing import Any, Final

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks.map import MapContent, content
from callbacks.screen import map_screen
from callbacks.threads import reading
from dashboard import density, ids
from dashboard.components import map as mapparts
from dashboard.components import map_foot, map_head
from dashboard.components.tree import nodes_for, plain
from dashboard.figures.map import framing, geometry
from dashboard.figures.map.framing import MapScreen
from dashboard.state import View, read
from geodata import query
from geodata.results import Hexagon, Place
from geodata.store import Snapshot, Store

SCALE_BAR_PX: Final = 90
NAMED: Final = 4
"""Places elsewhere that a line has room to name."""

Json = dict[str, Any]


def register(app: Dash, store: Store) -> None:
    """Attach the callback."""

    @app.callback(
        Output(ids.tree(ids.MAP_FOOT), "tree"),
        Output(ids.tree(ids.MAP_AWAY), "tree"),
        Output(ids.tree(ids.SCALE), "tree"),
        Output(ids.tree(ids.MAP_HEAD), "tree"),
        Input(ids.QUERY, "data"),
        Input(ids.MAP_VIEW, "data"),
        State(ids.SCREEN, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def foot(
        db: Snapshot, search: str | None, where: Json | None, screen: Json | None
    ) -> tuple[list[Any], ...]:
        if not where:
            raise PreventUpdate
        view, _ = read(search or "")
        stands = geometry.Viewport(where["lon"], where["lat"], where["zoom"])
        shown = content(db, view, stands, where, map_screen(screen))
        totals = query.totals(db, view.filters)
        inside = _sight(shown, geometry.Bounds(*where["bounds"]))
        by_region = shown.density.by_region if shown.density else 0
        placed = totals.placed - by_region
        away = _elsewhere(db, view, shown, inside, placed, map_screen(screen))
        linked = shown.link is not None
        words = map_foot.foot(
            view,
            totals,
            away,
            linked=linked,
            by_region=by_region,
            regions=shown.regions,
            flagged=query.duplicate_count(db, view.filters),
        )
        bar = geometry.scale_bar(where["lat"], where["zoom"], SCALE_BAR_PX)
        return (
            nodes_for(view, words),
            nodes_for(view, [] if linked or shown.regions else map_foot.nothing_here(view, away)),
            plain(mapparts.scale_bar(bar.km, bar.px)),
            nodes_for(view, map_head.map_head(view, density.map_mode(db, view, shown.places))),
        )


def _sight(shown: MapContent, bounds: geometry.Bounds) -> framing.Sight:
    if shown.regions:  # on whatever part of the world the map looks
        return framing.Sight(shown.regions.counts.total, ())
    if shown.density:
        return framing.Sight(sum(one.total for one in shown.density.hexagons), ())
    return framing.sight(shown.places.rows, bounds)


def _elsewhere(  # noqa: PLR0917 - what is shown, and on what screen
    db: Snapshot,
    view: View,
    shown: MapContent,
    inside: framing.Sight,
    placed: int,
    screen: MapScreen,
) -> map_foot.Elsewhere:
    """What lies outside the map, and where the map goes to show it."""
    away = placed - inside.here
    show = None
    if shown.regions is None and away > inside.here:
        rows: tuple[Place, ...] | tuple[Hexagon, ...] = shown.places.rows
        if shown.density:
            rows = density.overview(db, view.filters)
        show = framing.to_events(rows, screen)
    ranked = sorted(inside.away, key=lambda place: (-sum(place.counts), place.name))
    room = NAMED - 1 if show else NAMED
    named = tuple((place, framing.to_place(place, screen)) for place in ranked[:room])
    return map_foot.Elsewhere(inside.here, away, named, show)
