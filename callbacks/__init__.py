"""What happens when a person does something: parse the state, query, draw."""

from __future__ import annotations

from collections.abc import Callable, Collection

from dash import Dash

from callbacks import (
    changes,
    data,
    dialogs,
    event_table,
    live,
    map_foot,
    navigation,
    panel,
    rail,
    replay,
    timeline,
    watches,
)
from callbacks import help as help_view
from callbacks import map as map_view
from geodata.imports.uploads import Uploads
from geodata.store import Store


def register(
    app: Dash,
    store: Store,
    uploads: Uploads | None,
    feeds: live.Feeds,
    sequence: Callable[[int], str],
    *,
    may_hand_on: Collection[str] = (),
    watched: int = 0,
    replayed: int = 0,
) -> None:
    """Attach every callback of the page to the app.

    ``feeds`` says how the feeds stand, ``sequence`` gives the mark of a version of the data.
    ``may_hand_on`` are the data sets whose rows may be passed on although their terms do not
    say so. ``watched`` is how many watches there are for every reader, ``replayed`` how many
    events a replay plays.
    """
    navigation.register(app, store)
    # what is replayed happened long ago: periods end with its newest event
    rail.register(app, store, fed=lambda: not replayed and bool(feeds()))
    map_view.register(app, store)
    map_foot.register(app, store)
    timeline.register(app, store)
    panel.register(app, store)
    changes.register(app, store)
    event_table.register(app, store, may_hand_on)
    dialogs.register(app, store)
    data.register(app, store, uploads, feeds)
    live.register(app, store, sequence, feeds)
    today = replay.today_in_replay if replayed else watches.today_in_utc
    watches.register(app, store, today, shared=watched)
    if replayed:
        replay.register(app, store, replayed)
    help_view.register(app, store, feeds)
