"""Errors as problem details (RFC 9457): what went wrong, in sentences a person can act on."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from pydantic import BaseModel, ConfigDict
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
GENERIC: Final = "about:blank"
UNREADABLE: Final = "/api/v1/#unreadable"
"""The type of a request of which something cannot be read; the page of the API explains it."""


class Fault(BaseModel):
    """One thing that could not be read: the parameters concerned, separated by commas."""

    model_config = ConfigDict(frozen=True)

    parameter: str
    detail: str


class Problem(BaseModel):
    """What went wrong. ``type`` is ``about:blank`` where the status says all there is."""

    model_config = ConfigDict(frozen=True)

    type: str = GENERIC
    title: str
    status: int
    detail: str
    errors: tuple[Fault, ...] = ()


class ProblemError(Exception):
    """Ends a request with a problem; ``headers`` go with it."""

    def __init__(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problem.detail)
        self.problem = problem
        self.headers = headers


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> ProblemError:
    """A problem that its status names."""
    title = HTTPStatus(status).phrase
    return ProblemError(Problem(title=title, status=status, detail=detail), headers)


def unreadable(faults: Sequence[Fault]) -> ProblemError:
    """The refusal of a request of which something cannot be read."""
    said = "one parameter" if len(faults) == 1 else f"{len(faults)} parameters"
    return ProblemError(
        Problem(
            type=UNREADABLE,
            title="The request cannot be read",
            status=400,
            detail=f"The request was refused because of {said}; see errors.",
            errors=tuple(faults),
        )
    )


def response(error: ProblemError) -> Response:
    """The answer that tells a problem."""
    return Response(
        error.problem.model_dump_json(),
        status_code=error.problem.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(error.headers or {})},
    )


async def of_problem(_request: Request, error: Exception) -> Response:
    """The handler of ``ProblemError``."""
    if not isinstance(error, ProblemError):
        raise error
    return response(error)


async def of_http(_request: Request, error: Exception) -> Response:
    """The handler of what the routing refuses: unknown addresses and methods."""
    if not isinstance(error, HTTPException):
        raise error
    detail = {
        404: "There is nothing at this address; /api/v1/ lists the addresses there are.",
        405: "This address is only read: ask with GET or HEAD.",
    }.get(error.status_code, str(error.detail))
    headers = {"Allow": "GET, HEAD"} if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else None
    return response(problem(error.status_code, detail, headers))


async def of_busy(_request: Request, _error: Exception) -> Response:
    """The handler of ``BusyError``."""
    return response(problem(503, "Too many requests wait; ask again soon.", {"Retry-After": "5"}))


async def of_time_limit(_request: Request, error: Exception) -> Response:
    """The handler of ``TimeLimitError``."""
    return response(problem(503, f"{error} Ask for less, or later.", {"Retry-After": "30"}))


def _unforeseen() -> Response:
    detail = "The server could not answer; its log says why. Asking again may help."
    return response(problem(500, detail))


class ErrorMiddleware:
    """Logs what nobody foresaw, and tells it as a problem without its inside."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        began = False

        async def sent(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self.app(scope, receive, sent)
        except Exception:
            logger.exception("A request to the API failed")
            if began:
                raise
            await _unforeseen()(scope, receive, sent)


class ProblemMiddleware:
    """Tells as problems what the guards in front refuse in plain text, under some addresses."""

    def __init__(self, app: ASGIApp, prefixes: tuple[str, ...]) -> None:
        self.app = app
        self.prefixes = tuple(f"{one}/" for one in prefixes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a plain refusal is held back and told anew."""
        if scope["type"] != "http" or not f"{scope['path']}/".startswith(self.prefixes):
            await self.app(scope, receive, send)
            return
        refused: Message | None = None
        text = b""

        async def sent(message: Message) -> None:
            nonlocal refused, text
            if message["type"] == "http.response.start" and _is_plain_refusal(message):
                refused = message
            elif refused is None:
                await send(message)
            else:
                text += message.get("body", b"")
                if not message.get("more_body", False):
                    told = response(problem(refused["status"], text.decode().strip()))
                    headers = MutableHeaders(raw=refused["headers"])
                    headers.update(told.headers)
                    await send(refused)
                    await send({"type": "http.response.body", "body": told.body})

        await self.app(scope, receive, sent)


def _is_plain_refusal(message: Message) -> bool:
    kind = Headers(raw=message["headers"]).get("content-type", "")
    refusal: bool = message["status"] >= HTTPStatus.BAD_REQUEST and kind.startswith("text/plain")
    return refusal
