"""Watches: counting what came in for each, and the dialog in which one is made."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output

from callbacks.threads import reading
from dashboard import ids
from dashboard.components import watch_form, watches
from dashboard.components.tree import plain
from dashboard.state import read
from geodata import query
from geodata.filters import to_pairs
from geodata.filters.url import clean
from geodata.query.watch_counts import spans
from geodata.store import Snapshot, Store
from geodata.watches.rule import WatchRule, rule_of

Json = dict[str, Any]
Today = Callable[[Snapshot], date]
"""Tells the day from which watches count back."""

COUNTED: Final = 1_000_000_000
"""Import numbers beyond this are no numbers of ours."""

_ID: Final = re.compile(r"[a-z0-9]{1,40}")


def today_in_utc(_db: Snapshot) -> date:
    """The day that it is now in UTC."""
    return datetime.now(UTC).date()


def register(app: Dash, store: Store, today: Today, *, shared: int = 0) -> None:
    """Attach the callbacks. ``shared``: how many watches there are for every reader."""
    _browser(app)

    @app.callback(
        Output(ids.tree(ids.WATCHES), "tree"),
        Output(ids.WATCH_TOLD, "data"),
        Input(ids.WATCH_ASK, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def told(db: Snapshot, asked: Json | None) -> tuple[Any, Json]:
        asked = asked if isinstance(asked, dict) else {}
        found = _counted(db, asked, today(db), watches.MOST_WATCHES + shared)
        return plain(watches.watches(found, opened=bool(shared))), {
            "n": asked.get("n"),
            "store": query.identity(db),
            "import": query.newest_import(db),
            "watches": {
                one.id: {
                    "new": one.new,
                    "speaksUp": one.speaks_up,
                    "here": one.here,
                    "says": watches.headline(one),
                }
                for one in found
            },
        }

    @app.callback(
        Output(ids.tree(ids.WATCH_FORM), "tree"),
        Input(ids.WATCH_EDIT, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def form(db: Snapshot, asked: Json | None) -> list[Any]:
        asked = asked if isinstance(asked, dict) else {}
        if asked.get("full"):
            return plain(watch_form.full())
        known = _text(asked.get("id"))
        made = watch_form.form(
            read(_text(asked.get("query")))[0].filters,
            {one.dataset.key: one.dataset.name for one in db.datasets()},
            known=known if _ID.fullmatch(known) else "",
            name=_name(asked.get("name")),
            rule=rule_of(_text(asked.get("rule"))) or WatchRule(),
            notify=asked.get("notify") is True,
        )
        return plain(made)


def _browser(app: Dash) -> None:
    """What the browser does by itself; the functions stand in ``assets/watches.js``."""
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


def _counted(db: Snapshot, asked: Json, today: date, most: int) -> list[watches.WatchStatus]:
    """The watches that a browser keeps, counted. Those of another store count from now on."""
    since = None if asked.get("store") == query.identity(db) else query.newest_import(db)
    here = to_pairs(read(_text(asked.get("here")))[0].filters)
    given = asked.get("watches")
    given = given if isinstance(given, list) else []
    return [
        _watched(db, one, since, here, today)
        for one in given[:most]
        if isinstance(one, dict) and _ID.fullmatch(_text(one.get("id")))
    ]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _name(value: object) -> str:
    return clean(_text(value))[: watches.NAME_LIMIT]


def _watched(
    db: Snapshot, asked: Json, since: int | None, here: object, today: date
) -> watches.WatchStatus:
    """A watch as the browser keeps it, counted; ``since`` stands in for what it says of that."""
    view, notices = read(_text(asked.get("query")))
    if since is None:
        said = asked.get("since")
        usable = isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= COUNTED
        since = int(str(said)) if usable else query.newest_import(db)
    rule = rule_of(_text(asked.get("rule"))) or WatchRule()
    return watches.WatchStatus(
        id=_text(asked.get("id")),
        name=_name(asked.get("name")) or "Watch",
        filters=view.filters,
        rule=rule,
        new=query.fresh(db, view.filters, since).total,
        found=spans(db, view.filters, rule.days, today) if rule.kind else None,
        here=to_pairs(view.filters) == here,
        unread=bool(notices),
        shared=asked.get("shared") is True,
    )
