"""A CSV file as rows of cells, or the reason why it cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from geodata.readers.cells import Cells, shown
from geodata.readers.formats.delimited import open_delimited
from geodata.readers.formats.encoding import UTF_8
from geodata.readers.marks import unguarded
from geodata.readers.rows import FIELD_LIMIT, Rows
from geodata.schema import Rejected


def read_rows(
    path: Path, columns: Sequence[str], required: Sequence[str]
) -> Iterator[Cells | Rejected]:
    """The rows of a text table (UTF-8, header in the first row), one at a time.

    Rows without any value are passed over; apostrophes that keep a cell from being a formula
    are taken out. A file that cannot be read gives one ``Rejected`` in row 1 and nothing else.
    Columns that are not in ``columns`` give one ``Rejected`` in row 1, and the rows are read
    without them. Where the quotation marks break down, reading stops, and the ``Rejected``
    says how much was left.
    """
    table = open_delimited(path.name, 0, lambda: path.open("rb"), encoding=UTF_8)
    if isinstance(table, Rejected):
        yield table
        return
    header = [name.lower() for name in table.names]
    if reason := _header_fault(header, columns, required):
        yield Rejected(path.name, 1, "", shown(",".join(header)), reason)
        return
    if unknown := shown(", ".join(name for name in header if name not in columns)):
        reason = f"not columns of this format, and not read: {unknown}"
        yield Rejected(path.name, 1, unknown, "", reason)
    for part in table.parts():
        if isinstance(part, Rejected):
            yield part
        elif isinstance(part, Rows):
            values = (column.to_pylist() for column in part.values.values())
            for line, *record in zip(part.lines.tolist(), *values, strict=True):
                yield _cells(path.name, line, header, record)


def _cells(name: str, line: int, header: Sequence[str], record: Sequence[str]) -> Cells:
    cells = Cells(name, line, dict(zip(header, map(unguarded, record), strict=True)))
    if any(len(value) > FIELD_LIMIT for value in record):
        cells.refuse_row(f"a value is longer than {FIELD_LIMIT:,} characters")
    return cells


def _header_fault(header: Sequence[str], columns: Sequence[str], required: Sequence[str]) -> str:
    if missing := [column for column in required if column not in header]:
        return f"the header lacks {', '.join(missing)}: the first line must name the columns"
    if twice := [column for column in columns if f"{column} (2)" in header]:
        return f"the column {shown(twice[0])} stands in the header twice"
    return ""
