"""The shapes of people's zones over HTTP, for the map."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from cachetools import LRUCache, cached
from cachetools.keys import hashkey
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard.figures.map.zones import PATH
from geodata.jobs import JobRunner
from geodata.query.zone_shapes import zone_shapes
from geodata.query.zones import zones
from geodata.store import Snapshot, Store

KEPT: Final = 8
"""Answers that are kept; each is a megabyte at most, for as many zones as are drawn at once."""

Shapes = Callable[[date | None, date | None], bytes]


def add_zone_route(server: FastAPI, store: Store) -> None:
    """Answer for the zones in force ``from`` a day ``to`` a day, both included.

    Args:
        server: the FastAPI instance behind the page, before it is started.
        store: what the zones are in.
    """

    # many days have the same zones
    def key(db: Snapshot, first: date | None, last: date | None) -> tuple[object, ...]:
        return hashkey(db.version, tuple(one.number for one in zones(db, first, last)))

    @cached(LRUCache(KEPT), key=key, lock=threading.Lock())
    def drawn(db: Snapshot, first: date | None, last: date | None) -> bytes:
        return zone_shapes(db, first, last).encode()

    def shapes(first: date | None, last: date | None) -> bytes:
        with store.read() as db:
            return drawn(db, first, last)

    runner = JobRunner("zones", threads=2, most=50, seconds=30)
    server.add_route(PATH, partial(_zones, runner, shapes), methods=["GET"])
    # Dash answers every other address with the page: ours has to be asked first
    server.router.routes.insert(0, server.router.routes.pop())


async def _zones(runner: JobRunner, shapes: Shapes, request: Request) -> Response:
    try:
        first, last = (_day(request.query_params.get(name, "")) for name in ("from", "to"))
    except ValueError:
        return PlainTextResponse("A day is written as 2025-07-16.\n", status_code=400)
    body = await runner.run(lambda _: shapes(first, last))
    mark = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
    if mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/geo+json", headers=headers)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
