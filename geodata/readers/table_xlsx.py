"""Tables in Excel workbooks (XLSX): one sheet, row by row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from geodata.readers.rows import (
    COLUMN_LIMIT,
    FIELD_LIMIT,
    FORMULA,
    ROWS_AT_ONCE,
    Part,
    Rows,
    Table,
    columns,
    header_fault,
    named,
    refused,
    unique,
)
from geodata.schema import Note, Rejected

STRINGS_LIMIT: Final = 256_000_000
"""Bytes of the workbook's list of texts, which has to be in memory."""

OTHER_LIMIT: Final = 32_000_000
"""Bytes of any other part but the sheets, which are read as a stream."""

SHEET_LIMIT: Final = 4_000_000_000
_TROUBLE: Final = (
    zipfile.BadZipFile,
    DefusedXmlException,
    InvalidFileException,
    ParseError,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    NotImplementedError,
    RuntimeError,
    AssertionError,
    zipfile.LargeZipFile,
)
"""What openpyxl raises for a workbook that is none, or is broken."""


def open_xlsx(path: Path, file: str, sheet: str = "") -> Table | Rejected:
    """A sheet of a workbook, the first unless named; its first filled row is the header."""
    if reason := oversized(path):
        return refused(file, reason)
    try:
        book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
        try:
            titles = [one.title for one in book.worksheets]
            chosen = sheet or (titles[0] if titles else "")
            if chosen not in titles:
                said = ", ".join(map(named, titles)) or "none"
                return refused(file, f"the workbook has no sheet {named(chosen)}; it has {said}")
            header = next((values for _, values in _cells(book[chosen]) if any(values)), [])
        finally:
            book.close()
    except _TROUBLE as error:
        return refused(file, _broken(error))
    if reason := header_fault(header):
        return refused(file, reason)
    names = unique(header)
    notes: tuple[Note, ...] = ()
    if others := [title for title in titles if title != chosen]:
        said = ", ".join(map(named, others))
        notes = (Note(file, 0, f"the sheet {named(chosen)} is read; not read: {said}"),)
    return Table(
        file,
        f"the sheet {named(chosen)} of an Excel workbook",
        names,
        lambda: _parts(path, file, chosen, names),
        notes,
        unit="row",
    )


def oversized(path: Path) -> str:
    """Why a workbook would take too much memory or time to unpack; empty when it would not.

    A zip never unpacks to more than it states, as Python's reader stops there.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            for one in packed.infolist():
                if one.filename.startswith("xl/worksheets/"):
                    limit = SHEET_LIMIT
                elif one.filename.endswith("sharedStrings.xml"):
                    limit = STRINGS_LIMIT
                else:
                    limit = OTHER_LIMIT if one.filename.endswith((".xml", ".rels")) else SHEET_LIMIT
                if one.file_size > limit:
                    return (
                        f"the workbook unpacks to {one.file_size:,} bytes in {named(one.filename)};"
                        f" at most {limit:,} are read: save the sheet as “CSV UTF-8”"
                    )
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        return _broken(error)
    return ""


def _parts(path: Path, file: str, sheet: str, names: tuple[str, ...]) -> Iterator[Part]:
    numbers: list[int] = []
    records: list[list[str]] = []
    last, header = 0, True
    book = None
    try:
        book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
        expected = max(book[sheet].max_row or 1, 1)
        for number, values in _cells(book[sheet]):
            last = number
            if not any(values):
                continue
            if header:
                header = False
            elif len(values) > len(names) and any(values[len(names) :]):
                reason = f"the row has values to the right of the {len(names):,} named columns"
                yield Rejected(file, number, "", "", reason)
            else:
                numbers.append(number)
                records.append([*values, *[""] * (len(names) - len(values))][: len(names)])
            if len(records) >= ROWS_AT_ONCE:
                yield Rows(numbers, columns(names, records), min(number / expected, 1.0))
                numbers, records = [], []
    except _TROUBLE as error:
        yield Rows(numbers, columns(names, records), 1.0)
        yield Rejected(file, last + 1, "", "", f"{_broken(error)}: reading stopped at this row")
        return
    finally:
        if book is not None:
            book.close()
    yield Rows(numbers, columns(names, records), 1.0)


def _cells(sheet: Any) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 - openpyxl has no types
    """The rows that have cells, by their number, as text."""
    sheet.reset_dimensions()  # what a workbook says of its own size is not to be trusted
    for number, row in enumerate(sheet.iter_rows(), 1):
        yield number, [_text(cell) for cell in row[: COLUMN_LIMIT + 1]]


def _text(cell: Any) -> str:  # noqa: ANN401 - openpyxl has no types
    """A cell as a person would write it in a CSV file."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return f"{FORMULA}{str(value).removeprefix('=')}"
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[: FIELD_LIMIT + 1].strip()


def _broken(error: Exception) -> str:
    if isinstance(error, DefusedXmlException):
        return "the workbook's XML defines entities, which no spreadsheet needs and attacks use"
    if isinstance(error, OSError) and error.strerror:
        return f"the file could not be read: {error.strerror}"
    return "the file is no Excel workbook (XLSX), or is damaged: open it and save it again"
