"""A CSV file as rows of cells, or the reason why it cannot be read."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from geodata.readers.cells import Cells, shown
from geodata.schema import Rejected

_BLOCK: Final = 1 << 20
_FAULTS: Final = (
    ("unexpected end of data", "a quotation mark opened in this row is never closed"),
    ("expected after", "a quotation mark inside a quoted value is not doubled"),
    ("field larger", "a value is longer than 131,072 characters"),
)


def read_rows(
    path: Path, columns: Sequence[str], required: Sequence[str]
) -> Iterator[Cells | Rejected]:
    """The rows of a CSV file (UTF-8, commas, header in the first line), one at a time.

    Rows without any value are passed over. A file that cannot be read gives one
    ``Rejected`` in row 1 and nothing else. Columns that are not in ``columns`` give one
    ``Rejected`` in row 1, and the rows are read without them. Where the quotation marks
    break down, reading stops, and the ``Rejected`` says how much was left.
    """
    if reason := _unreadable(path):
        yield Rejected(path.name, 1, "", "", reason)
        return
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            yield from _records(path.name, file, columns, required)
    except (OSError, UnicodeError) as error:
        yield Rejected(path.name, 1, "", "", f"the file changed while it was read: {error}")


def _unreadable(path: Path) -> str:
    """Why the bytes of a file are no UTF-8 text; empty when they are.

    The file is read through once before any row is taken, so that a file is refused as a
    whole and not after half of it.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    try:
        with path.open("rb") as file:
            block = file.read(_BLOCK)
            if not block:
                return "the file is empty"
            if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "the file is UTF-16: save it as “CSV UTF-8”"
            while block:
                if b"\0" in block:
                    return "the file holds NUL bytes and is no text: save it as “CSV UTF-8”"
                decoder.decode(block)
                line += block.count(b"\n")
                block = file.read(_BLOCK)
            decoder.decode(b"", final=True)
    except OSError as error:
        return f"the file could not be read: {error.strerror or error}"
    except UnicodeDecodeError as error:
        line += bytes(error.object[: error.start]).count(b"\n")
        return f"the file is not UTF-8 (line {line:,}): save it as “CSV UTF-8”"
    return ""


def _records(
    name: str, file: IO[str], columns: Sequence[str], required: Sequence[str]
) -> Iterator[Cells | Rejected]:
    reader = csv.reader(file, strict=True)
    header: list[str] = []
    start = 1
    try:
        for record in reader:
            line, start = start, reader.line_num + 1
            if not any(value.strip() for value in record):
                continue
            if not header:
                header = [value.strip().lower() for value in record]
                if reason := _header_fault(header, required):
                    yield Rejected(name, 1, "", shown(",".join(record)), reason)
                    return
                yield from _unknown_columns(name, header, columns)
                continue
            cells = Cells(name, line, dict(zip(header, record, strict=False)))
            if len(record) != len(header):
                cells.refuse_row(
                    f"the row has {len(record)} values and the header {len(header)} columns:"
                    " a comma is missing or not inside quotation marks"
                )
            yield cells
    except csv.Error as error:
        left = reader.line_num - start + sum(1 for _ in file)
        yield Rejected(name, start, "", "", _broken(str(error), left))
        return
    if not header:
        yield Rejected(name, 1, "", "", "the file is empty")


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


def _broken(message: str, left: int) -> str:
    fault = next((said for part, said in _FAULTS if part in message), message)
    if not left:
        return f"{fault}: this row was not read"
    lines = "line" if left == 1 else f"{left:,} lines"
    return f"{fault}: this row and the {lines} after it were not read"
