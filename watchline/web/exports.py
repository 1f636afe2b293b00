"""Files of events over HTTP: asked for, watched while they are written, fetched, given up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from dashboard.public_address import site
from dashboard.state import View, read, write
from geodata.file_names import content_disposition
from geodata.jobs import JobState
from geodata.text import number
from geodata.writers import WRITERS
from geodata.writers.exports import Export, Exports

PATH: Final = "/data/exports"

FORM: Final = "application/x-www-form-urlencoded"


def add_export_routes(server: FastAPI, exports: Exports, public_address: str = "") -> None:
    """Let the page have files written, and fetch them.

    ``POST /data/exports`` takes ``format`` and the parameters of a link, in the address or as a
    form, and answers 202 with ``id``; ``GET`` and ``DELETE`` of that id tell how it stands and
    give it up; ``/file`` under it is the file.

    Args:
        server: the FastAPI instance behind the page, before it is started.
        exports: what writes the files.
        public_address: where readers open the page, for the link in a file.
    """
    routes: dict[str, tuple[str, Callable[[Exports, Request], Awaitable[Response]]]] = {
        "": ("POST", partial(_start, public_address)),
        "/{token}": ("GET", _state),
        "/{token}/file": ("GET", _file),
    }
    for path, (method, answer) in routes.items():
        server.add_route(f"{PATH}{path}", partial(answer, exports), methods=[method])
        # Dash answers every other address with the page: ours has to be asked first
        server.router.routes.insert(0, server.router.routes.pop())
    server.add_route(f"{PATH}/{{token}}", partial(_drop, exports), methods=["DELETE"])
    server.router.routes.insert(0, server.router.routes.pop())


async def _start(public_address: str, exports: Exports, request: Request) -> Response:
    pairs = parse_qsl(request.url.query)
    if request.headers.get("content-type", "").startswith(FORM):
        pairs += parse_qsl((await request.body()).decode("utf-8", "replace"))
    name = dict(pairs).get("format", "")
    if name not in WRITERS:
        expected = ", ".join(WRITERS)
        return _problem(f'The format "{name[:40]}" is not known: one of {expected}.', 400)
    view, notices = read(urlencode([(key, value) for key, value in pairs if key != "format"]))
    chosen = write(View(filters=view.filters))
    link = site(public_address, str(request.base_url)) + (f"?{chosen}" if chosen else "")
    export = await run_in_threadpool(exports.start, name, view.filters, link)
    where = f"{PATH}/{export.token}"
    answer = {"id": export.token, "name": export.name, "notices": list(notices)}
    return JSONResponse(answer, status_code=202, headers={"Location": where})


async def _state(exports: Exports, request: Request) -> Response:
    export = exports.get(request.path_params["token"])
    return JSONResponse(_status(export)) if export else _gone()


async def _file(exports: Exports, request: Request) -> Response:
    export = exports.get(request.path_params["token"])
    if export is None or export.state == JobState.FAILED:
        return _gone()
    if export.state != JobState.DONE:
        return _problem("The file is not written yet.", 409)
    media_type = WRITERS[export.format].media_type
    headers = {"Content-Disposition": content_disposition(export.name)}
    return FileResponse(export.path, media_type=media_type, headers=headers)


async def _drop(exports: Exports, request: Request) -> Response:
    await run_in_threadpool(exports.drop, request.path_params["token"])
    return Response(status_code=204)


def _status(export: Export) -> dict[str, Any]:
    """How a file stands. ``left_out`` is how many events its data sets' terms keep from it,
    ``notes`` what to know of them and of the others, ``reason`` why it could not be written."""
    about, done, total = export.about, export.done, export.total
    return {
        "id": export.token,
        "state": "writing" if export.state == JobState.RUNNING else export.state,
        "format": export.format,
        "name": export.name,
        "done": done,
        "total": total,
        "left_out": sum(one.events for one in about.left_out) if about else 0,
        "notes": list(about.cautions) if about else [],
        "said": f"{number(done)} of {number(total)} events" if total else "",
        "size": export.size,
        "reason": export.error,
    }


def _gone() -> Response:
    return _problem("The file is not here any more.", 404)


def _problem(reason: str, status: int) -> Response:
    return JSONResponse({"error": reason}, status_code=status)
