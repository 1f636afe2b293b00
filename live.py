"""Telling browsers that the data changed: one stream per page, and in it nothing but a number.

A page that learns of a new number asks again with its own filters. So it misses nothing,
whatever it slept through, and no event leaves the server but to those who asked for it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from functools import partial
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette_compress import remove_compress_type

from geodata.store import EventStore

PATH: Final = "/live"
MOST_CLIENTS: Final = 500
GAP_SECONDS: Final = 0.5
"""Between two messages to one page; what changes meanwhile is told at once."""

KEEP_ALIVE_SECONDS: Final = 15.0
LOOK_SECONDS: Final = 0.05
RETRY_MS: Final = (1_000, 3_000)
"""When a page comes back after the stream broke off; spread, so that not all come at once."""

HEADERS: Final = {
    "Cache-Control": "no-store",
    # a proxy that gathers answers would keep the messages back
    "X-Accel-Buffering": "no",
}


class Live:
    """Who is listening, and what they are told.

    Attributes:
        clients: how many pages are listening.
    """

    def __init__(self, store: EventStore, most: int = MOST_CLIENTS) -> None:
        self.clients = 0
        self.most = most
        self._store = store
        self._ending = False
        # a restarted server may have counted otherwise, so its numbers are others
        self._start = secrets.token_hex(4)
        self._waiting: set[asyncio.Event] = set()
        self._watch: asyncio.Task[None] | None = None

    def sequence(self) -> str:
        """The number of the data as they are now."""
        return f"{self._start}-{self._store.version}"

    def stop(self) -> None:
        """End every stream, from any thread: a server waits for what it is answering."""
        self._ending = True

    async def messages(self) -> AsyncIterator[str]:
        """What one page is told, until it goes away or the server stops."""
        self.clients += 1
        try:
            low, high = RETRY_MS
            yield f"retry: {low + secrets.randbelow(high - low)}\n\n"
            said = ""
            while not self._ending:
                now = self.sequence()
                # told again after a silence, a page knows that the connection holds
                alive = ": alive\n" if now == said else ""
                yield f"{alive}id: {now}\ndata: {now}\n\n"
                said = now
                await asyncio.sleep(GAP_SECONDS)
                if self.sequence() == said:
                    await self._change()
        finally:
            self.clients -= 1

    async def _change(self) -> None:
        """Wait until the data change or the server stops, but not for long."""
        news = asyncio.Event()
        self._waiting.add(news)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look())
        try:
            await asyncio.wait_for(news.wait(), KEEP_ALIVE_SECONDS)
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(news)

    async def _look(self) -> None:
        """Look for changes as long as anybody waits: writes are made in other threads."""
        seen = self.sequence()
        while self._waiting:
            await asyncio.sleep(LOOK_SECONDS)
            if self.sequence() != seen or self._ending:
                seen = self.sequence()
                for news in self._waiting:
                    news.set()


def add_live_route(server: FastAPI, store: EventStore) -> Live:
    """Tell pages of changes under ``/live``; the listeners are ``server.state.live``.

    Args:
        server: the FastAPI instance behind the page, before it is started.
        store: what is watched.
    """
    live = Live(store)
    server.state.live = live
    server.add_route(PATH, partial(_listen, live), methods=["GET"])
    # Dash answers every other address with the page: ours has to be asked first
    server.router.routes.insert(0, server.router.routes.pop())
    # a few bytes now and then: packing them costs every page a compressor and saves nothing
    remove_compress_type("text/event-stream")
    return live


async def _listen(live: Live, request: Request) -> Response:
    if live.clients >= live.most:
        said = "Too many pages are listening; this one will try again.\n"
        return PlainTextResponse(said, status_code=503, headers={**HEADERS, "Retry-After": "30"})
    if request.method == "HEAD":
        return Response(media_type="text/event-stream", headers=HEADERS)
    return StreamingResponse(live.messages(), media_type="text/event-stream", headers=HEADERS)
