"""The application: the one file that sees everything."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from dash import Dash
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

import callbacks
from callbacks.live import Feeds
from dashboard.asset_files import ASSETS
from dashboard.layout.page import layout
from geodata.feeds.status import FeedStatus
from geodata.imports.uploads import Uploads
from geodata.jobs import BusyError, TimeLimitError
from geodata.store import Store
from geodata.watches.config import Watch
from geodata.watches.progress import WebhookStatus
from geodata.writers.exports import Exports
from watchline.api.mount import add_api, problem_middleware
from watchline.api.settings import ApiSettings
from watchline.web.exports import add_export_routes
from watchline.web.health import add_monitoring
from watchline.web.live import add_live_route
from watchline.web.reports import Reports, add_report_route
from watchline.web.security import Backend, secure
from watchline.web.tiles import add_tile_route
from watchline.web.uploads import add_routes
from watchline.web.watch_feed import add_watch_route
from watchline.web.zones import add_zone_route

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


async def busy(_request: Request, error: Exception) -> Response:
    """Say that too much is under way, or that something took too long."""
    return JSONResponse({"error": str(error)}, status_code=503, headers={"Retry-After": "5"})


def feed_status(server: FastAPI) -> Sequence[FeedStatus]:
    """How the feeds stand that the server's poller reads, if it has one."""
    poller = getattr(server.state, "poller", None)
    return tuple(poller.status()) if poller else ()


def told(server: FastAPI) -> Sequence[WebhookStatus]:
    """How the programs stand that the server tells of events, if there are any."""
    hooks = getattr(server.state, "hooks", None)
    return tuple(hooks.status()) if hooks else ()


def _page(title: str) -> Dash:
    """The page before anything is on it."""
    return Dash(
        __name__,
        backend=Backend,
        title=title,
        update_title="",
        index_string=INDEX,
        assets_folder=str(ASSETS),
        assets_ignore=r".*\.(md|txt)$",
        compress=False,
        on_error=report,
        meta_tags=[
            {"name": "viewport", "content": "width=device-width, initial-scale=1"},
            {"name": "description", "content": "Reported events on a map and a timeline"},
        ],
    )


def create_app(
    store: Store,
    uploads: Uploads | None = None,
    *,
    feeds: Feeds | None = None,
    metrics: bool = False,
    api: ApiSettings | None = None,
    exports: Exports | None = None,
    templates: Mapping[str, Path] | None = None,
    watches: Sequence[Watch] = (),
    replayed: int = 0,
) -> Dash:
    """The dashboard over a store of events; ``app.server`` is the ASGI application.

    ``uploads`` takes files that people hand in; without one the data sets can only be looked at.
    ``feeds`` says how the feeds stand; when left out, ``app.server.state.poller`` is asked, if
    there is one.
    ``metrics`` is whether numbers for Prometheus are kept and told.
    ``exports`` writes files of events; into a folder of the system's own when left out.
    ``api`` is whom the API serves besides programs and this page.
    ``templates`` are the operator's own files that reports are written into, by format.
    ``watches`` are the operator's that stand in the page of every reader.
    ``replayed`` is how many events a replay plays into the store, of which the page then tells.

    Nothing here contacts another host, and no page asks the browser to.
    """
    app = _page("Replay · Watchline" if replayed else "Watchline")
    app.layout = layout(takes_files=uploads is not None, watches=watches, replayed=bool(replayed))
    live = add_live_route(app.server, store)
    feeds = feeds or partial(feed_status, app.server)
    api = api or ApiSettings()
    callbacks.register(
        app,
        store,
        uploads,
        feeds,
        live.sequence,
        may_hand_on=api.raw,
        watched=len(watches),
        replayed=replayed,
    )
    add_zone_route(app.server, store)
    add_tile_route(app.server)
    add_watch_route(app.server, store, api.raw, api.public_address)
    add_api(app.server, store, api, live.sequence)
    app.server.state.exports = exports or Exports(store, keys=api.raw)
    add_export_routes(app.server, app.server.state.exports, api.public_address)
    add_report_route(app.server, Reports(store, templates, keys=api.raw), api.public_address)
    if uploads is not None:
        add_routes(app.server, uploads)
    for error in (BusyError, TimeLimitError):
        app.server.add_exception_handler(error, busy)
    secure(app.server, app.csp_hashes())
    problem_middleware(app.server)
    # after the guards, so that what they refuse is counted too
    hooks = partial(told, app.server)
    add_monitoring(app.server, store, feeds, lambda: live.clients, metrics=metrics, hooks=hooks)
    return app
