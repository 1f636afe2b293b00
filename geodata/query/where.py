"""The one place where filters become a WHERE, and where results are kept.

Every query function is ``cached``: the same question of the same version of the store is
answered once. ``function.__wrapped__`` asks the store each time.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from cachetools import LRUCache

from geodata.filter_facets import FACETS
from geodata.filter_sql import Condition
from geodata.filters import Filters
from geodata.schema import GROUPS
from geodata.shapes import Counts
from geodata.store import EventStore

P = ParamSpec("P")
R = TypeVar("R")
Rows = list[tuple[Any, ...]]

KEPT: Final = 512
"""How many results of a store are kept."""

_results: WeakKeyDictionary[EventStore, LRUCache[Any, Any]] = WeakKeyDictionary()
_lock: Final = threading.Lock()
_MISSING: Final = object()


def cached(
    query: Callable[Concatenate[EventStore, P], R],
) -> Callable[Concatenate[EventStore, P], R]:
    """Keep results per store, version of its data, function and arguments."""

    @functools.wraps(query)
    def asked(store: EventStore, *args: P.args, **kwargs: P.kwargs) -> R:
        # the version is read first: a result is never newer than the key says by more than
        # a write that the next version will ask for again
        key = (store.version, query.__qualname__, args, tuple(sorted(kwargs.items())))
        with _lock:
            kept = _results.setdefault(store, LRUCache(KEPT))
            found = kept.get(key, _MISSING)
        if found is _MISSING:
            found = query(store, *args, **kwargs)
            with _lock:
                kept[key] = found
        result: R = found
        return result

    return asked


def forget(store: EventStore) -> None:
    """Drop what is kept, but for the counts of the whole store: for measuring."""
    with _lock:
        kept = _results.get(store, {})
        for key in [key for key in kept if not (key[2] and key[2][0] == Filters())]:
            del kept[key]


def where(filters: Filters, *, without: Iterable[str] = (), bridge: bool = False) -> Condition:
    """The condition for ``event``, or for one of its bridges, leaving out some facets."""
    left_out = set(without)
    parts = [
        facet.sql(filters)
        for facet in FACETS
        if facet.name not in left_out and facet.chosen(filters)
    ]
    values = {name: value for part in parts for name, value in part.values.items()}
    tests = [part.sql for part in parts if not (bridge and part.event_only)]
    if bridge and len(tests) < len(parts):
        inner = " AND ".join(part.sql for part in parts)
        tests.append(f"event_id IN (SELECT event_id FROM event WHERE {inner})")
    return Condition(" AND ".join(f"({test})" for test in tests) or "TRUE", values)


def fetch(store: EventStore, sql: str, values: Any = None) -> Rows:  # noqa: ANN401 - bound values
    """The rows of a query, on this thread's cursor."""
    rows: Rows = store.cursor().execute(sql, values or {}).fetchall()
    return rows


def group_sums(column: str) -> str:
    """Six columns: the sum of a column per group, in the order of ``schema.GROUPS``."""
    return ", ".join(
        f"CAST(sum(CASE WHEN grp = {group} THEN {column} ELSE 0 END) AS BIGINT)"
        for group in range(len(GROUPS))
    )


def as_counts(values: Sequence[int]) -> Counts:
    """Six numbers as counts per group."""
    one, two, three, four, five, six = values
    return one, two, three, four, five, six


def texts(store: EventStore, numbers: Iterable[int]) -> dict[int, str]:
    """The ids of events (``source:source_id``) by their numbers."""
    wanted = list(numbers)
    if not wanted:
        return {}
    rows = fetch(
        store,
        "SELECT event_id, source || ':' || source_id FROM event"
        " WHERE event_id IN (SELECT unnest($wanted))",
        {"wanted": wanted},
    )
    return dict(rows)
