"""The address, the theme, and what stands in the header and over the map in words."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output

from callbacks.threads import reading
from dashboard import ids
from dashboard.components import header, printed
from dashboard.components import map as mapparts
from dashboard.components.tree import nodes_for, plain
from dashboard.state import read
from geodata import query
from geodata.filters import Filters
from geodata.store import Snapshot, Store


def register(app: Dash, store: Store) -> None:
    """Attach the callbacks."""
    _browser(app)

    @app.callback(
        {
            "summary": Output(ids.tree(ids.SUMMARY), "tree"),
            "printed": Output(ids.tree(ids.PRINTED), "tree"),
            "chips": Output(ids.tree(ids.CHIPS), "tree"),
            "notices": Output(ids.tree(ids.NOTICES), "tree"),
            "status": Output(ids.tree(ids.STATUS_LABEL), "tree"),
            "boundaries": Output(ids.tree(ids.BOUNDARIES), "tree"),
        },
        Input(ids.QUERY, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def words(db: Snapshot, search: str) -> dict[str, Any]:
        view, said = read(search)
        totals = query.totals(db, view.filters)
        flagged = query.duplicate_count(db, view.filters)
        names = {one.dataset.key: one.dataset.name for one in db.datasets()}
        names |= query.in_full(db, view.filters)
        return {
            "summary": plain(header.summary(view, totals, names, flagged)),
            "printed": plain(printed.sheet(view)),
            "chips": nodes_for(view, header.chips(view, names)),
            "notices": plain(header.notices(said)),
            "status": plain(header.status(query.totals(db, Filters()))),
            "boundaries": nodes_for(view, mapparts.boundary_switch(view)),
        }

    @app.callback(
        Output(ids.DATES, "value"),
        Output(ids.DATES, "defaultDate"),
        # not when the data change: a person may be choosing
        Input(ids.ADDRESS, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def dates(db: Snapshot, search: str | None) -> tuple[list[str | None], str | None]:
        filters = read(search or "")[0].filters
        chosen = [day.isoformat() if day else None for day in (filters.date_from, filters.date_to)]
        newest = query.totals(db, Filters()).last
        opens = chosen[0] or (newest.isoformat() if newest else None)
        return chosen, opens


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
    run("fillSearch", [Output(ids.SEARCH, "value")], Input(ids.ADDRESS, "data"))
    run("dates", sink(), Input(ids.DATES, "value"))
    run("dialog", sink(), Input(ids.DIALOG, "opened"))
    run("dialog", sink(), Input(ids.HELP, "opened"))
    run("clicked", sink(), Input(ids.MAP, "clickData"))
    run("area", sink(), Input(ids.MAP, "selectedData"))
    run("actorBar", sink(), Input(ids.ACTORS_CHART, "clickData"))
    run("pair", sink(), Input(ids.MATRIX_CHART, "clickData"))
    run("pair", sink(), Input(ids.DYADS_CHART, "clickData"))
    run("regionBar", sink(), Input(ids.REGIONS_CHART, "clickData"))
