"""Files of events: what a selection holds, written in the formats that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import pyarrow as pa

from geodata import file_names
from geodata.atomic import replacing
from geodata.filters import NO_FILTER, Filters
from geodata.query.records import ROWS_AT_ONCE, records
from geodata.store import Snapshot
from geodata.writers import csv, geojson, gpkg, parquet, xlsx
from geodata.writers.provenance import Provenance, about
from geodata.writers.restrictions import allowed

Write = Callable[[Iterator[pa.Table], Provenance, Path], None]


class FileWriter(NamedTuple):
    """A format: what it is called, how its files end and are named on the web, and how they are
    written. ``at_once`` is how many events are written between two looks at whether the file is
    still wanted: what takes half a second or so."""

    label: str
    suffix: str
    media_type: str
    write: Write
    at_once: int = ROWS_AT_ONCE


WRITERS: Final[Mapping[str, FileWriter]] = MappingProxyType(
    {
        "xlsx": FileWriter(
            "Excel workbook",
            ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            xlsx.write,
            at_once=1_000,
        ),
        "csv": FileWriter("CSV, one table", ".csv", "text/csv", csv.write),
        "zip": FileWriter("CSV, events and sources", ".zip", "application/zip", csv.write_zip),
        "geojson": FileWriter(
            "GeoJSON", ".geojson", "application/geo+json", geojson.write, at_once=5_000
        ),
        "gpkg": FileWriter("GeoPackage", ".gpkg", "application/geopackage+sqlite3", gpkg.write),
        "parquet": FileWriter(
            "GeoParquet", ".parquet", "application/vnd.apache.parquet", parquet.write
        ),
    }
)
"""The formats in the order in which they are offered."""


class PreparedExport(NamedTuple):
    """The events to write, of one state of the store, and what is to be said of them."""

    rows: Iterator[pa.Table]
    about: Provenance


class RefusedError(Exception):
    """A format cannot hold these events; the message is a sentence for a person."""


def prepare(
    db: Snapshot,
    filters: Filters,
    *,
    link: str,
    now: datetime,
    keys: Collection[str] = (),
) -> PreparedExport:
    """All events that match and may be handed on; words and rows are of the same state.

    ``link`` leads to them on the page; ``now`` needs a time zone; ``keys`` are the data sets
    whose rows the operator lets be handed on although their terms do not (``allowed``).
    ``rows`` are read as they are asked for: the snapshot has to be open as long.
    """
    said = about(db, filters, link=link, now=now, keys=keys)
    return PreparedExport(records(db, allowed(db, filters, keys).filters), said)


def save(
    name: str,
    prepared: PreparedExport,
    target: Path,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Write a file in a format of ``WRITERS``; it is there whole, or not at all.

    ``progress`` is told how many events have been written; what it raises ends the writing.

    Raises:
        RefusedError: the format cannot hold these events.
        OSError: the file cannot be written.
    """
    if name == "xlsx" and (reason := xlsx.refused(prepared.about)):
        raise RefusedError(reason)
    with replacing(target) as part:
        tables = cut(prepared.rows, WRITERS[name].at_once)
        WRITERS[name].write(told(tables, progress), prepared.about, part)


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
    return file_names.file_name(words or "events", f"{now:%Y-%m-%d}", suffix=WRITERS[name].suffix)
