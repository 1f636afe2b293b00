"""Tables in Parquet files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from geodata.readers.rows import (
    ROWS_AT_ONCE,
    Part,
    Rows,
    Table,
    header_fault,
    refused,
    unique,
)
from geodata.schema import Rejected

GROUP_LIMIT: Final = 4_000_000_000
"""Bytes that a group of rows may unpack to."""


def open_parquet(path: Path, file: str) -> Table | Rejected:
    """The columns of a Parquet file; lists and structures come as JSON."""
    try:
        with pq.ParquetFile(path) as opened:
            names = [str(name) for name in opened.schema_arrow.names]
            total = opened.metadata.num_rows
            groups = [opened.metadata.row_group(at) for at in range(opened.num_row_groups)]
            largest = max((group.total_byte_size for group in groups), default=0)
    except (pa.ArrowException, OSError, ValueError) as error:
        return refused(file, _broken(error))
    if largest > GROUP_LIMIT:
        reason = f"a group of rows unpacks to {largest:,} bytes; at most {GROUP_LIMIT:,} are read"
        return refused(file, f"{reason}: write it with smaller groups")
    if reason := header_fault(names):
        return refused(file, reason)
    return Table(
        file, "a Parquet table", unique(names), lambda: _parts(path, file, total), unit="row"
    )


def _parts(path: Path, file: str, total: int) -> Iterator[Part]:
    row = 0
    try:
        with pq.ParquetFile(path) as opened:
            names = unique([str(name) for name in opened.schema_arrow.names])
            for batch in opened.iter_batches(batch_size=ROWS_AT_ONCE, use_threads=False):
                lines = range(row + 1, row + batch.num_rows + 1)
                texts = [_texts(column) for column in batch.columns]
                row += batch.num_rows
                yield Rows(lines, dict(zip(names, texts, strict=True)), row / max(total, 1))
    except (pa.ArrowException, OSError, ValueError) as error:
        left = max(total - row, 0)
        reason = f"{_broken(error)}: this row and the rest of {left:,} rows were not read"
        yield Rejected(file, row + 1, "", "", reason)


def _texts(column: pa.Array) -> list[str]:
    """A column as text: days without a time as days, nothing for null and NaN."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return [_text(value) for value in column.to_pylist()]


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a file holds
    if value is None or value != value:  # noqa: PLR0124 - NaN is not itself
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value).removesuffix(" 00:00:00")


def _broken(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"the file could not be read: {error.strerror}"
    return "the file is no Parquet table, or is damaged"
