"""Receiving files over HTTP: streamed to disk, within the operator's limit."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response

from geodata.file_names import content_disposition, named_after
from geodata.imports.stage import REJECTED_FILE
from geodata.imports.uploads import Uploads
from geodata.readers.generic.mapping import to_toml
from watchline.web.security import FILES_PATH

MARK = "x-watchline"
"""A header that no form of another site can send."""

BLOCK = 1 << 20


class UploadTooLargeError(Exception):
    """A file goes beyond the limit."""


def add_routes(server: FastAPI, uploads: Uploads) -> None:
    """Let the page hand in files, and fetch the rows of them that were not taken.

    Args:
        server: the FastAPI instance behind the page, before it is started.
        uploads: where files are kept until they are imported.
    """
    routes = {
        "": ("POST", _receive),
        "/{token}/rejected.csv": ("GET", _rejected),
        "/{token}/mapping.toml": ("GET", _mapping),
    }
    for path, (method, answer) in routes.items():
        server.add_route(f"{FILES_PATH}{path}", partial(answer, uploads), methods=[method])
        # Dash answers every other address with the page: ours has to be asked first
        server.router.routes.insert(0, server.router.routes.pop())


async def _receive(uploads: Uploads, request: Request) -> Response:
    if MARK not in request.headers:
        return _problem("Files are taken from this server's own page only.", 403)
    try:
        upload = await run_in_threadpool(uploads.receive, request.query_params.get("name", ""))
    except OSError as error:
        return _problem(f"The file could not be kept: {error.strerror}.", 507)
    problem = None
    try:
        await _store(request, upload.path, uploads.limit)
    except UploadTooLargeError:
        problem = _problem(f"The file is larger than {uploads.limit / 1e6:,.0f} MB.", 413)
    except OSError as error:
        problem = _problem(f"The file could not be kept: {error.strerror}.", 507)
    except ClientDisconnect:
        problem = _problem("The file did not arrive whole.", 400)
    if problem:
        await run_in_threadpool(uploads.drop, upload.token)
        return problem
    uploads.read(upload)
    return JSONResponse({"token": upload.token})


async def _rejected(uploads: Uploads, request: Request) -> Response:
    upload = uploads.get(request.path_params["token"])
    if upload is None or upload.checked is None:
        return _gone()
    name = named_after(Path(upload.file).stem, " - rows not taken.csv")
    headers = {"Content-Disposition": content_disposition(name)}
    return FileResponse(upload.folder / REJECTED_FILE, media_type="text/csv", headers=headers)


async def _mapping(uploads: Uploads, request: Request) -> Response:
    upload = uploads.get(request.path_params["token"])
    if upload is None or upload.mapping is None:
        return _gone()
    name = named_after(Path(upload.file).stem, ".toml")
    return Response(
        to_toml(upload.mapping),
        media_type="application/toml",
        headers={"Content-Disposition": content_disposition(name)},
    )


async def _store(request: Request, path: Path, limit: int) -> None:
    """Write the body down, a block at a time."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise UploadTooLargeError
    received = 0
    waiting = bytearray()
    file = await run_in_threadpool(path.open, "wb")
    try:
        async for chunk in request.stream():
            received += len(chunk)
            if received > limit:
                raise UploadTooLargeError
            waiting += chunk
            if len(waiting) >= BLOCK:
                await run_in_threadpool(file.write, bytes(waiting))
                waiting.clear()
        await run_in_threadpool(file.write, bytes(waiting))
    finally:
        await run_in_threadpool(file.close)


def _gone() -> Response:
    return _problem("The file is not here any more.", 404)


def _problem(reason: str, status: int) -> Response:
    return JSONResponse({"error": reason}, status_code=status)
