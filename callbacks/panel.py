"""The right panel: the list, the open event, and who and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, Patch, State, no_update
from dash.development.base_component import Component

from callbacks import changes
from callbacks.screen import map_screen
from callbacks.threads import reading
from dashboard import captions, ids
from dashboard.components import charts, claims, detail, events
from dashboard.components.empty import empty
from dashboard.components.tree import nodes_for, plain
from dashboard.figures.actors import actors_figure, dyads_figure
from dashboard.figures.map import framing
from dashboard.figures.matrix import matrix_figure
from dashboard.figures.regions import regions_figure
from dashboard.figures.theme import THEMES
from dashboard.state import TABS, View, read
from geodata import query, regions
from geodata.event_results import EventPage, EventRow
from geodata.filters import Filters
from geodata.store import Snapshot, Store, StoredDataset

PAGE = 60
RANKS = 15
DYADS = 15
MATRIX = 12
CLAIMS = 12

Outputs = dict[str, Any]
Json = dict[str, Any]

OUTPUTS = {
    "tabs": Output(ids.tree(ids.TABS), "tree"),
    "events_hidden": Output(ids.EVENTS, "hidden"),
    "detail_hidden": Output(ids.DETAIL, "hidden"),
    "actors_hidden": Output(ids.ACTORS, "hidden"),
    "regions_hidden": Output(ids.REGIONS, "hidden"),
    "head": Output(ids.tree(ids.EVENTS_HEAD), "tree"),
    "list": Output(ids.tree(ids.EVENT_LIST), "tree"),
    "cursor": Output(ids.MORE_CURSOR, "data"),
    "more_hidden": Output(ids.MORE, "hidden"),
    "detail": Output(ids.tree(ids.DETAIL), "tree"),
    "actors_chart": Output(ids.ACTORS_CHART, "figure"),
    "actors_table": Output(ids.tree(ids.ACTORS_TABLE), "tree"),
    "pairs_head": Output(ids.tree(ids.PAIRS_HEAD), "tree"),
    "matrix_chart": Output(ids.MATRIX_CHART, "figure"),
    "matrix_table": Output(ids.tree(ids.MATRIX_TABLE), "tree"),
    "dyads_chart": Output(ids.DYADS_CHART, "figure"),
    "dyads_table": Output(ids.tree(ids.DYADS_TABLE), "tree"),
    "regions_chart": Output(ids.REGIONS_CHART, "figure"),
    "regions_table": Output(ids.tree(ids.REGIONS_TABLE), "tree"),
    "changes_hidden": Output(ids.CHANGES, "hidden"),
    **changes.OUTPUTS,
}


def register(app: Dash, store: Store) -> None:
    """Attach the callbacks."""

    @app.callback(
        OUTPUTS,
        Input(ids.QUERY, "data"),
        Input(ids.SCREEN, "data"),
        State(ids.MORE_CURSOR, "data"),
        State(ids.CHANGES_CURSOR, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def panel(
        db: Snapshot,
        search: str | None,
        screen: Json | None,
        cursor: Json | None,
        standing: Json | None,
    ) -> Outputs:
        view, _ = read(search or "")
        tab = view.shown_tab
        answer: Outputs = dict.fromkeys(OUTPUTS, no_update)
        answer["tabs"] = nodes_for(view, events.tabs(view, query.totals(db, view.filters)))
        answer |= {f"{name}_hidden": name != tab for name in TABS}
        if tab == "events" and view.view == "table":
            return answer  # the list is behind the table
        if tab == "events":
            return answer | _events(db, view, cursor or {})
        if tab == "changes":
            return answer | changes.fill(db, view, standing or {})
        return answer | _OTHERS[tab](db, view, screen or {})

    @app.callback(
        Output(ids.tree(ids.EVENT_LIST), "tree", allow_duplicate=True),
        Output(ids.MORE_CURSOR, "data", allow_duplicate=True),
        Output(ids.MORE, "hidden", allow_duplicate=True),
        Input(ids.MORE, "n_clicks"),
        State(ids.QUERY, "data"),
        State(ids.MORE_CURSOR, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def more(db: Snapshot, _clicks: int, search: str, cursor: Json) -> tuple[Patch, Json, bool]:
        view, _ = read(search)
        page = query.page(db, view.filters, after=cursor["after"], limit=PAGE, place=view.place)
        longer = Patch()
        rows = events.rows(view, page.rows, after=cursor["month"], more=bool(page.after))
        longer.extend(plain(rows))
        return longer, cursor | _cursor(page), not page.after


def _events(db: Snapshot, view: View, standing: Json) -> Outputs:
    key = list_key(view)
    if standing.get("list") == key:
        # the list stands as the reader left it, further pages included; what has come in
        # since is counted above it (callbacks/live.py) and shown when it is asked for
        return {}
    newest = query.newest_import(db)
    page = query.page(db, view.filters, limit=PAGE, place=view.place)
    rows = events.rows(view, page.rows, more=bool(page.after))
    if not page.rows:
        rows = empty(
            view,
            query.totals(db, view.filters),
            query.totals(db, Filters()),
            query.relaxed(db, view.filters),
            query.did_you_mean(db, view.filters),
        )
    deaths = [] if view.place else _deaths(db, view)
    return {
        "head": nodes_for(view, events.head(view, page, place_name(view.place, page.rows), deaths)),
        "list": nodes_for(view, rows),
        "cursor": {"list": key, "import": newest, "total": page.total} | _cursor(page),
        "more_hidden": not page.after,
    }


def _deaths(db: Snapshot, view: View) -> list[Component]:
    """The sum over all events of the list, and who says what."""
    aggregates = query.aggregate_deaths(db, view.filters)
    said = captions.deaths_of(query.totals(db, view.filters), aggregates)
    return claims.who_says_what(view, said, query.claims(db, view.filters, CLAIMS)) if said else []


def list_key(view: View) -> list[str]:
    """What a list depends on besides the data: of an equal key it stays as it stands."""
    return [repr(view.filters), view.place, view.lanes, view.boundaries]


def _cursor(page: EventPage) -> Json:
    """Where the list goes on, and the month that it has come to."""
    return {"after": page.after, "month": events.month_of(page.rows[-1]) if page.rows else ""}


def _detail(db: Snapshot, view: View, screen: dict[str, Any]) -> Outputs:
    if not view.event:
        return {"detail": plain(detail.nothing())}
    event = query.event(db, view.event)
    around = query.around(db, view.event)
    if event is None or around is None:
        return {"detail": nodes_for(view, detail.missing(view))}
    return {
        "detail": nodes_for(
            view,
            detail.detail(
                view,
                event,
                query.position(db, view.filters, view.event),
                query.related(db, view.event),
                _stored(db, event.row.source),
                duplicates=query.duplicates(db, view.event),
                around=around,
                zones=query.zones_of(db, view.event),
                there=framing.to_event(event, map_screen(screen)),
            ),
        )
    }


def _stored(db: Snapshot, source: str) -> StoredDataset | None:
    return next((one for one in db.datasets() if one.dataset.key == source), None)


def place_name(key: str, rows: Sequence[EventRow]) -> str:
    """A mark's name: the governorate or zone, else as the events there call it."""
    if key in regions.regions():
        return regions.label(key)
    return rows[0].place if rows else "This place"


def _actors(db: Snapshot, view: View, screen: dict[str, Any]) -> Outputs:
    theme, width = _look(screen)
    ranks = query.ranking(db, view.filters, "actor", RANKS)
    matrix = query.matrix(db, view.filters, MATRIX, view.level)
    dyads = query.dyads(db, view.filters, DYADS, view.level)
    return {
        "actors_chart": actors_figure(ranks, theme, width),
        "actors_table": nodes_for(view, charts.rank_table(view, ranks, "actors")),
        "pairs_head": nodes_for(view, charts.pairs_head(view)),
        "matrix_chart": matrix_figure(matrix, theme, width, filters=view.filters),
        "matrix_table": nodes_for(view, charts.matrix_table(view, matrix)),
        "dyads_chart": dyads_figure(dyads, theme, width, level=view.level, filters=view.filters),
        "dyads_table": nodes_for(view, charts.dyad_table(view, dyads)),
    }


def _regions(db: Snapshot, view: View, screen: dict[str, Any]) -> Outputs:
    theme, width = _look(screen)
    ranks = query.ranking(db, view.filters, "region", 2 * RANKS)
    there = {
        rank.key: to for rank in ranks if (to := framing.to_region(rank.key, map_screen(screen)))
    }
    return {
        "regions_chart": regions_figure(ranks, theme, width),
        "regions_table": nodes_for(view, charts.rank_table(view, ranks, "regions", there)),
    }


def _look(screen: dict[str, Any]) -> tuple[Any, int]:
    theme = THEMES.get(str(screen.get("theme")), THEMES["light"])
    return theme, max(240, int(screen.get("panel_width") or 360) - 32)


_OTHERS = {"detail": _detail, "actors": _actors, "regions": _regions}
