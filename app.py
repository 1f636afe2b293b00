"""The application: the one file that sees everything."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from typing import Final

from dash import Dash
from fastapi import FastAPI

import callbacks
from callbacks.live import Feeds
from dashboard.layout import layout
from geodata.feeds.state import FeedStatus
from geodata.intake import Intake
from geodata.store import EventStore
from live import add_live_route
from monitoring import add_monitoring
from server import Backend, secure
from uploads import add_routes
from zone_route import add_zone_route

logger = logging.getLogger(__name__)

INDEX: Final = """<!DOCTYPE html>
<html lang="en">
    <head>
        {%metas%}
        <title>{%title%}</title>
        {%favicon%}
        {%css%}
    </head>
    <body>
        {%app_entry%}
        <footer>{%config%}{%scripts%}{%renderer%}</footer>
    </body>
</html>"""


def report(error: Exception) -> None:
    """Log a failed callback; Dash would answer 500 and say nothing.

    Raises:
        Exception: the same error, so that the browser is told too.
    """
    logger.error("A callback failed", exc_info=error)
    raise error


def polled(server: FastAPI) -> Sequence[FeedStatus]:
    """How the feeds stand that the server's poller reads, if it has one."""
    poller = getattr(server.state, "poller", None)
    return tuple(poller.status()) if poller else ()


def create_app(
    store: EventStore,
    intake: Intake | None = None,
    *,
    feeds: Feeds | None = None,
    metrics: bool = False,
) -> Dash:
    """The dashboard over a store of events; ``app.server`` is the ASGI application.

    ``intake`` takes files that people hand in; without one the data sets can only be looked at.
    ``feeds`` says how the feeds stand; when left out, ``app.server.state.poller`` is asked, if
    there is one.
    ``metrics`` is whether numbers for Prometheus are kept and told.

    Nothing here contacts another host, and no page asks the browser to.
    """
    app = Dash(
        __name__,
        backend=Backend,
        title="Watchline",
        update_title="",
        index_string=INDEX,
        assets_ignore=r".*\.(md|txt)$",
        compress=False,
        on_error=report,
        meta_tags=[
            {"name": "viewport", "content": "width=device-width, initial-scale=1"},
            {"name": "description", "content": "Reported events on a map and a timeline"},
        ],
    )
    app.layout = layout(takes_files=intake is not None)
    live = add_live_route(app.server, store)
    feeds = feeds or partial(polled, app.server)
    callbacks.register(app, store, intake, feeds, live.sequence)
    add_zone_route(app.server, store)
    if intake is not None:
        add_routes(app.server, intake)
    secure(app.server, app.csp_hashes())
    # after the guards, so that what they refuse is counted too
    add_monitoring(app.server, store, feeds, lambda: live.clients, metrics=metrics)
    return app
