"""A cache of query results, per version of the store."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from cachetools import LRUCache

from geodata.filters import Filters
from geodata.store import Snapshot, Store

P = ParamSpec("P")
R = TypeVar("R")

KEPT: Final = 512
"""How many results of a store are kept."""

_results: WeakKeyDictionary[object, LRUCache[Any, Any]] = WeakKeyDictionary()
_lock: Final = threading.Lock()


def cached(
    query: Callable[Concatenate[Snapshot, P], R],
) -> Callable[Concatenate[Snapshot, P], R]:
    """Keep results per store, version of its data, function and arguments.

    A question that is being answered is waited for: the parts of a page ask the same at the
    same moment.
    """

    def answer(db: Snapshot, /, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (db.version, query, args, tuple(sorted(kwargs.items())))
        while True:
            with _lock:
                results = _results.setdefault(db.origin, LRUCache(KEPT))
                asked: Future[R] | None = results.get(key)
                if asked is None:
                    results[key] = ours = Future[R]()
            if asked is None:
                return _run(ours, results, key, lambda: query(db, *args, **kwargs))
            # what stopped another's question need not stop this one: it is asked anew
            if asked.exception() is None:
                return asked.result()

    functools.update_wrapper(answer, query)
    return answer


def _run(ours: Future[R], results: LRUCache[Any, Any], key: object, query: Callable[[], R]) -> R:
    """Ask, and tell those who wait for the same; a failure is not kept."""
    try:
        result = query()
    except BaseException as error:
        with _lock:
            results.pop(key, None)
        ours.set_exception(error)
        raise
    ours.set_result(result)
    return result


def forget(store: Store) -> None:
    """Drop the results of a store, except those without filters: for measuring."""
    with _lock:
        results = _results.get(store, LRUCache(0))
        for key in [key for key in results if key[2] and key[2][0] != Filters()]:
            del results[key]
