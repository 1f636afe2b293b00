"""A cache of query results, per version of the store."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast
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
_MISSING: Final = object()


def cached(
    query: Callable[Concatenate[Snapshot, P], R],
) -> Callable[Concatenate[Snapshot, P], R]:
    """Keep results per store, version of its data, function and arguments."""

    def answer(db: Snapshot, /, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (db.version, query, args, tuple(sorted(kwargs.items())))
        with _lock:
            results = _results.setdefault(db.origin, LRUCache(KEPT))
            result = results.get(key, _MISSING)
        if result is _MISSING:
            result = query(db, *args, **kwargs)
            with _lock:
                results[key] = result
        return cast("R", result)

    functools.update_wrapper(answer, query)
    return answer


def forget(store: Store) -> None:
    """Drop the results of a store, except those without filters: for measuring."""
    with _lock:
        results = _results.get(store, LRUCache(0))
        for key in [key for key in results if key[2] and key[2][0] != Filters()]:
            del results[key]
