"""The right panel: the list, the open event, and who and where."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, Patch, State, no_update

from callbacks import changes
from callbacks.threads import threaded
from dashboard import ids
from dashboard.components import charts, detail, events
from dashboard.components.empty import empty
from dashboard.components.tree import plain
from dashboard.figures.actors import actors_figure, dyads_figure
from dashboard.figures.regions import regions_figure
from dashboard.figures.theme import THEMES
from dashboard.state import TABS, View, read
from geodata import places, query
from geodata.filters import Filters
from geodata.shapes import Page
from geodata.store import EventStore, StoredDataset

PAGE = 60
RANKS = 15
DYADS = 15

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
    "dyads_chart": Output(ids.DYADS_CHART, "figure"),
    "dyads_table": Output(ids.tree(ids.DYADS_TABLE), "tree"),
    "regions_chart": Output(ids.REGIONS_CHART, "figure"),
    "regions_table": Output(ids.tree(ids.REGIONS_TABLE), "tree"),
    "changes_hidden": Output(ids.CHANGES, "hidden"),
    **changes.OUTPUTS,
}


def register(app: Dash, store: EventStore) -> None:
    """Attach the callbacks."""

    @app.callback(
        OUTPUTS,
        Input(ids.QUERY, "data"),
        Input(ids.SCREEN, "data"),
        State(ids.MORE_CURSOR, "data"),
        State(ids.CHANGES_CURSOR, "data"),
        prevent_initial_call=True,
    )
    @threaded
    def panel(
        search: str | None, screen: Json | None, cursor: Json | None, standing: Json | None
    ) -> Outputs:
        view, _ = read(search or "")
        tab = view.shown_tab
        answer: Outputs = dict.fromkeys(OUTPUTS, no_update)
        answer["tabs"] = plain(events.tabs(view, query.totals(store, view.filters)))
        answer |= {f"{name}_hidden": name != tab for name in TABS}
        if tab == "events":
            return answer | _events(store, view, cursor or {})
        if tab == "changes":
            return answer | changes.fill(store, view, standing or {})
        return answer | _OTHERS[tab](store, view, screen or {})

    @app.callback(
        Output(ids.tree(ids.EVENT_LIST), "tree", allow_duplicate=True),
        Output(ids.MORE_CURSOR, "data", allow_duplicate=True),
        Output(ids.MORE, "hidden", allow_duplicate=True),
        Input(ids.MORE, "n_clicks"),
        State(ids.QUERY, "data"),
        State(ids.MORE_CURSOR, "data"),
        prevent_initial_call=True,
    )
    @threaded
    def more(_clicks: int, search: str, cursor: Json) -> tuple[Patch, Json, bool]:
        view, _ = read(search)
        page = query.page(store, view.filters, after=cursor["after"], limit=PAGE, place=view.place)
        longer = Patch()
        rows = events.rows(view, page.rows, after=cursor["month"], more=bool(page.after))
        longer.extend(plain(rows))
        return longer, cursor | _cursor(page), not page.after


def _events(store: EventStore, view: View, standing: Json) -> Outputs:
    key = list_key(view)
    if standing.get("list") == key:
        # the list stands as the reader left it, further pages included; what has come in
        # since is counted above it (callbacks/live.py) and shown when it is asked for
        return {}
    newest = query.newest_import(store)
    page = query.page(store, view.filters, limit=PAGE, place=view.place)
    rows = events.rows(view, page.rows, more=bool(page.after))
    if not page.rows:
        rows = empty(
            view,
            query.totals(store, view.filters),
            query.totals(store, Filters()),
            query.relaxed(store, view.filters),
        )
    return {
        "head": plain(events.head(view, page, _place_name(view.place, page))),
        "list": plain(rows),
        "cursor": {"list": key, "import": newest, "total": page.total} | _cursor(page),
        "more_hidden": not page.after,
    }


def list_key(view: View) -> list[str]:
    """What a list depends on besides the data: of an equal key it stays as it stands."""
    return [repr(view.filters), view.place, view.lanes, view.boundaries]


def _cursor(page: Page) -> Json:
    """Where the list goes on, and the month that it has come to."""
    return {"after": page.after, "month": events.month_of(page.rows[-1]) if page.rows else ""}


def _detail(store: EventStore, view: View, _screen: dict[str, Any]) -> Outputs:
    if not view.event:
        return {"detail": plain(detail.nothing())}
    event = query.event(store, view.event)
    if event is None:
        return {"detail": plain(detail.missing(view))}
    return {
        "detail": plain(
            detail.detail(
                view,
                event,
                query.position(store, view.filters, view.event),
                query.related(store, view.event),
                _stored(store, event.row.source),
                duplicates=query.duplicates(store, view.event),
                zones=query.zones_of(store, view.event),
            )
        )
    }


def _stored(store: EventStore, source: str) -> StoredDataset | None:
    return next((one for one in store.datasets() if one.dataset.source == source), None)


def _place_name(key: str, page: Page) -> str:
    """A mark's name: the governorate or zone, else as the events there call it."""
    if key in places.regions():
        return places.label(key)
    return page.rows[0].place if page.rows else "This place"


def _actors(store: EventStore, view: View, screen: dict[str, Any]) -> Outputs:
    theme, width = _look(screen)
    ranks = query.ranking(store, view.filters, "actor", RANKS)
    dyads = query.dyads(store, view.filters, DYADS)
    return {
        "actors_chart": actors_figure(ranks, theme, width),
        "actors_table": plain(charts.rank_table(view, ranks, "actors")),
        "dyads_chart": dyads_figure(dyads, theme, width),
        "dyads_table": plain(charts.dyad_table(view, dyads)),
    }


def _regions(store: EventStore, view: View, screen: dict[str, Any]) -> Outputs:
    theme, width = _look(screen)
    ranks = query.ranking(store, view.filters, "region", 2 * RANKS)
    return {
        "regions_chart": regions_figure(ranks, theme, width),
        "regions_table": plain(charts.rank_table(view, ranks, "regions")),
    }


def _look(screen: dict[str, Any]) -> tuple[Any, int]:
    theme = THEMES.get(str(screen.get("theme")), THEMES["light"])
    return theme, max(240, int(screen.get("panel_width") or 360) - 32)


_OTHERS = {"detail": _detail, "actors": _actors, "regions": _regions}
