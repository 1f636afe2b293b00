"""Tables in Excel workbooks (XLSX): one sheet, row by row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from geodata.readers.rows import (
    Gathered,
    Part,
    Table,
    header_fault,
    named,
    refused,
    unique,
)
from geodata.readers.xlsx_book import book
from geodata.readers.xlsx_sheet import SheetRows
from geodata.readers.xlsx_stream import TROUBLE, UnfitBookError
from geodata.schema import Note, Rejected


def open_xlsx(path: Path, file: str, sheet: str = "") -> Table | Rejected:
    """A sheet of a workbook, the first unless named; its first filled row is the header."""
    try:
        with zipfile.ZipFile(path) as packed:
            found = book(packed)
            titles = list(found.sheets)
            chosen = sheet or (titles[0] if titles else "")
            if chosen not in found.sheets:
                said = ", ".join(map(named, titles)) or "none"
                return refused(file, f"the workbook has no sheet {named(chosen)}; it has {said}")
            rows = SheetRows(packed, found, chosen).rows()
            header = next((cells for _, cells in rows if cells), {})
    except TROUBLE as error:
        return refused(file, _broken(error))
    if not header:
        return refused(file, f"the sheet {named(chosen)} is empty")
    first = [header.get(column, "") for column in range(1, max(header) + 1)]
    if reason := header_fault(first):
        return refused(file, reason)
    names = unique(first)
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
        sheets=tuple(titles),
    )


def _parts(path: Path, file: str, title: str, names: tuple[str, ...]) -> Iterator[Part]:
    gathered = Gathered(names)
    last, header = 0, True
    width = len(names)
    try:
        with zipfile.ZipFile(path) as packed:
            sheet = SheetRows(packed, book(packed), title)
            for number, cells in sheet.rows():
                last = number
                if not cells:
                    continue
                if header:
                    header = False
                elif max(cells) > width:
                    reason = f"the row has values to the right of the {width:,} named columns"
                    yield Rejected(file, number, "", "", reason)
                else:
                    record = [cells.get(column, "") for column in range(1, width + 1)]
                    gathered.add(number, record, sum(map(len, record)))
                if gathered.full:
                    yield gathered.part(sheet.done)
    except TROUBLE as error:
        yield gathered.part(1.0)
        yield Rejected(file, last + 1, "", "", f"{_broken(error)}: reading stopped at this row")
        return
    yield gathered.part(1.0)


def _broken(error: Exception) -> str:
    if isinstance(error, UnfitBookError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"the file could not be read: {error.strerror}"
    return "the file is no Excel workbook (XLSX), or is damaged: open it and save it again"
