"""The one place where filters become a WHERE, and where results are kept.

Every query function is ``cached``: the same question of the same version of the store is
answered once. ``function.__wrapped__`` asks the store each time.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from cachetools import LRUCache

from geodata.filter_facets import FACETS
from geodata.filter_sql import Condition, listed
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
        for key in [key for key in kept if key[2] and key[2][0] != Filters()]:
            del kept[key]


def where(store: EventStore, filters: Filters, without: Iterable[str] = ()) -> Condition:
    """The condition for ``event`` and its bridges, leaving out some facets.

    Among its values there may be a table: ``fetch`` knows what to do with it.
    """
    left_out = set(without)
    parts = [
        facet.sql(filters)
        for facet in FACETS
        if facet.name not in left_out and facet.chosen(filters)
    ]
    values = {name: value for part in parts for name, value in part.values.items()}
    if words := tuple(word for part in parts for word in part.words):
        values["text_hits"] = _hits(store, words)
    return Condition(" AND ".join(f"({part.sql})" for part in parts) or "TRUE", values)


@cached
def _hits(store: EventStore, words: tuple[str, ...]) -> pa.Table:
    """The numbers of the events in which every word occurs, also inside another."""
    found: npt.NDArray[np.int32] | None = None
    for word in words:
        rows = fetch(store, "SELECT word FROM word WHERE contains(text, $word)", {"word": word})
        words_in, bound = listed("word", [number for (number,) in rows] or [0])
        held = fetch_columns(
            store, f"SELECT DISTINCT number FROM event_word WHERE word IN ({words_in})", bound
        )
        numbers = np.sort(held["number"])
        found = numbers if found is None else np.intersect1d(found, numbers, assume_unique=True)
    return pa.table({"number": pa.array(found, pa.int32())})


def fetch(store: EventStore, sql: str, values: Mapping[str, object] | None = None) -> Rows:
    """The rows of a query on this thread's cursor. A table among the values stands in for
    the table of that name."""
    with _bound(store, values) as (cursor, bound):
        rows: Rows = cursor.execute(sql, bound).fetchall()
    return rows


def fetch_columns(
    store: EventStore, sql: str, values: Mapping[str, object] | None = None
) -> dict[str, npt.NDArray[Any]]:
    """The columns of a query, for results of many rows; no value may be null."""
    with _bound(store, values) as (cursor, bound):
        columns = cursor.execute(sql, bound).fetchnumpy()
    return {name: np.asarray(column) for name, column in columns.items()}


@contextmanager
def _bound(
    store: EventStore, values: Mapping[str, object] | None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, object]]]:
    bound = dict(values or {})
    tables = {name: bound.pop(name) for name in list(bound) if isinstance(bound[name], pa.Table)}
    cursor = store.cursor()
    for name, table in tables.items():
        cursor.register(name, table)
    try:
        yield cursor, bound
    finally:
        for name in tables:
            cursor.unregister(name)


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


def ids(store: EventStore, numbers: Iterable[int]) -> dict[int, str]:
    """The ids of events (``source:source_id``) by their numbers."""
    wanted = pa.table({"number": pa.array(numbers, pa.int32())})
    rows = fetch(
        store,
        "SELECT number, source || ':' || source_id FROM event"
        " WHERE number IN (SELECT number FROM wanted)",
        {"wanted": wanted},
    )
    return dict(rows)
