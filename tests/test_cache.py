"""The parts of a page ask the store the same at the same moment; it looks once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from geodata.query.cache import cached
from geodata.store import Snapshot, Store


def test_what_is_asked_twice_at_once_is_looked_up_once():
    """The second waits for the first, and both have the answer."""
    store, started, go_on = Store.open(None), threading.Event(), threading.Event()
    asked: list[str] = []

    @cached
    def events(_db: Snapshot, word: str) -> list[str]:
        asked.append(word)
        started.set()
        go_on.wait(10)
        return [word]

    def ask() -> list[str]:
        with store.read() as db:
            return events(db, "strike")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(ask)
        assert started.wait(10)
        second = threads.submit(ask)
        go_on.set()
        assert first.result(10) is second.result(10)
    assert asked == ["strike"]
    store.close()


def test_one_that_fails_does_not_fail_those_who_wait():
    """A question that was stopped half-way is asked anew by the next."""
    store, started, go_on = Store.open(None), threading.Event(), threading.Event()
    asked: list[int] = []

    @cached
    def events(_db: Snapshot) -> int:
        asked.append(len(asked))
        if len(asked) == 1:
            started.set()
            go_on.wait(10)
            raise TimeoutError
        return len(asked)

    def ask() -> int:
        with store.read() as db:
            return events(db)

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(ask)
        assert started.wait(10)
        second = threads.submit(ask)
        go_on.set()
        assert second.result(10) == len(asked)
        with pytest.raises(TimeoutError):
            first.result(10)
    store.close()
