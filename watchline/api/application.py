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

from geodata.jobs import BusyError, TimeLimitError
from watchline.api import claims, embed, events, figures, models, places, statistics
from watchline.api.datasets import datasets
from watchline.api.docs_page import fixed, page, static
from watchline.api.event_models import EventFeatures, Events
from watchline.api.negotiation import CSV, GEOJSON, HTML, JSON, ApiContext, answer
from watchline.api.openapi import ApiRoute, ResponseFormat, addresses, document
from watchline.api.place_models import PlaceFeatures, Places, Zones
from watchline.api.problems import (
    ErrorMiddleware,
    ProblemError,
    of_busy,
    of_http,
    of_problem,
    of_time_limit,
)
from watchline.api.route_parameters import PICTURE

Endpoint = Callable[[Request], Awaitable[Response]]

ROOT: Final = "/api/v1"
EXPOSED: Final = ("ETag", "Link", "Retry-After", events.TOTAL, events.LEFT_OUT)


ROUTES: Final = (
    ApiRoute(
        "/events",
        "Events with all their columns and sources, newest start first, part by part",
        ("limit", "after"),
        {
            JSON: ResponseFormat(events.events, Events),
            GEOJSON: ResponseFormat(events.features, EventFeatures),
            CSV: ResponseFormat(events.table),
        },
    ),
    ApiRoute(
        "/summary",
        "What is in view as numbers, as in the head of the page",
        (),
        {JSON: ResponseFormat(statistics.summary, models.Summary)},
    ),
    ApiRoute(
        "/claims",
        "Who says what of deaths: events on which numbers differ, with the number of each source",
        ("limit",),
        {JSON: ResponseFormat(claims.claims, claims.Claims)},
    ),
    ApiRoute(
        "/histogram",
        "Events by day of start, per day, week, month or year",
        ("bucket",),
        {JSON: ResponseFormat(statistics.histogram, models.Histogram)},
    ),
    ApiRoute(
        "/places",
        "The marks of the map; hexagons where there are more than 5,000, or for show=density",
        ("bbox", "zoom"),
        {
            JSON: ResponseFormat(places.places, Places),
            GEOJSON: ResponseFormat(places.place_features, PlaceFeatures),
        },
    ),
    ApiRoute(
        "/actors",
        "Actors with most events, their parts included",
        ("limit",),
        {JSON: ResponseFormat(statistics.actors, models.Ranking)},
    ),
    ApiRoute(
        "/dyads",
        "Pairs of parties, organisations or persons (`level`) that share most events",
        ("limit",),
        {JSON: ResponseFormat(statistics.dyads, models.Dyads)},
    ),
    ApiRoute(
        "/regions",
        "Regions with most events, their parts included",
        ("limit",),
        {JSON: ResponseFormat(statistics.regions, models.Ranking)},
    ),
    ApiRoute(
        "/zones",
        "Zones in force on the days asked for, as GeoJSON; other filters than days, data sets and"
        " zones have no effect",
        (),
        {GEOJSON: ResponseFormat(places.zones, Zones)},
    ),
    ApiRoute(
        "/datasets",
        "The data sets of this server and their terms; filters have no effect",
        (),
        {JSON: ResponseFormat(datasets, models.Datasets)},
    ),
    ApiRoute(
        "/figure",
        "A figure as a picture for reports, with its caption",
        PICTURE,
        {
            "image/svg+xml": ResponseFormat(figures.svg),
            "image/png": ResponseFormat(figures.png),
            "application/pdf": ResponseFormat(figures.pdf),
        },
        always_suffix=True,
        headers=figures.HEADERS,
    ),
)


def application(context: ApiContext) -> Starlette:
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
        exception_handlers={
            ProblemError: of_problem,
            HTTPException: of_http,
            BusyError: of_busy,
            TimeLimitError: of_time_limit,
        },
    )
    # an address with a slash too many is none: sending it on would lose its type
    app.router.redirect_slashes = False
    app.add_middleware(ErrorMiddleware)
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


def _endpoint(
    context: ApiContext, route: ApiRoute, formats: Mapping[str, ResponseFormat]
) -> Endpoint:
    makes = {media: one.make for media, one in formats.items()}

    async def endpoint(request: Request) -> Response:
        return await answer(context, request, route.own, makes, route.headers)

    return endpoint


def _embed(context: ApiContext) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return await embed.embed(context, request)

    return endpoint
