"""Asking a store the way the program does: one snapshot for one answer."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

import pyarrow as pa

from geodata.filters import Filters
from geodata.query.records import records
from geodata.query.sql import fetch
from geodata.store import Snapshot, Store

P = ParamSpec("P")
R = TypeVar("R")


def reads(
    store: Store, ask: Callable[Concatenate[Snapshot, P], R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """Return what a function of a snapshot answers from the store as it is now."""
    with store.read() as db:
        return ask(db, *args, **kwargs)


def all_records(store: Store, filters: Filters, **more: int) -> list[pa.Table]:
    """Return all events that match, with all their columns."""
    return reads(store, lambda db: list(records(db, filters, **more)))


def sql(store: Store, statement: str, **values: object) -> list[tuple[Any, ...]]:
    """Return the rows of a statement, for what no query of the program tells."""
    return reads(store, fetch, statement, values)
