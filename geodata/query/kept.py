"""Keeping results: the same question of the same version of the store is asked once."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from cachetools import LRUCache

from geodata.filters import Filters
from geodata.store import EventStore

P = ParamSpec("P")
R = TypeVar("R")

KEPT: Final = 512
"""How many results of a store are kept."""

_results: WeakKeyDictionary[EventStore, LRUCache[Any, Any]] = WeakKeyDictionary()
_lock: Final = threading.Lock()
_MISSING: Final = object()


def cached(
    query: Callable[Concatenate[EventStore, P], R],
) -> Callable[Concatenate[EventStore, P], R]:
    """Keep results per store, version of its data, function and arguments."""

    def asked(store: EventStore, /, *args: P.args, **kwargs: P.kwargs) -> R:
        # the version is read first: a write in between is asked for again under the next one
        key = (store.version, query, args, tuple(sorted(kwargs.items())))
        with _lock:
            kept = _results.setdefault(store, LRUCache(KEPT))
            found = kept.get(key, _MISSING)
        if found is _MISSING:
            found = query(store, *args, **kwargs)
            with _lock:
                kept[key] = found
        result: R = found
        return result

    functools.update_wrapper(asked, query)
    return asked


def forget(store: EventStore) -> None:
    """Drop what is kept, but for the counts of the whole store: for measuring."""
    with _lock:
        kept = _results.get(store, LRUCache(0))
        for key in [key for key in kept if key[2] and key[2][0] != Filters()]:
            del kept[key]
