"""The table of events: a page of it, in the order that the link says."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Final

from dash import Dash, Input, Output
from dash.development.base_component import Component

from callbacks.panel import place_name
from callbacks.threads import reading
from dashboard import ids
from dashboard.components import event_table, events, header
from dashboard.components.empty import empty
from dashboard.components.tree import nodes_for
from dashboard.state import View, read
from geodata import query
from geodata.event_results import TablePage
from geodata.filters import Filters
from geodata.store import Snapshot, Store
from geodata.writers.provenance import about
from geodata.writers.restrictions import ALL, restricted

ROWS: Final = 80
"""On a page."""

PARTS: Final = {
    "head": ids.TABLE_HEAD,
    "columns": ids.TABLE_COLUMNS,
    "back": ids.TABLE_BACK,
    "chips": ids.TABLE_CHIPS,
    "rows": ids.TABLE_ROWS,
}


def register(app: Dash, store: Store, may_hand_on: Collection[str]) -> None:
    """Attach the callback. ``may_hand_on``: see ``geodata.writers.restrictions.allowed``."""

    @app.callback(
        {name: Output(ids.tree(part), "tree") for name, part in PARTS.items()},
        Input(ids.QUERY, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def table(db: Snapshot, search: str | None) -> dict[str, Any]:
        view, _ = read(search or "")
        if view.view != "table":
            return {name: [] for name in PARTS}
        return {name: nodes_for(view, made) for name, made in _parts(db, view, may_hand_on).items()}


def _parts(db: Snapshot, view: View, may_hand_on: Collection[str]) -> dict[str, Any]:
    page = query.event_table(
        db, view.filters, view.sort, page=view.page, size=ROWS, place=view.place
    )
    sets = [stored.dataset for stored in db.datasets()]
    withheld = [
        one.key
        for one in sets
        if restricted(one) and one.key not in may_hand_on and ALL not in may_hand_on
    ]
    datasets = event_table.Datasets({one.key: one.name for one in sets}, frozenset(withheld))
    shown = [row.event for row in page.rows]
    return {
        "head": [
            *events.place_head(view, page.total, place_name(view.place, shown)),
            *event_table.head(view, page),
        ],
        "columns": event_table.column_menu(view),
        "back": event_table.back(view),
        "chips": header.chips(view, {**datasets.names, **query.in_full(db, view.filters)}),
        "rows": _rows(db, view, page, datasets) if shown else _none(db, view),
    }


def _rows(
    db: Snapshot, view: View, page: TablePage, datasets: event_table.Datasets
) -> list[Component]:
    """The rows, and under them whose they are."""
    told = about(db, view.filters, link="", now=datetime.now(UTC))
    left_out = any(row.event.source in datasets.withheld for row in page.rows)
    credit = [one.credit for one in told.datasets]
    foot = event_table.foot(view, credit, withheld=left_out)
    return [event_table.table(view, page, datasets), foot]


def _none(db: Snapshot, view: View) -> list[Component]:
    totals, everything = query.totals(db, view.filters), query.totals(db, Filters())
    meant = query.did_you_mean(db, view.filters)
    return empty(view, totals, everything, query.relaxed(db, view.filters), meant)
