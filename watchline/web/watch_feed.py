"""Watches over HTTP: the events that come in for some filters as an Atom feed."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Collection
from datetime import UTC, datetime
from functools import partial
from typing import Final
from urllib.parse import parse_qsl

from cachetools import LRUCache, cached
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from geodata.filters.url import clean
from geodata.jobs import JobRunner
from geodata.query.news import identity
from geodata.store import Snapshot, Store
from geodata.watches import atom
from geodata.watches.links import LOOKS, filters_of

PATH: Final = "/watch.atom"
KEPT: Final = 32
"""Feeds that are kept: many readers ask for the same again and again."""

NAME_LIMIT: Final = 80


class _Feeds:
    """Answers for one store."""

    def __init__(self, store: Store, open_sets: Collection[str], public_address: str) -> None:
        self.store = store
        self.public_address = public_address
        self.open_sets = open_sets
        self.runner = JobRunner("feeds", threads=2, most=50, seconds=60)
        self._lock = threading.Lock()
        self._made = cached(LRUCache(KEPT), key=_mark_of, lock=self._lock)(self._make)

    def mark(self, db: Snapshot, address: str) -> str:
        """Of what an answer would hold: with another store, version or day it is another."""
        day = datetime.now(UTC).date()
        said = (identity(db), db.version, address, day)
        return f'W/"{hashlib.sha256(repr(said).encode()).hexdigest()[:32]}"'

    def answer(self, request: Request) -> Response:
        """The feed, that it is as it was, or why there is none."""
        query = request.url.query
        filters, notices = filters_of(f"?{query}", LOOKS | {"name"})
        if notices:
            # a reader asks by itself for years: what it does not understand is said, not dropped
            return PlainTextResponse("\n".join(notices) + "\n", status_code=400)
        name = clean(dict(parse_qsl(query)).get("name", ""))[:NAME_LIMIT]
        # without an address for readers the one that was asked under: it led here
        base = self.public_address or str(request.base_url)
        address = f"{base}{PATH[1:]}?{query}"
        asked = atom.AtomRequest(filters, name, base, address, tuple(self.open_sets))
        with self.store.read() as db:
            mark = self.mark(db, address)
            headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
            if mark in request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
            body = self._made(db, mark, asked)
        return Response(body, media_type=f"{atom.TYPE}; charset=utf-8", headers=headers)

    @staticmethod
    def _make(db: Snapshot, _mark: str, asked: atom.AtomRequest) -> bytes:
        return atom.feed(db, asked)


def _mark_of(_db: Snapshot, mark: str, _asked: atom.AtomRequest) -> str:
    """Answers are kept by their marks."""
    return mark


def add_watch_route(
    server: FastAPI, store: Store, open_sets: Collection[str] = (), public_address: str = ""
) -> None:
    """Answer for feeds under ``/watch.atom``; the filters stand in the address as in a link.

    Args:
        server: the FastAPI instance behind the page, before it is started.
        store: what is watched.
        open_sets: data sets whose events may be handed on although their terms seem not to
            let them be, or ``all``.
        public_address: where readers open the page, for the links of entries.
    """
    feeds = _Feeds(store, open_sets, public_address)
    server.add_route(PATH, partial(_answer, feeds), methods=["GET"])
    # Dash answers every other address with the page: ours has to be asked first
    server.router.routes.insert(0, server.router.routes.pop())


async def _answer(feeds: _Feeds, request: Request) -> Response:
    return await feeds.runner.run(lambda _: feeds.answer(request))
