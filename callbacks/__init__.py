"""What happens when a person does something: parse the state, query, draw."""

from __future__ import annotations

from dash import Dash

from callbacks import changes, data, dialogs, map_view, navigation, panel, rail, timeline
from geodata.intake import Intake
from geodata.store import EventStore


def register(app: Dash, store: EventStore, intake: Intake | None = None) -> None:
    """Attach every callback of the page to the app."""
    navigation.register(app, store)
    rail.register(app, store)
    map_view.register(app, store)
    timeline.register(app, store)
    panel.register(app, store)
    changes.register(app, store)
    dialogs.register(app, store)
    data.register(app, store, intake)
