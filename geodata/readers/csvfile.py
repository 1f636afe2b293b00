"""A CSV file as rows of cells, or the reason why it cannot be read."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from geodata.readers.cells import Cells, shown
from geodata.readers.csv_lines import Lines, broken, fault, left, records
from geodata.readers.csv_scan import unreadable
from geodata.readers.marks import unguarded
from geodata.readers.rows import FIELD_LIMIT
from geodata.schema import Rejected


def read_rows(
    path: Path, columns: Sequence[str], required: Sequence[str]
) -> Iterator[Cells | Rejected]:
    """The rows of a CSV file (UTF-8, commas, header in the first line), one at a time.

    Rows without any value are passed over; apostrophes that keep a cell from being a formula
    are taken out. A file that cannot be read gives one
    ``Rejected`` in row 1 and nothing else. Columns that are not in ``columns`` give one
    ``Rejected`` in row 1, and the rows are read without them. Where the quotation marks
    break down, reading stops, and the ``Rejected`` says how much was left.
    """
    if reason := unreadable(lambda: path.open("rb")):
        yield Rejected(path.name, 1, "", "", reason)
        return
    try:
        with path.open("rb") as raw, Lines(raw) as lines:
            yield from _records(path.name, lines, columns, required)
    except (OSError, UnicodeError) as error:
        yield Rejected(path.name, 1, "", "", fault(error))


def _records(
    name: str, lines: Lines, columns: Sequence[str], required: Sequence[str]
) -> Iterator[Cells | Rejected]:
    header: list[str] = []
    last = 0
    try:
        for line, record in records(lines, ","):
            last = lines.line
            if not any(value.strip() for value in record):
                continue
            if not header:
                header = [value.strip().lower() for value in record]
                if reason := _header_fault(header, required):
                    yield Rejected(name, 1, "", shown(",".join(record)), reason)
                    return
                yield from _unknown_columns(name, header, columns)
                continue
            yield _cells(name, line, header, record)
    except csv.Error as error:
        yield Rejected(name, last + 1, "", "", broken(error, left(lines, last)))
        return
    if not header:
        yield Rejected(name, 1, "", "", "the file is empty")


def _cells(name: str, line: int, header: Sequence[str], record: Sequence[str]) -> Cells:
    cells = Cells(name, line, dict(zip(header, map(unguarded, record), strict=False)))
    if len(record) != len(header):
        cells.refuse_row(
            f"the row has {len(record)} values and the header {len(header)} columns:"
            " a comma is missing or not inside quotation marks"
        )
    if any(len(value) > FIELD_LIMIT for value in record):
        cells.refuse_row(f"a value is longer than {FIELD_LIMIT:,} characters")
    return cells


def _header_fault(header: Sequence[str], required: Sequence[str]) -> str:
    for sign, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and sign in header[0]:
            return f"the columns are separated by {word}: save the file with commas"
    if missing := [column for column in required if column not in header]:
        return f"the header lacks {', '.join(missing)}: the first line must name the columns"
    if twice := [column for column in header if column and header.count(column) > 1]:
        return f"the column {shown(twice[0])} stands in the header twice"
    return ""


def _unknown_columns(
    name: str, header: Sequence[str], columns: Sequence[str]
) -> Iterator[Rejected]:
    unknown = [column or "(no name)" for column in header if column not in columns]
    if unknown:
        said = shown(", ".join(unknown))
        yield Rejected(name, 1, said, "", f"not columns of this format, and not read: {said}")
