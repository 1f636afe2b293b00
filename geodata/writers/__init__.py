"""Files of events: what a selection holds, written in the formats that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import pyarrow as pa

from geodata.filters import NO_FILTER, Filters
from geodata.query.records import ROWS_AT_ONCE, records
from geodata.store import EventStore
from geodata.text import slug
from geodata.writers import csv, geojson, gpkg, parquet, xlsx
from geodata.writers.about import About, about
from geodata.writers.allowed import allowed

Write = Callable[[Iterator[pa.Table], About, Path], None]
Parts = Callable[[Iterator[pa.Table], About], Iterator[bytes]]


class Writer(NamedTuple):
    """A format: what it is called, how its files end and are named on the web, and how they are
    written. ``parts``, where there is one, gives the same bytes piece by piece. ``at_once`` is
    how many events are written between two looks at whether the file is still wanted: what
    takes half a second or so."""

    label: str
    suffix: str
    media_type: str
    write: Write
    parts: Parts | None = None
    at_once: int = ROWS_AT_ONCE


WRITERS: Final[Mapping[str, Writer]] = MappingProxyType(
    {
        "xlsx": Writer(
            "Excel workbook",
            ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            xlsx.write,
            at_once=1_000,
        ),
        "csv": Writer("CSV, one table", ".csv", "text/csv", csv.write, csv.parts),
        "zip": Writer("CSV, events and sources", ".zip", "application/zip", csv.write_zip),
        "geojson": Writer(
            "GeoJSON", ".geojson", "application/geo+json", geojson.write, geojson.parts, 5_000
        ),
        "gpkg": Writer("GeoPackage", ".gpkg", "application/geopackage+sqlite3", gpkg.write),
        "parquet": Writer(
            "GeoParquet", ".parquet", "application/vnd.apache.parquet", parquet.write
        ),
    }
)
"""The formats in the order in which they are offered."""


class Prepared(NamedTuple):
    """The events to write, of one state of the store, and what is to be said of them."""

    rows: Generator[pa.Table, None, None]
    about: About


class RefusedError(Exception):
    """A format cannot hold these events; the message is a sentence for a person."""


def prepare(
    store: EventStore,
    filters: Filters,
    *,
    link: str,
    now: datetime,
    keys: Collection[str] = (),
) -> Prepared:
    """All events that match and may be handed on; words and rows are of the same state.

    ``link`` leads to them on the page; ``now`` needs a time zone; ``keys`` are the data sets
    whose rows the operator lets be handed on although their terms do not (``allowed``).
    Close ``rows`` when they are not read to the end.
    """
    while True:
        version = store.version
        said = about(store, filters, link=link, now=now, keys=keys)
        rows = _begun(records(store, allowed(store, filters, keys).filters))
        if store.version == version:
            return Prepared(rows, said)
        rows.close()


def _begun(tables: Generator[pa.Table, None, None]) -> Generator[pa.Table, None, None]:
    """The same tables, of the state of now and not of when they are first asked for."""

    def from_now_on() -> Generator[pa.Table, None, None]:
        with closing(tables):
            first = next(tables, None)
            yield None
            if first is not None:
                yield first
            yield from tables

    begun = from_now_on()
    next(begun)
    return begun


def save(
    name: str, prepared: Prepared, target: Path, progress: Callable[[int], None] = lambda _: None
) -> None:
    """Write a file in a format of ``WRITERS``; it is there whole, or not at all.

    ``progress`` is told how many events have been written; what it raises ends the writing.

    Raises:
        RefusedError: the format cannot hold these events.
        OSError: the file cannot be written.
    """
    half_written = target.with_name(f".part-{target.name}")  # GDAL looks at the suffix
    with closing(prepared.rows) as rows:
        if name == "xlsx" and (reason := xlsx.refused(prepared.about)):
            raise RefusedError(reason)
        try:
            parts = cut(rows, WRITERS[name].at_once)
            WRITERS[name].write(told(parts, progress), prepared.about, half_written)
            half_written.replace(target)
        finally:
            half_written.unlink(missing_ok=True)


def cut(rows: Iterator[pa.Table], at_once: int) -> Iterator[pa.Table]:
    """The same events, at most so many in a table."""
    for table in rows:
        for start in range(0, table.num_rows, at_once):
            yield table.slice(start, at_once)


def told(rows: Iterator[pa.Table], progress: Callable[[int], None]) -> Iterator[pa.Table]:
    """The same tables; ``progress`` is told how many events are behind, also at the start."""
    done = 0
    progress(done)
    for table in rows:
        yield table
        done += table.num_rows
        progress(done)


def file_name(name: str, filters: str, now: datetime) -> str:
    """``watchline-syria-2026-03-20.xlsx``: of a format, the filters in words, and the day."""
    words = "" if filters == NO_FILTER else filters
    return f"watchline-{slug(words, 'events')}-{now:%Y-%m-%d}{WRITERS[name].suffix}"
