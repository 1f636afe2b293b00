"""What a supervisor and a monitoring system ask: is it well, and how is it doing."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from importlib.metadata import version
from typing import Any, Final

from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from geodata.feeds.status import FeedStatus, is_late
from geodata.store import Store, StoreError
from geodata.watches.progress import WebhookStatus
from watchline.web.metrics import Metrics, SystemState, TimingMiddleware

logger = logging.getLogger(__name__)

HEALTH_PATH: Final = "/healthz"
METRICS_PATH: Final = "/metrics"

PATIENCE: Final = 2.0
"""Seconds in which the store has to answer."""

_FRESH: Final = {"Cache-Control": "no-store"}

Json = dict[str, Any]


def add_monitoring(
    server: FastAPI,
    store: Store,
    feeds: Callable[[], Sequence[FeedStatus]],
    clients: Callable[[], int],
    *,
    metrics: bool,
    hooks: Callable[[], Sequence[WebhookStatus]] = tuple,
) -> None:
    """Answer for the health of a server and, if ``metrics``, for its numbers.

    Args:
        server: the FastAPI instance behind the page, before it is started.
        store: what has to be readable.
        feeds: says how the feeds stand.
        clients: says how many pages are told of changes.
        metrics: whether numbers are kept and told.
        hooks: says how the programs stand that are told of events.
    """
    look = HealthCheck(store, feeds, hooks)
    told = Metrics() if metrics else None
    if told:
        server.add_middleware(TimingMiddleware, metrics=told)
    answers = {
        HEALTH_PATH: partial(_health, look),
        METRICS_PATH: partial(_metrics, look, clients, told),
    }
    for path, answer in answers.items():
        server.add_route(path, answer, methods=["GET"])
        # Dash answers every other address with the page: ours have to be asked first
        server.router.routes.insert(0, server.router.routes.pop())


async def _health(look: HealthCheck, _request: Request) -> Response:
    seen = await look()
    feeds = None if seen is None or seen.feeds is None else [_feed(feed) for feed in seen.feeds]
    late = feeds is None or any(feed["late"] for feed in feeds)
    said = {
        "status": "failing" if seen is None else "degraded" if late else "ok",
        "store_readable": seen is not None,
        "version": version("watchline"),
        "events": seen.events if seen else None,
        "store_version": seen.version if seen else None,
        "feeds": feeds,
    }
    return JSONResponse(said, status_code=200 if seen else 503, headers=_FRESH)


def _feed(feed: FeedStatus) -> Json:
    """How a feed stands. What went wrong is not said: it may name addresses."""
    return {
        "key": feed.key,
        "late": is_late(feed),
        "age_seconds": None if feed.age is None else round(feed.age.total_seconds()),
        "last_success": _moment(feed.last_success),
        "last_attempt": _moment(feed.last_attempt),
        "next_attempt": _moment(feed.next_attempt),
        "failures": feed.failures,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


async def _metrics(
    look: HealthCheck, clients: Callable[[], int], told: Metrics | None, _request: Request
) -> Response:
    if told is None:
        text = "Numbers are not kept; start the server with --metrics.\n"
        return PlainTextResponse(text, status_code=404, headers=_FRESH)
    body = told.text(await look(), clients())
    return Response(body, headers={**_FRESH, "Content-Type": CONTENT_TYPE_LATEST})


class HealthCheck:
    """Looks at the store and the feeds, in a thread that may hang without holding up anything.

    Those of the callbacks are of no use here: when all of them are busy the server is slow, and
    not ill. Whoever asks meanwhile waits for the same look, so that no threads pile up.
    """

    def __init__(
        self,
        store: Store,
        feeds: Callable[[], Sequence[FeedStatus]],
        hooks: Callable[[], Sequence[WebhookStatus]] = tuple,
    ) -> None:
        self._store = store
        self._ask_feeds, self._ask_hooks = feeds, hooks
        self._under_way: Future[SystemState] | None = None
        self._readable = True

    async def __call__(self) -> SystemState | None:
        """What is seen; ``None`` when the store does not answer in time."""
        if self._under_way is None or self._under_way.done():
            self._under_way = Future()
            run = partial(self._run, self._under_way)
            threading.Thread(target=run, name="health", daemon=True).start()
        asked = asyncio.wrap_future(self._under_way)
        await asyncio.wait({asked}, timeout=PATIENCE)
        trouble = asked.exception() if asked.done() else TimeoutError("no answer in time")
        if trouble and self._readable:
            logger.error("The store cannot be read", exc_info=trouble)
        self._readable = trouble is None
        return None if trouble else asked.result()

    def _run(self, future: Future[SystemState]) -> None:
        try:
            future.set_result(self._seen())
        except BaseException as error:  # noqa: BLE001 - whoever waits is told
            future.set_exception(error)

    def _seen(self) -> SystemState:
        if trouble := self._store.trouble:
            raise StoreError(trouble)
        with self._store.read() as db:
            events = sum(one.events for one in db.datasets() if one.shows)
            return SystemState(events, db.version, self._feeds(), tuple(self._ask_hooks()))

    def _feeds(self) -> tuple[FeedStatus, ...] | None:
        try:
            return tuple(self._ask_feeds())
        except Exception:
            logger.exception("The feeds cannot be told")
            return None
