"""Receiving files over HTTP: streamed to disk, within the operator's limit."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response

from geodata.intake import Intake, IntakeError
from geodata.readers.mapping import to_toml
from geodata.staging import REJECTED_FILE
from server import FILES_PATH

MARK = "x-watchline"
"""A header that no form of another site can send."""

BLOCK = 1 << 20


class TooLargeError(Exception):
    """A file goes beyond the limit."""


def add_routes(server: FastAPI, intake: Intake) -> None:
    """Let the page hand in files, and fetch the rows of them that were not taken.

    Args:
        server: the FastAPI instance behind the page, before it is started.
        intake: where files are kept until they are imported.
    """
    routes = {
        "": ("POST", _receive),
        "/{token}/rejected.csv": ("GET", _rejected),
        "/{token}/mapping.toml": ("GET", _mapping),
    }
    for path, (method, answer) in routes.items():
        server.add_route(f"{FILES_PATH}{path}", partial(answer, intake), methods=[method])
        # Dash answers every other address with the page: ours has to be asked first
        server.router.routes.insert(0, server.router.routes.pop())


async def _receive(intake: Intake, request: Request) -> Response:
    if MARK not in request.headers:
        return _trouble("Files are taken from this server's own page only.", 403)
    try:
        job = intake.receive(request.query_params.get("name", ""))
    except IntakeError as error:
        return _trouble(str(error), 503)
    trouble = None
    try:
        await _store(request, job.path, intake.limit)
    except TooLargeError:
        trouble = _trouble(f"The file is larger than {intake.limit / 1e6:,.0f} MB.", 413)
    except OSError as error:
        trouble = _trouble(f"The file could not be kept: {error.strerror}.", 507)
    except ClientDisconnect:
        trouble = _trouble("The file did not arrive whole.", 400)
    if trouble:
        intake.drop(job.token)
        return trouble
    intake.read(job)
    return JSONResponse({"token": job.token})


async def _rejected(intake: Intake, request: Request) -> Response:
    job = intake.get(request.path_params["token"])
    if job is None or job.checked is None:
        return _gone()
    name = f"{Path(job.file).stem} - rows not taken.csv"
    return FileResponse(job.folder / REJECTED_FILE, media_type="text/csv", filename=name)


async def _mapping(intake: Intake, request: Request) -> Response:
    job = intake.get(request.path_params["token"])
    if job is None or job.mapping is None:
        return _gone()
    name = quote(f"{Path(job.file).stem}.toml")
    return Response(
        to_toml(job.mapping),
        media_type="application/toml",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


async def _store(request: Request, path: Path, limit: int) -> None:
    """Write the body down, a block at a time."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise TooLargeError
    received = 0
    waiting = bytearray()
    with path.open("wb") as file:
        async for chunk in request.stream():
            received += len(chunk)
            if received > limit:
                raise TooLargeError
            waiting += chunk
            if len(waiting) >= BLOCK:
                await asyncio.to_thread(file.write, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(file.write, bytes(waiting))


def _gone() -> Response:
    return _trouble("The file is not here any more.", 404)


def _trouble(said: str, status: int) -> Response:
    return JSONResponse({"error": said}, status_code=status)
