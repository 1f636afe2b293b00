"""Watches: counting what came in for each, and the dialog in which one is made."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output

from callbacks.threads import threaded
from dashboard import ids
from dashboard.components import watch_form, watches
from dashboard.components.tree import plain
from dashboard.state import read
from geodata import query
from geodata.filter_url import clean
from geodata.filters import to_pairs
from geodata.query.watch import spans
from geodata.store import EventStore
from geodata.watches.rule import Rule, rule_of

Json = dict[str, Any]

COUNTED: Final = 1_000_000_000
"""Import numbers beyond this are no numbers of ours."""

_ID: Final = re.compile(r"[a-z0-9]{1,40}")


def register(app: Dash, store: EventStore, today: Callable[[], date] | None = None) -> None:
    """Attach the callbacks. ``today`` is the day in UTC."""
    today = today or (lambda: datetime.now(UTC).date())
    for name, source in (
        ("told", Input(ids.WATCH_TOLD, "data")),
        ("opened", Input(ids.WATCH_DIALOG, "opened")),
    ):
        app.clientside_callback(  # type: ignore[no-untyped-call] # Dash ships it untyped
            ClientsideFunction("watchlineWatches", name),
            Output(ids.SINK, "data", allow_duplicate=True),
            source,
            prevent_initial_call=True,
        )

    @app.callback(
        Output(ids.tree(ids.WATCHES), "tree"),
        Output(ids.WATCH_TOLD, "data"),
        Input(ids.WATCH_ASK, "data"),
        prevent_initial_call=True,
    )
    @threaded
    def told(asked: Json | None) -> tuple[Any, Json]:
        asked = asked if isinstance(asked, dict) else {}
        newest, store_id = query.newest_import(store), query.identity(store)
        ours = asked.get("store") == store_id
        here = to_pairs(read(_text(asked.get("here")))[0].filters)
        given = asked.get("watches")
        given = given if isinstance(given, list) else []
        found = [
            _watched(store, one, newest if not ours else None, here, today())
            for one in given[: watches.MOST_WATCHES]
            if isinstance(one, dict) and _ID.fullmatch(_text(one.get("id")))
        ]
        said = {
            one.id: {
                "new": one.new,
                "speaksUp": one.speaks_up,
                "here": one.here,
                "says": watches.headline(one),
            }
            for one in found
        }
        return plain(watches.watches(found)), {
            "n": asked.get("n"),
            "store": store_id,
            "import": newest,
            "watches": said,
        }

    @app.callback(
        Output(ids.tree(ids.WATCH_FORM), "tree"),
        Input(ids.WATCH_EDIT, "data"),
        prevent_initial_call=True,
    )
    @threaded
    def form(asked: Json | None) -> list[Any]:
        asked = asked if isinstance(asked, dict) else {}
        if asked.get("full"):
            return plain(watch_form.full())
        known = _text(asked.get("id"))
        made = watch_form.form(
            read(_text(asked.get("query")))[0].filters,
            {one.dataset.source: one.dataset.name for one in store.datasets()},
            known=known if _ID.fullmatch(known) else "",
            name=_name(asked.get("name")),
            rule=rule_of(_text(asked.get("rule"))) or Rule(),
            notify=asked.get("notify") is True,
        )
        return plain(made)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _name(value: object) -> str:
    return clean(_text(value))[: watches.NAME_LIMIT]


def _watched(
    store: EventStore, asked: Json, since: int | None, here: object, today: date
) -> watches.Watched:
    """A watch as the browser keeps it, counted; ``since`` stands in for what it says of that."""
    view, notices = read(_text(asked.get("query")))
    if since is None:
        said = asked.get("since")
        usable = isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= COUNTED
        since = int(str(said)) if usable else query.newest_import(store)
    rule = rule_of(_text(asked.get("rule"))) or Rule()
    return watches.Watched(
        id=_text(asked.get("id")),
        name=_name(asked.get("name")) or "Watch",
        filters=view.filters,
        rule=rule,
        new=query.fresh(store, view.filters, since).total,
        found=spans(store, view.filters, rule.days, today) if rule.kind else None,
        here=to_pairs(view.filters) == here,
        unread=bool(notices),
    )
