"""The application: the one file that sees everything."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from dash import Dash
from fastapi import FastAPI

import callbacks
from api.serving import add_api, tell_refusals
from api.settings import ApiSettings
from callbacks.live import Feeds
from dashboard.layout import layout
from exports import add_export_routes
from geodata.feeds.state import FeedStatus
from geodata.intake import Intake
from geodata.store import EventStore
from geodata.watches.hooks import HookStatus
from geodata.writers.jobs import Exports
from live import add_live_route
from monitoring import add_monitoring
from report_route import Reports, add_report_route
from server import Backend, secure
from uploads import add_routes
from watches import add_watch_route
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


def told(server: FastAPI) -> Sequence[HookStatus]:
    """How the programs stand that the server tells of events, if there are any."""
    hooks = getattr(server.state, "hooks", None)
    return tuple(hooks.status()) if hooks else ()


def create_app(
    store: EventStore,
    intake: Intake | None = None,
    *,
    feeds: Feeds | None = None,
    metrics: bool = False,
    api: ApiSettings | None = None,
    exports: Exports | None = None,
    templates: Mapping[str, Path] | None = None,
) -> Dash:
    """The dashboard over a store of events; ``app.server`` is the ASGI application.

    ``intake`` takes files that people hand in; without one the data sets can only be looked at.
    ``feeds`` says how the feeds stand; when left out, ``app.server.state.poller`` is asked, if
    there is one.
    ``metrics`` is whether numbers for Prometheus are kept and told.
    ``exports`` writes files of events; into a folder of the system's own when left out.
    ``api`` is whom the API serves besides programs and this page.
    ``templates`` are the operator's own files that reports are written into, by format.

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
    api = api or ApiSettings()
    add_watch_route(app.server, store, api.raw)
    add_api(app.server, store, api, live.sequence)
    app.server.state.exports = exports or Exports(store, keys=api.raw)
    add_export_routes(app.server, app.server.state.exports)
    add_report_route(app.server, Reports(store, templates, keys=api.raw))
    if intake is not None:
        add_routes(app.server, intake)
    secure(app.server, app.csp_hashes())
    tell_refusals(app.server)
    # after the guards, so that what they refuse is counted too
    hooks = partial(told, app.server)
    add_monitoring(app.server, store, feeds, lambda: live.clients, metrics=metrics, hooks=hooks)
    return app
