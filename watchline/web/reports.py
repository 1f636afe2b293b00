"""Reports over HTTP: what the page asks for is written and handed over in one answer."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard.public_address import site
from geodata.file_names import content_disposition, file_name
from geodata.jobs import Job, JobRunner
from geodata.store import Store
from watchline import reports

PATH: Final = "/data/reports"
AT_ONCE: Final = 1
WAITING: Final = 8
PATIENCE: Final = 120.0
"""Seconds that writing a report may take."""


class Reports:
    """Writes reports of a store, one at a time.

    ``templates`` are the operator's own files by format; ``keys`` the data sets whose events may
    be listed although their terms do not let rows be passed on.
    """

    def __init__(
        self,
        store: Store,
        templates: Mapping[str, Path] | None = None,
        keys: Collection[str] = (),
    ) -> None:
        self.store = store
        self.templates = templates or {}
        self.keys = tuple(keys)
        self.runner = JobRunner("reports", threads=AT_ONCE, most=WAITING, seconds=PATIENCE)

    async def write(self, report: reports.Report, name: str, base_link: str) -> bytes:
        """The bytes of a report.

        Raises:
            BusyError: too many reports are being written or wait to be.
            TimeLimitError: it took too long.
            TemplateError: the operator's template cannot be used.
        """

        def work(job: Job[bytes]) -> bytes:
            with self.store.read() as db:
                return reports.build(
                    db,
                    report,
                    name,
                    base_link=base_link,
                    template=self.templates.get(name),
                    keys=self.keys,
                    progress=lambda _: job.check(),
                )

        return await self.runner.run(work)


def add_report_route(server: FastAPI, writer: Reports, public_address: str = "") -> None:
    """Answer ``POST /data/reports``: JSON as ``reports.read`` takes it, and ``format``.

    Args:
        server: the FastAPI instance behind the page, before it is started.
        writer: what writes the reports.
        public_address: where readers open the page, for the links in a report.
    """
    server.add_route(PATH, partial(_answer, writer, public_address), methods=["POST"])
    # Dash answers every other address with the page: ours has to be asked first
    server.router.routes.insert(0, server.router.routes.pop())


class RequestError(ValueError):
    """What is asked for is no report; the message says why."""


async def _answer(writer: Reports, public_address: str, request: Request) -> Response:
    try:
        report, name = _read(await request.body())
        base_link = site(public_address, str(request.base_url))
        content = await writer.write(report, name, base_link)
    except RequestError as error:
        return _problem(str(error), 400)
    except reports.TemplateError as error:
        return _problem(str(error), 500)
    form = reports.FORMATS[name]
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    file = file_name("report", report.title, day, suffix=form.suffix)
    headers = {"Content-Disposition": content_disposition(file)}
    return Response(content, media_type=form.media_type, headers=headers)


def _read(body: bytes) -> tuple[reports.Report, str]:
    """The report that is asked for, and as what."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise RequestError("What the report is to hold could not be read.")
    name = fields.pop("format", "")
    if not isinstance(name, str) or name not in reports.FORMATS:
        raise RequestError(f"The format is not one of {', '.join(reports.FORMATS)}.")
    report, notices = reports.read(fields, datetime.now(UTC).date())
    if notices:
        raise RequestError(" ".join(notices))
    return report, name


def _problem(reason: str, status: int) -> Response:
    return JSONResponse({"error": reason}, status_code=status)
