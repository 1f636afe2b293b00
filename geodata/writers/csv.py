"""CSV in the native format: one table, or the two files of the format with a text, zipped."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

import pyarrow as pa
import pyarrow.csv as pc_csv

from geodata.query.records import RECORD_SCHEMA
from geodata.writers.cells import cells, degrees, guarded, source_cells
from geodata.writers.provenance import Provenance

EVENTS: Final = "events.csv"
SOURCES: Final = "sources.csv"
ABOUT: Final = "ABOUT.txt"

_BOM: Final = b"\xef\xbb\xbf"  # without it, Excel takes Arabic for something else
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)  # what a zip can tell
_BLOCK: Final = 1 << 20


def parts(rows: Iterator[pa.Table], about: Provenance) -> Iterator[bytes]:
    """The file piece by piece, the names of the columns first."""
    yield _header(event_table(RECORD_SCHEMA.empty_table(), about))
    for table in rows:
        yield _body(event_table(table, about))


def write(rows: Iterator[pa.Table], about: Provenance, target: Path) -> None:
    """One table with the sources of every event in a cell, UTF-8 with a byte order mark."""
    with target.open("wb") as file:
        for part in parts(rows, about):
            file.write(part)


def write_zip(rows: Iterator[pa.Table], about: Provenance, target: Path) -> None:
    """``events.csv`` and ``sources.csv`` of the native format with ``ABOUT.txt``, zipped."""
    empty = RECORD_SCHEMA.empty_table()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
        tempfile.TemporaryFile(dir=target.parent) as sources,
    ):
        sources.write(_header(source_table(empty, about)))
        with archive.open(_entry(EVENTS, about), "w", force_zip64=True) as events:
            events.write(_header(event_table(empty, about, sources=False)))
            for table in rows:
                events.write(_body(event_table(table, about, sources=False)))
                sources.write(_body(source_table(table, about)))
        sources.seek(0)
        with archive.open(_entry(SOURCES, about), "w", force_zip64=True) as entry:
            _copy(sources, entry.write)
        archive.writestr(_entry(ABOUT, about), as_text(about))


def event_table(table: pa.Table, about: Provenance, *, sources: bool = True) -> pa.Table:
    """Events as the file has them; their sources in a cell, unless they have their own file."""
    found = guarded(cells(table, about))
    for name in ("lon", "lat"):
        place = found.schema.get_field_index(name)
        found = found.set_column(place, name, degrees(found.column(name)))
    return found if sources else found.drop_columns(["sources"])


def source_table(table: pa.Table, about: Provenance) -> pa.Table:
    """Sources as the file has them."""
    return guarded(source_cells(table, about))


def as_text(about: Provenance) -> str:
    """What is to be said of the file, a line each."""
    return "".join(f"{label}: {words}\n" for label, words in about.lines())


def _header(table: pa.Table) -> bytes:
    return _BOM + (",".join(table.column_names) + "\n").encode()


def _body(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pc_csv.write_csv(table, sink, pc_csv.WriteOptions(include_header=False))
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _entry(name: str, about: Provenance) -> zipfile.ZipInfo:
    """A file of the archive, as old as its data: the same events make the same bytes."""
    at = about.as_of.timetuple()[:6] if about.as_of else _EARLIEST
    entry = zipfile.ZipInfo(name, max(at, _EARLIEST))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _copy(source: IO[bytes], write: Callable[[bytes], object]) -> None:
    while block := source.read(_BLOCK):
        write(block)
