"""What happens when a person does something: parse the state, query, draw."""

from __future__ import annotations

from collections.abc import Callable

from dash import Dash

from callbacks import (
    changes,
    data,
    dialogs,
    live,
    map_view,
    navigation,
    panel,
    rail,
    timeline,
    watches,
)
from geodata.intake import Intake
from geodata.store import EventStore


def register(
    app: Dash,
    store: EventStore,
    intake: Intake | None,
    feeds: live.Feeds,
    sequence: Callable[[], str],
) -> None:
    """Attach every callback of the page to the app.

    ``feeds`` says how the feeds stand, ``sequence`` is the number of the data as they are now.
    """
    navigation.register(app, store)
    rail.register(app, store, fed=lambda: bool(feeds()))
    map_view.register(app, store)
    timeline.register(app, store)
    panel.register(app, store)
    changes.register(app, store)
    dialogs.register(app, store)
    data.register(app, store, intake, feeds)
    live.register(app, store, sequence, feeds)
    watches.register(app, store)
