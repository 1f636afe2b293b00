"""The changes tab of the right panel: imports, and what each changed."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, Patch, State
from dash.exceptions import PreventUpdate

from callbacks.threads import reading
from dashboard import ids
from dashboard.components import changes
from dashboard.components.tree import nodes_for, plain
from dashboard.state import View, read
from geodata import query
from geodata.store import Snapshot, Store

IMPORTS = 5

Json = dict[str, Any]

OUTPUTS = {
    "changes_head": Output(ids.tree(ids.CHANGES_HEAD), "tree"),
    "changes_list": Output(ids.tree(ids.CHANGES_LIST), "tree"),
    "changes_cursor": Output(ids.CHANGES_CURSOR, "data"),
    "changes_more_hidden": Output(ids.CHANGES_MORE, "hidden"),
}


def register(app: Dash, store: Store) -> None:
    """Attach the callback that shows older imports."""

    @app.callback(
        Output(ids.tree(ids.CHANGES_LIST), "tree", allow_duplicate=True),
        Output(ids.CHANGES_CURSOR, "data", allow_duplicate=True),
        Output(ids.CHANGES_MORE, "hidden", allow_duplicate=True),
        Input(ids.CHANGES_MORE, "n_clicks"),
        State(ids.QUERY, "data"),
        State(ids.CHANGES_CURSOR, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def older(db: Snapshot, _clicks: int, search: str, cursor: Json) -> tuple[Patch, Json, bool]:
        if not cursor["after"]:
            raise PreventUpdate
        view, _ = read(search)
        found = query.changes(db, view.filters, limit=IMPORTS, after=cursor["after"])
        longer = Patch()
        longer.extend(plain(changes.imports(view, found)))
        return longer, cursor | {"after": found.after}, not found.after


def fill(db: Snapshot, view: View, standing: Json) -> Json:
    """The newest imports; nothing when the list stands as the reader left it."""
    key = [repr(view.filters), view.place, view.lanes, view.boundaries]
    if standing.get("list") == key:
        return {}
    newest = query.newest_import(db)
    found = query.changes(db, view.filters, limit=IMPORTS)
    relaxed = () if found.matching else query.relaxed_changes(db, view.filters)
    return {
        "changes_head": nodes_for(view, changes.head(view, found, relaxed)),
        "changes_list": nodes_for(view, changes.imports(view, found)),
        "changes_cursor": {"list": key, "import": newest, "after": found.after},
        "changes_more_hidden": not found.after,
    }
