"""Opening a file of any kind as a table, whatever its name says it is."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from geodata.readers.csv_scan import Opened
from geodata.readers.gdelt_form import gdelt_form
from geodata.readers.rows import ROWS_AT_ONCE, Rows, Table, named, refused
from geodata.readers.sheet import Sheet
from geodata.readers.table_csv import Form, open_csv
from geodata.readers.table_json import open_json
from geodata.readers.table_parquet import open_parquet
from geodata.readers.table_xlsx import open_xlsx
from geodata.readers.zipped import TROUBLE, bomb, crowded, hidden, member_of
from geodata.schema import EVENT_SCHEMA, Batch, Note, Rejected

_START: Final = 4_096
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_XLSX_PART: Final = "xl/workbook.xml"


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
        size = path.stat().st_size
        many = start.startswith(b"PK") and crowded(path)
    except OSError as error:
        return refused(file, f"the file could not be read: {error.strerror or error}")
    if start.startswith(b"PAR1"):
        return open_parquet(path, file)
    if start.startswith(_OLD_EXCEL):
        said = "this is an old Excel file (XLS) or one with a password"
        return refused(file, f"{said}: save it as XLSX without one, or as “CSV UTF-8”")
    if many:
        return refused(file, "the zip holds many thousands of files: pack one table into it")
    if start.startswith(b"PK"):
        return _zipped(path, file, sheet, form)
    return _text(file, size, start, _opener(path), form)


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
                one for one in packed.infolist() if not one.is_dir() and not hidden(one.filename)
            ]
            if any(one.filename == _XLSX_PART for one in members):
                return open_xlsx(path, file, sheet)
            if len(members) != 1:
                holds = f"{len(members):,} files" if members else "no file"
                return refused(file, f"the zip holds {holds}: pack one table into it")
            member = members[0]
            if reason := bomb(member):
                return refused(file, reason)
            with packed.open(member) as opened:
                start = opened.read(_START)
    except TROUBLE:
        return refused(file, "the zip is damaged, encrypted or packed in an unknown way")
    if start.startswith((b"PK", b"PAR1", _OLD_EXCEL)):
        return refused(file, f"the zip holds {named(member.filename)}, no text: unpack it first")
    return _text(file, member.file_size, start, member_of(path, member.filename), form)


def batches(table: Table, read: Callable[[Sheet], Batch]) -> Iterator[Batch]:
    """The batches of a table, each part of it as a reader makes events of it; at least one.

    Rows that could not be read at all are counted and reported with the next part.
    """
    lost: list[Rejected] = []
    notes = list(table.notes)
    done, any_given = 0.0, False
    for part in table.parts():
        if isinstance(part, Note):
            notes.append(part)
            continue
        if isinstance(part, Rejected):
            lost.append(part)
            if len(lost) < ROWS_AT_ONCE:
                continue
            batch = Batch(EVENT_SCHEMA.empty_table(), (), done=done)
        else:
            batch = read(Sheet(table.file, part))
            done = batch.done
        yield _with(batch, lost, notes)
        lost, notes, any_given = [], [], True
    if lost or notes or not any_given:
        yield _with(Batch(EVENT_SCHEMA.empty_table(), ()), lost, notes)


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
                {
                    name: str(values[row]).removeprefix("\x01").strip()
                    for name, values in part.values.items()
                }
                for row in range(count)
            ]
    return []
