"""Tables in Parquet files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geodata.readers.formats.parquet_points import PointColumn, points_of
from geodata.readers.formats.parquet_text import is_text, text_of
from geodata.readers.rows import (
    PART_LIMIT,
    ROWS_AT_ONCE,
    Part,
    Rows,
    Table,
    header_fault,
    refused,
    unique,
)
from geodata.schema import Note, Rejected

CHUNK_LIMIT: Final = 1_000_000_000
"""Bytes that a column of a group of rows may unpack to."""

_BUFFER: Final = 1 << 20
_FOOTER_LIMIT: Final = 64_000_000
_TROUBLE: Final = (
    pa.ArrowException,
    OSError,
    ValueError,
    LookupError,
    ArithmeticError,
    MemoryError,
)


def open_parquet(path: Path, file: str) -> Table | Rejected:
    """The columns of a Parquet file; lists and structures come as JSON.

    Points of a GeoParquet file come as the columns ``longitude`` and ``latitude``.
    """
    try:
        with _opened(path) as opened:
            schema = opened.schema_arrow
            found = [str(name) for name in schema.names]
            points = points_of(schema)
            total = opened.metadata.num_rows
            largest = max(_chunks(opened.metadata), default=0)
    except _TROUBLE as error:
        return refused(file, _broken(error))
    if largest > CHUNK_LIMIT:
        reason = f"a column unpacks to {largest:,} bytes at once; at most {CHUNK_LIMIT:,} are read"
        return refused(file, f"{reason}: write it in smaller groups of rows")
    if reason := header_fault(found):
        return refused(file, reason)
    names = unique(found if points is None else points.names(found))
    notes = (Note(file, 0, points.note),) if points and points.note else ()
    return Table(
        file,
        "a Parquet table" if points is None else "a GeoParquet table",
        names,
        lambda: _parts(path, file, total, names, points),
        notes,
        unit="row",
    )


def _chunks(metadata: pq.FileMetaData) -> Iterator[int]:
    """What every column of every group of rows unpacks to, in bytes."""
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        for column in range(group.num_columns):
            yield group.column(column).total_uncompressed_size


def _opened(path: Path, texts: list[str] | None = None) -> pq.ParquetFile:
    """A file of which little is held in memory; columns of ``texts`` stay coded.

    A text that stands in every row is in the file once, and may fill a memory if decoded.
    """
    return pq.ParquetFile(
        path,
        read_dictionary=texts,
        buffer_size=_BUFFER,
        pre_buffer=False,
        page_checksum_verification=True,
        thrift_string_size_limit=_FOOTER_LIMIT,
        thrift_container_size_limit=_FOOTER_LIMIT // 64,
    )


def _parts(
    path: Path, file: str, total: int, names: tuple[str, ...], points: PointColumn | None
) -> Iterator[Part]:
    row = 0
    try:
        with _opened(path) as opened:
            texts = [field.name for field in opened.schema_arrow if is_text(field.type)]
        with _opened(path, texts) as opened:
            for batch in opened.iter_batches(batch_size=ROWS_AT_ONCE, use_threads=False):
                for some in _bearable(batch):
                    other = points.at if points else None
                    texts = [text_of(c) for at, c in enumerate(some.columns) if at != other]
                    columns = [*texts, *(points.placed(some) if points else [])]
                    lines = np.arange(row + 1, row + some.num_rows + 1)
                    values = dict(zip(names, columns, strict=True))
                    row += some.num_rows
                    yield Rows(lines, values, min(row / max(total, 1), 1.0))
    except _TROUBLE as error:
        left = max(total - row, 0)
        reason = f"{_broken(error)}: this row and the rest of {left:,} rows were not read"
        yield Rejected(file, row + 1, "", "", reason)


def _bearable(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """A batch in pieces of which none is too long once its texts are decoded."""
    characters = np.zeros(batch.num_rows, np.int64)
    for column in batch.columns:
        if pa.types.is_dictionary(column.type) and is_text(column.type.value_type):
            lengths = pc.binary_length(column.dictionary).take(column.indices)
            characters += np.asarray(lengths.fill_null(0).cast(pa.int64()))
    piece = np.cumsum(characters) // PART_LIMIT
    starts = np.flatnonzero(np.diff(piece, prepend=-1))
    for start, end in zip(starts, [*starts[1:], batch.num_rows], strict=True):
        yield batch.slice(start, end - start)


def _broken(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"the file could not be read: {error.strerror}"
    return "the file is no Parquet table, or is damaged"
