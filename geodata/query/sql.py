"""Rows and columns of a SQL query in one snapshot of the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata.results import Counts
from geodata.schema import GROUPS
from geodata.store import Snapshot

Rows = list[tuple[Any, ...]]
Values = Mapping[str, object]
"""What a query binds by name. A table among them stands in for the table of that name."""


def fetch(db: Snapshot, sql: str, values: Values | None = None) -> Rows:
    """The rows of a query."""
    with _bound(db, values) as (cursor, bound):
        rows: Rows = cursor.execute(sql, bound).fetchall()
    return rows


def fetch_columns(
    db: Snapshot, sql: str, values: Values | None = None
) -> dict[str, npt.NDArray[Any]]:
    """The columns of a query, for results of many rows; no value may be null."""
    with _bound(db, values) as (cursor, bound):
        columns = cursor.execute(sql, bound).fetchnumpy()
    return {name: np.asarray(column) for name, column in columns.items()}


@contextmanager
def _bound(
    db: Snapshot, values: Values | None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, object]]]:
    bound = dict(values or {})
    tables = {name: bound.pop(name) for name in list(bound) if isinstance(bound[name], pa.Table)}
    cursor = db.connection
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
    violence, posture, demonstrations, politics, diplomacy, humanitarian = values
    return violence, posture, demonstrations, politics, diplomacy, humanitarian
