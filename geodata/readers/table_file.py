"""Opening a file of any kind as a table, whatever its name says it is."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from geodata.readers.csv_scan import Opened
from geodata.readers.gdelt_form import gdelt_form
from geodata.readers.rows import Rows, Table, named, refused
from geodata.readers.sheet import Sheet
from geodata.readers.table_csv import Form, open_csv
from geodata.readers.table_json import open_json
from geodata.readers.table_parquet import open_parquet
from geodata.readers.table_xlsx import open_xlsx
from geodata.schema import EVENT_SCHEMA, Batch, Note, Rejected

MEMBER_LIMIT: Final = 20_000_000_000
"""Bytes that a zipped table may unpack to."""

RATIO_LIMIT: Final = 200
"""How many times its own size a zipped table may unpack to; text packs about 5 to 20 times."""

_START: Final = 4_096
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_XLSX_PART: Final = "xl/workbook.xml"
_HIDDEN: Final = ("__MACOSX/", ".")


def open_table(
    path: Path, *, name: str = "", sheet: str = "", form: Form | None = None
) -> Table | Rejected:
    """A file as a table: CSV and its relatives, Excel, Parquet, JSON or GeoJSON; a zip with
    one of the texts in it is read without unpacking it to disk.

    The kind is told from the contents. ``name`` names the file in reports, ``sheet`` chooses
    one of a workbook, ``form`` says how a text is written that has no header.
    """
    file = name or path.name
    try:
        with path.open("rb") as opened:
            start = opened.read(_START)
    except OSError as error:
        return refused(file, f"the file could not be read: {error.strerror or error}")
    if not start.strip():
        return refused(file, "the file is empty")
    if start.startswith(b"PAR1"):
        return open_parquet(path, file)
    if start.startswith(_OLD_EXCEL):
        return refused(file, "this is an old Excel file (XLS): save it as XLSX or “CSV UTF-8”")
    if start.startswith(b"PK"):
        return _zipped(path, file, sheet, form)
    return _text(file, path.stat().st_size, start, _opener(path), form)


def _text(
    file: str, size: int, start: bytes, opened: Opened, form: Form | None
) -> Table | Rejected:
    begins = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if begins in {b"{", b"["} and form is None:
        return open_json(file, size, opened)
    if begins == b"<":
        return refused(
            file, "this is a web page or XML and no table: save the table as CSV or Excel"
        )
    return open_csv(file, size, opened, form or gdelt_form(start))


def _opener(path: Path) -> Opened:
    return lambda: path.open("rb")


def _zipped(path: Path, file: str, sheet: str, form: Form | None) -> Table | Rejected:
    """The one table in a zip. Nothing is written to disk, so names in it lead nowhere."""
    try:
        with zipfile.ZipFile(path) as packed:
            members = [
                one
                for one in packed.infolist()
                if not one.is_dir() and not one.filename.startswith(_HIDDEN)
            ]
            if any(one.filename == _XLSX_PART for one in members):
                return open_xlsx(path, file, sheet)
            if len(members) != 1:
                return refused(
                    file, f"the zip holds {len(members)} files: pack or choose one table"
                )
            member = members[0]
            if reason := _bomb(member):
                return refused(file, reason)
            with packed.open(member) as opened:
                start = opened.read(_START)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, NotImplementedError):
        return refused(file, "the zip is damaged, encrypted or packed in an unknown way")
    if start.startswith(b"PK"):
        return refused(file, "the zip holds another zip: unpack it first")
    return _text(file, member.file_size, start, _member(path, member.filename), form)


def _bomb(member: zipfile.ZipInfo) -> str:
    """Why a packed file is not to be unpacked; a zip never gives more than it states."""
    grows = member.file_size / max(member.compress_size, 1)
    if member.file_size > MEMBER_LIMIT or (grows > RATIO_LIMIT and member.file_size > 1 << 20):
        return (
            f"{named(member.filename)} in the zip unpacks to {member.file_size:,} bytes,"
            f" {grows:,.0f} times its size: that is no table of events"
        )
    return ""


def _member(path: Path, filename: str) -> Opened:
    @contextmanager
    def opened() -> Iterator[IO[bytes]]:
        try:
            with zipfile.ZipFile(path) as packed, packed.open(filename) as file:
                yield file
        except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as error:
            raise OSError(0, f"the zip is damaged: {error}") from error

    return opened


def batches(table: Table, read: Callable[[Sheet], Batch]) -> Iterator[Batch]:
    """The batches of a table, each part of it as a reader makes events of it; at least one.

    Rows that could not be read at all are counted and reported with the next part.
    """
    lost: list[Rejected] = []
    notes = list(table.notes)
    for part in table.parts():
        if isinstance(part, Rejected):
            lost.append(part)
        elif isinstance(part, Note):
            notes.append(part)
        else:
            yield _with(read(Sheet(table.file, part)), lost, notes)
            lost, notes = [], []
    if lost or notes:
        empty = Batch(EVENT_SCHEMA.empty_table(), ())
        yield _with(empty, lost, notes)


def _with(batch: Batch, lost: list[Rejected], notes: list[Note]) -> Batch:
    return Batch(
        batch.events,
        (*lost, *batch.rejected),
        batch.lines,
        batch.versions,
        (*notes, *batch.notes),
        batch.rows + len(lost),
        batch.done,
    )


def whole(rejected: Rejected) -> Iterator[Batch]:
    """What is read of a file that is refused."""
    yield Batch(EVENT_SCHEMA.empty_table(), (rejected,))


def first_rows(table: Table, number: int = 5) -> list[dict[str, str]]:
    """The first rows of a table that can be read, for people to look at."""
    for part in table.parts():
        if isinstance(part, Rows) and len(part.lines):
            count = min(number, len(part.lines))
            return [
                {name: str(values[row]).strip() for name, values in part.values.items()}
                for row in range(count)
            ]
    return []
