"""The addresses of the API, each with what it takes and what it answers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as StarletteRoute

from api import embed, events, figure, models, numbers, places
from api.answering import CSV, GEOJSON, HTML, JSON, Context, answer
from api.datasets import datasets
from api.document import Format, Route, addresses, document
from api.event_models import EventFeatures, Events
from api.own_parameters import PICTURE
from api.page import fixed, page, static
from api.place_models import PlaceFeatures, Places, Zones
from api.problems import Answering, ProblemError, of_http, of_problem

Endpoint = Callable[[Request], Awaitable[Response]]

ROOT: Final = "/api/v1"
EXPOSED: Final = ("ETag", "Link", "Retry-After", events.TOTAL, events.LEFT_OUT)


ROUTES: Final = (
    Route(
        "/events",
        "Events with all their columns and sources, newest start first, part by part",
        ("limit", "after"),
        {
            JSON: Format(events.events, Events),
            GEOJSON: Format(events.features, EventFeatures),
            CSV: Format(events.table),
        },
    ),
    Route(
        "/summary",
        "What is in view as numbers, as in the head of the page",
        (),
        {JSON: Format(numbers.summary, models.Summary)},
    ),
    Route(
        "/histogram",
        "Events by day of start, per day, week, month or year",
        ("bucket",),
        {JSON: Format(numbers.histogram, models.Histogram)},
    ),
    Route(
        "/places",
        "The marks of the map, or squares of a grid where there are more than 5,000",
        ("bbox", "zoom"),
        {
            JSON: Format(places.places, Places),
            GEOJSON: Format(places.place_features, PlaceFeatures),
        },
    ),
    Route(
        "/actors",
        "Actors with most events, their parts included",
        ("limit",),
        {JSON: Format(numbers.actors, models.Ranking)},
    ),
    Route(
        "/dyads",
        "Pairs of actors that appear in most events together",
        ("limit",),
        {JSON: Format(numbers.dyads, models.Dyads)},
    ),
    Route(
        "/regions",
        "Regions with most events, their parts included",
        ("limit",),
        {JSON: Format(numbers.regions, models.Ranking)},
    ),
    Route(
        "/zones",
        "Zones in force on the days asked for, as GeoJSON; other filters than days, data sets and"
        " zones have no effect",
        (),
        {GEOJSON: Format(places.zones, Zones)},
    ),
    Route(
        "/datasets",
        "The data sets of this server and their terms; filters have no effect",
        (),
        {JSON: Format(datasets, models.Datasets)},
    ),
    Route(
        "/figure",
        "A figure as a picture for reports, with its caption",
        tuple(PICTURE),
        {
            "image/svg+xml": Format(figure.svg),
            "image/png": Format(figure.png),
            "application/pdf": Format(figure.pdf),
        },
        always_suffix=True,
        headers=figure.HEADERS,
    ),
)


def application(context: Context) -> Starlette:
    """The API as an application that sees whole addresses."""
    told = document(ROOT, ROUTES)
    text = json.dumps(told, ensure_ascii=False)
    shown = page(told)
    routes = [
        *(
            StarletteRoute(path, _endpoint(context, route, formats))
            for route in ROUTES
            for path, formats in addresses(ROOT, route)
        ),
        StarletteRoute(f"{ROOT}/openapi.json", fixed(text, JSON)),
        StarletteRoute(ROOT, fixed(shown, HTML)),
        StarletteRoute(f"{ROOT}/", fixed(shown, HTML)),
        StarletteRoute("/api/static/{name}", static),
        StarletteRoute(embed.PATH, _embed(context)),
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={ProblemError: of_problem, HTTPException: of_http},
    )
    # an address with a slash too many is none: sending it on would lose its type
    app.router.redirect_slashes = False
    app.add_middleware(Answering)
    if context.settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=context.settings.origins,
            allow_methods=("GET", "HEAD"),
            allow_headers=("Accept", "If-None-Match"),
            expose_headers=EXPOSED,
            max_age=86_400,
        )
    return app


def _endpoint(context: Context, route: Route, formats: Mapping[str, Format]) -> Endpoint:
    makes = {media: one.make for media, one in formats.items()}

    async def endpoint(request: Request) -> Response:
        return await answer(context, request, route.own, makes, route.headers)

    return endpoint


def _embed(context: Context) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return await embed.embed(context, request)

    return endpoint
