"""Watches over HTTP: the events that come in for some filters as an Atom feed."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Collection
from datetime import UTC, datetime
from functools import partial
from typing import Final
from urllib.parse import parse_qsl

from cachetools import LRUCache, cached
from cachetools.keys import hashkey
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from geodata.filter_url import clean
from geodata.query.fresh import identity
from geodata.store import EventStore
from geodata.watches import atom
from geodata.watches.links import LOOKS, filters_of

PATH: Final = "/watch.atom"
KEPT: Final = 32
"""Feeds that are kept: many readers ask for the same again and again."""

NAME_LIMIT: Final = 80


class _Feeds:
    """Answers for one store."""

    def __init__(self, store: EventStore, open_sets: Collection[str]) -> None:
        self.store = store
        self.open_sets = open_sets
        self._lock = threading.Lock()
        self._made = cached(LRUCache(KEPT), key=hashkey, lock=self._lock)(self._make)

    def mark(self, request: Request) -> str:
        """Of what an answer would hold: with another store, version or day it is another."""
        day = datetime.now(UTC).date()
        said = (identity(self.store), self.store.version, str(request.url), day)
        return f'W/"{hashlib.sha256(repr(said).encode()).hexdigest()[:32]}"'

    def answer(self, request: Request) -> Response:
        """The feed, that it is as it was, or why there is none."""
        query = request.url.query
        filters, notices = filters_of(f"?{query}", LOOKS | {"name"})
        if notices:
            # a reader asks by itself for years: what it does not understand is said, not dropped
            return PlainTextResponse("\n".join(notices) + "\n", status_code=400)
        mark = self.mark(request)
        headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
        if mark in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        name = clean(dict(parse_qsl(query)).get("name", ""))[:NAME_LIMIT]
        base, address = str(request.base_url), str(request.url)
        body = self._made(mark, atom.Asked(filters, name, base, address, tuple(self.open_sets)))
        return Response(body, media_type=f"{atom.TYPE}; charset=utf-8", headers=headers)

    def _make(self, _mark: str, asked: atom.Asked) -> bytes:
        return atom.feed(self.store, asked)


def add_watch_route(server: FastAPI, store: EventStore, open_sets: Collection[str] = ()) -> None:
    """Answer for feeds under ``/watch.atom``; the filters stand in the address as in a link.

    Args:
        server: the FastAPI instance behind the page, before it is started.
        store: what is watched.
        open_sets: data sets whose events may be handed on although their terms seem not to
            let them be, or ``all``.
    """
    server.add_route(PATH, partial(_answer, _Feeds(store, open_sets)), methods=["GET"])
    # Dash answers every other address with the page: ours has to be asked first
    server.router.routes.insert(0, server.router.routes.pop())


async def _answer(feeds: _Feeds, request: Request) -> Response:
    return await asyncio.to_thread(feeds.answer, request)
