"""The application: the one file that sees everything."""

from __future__ import annotations

import logging
from typing import Final

from dash import Dash

import callbacks
from dashboard.layout import layout
from geodata.intake import Intake
from geodata.store import EventStore
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


def create_app(store: EventStore, intake: Intake | None = None) -> Dash:
    """The dashboard over a store of events; ``app.server`` is the ASGI application.

    ``intake`` takes files that people hand in; without one the data sets can only be looked at.

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
    callbacks.register(app, store, intake)
    add_zone_route(app.server, store)
    if intake is not None:
        add_routes(app.server, intake)
    secure(app.server, app.csp_hashes())
    return app
