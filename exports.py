"""Files of events over HTTP: asked for, watched while they are written, fetched, given up."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from dashboard.state import View, read, write
from geodata.text import number
from geodata.writers import WRITERS
from geodata.writers.jobs import DONE, FAILED, BusyError, Exports, Job

PATH: Final = "/data/exports"

FORM: Final = "application/x-www-form-urlencoded"


def add_export_routes(server: FastAPI, exports: Exports) -> None:
    """Let the page have files written, and fetch them.

    ``POST /data/exports`` takes ``format`` and the parameters of a link, in the address or as a
    form, and answers 202 with ``id``; ``GET`` and ``DELETE`` of that id tell how it stands and
    give it up; ``/file`` under it is the file.

    Args:
        server: the FastAPI instance behind the page, before it is started.
        exports: what writes the files.
    """
    routes = {
        "": ("POST", _start),
        "/{token}": ("GET", _state),
        "/{token}/file": ("GET", _file),
    }
    for path, (method, answer) in routes.items():
        server.add_route(f"{PATH}{path}", partial(answer, exports), methods=[method])
        # Dash answers every other address with the page: ours has to be asked first
        server.router.routes.insert(0, server.router.routes.pop())
    server.add_route(f"{PATH}/{{token}}", partial(_drop, exports), methods=["DELETE"])
    server.router.routes.insert(0, server.router.routes.pop())


async def _start(exports: Exports, request: Request) -> Response:
    pairs = parse_qsl(request.url.query)
    if request.headers.get("content-type", "").startswith(FORM):
        pairs += parse_qsl((await request.body()).decode("utf-8", "replace"))
    name = dict(pairs).get("format", "")
    if name not in WRITERS:
        expected = ", ".join(WRITERS)
        return _trouble(f'The format "{name[:40]}" is not known: one of {expected}.', 400)
    view, notices = read(urlencode([(key, value) for key, value in pairs if key != "format"]))
    chosen = write(View(filters=view.filters))
    link = f"{request.base_url}?{chosen}" if chosen else str(request.base_url)
    try:
        job = exports.start(name, view.filters, link)
    except BusyError as error:
        return _trouble(str(error), 503)
    where = f"{PATH}/{job.token}"
    said = {"id": job.token, "name": job.name, "notices": list(notices)}
    return JSONResponse(said, status_code=202, headers={"Location": where})


async def _state(exports: Exports, request: Request) -> Response:
    job = exports.get(request.path_params["token"])
    return JSONResponse(_told(job)) if job else _gone()


async def _file(exports: Exports, request: Request) -> Response:
    job = exports.get(request.path_params["token"])
    if job is None or job.state == FAILED or job.path is None:
        return _gone()
    if job.state != DONE:
        return _trouble("The file is not written yet.", 409)
    return FileResponse(job.path, media_type=WRITERS[job.format].media_type, filename=job.name)


async def _drop(exports: Exports, request: Request) -> Response:
    exports.drop(request.path_params["token"])
    return Response(status_code=204)


def _told(job: Job) -> dict[str, Any]:
    """How a file stands. ``left_out`` is how many events its data sets' terms keep from it,
    ``notes`` what to know of them and of the others, ``reason`` why it could not be written."""
    about = job.about
    return {
        "id": job.token,
        "state": job.state,
        "format": job.format,
        "name": job.name,
        "done": job.done,
        "total": job.total,
        "left_out": sum(one.events for one in about.left_out) if about else 0,
        "notes": list(about.cautions) if about else [],
        "said": f"{number(job.done)} of {number(job.total)} events" if job.total else "",
        "size": job.path.stat().st_size if job.state == DONE and job.path else None,
        "reason": job.error,
    }


def _gone() -> Response:
    return _trouble("The file is not here any more.", 404)


def _trouble(said: str, status: int) -> Response:
    return JSONResponse({"error": said}, status_code=status)
