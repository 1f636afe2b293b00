"""The tiles of the base map over HTTP."""

from __future__ import annotations

import asyncio
import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard import tiles
from watchline.web.compression import accepts

MEDIA_TYPE: Final = "application/vnd.mapbox-vector-tile"
FOR_EVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
"""The address has the version of the file in it."""

_PLACE: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,5})/([0-9]{1,5})", re.ASCII)


def add_tile_route(server: FastAPI) -> None:
    """Answer for the tiles of the base map; where there is only sea, with status 204.

    Args:
        server: the FastAPI instance behind the page, before it is started.
    """
    # reading takes microseconds, but the file may lie on a slow disk
    threads = ThreadPoolExecutor(2, thread_name_prefix="tiles")

    async def answer(request: Request) -> Response:
        place = _place(request.path_params["place"])
        if request.path_params["version"] != tiles.version() or place is None:
            return PlainTextResponse("There is no such tile.\n", status_code=404)
        body = await asyncio.get_running_loop().run_in_executor(threads, tiles.tile, *place)
        if body is None:
            return Response(status_code=204, headers=FOR_EVER)
        headers = {**FOR_EVER, "Vary": "Accept-Encoding"}
        if accepts("gzip", request.headers.get("accept-encoding", "")):
            headers["Content-Encoding"] = "gzip"
        else:
            body = gzip.decompress(body)
        return Response(body, media_type=MEDIA_TYPE, headers=headers)

    server.add_route(tiles.ROOT + "/{version}/{place:path}", answer, methods=["GET"])
    # Dash answers every other address with the page: ours has to be asked first
    server.router.routes.insert(0, server.router.routes.pop())


def _place(text: str) -> tuple[int, int, int] | None:
    """Zoom, column and row, if there is such a tile in the world."""
    found = _PLACE.fullmatch(text)
    if found is None:
        return None
    z, x, y = (int(part) for part in found.groups())
    inside = z <= tiles.DEEPEST and x < 1 << z and y < 1 << z
    return (z, x, y) if inside else None
