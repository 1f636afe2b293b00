"""Where the API stands in a server: its addresses go to an application of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NoReturn

from fastapi import FastAPI
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import add_compress_type

from geodata.jobs import JobRunner
from geodata.store import Store
from watchline.api.application import application
from watchline.api.negotiation import ApiContext
from watchline.api.problems import ProblemMiddleware
from watchline.api.settings import ApiSettings

PREFIXES: Final = ("/api", "/embed")


class PrefixMount(BaseRoute):
    """Hands every address under a prefix to an application, which sees it whole."""

    def __init__(self, prefix: str, app: ASGIApp) -> None:
        self.prefix = prefix
        self.app = app

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether an address stands under the prefix."""
        under = scope["type"] == "http" and f"{scope['path']}/".startswith(f"{self.prefix}/")
        return (Match.FULL if under else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        await self.app(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: Any) -> NoReturn:  # noqa: ANN401 - starlette's
        """No address here has a name.

        Raises:
            NoMatchFound: always.
        """
        raise NoMatchFound(name, path_params)


def add_api(
    server: FastAPI, store: Store, settings: ApiSettings, sequence: Callable[[int], str]
) -> None:
    """Answer other programs under ``/api/v1``, and show single figures under ``/embed``.

    Args:
        server: the FastAPI instance behind the page, before it is started.
        store: what is asked.
        settings: whom the API serves.
        sequence: gives the mark of a version of the data.
    """
    context = ApiContext(
        store,
        settings,
        sequence,
        answers=JobRunner("answers", threads=4, most=100, seconds=60),
        pictures=JobRunner("pictures", threads=2, most=22, seconds=30),
    )
    answering = application(context)
    add_compress_type("text/csv")
    # Dash answers every other address with the page: ours have to be asked first
    server.router.routes[:0] = [PrefixMount(prefix, answering) for prefix in PREFIXES]


def problem_middleware(server: FastAPI) -> None:
    """Tell as problems what guards refuse under the API. Call it when the guards are there."""
    server.add_middleware(ProblemMiddleware, prefixes=PREFIXES)
