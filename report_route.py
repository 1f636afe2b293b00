"""Reports over HTTP: what the page asks for is written and handed over in one answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

import reports
from geodata.store import EventStore
from geodata.text import slug

PATH: Final = "/data/reports"
AT_ONCE: Final = 1
WAITING: Final = 8
PATIENCE: Final = 120.0
"""Seconds after which a report is given up."""


class TooSlowError(Exception):
    """A report takes longer than anybody waits."""


class Reports:
    """Writes reports of a store, one at a time.

    ``templates`` are the operator's own files by format; ``keys`` the data sets whose events may
    be listed although their terms do not let rows be passed on.
    """

    def __init__(
        self,
        store: EventStore,
        templates: Mapping[str, Path] | None = None,
        keys: Collection[str] = (),
    ) -> None:
        self.store = store
        self.templates = templates or {}
        self.keys = tuple(keys)
        self.waiting = 0
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def write(self, report: reports.Report, name: str, base_link: str) -> bytes:
        """The bytes of a report.

        Raises:
            TooSlowError: it took too long.
            TemplateError: the operator's template cannot be used.
        """
        end = datetime.now(UTC).timestamp() + PATIENCE

        def step(_: float) -> None:
            if datetime.now(UTC).timestamp() > end:
                raise TooSlowError

        async with self._turn:
            return await asyncio.to_thread(
                reports.build,
                self.store,
                report,
                name,
                base_link=base_link,
                template=self.templates.get(name),
                keys=self.keys,
                progress=step,
            )


def add_report_route(server: FastAPI, writer: Reports) -> None:
    """Answer ``POST /data/reports``: JSON as ``reports.read`` takes it, and ``format``.

    Args:
        server: the FastAPI instance behind the page, before it is started.
        writer: what writes the reports.
    """
    server.add_route(PATH, partial(_answer, writer), methods=["POST"])
    # Dash answers every other address with the page: ours has to be asked first
    server.router.routes.insert(0, server.router.routes.pop())


class UnfitError(ValueError):
    """What is asked for is no report; the message says why."""


async def _answer(writer: Reports, request: Request) -> Response:
    if writer.waiting >= WAITING:
        return _trouble("Many reports are being written; try again in a while.", 503)
    writer.waiting += 1
    try:
        report, name = _read(await request.body())
        made = await writer.write(report, name, str(request.base_url))
    except UnfitError as error:
        return _trouble(str(error), 400)
    except TooSlowError:
        return _trouble(f"The report took longer than {PATIENCE:.0f} seconds.", 503)
    except reports.TemplateError as error:
        return _trouble(str(error), 500)
    finally:
        writer.waiting -= 1
    form = reports.FORMATS[name]
    file = f"watchline-{slug(report.title, 'report')}-{datetime.now(UTC):%Y-%m-%d}{form.suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(made, media_type=form.media_type, headers=headers)


def _read(body: bytes) -> tuple[reports.Report, str]:
    """The report that is asked for, and as what."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise UnfitError("What the report is to hold could not be read.")
    name = said.pop("format", "")
    if not isinstance(name, str) or name not in reports.FORMATS:
        raise UnfitError(f"The format is not one of {', '.join(reports.FORMATS)}.")
    report, notices = reports.read(said, datetime.now(UTC).date())
    if notices:
        raise UnfitError(" ".join(notices))
    return report, name


def _trouble(said: str, status: int) -> Response:
    return JSONResponse({"error": said}, status_code=status)
