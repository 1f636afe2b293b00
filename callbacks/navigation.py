"""The address, the theme, and what stands in the header and over the map in words."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output

from callbacks.threads import threaded
from dashboard import ids
from dashboard.components import header, mapparts
from dashboard.components.tree import plain
from dashboard.state import LANES, read
from geodata import query
from geodata.filters import Filters
from geodata.store import EventStore


def register(app: Dash, store: EventStore) -> None:
    """Attach the callbacks."""
    _browser(app)

    @app.callback(
        {
            "summary": Output(ids.tree(ids.SUMMARY), "tree"),
            "chips": Output(ids.tree(ids.CHIPS), "tree"),
            "notices": Output(ids.tree(ids.NOTICES), "tree"),
            "status": Output(ids.tree(ids.STATUS_LABEL), "tree"),
            "boundaries": Output(ids.tree(ids.BOUNDARIES), "tree"),
            "lanes": Output(ids.tree(ids.LANES_BY), "tree"),
        },
        Input(ids.QUERY, "data"),
        prevent_initial_call=True,
    )
    @threaded
    def words(search: str) -> dict[str, Any]:
        view, said = read(search)
        totals = query.totals(store, view.filters)
        flagged = query.duplicate_count(store, view.filters)
        names = {one.dataset.source: one.dataset.name for one in store.datasets()}
        return {
            "summary": plain(header.summary(view, totals, names, flagged)),
            "chips": plain(header.chips(view, names)),
            "notices": plain(header.notices(said)),
            "status": plain(header.status(query.totals(store, Filters()))),
            "boundaries": plain(mapparts.boundary_switch(view)),
            "lanes": plain(mapparts.lanes_switch(view, LANES)),
        }

    @app.callback(
        Output(ids.SEARCH, "value"),
        Output(ids.DATES, "value"),
        Output(ids.DATES, "defaultDate"),
        # not when the data change: what a person is typing must stay
        Input(ids.ADDRESS, "data"),
        prevent_initial_call=True,
    )
    @threaded
    def fields(search: str | None) -> tuple[str, list[str | None], str | None]:
        filters = read(search or "")[0].filters
        dates = [day.isoformat() if day else None for day in (filters.date_from, filters.date_to)]
        newest = query.totals(store, Filters()).last
        opens = dates[0] or (newest.isoformat() if newest else None)
        return filters.text, dates, opens


def _browser(app: Dash) -> None:
    """What the browser does by itself; the functions stand in ``assets/navigation.js``."""

    def run(name: str, outputs: list[Output], source: Input, *, initially: bool = False) -> None:
        app.clientside_callback(  # type: ignore[no-untyped-call] # Dash ships it untyped
            ClientsideFunction("watchline", name),
            *outputs,
            source,
            prevent_initial_call=not initially,
        )

    def sink() -> list[Output]:
        return [Output(ids.SINK, "data", allow_duplicate=True)]

    first = [
        Output(ids.QUERY, "data"),
        Output(ids.ADDRESS, "data"),
        Output(ids.LIVE_ASK, "data"),
        Output(ids.SCREEN, "data"),
        Output(ids.THEME_PROVIDER, "forceColorScheme"),
    ]
    run("boot", first, Input(ids.BOOT, "id"), initially=True)
    run("search", sink(), Input(ids.SEARCH, "value"))
    run("dates", sink(), Input(ids.DATES, "value"))
    run("dialog", sink(), Input(ids.DIALOG, "opened"))
    run("clicked", sink(), Input(ids.MAP, "clickData"))
    run("area", sink(), Input(ids.MAP, "selectedData"))
    run("actorBar", sink(), Input(ids.ACTORS_CHART, "clickData"))
    run("dyadBar", sink(), Input(ids.DYADS_CHART, "clickData"))
    run("regionBar", sink(), Input(ids.REGIONS_CHART, "clickData"))
