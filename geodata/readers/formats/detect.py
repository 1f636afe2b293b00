"""Opening a file of any kind as a table, whatever its name says it is."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from geodata.readers.formats.archive import TROUBLE, bomb, crowded, hidden, member_of
from geodata.readers.formats.delimited import open_delimited
from geodata.readers.formats.delimited_records import DelimitedFormat
from geodata.readers.formats.encoding import Opened
from geodata.readers.formats.json_table import open_json
from geodata.readers.formats.parquet import open_parquet
from geodata.readers.formats.workbook import open_workbook
from geodata.readers.gdelt.file_format import gdelt_form
from geodata.readers.rows import Table, named, refused
from geodata.schema import Rejected

_START: Final = 4_096
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_WORKBOOK_PARTS: Final = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
"""What is in a workbook of Excel (XLSX, XLSB) and of OpenDocument (ODS)."""

_SMALL: Final = 8_000_000
"""Bytes that any part of a workbook may unpack to, however small it is."""


def open_table(
    path: Path,
    *,
    name: str = "",
    sheet: str = "",
    form: DelimitedFormat | None = None,
    encoding: str = "",
) -> Table | Rejected:
    """A file as a table: CSV and its relatives, workbooks, Parquet, JSON or GeoJSON; a zip with
    one of the texts in it is read without unpacking it to disk.

    The kind is told from the contents. ``name`` names the file in reports, ``sheet`` chooses
    one of a workbook, ``form`` says how a text is written that has no header, and ``encoding``
    (one of ``encoding.ENCODINGS``) how its letters are.
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
        return open_workbook(path, file, sheet, size)
    if many:
        return refused(file, "the zip holds many thousands of files: pack one table into it")
    if start.startswith(b"PK"):
        return _zipped(path, file, sheet, _Text(form, encoding))
    return _text(file, size, start, lambda: path.open("rb"), _Text(form, encoding))


class _Text(NamedTuple):
    """What is known of a text beforehand."""

    form: DelimitedFormat | None
    encoding: str


def _text(file: str, size: int, start: bytes, opened: Opened, text: _Text) -> Table | Rejected:
    begins = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if begins in {b"{", b"["} and text.form is None:
        return open_json(file, size, opened)
    if begins == b"<":
        return refused(
            file, "this is a web page or XML and no table: save the table as CSV or Excel"
        )
    return open_delimited(file, size, opened, text.form or gdelt_form(start), text.encoding)


def _zipped(path: Path, file: str, sheet: str, text: _Text) -> Table | Rejected:
    """The one table in a zip. Nothing is written to disk, so names in it lead nowhere."""
    try:
        with zipfile.ZipFile(path) as packed:
            members = [
                one for one in packed.infolist() if not one.is_dir() and not hidden(one.filename)
            ]
            if not _WORKBOOK_PARTS.isdisjoint(one.filename for one in members):
                return _workbook(path, file, sheet, members)
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
    return _text(file, member.file_size, start, member_of(path, member.filename), text)


def _workbook(
    path: Path, file: str, sheet: str, members: Sequence[zipfile.ZipInfo]
) -> Table | Rejected:
    large = (one for one in members if one.file_size > _SMALL)
    if reason := next(filter(None, map(bomb, large)), ""):
        return refused(file, reason)
    return open_workbook(path, file, sheet, sum(one.file_size for one in members))
