"""Telling browsers that the data changed: one stream per page, and in it nothing but a number.

A page that learns of a new number asks again with its own filters. So it misses nothing,
whatever it slept through, and no event leaves the server but to those who asked for it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette_compress import remove_compress_type

from geodata.store import Store

PATH: Final = "/live"
MOST_CLIENTS: Final = 500
GAP_SECONDS: Final = 0.5
"""Between two messages to one page; what changes meanwhile is told at once."""

KEEP_ALIVE_SECONDS: Final = 15.0
RETRY_MS: Final = (1_000, 3_000)
"""When a page comes back after the stream broke off; spread, so that not all come at once."""

HEADERS: Final = {
    "Cache-Control": "no-store",
    # a proxy that gathers answers would keep the messages back
    "X-Accel-Buffering": "no",
}


class LiveStreams:
    """Who is listening, and what they are told.

    Attributes:
        clients: how many pages are listening.
    """

    def __init__(self, store: Store, most: int = MOST_CLIENTS) -> None:
        self.clients = 0
        self.most = most
        self._store = store
        self._ending = False
        # a restarted server may have counted otherwise, so its numbers are others
        self._start = secrets.token_hex(4)
        self._news: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        self._unsubscribe = store.on_change(self._wake)

    def sequence(self, version: int) -> str:
        """Return the mark by which pages know a version of the data."""
        return f"{self._start}-{version}"

    def _now(self) -> str:
        return self.sequence(self._store.version)

    def stop(self) -> None:
        """End every stream, from any thread: a server waits for what it is answering."""
        self._ending = True
        self._unsubscribe()
        self._wake()

    def _wake(self) -> None:
        """Have every stream look for a change, from any thread."""
        for news, loop in list(self._news.items()):
            if not loop.is_closed():
                loop.call_soon_threadsafe(news.set)

    async def messages(self) -> AsyncIterator[str]:
        """What one page is told, until it goes away or the server stops."""
        self.clients += 1
        news = asyncio.Event()
        self._news[news] = asyncio.get_running_loop()
        try:
            low, high = RETRY_MS
            yield f"retry: {low + secrets.randbelow(high - low)}\n\n"
            told = ""
            while not self._ending:
                news.clear()
                now = self._now()
                # told again after a silence, a page knows that the connection holds
                alive = ": alive\n" if now == told else ""
                yield f"{alive}id: {now}\ndata: {now}\n\n"
                told = now
                await asyncio.sleep(GAP_SECONDS)
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), KEEP_ALIVE_SECONDS)
        finally:
            del self._news[news]
            self.clients -= 1


def add_live_route(server: FastAPI, store: Store) -> LiveStreams:
    """Tell pages of changes under ``/live``; the listeners are ``server.state.live``.

    Args:
        server: the FastAPI instance behind the page, before it is started.
        store: what is watched.
    """
    live = LiveStreams(store)
    server.state.live = live
    server.add_route(PATH, partial(_listen, live), methods=["GET"])
    # Dash answers every other address with the page: ours has to be asked first
    server.router.routes.insert(0, server.router.routes.pop())
    # a few bytes now and then: packing them costs every page a compressor and saves nothing
    remove_compress_type("text/event-stream")
    return live


async def _listen(live: LiveStreams, request: Request) -> Response:
    if live.clients >= live.most:
        said = "Too many pages are listening; this one will try again.\n"
        return PlainTextResponse(said, status_code=503, headers={**HEADERS, "Retry-After": "30"})
    if request.method == "HEAD":
        return Response(media_type="text/event-stream", headers=HEADERS)
    return StreamingResponse(live.messages(), media_type="text/event-stream", headers=HEADERS)
