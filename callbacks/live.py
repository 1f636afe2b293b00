"""What the page is told of live updates: its data's number, what is new, how the feeds stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State

from callbacks.panel import list_key
from callbacks.threads import reading
from dashboard import ids
from dashboard.components import live
from dashboard.state import View, read
from geodata import query
from geodata.feeds.status import FeedStatus
from geodata.store import Snapshot, Store

Json = dict[str, Any]
Feeds = Callable[[], Sequence[FeedStatus]]

COUNTED: Final = 1_000_000_000
"""Import numbers beyond this are no numbers of ours."""


def register(app: Dash, store: Store, sequence: Callable[[int], str], feeds: Feeds) -> None:
    """Attach the callbacks. ``sequence`` gives the mark of a version of the data."""
    app.clientside_callback(  # type: ignore[no-untyped-call] # Dash ships it untyped
        ClientsideFunction("watchlineLive", "answer"),
        Output(ids.SINK, "data", allow_duplicate=True),
        Input(ids.LIVE, "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(ids.LIVE, "data"),
        Input(ids.QUERY, "data"),
        Input(ids.LIVE_ASK, "data"),
        Input(ids.MORE_CURSOR, "data"),
        Input(ids.CHANGES_CURSOR, "data"),
        State(ids.LIVE, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def answer(  # noqa: PLR0917 - the inputs of a callback
        db: Snapshot,
        search: str | None,
        asked: Json | None,
        listed: Json | None,
        changes: Json | None,
        before: Json | None,
    ) -> Json:
        now = sequence(db.version)
        view, _ = read(search or "")
        newest, store_id = query.newest_import(db), query.identity(db)
        ours = bool(asked) and (asked or {}).get("store") == store_id
        since = _number((asked or {}).get("since"), newest) if ours else newest
        drawn = _number((before or {}).get("import"), newest)
        fresh = query.fresh(db, view.filters, since)
        return {
            "sequence": now,
            "store": store_id,
            "import": newest,
            "now": datetime.now(UTC).isoformat(timespec="seconds"),
            "since": since,
            "search": search or "",
            "total": fresh.total,
            "ids": fresh.ids,
            "places": query.fresh(db, view.filters, drawn).places,
            "events": _behind(db, view, listed, newest),
            "changes": _behind(db, view, changes, newest),
            "feeds": live.summary(feeds(), datetime.now(UTC)),
        }


def _number(value: object, newest: int) -> int:
    """The number of an import that the browser has kept; the newest for anything else."""
    usable = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= COUNTED
    return min(int(str(value)), newest) if usable else newest


def _behind(db: Snapshot, view: View, cursor: Json | None, newest: int) -> Json | None:
    """What came in since a list was filled: how many events are new in it, how many others
    changed; nothing of a list that shows something else."""
    if not cursor or cursor.get("list") != list_key(view):
        return None
    since = _number(cursor.get("import"), newest)
    return {
        "new": query.fresh(db, view.filters, since).total,
        "changed": query.changed_since(db, view.filters, since),
        "other": cursor.get("total") is not None
        and cursor["total"] != query.totals(db, view.filters).events
        and not view.place,
    }
