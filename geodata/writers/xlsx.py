"""Excel workbooks: the sheets Events, Sources and About this file, written row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import xlsxwriter

from geodata import text
from geodata.query.records import RECORD_SCHEMA
from geodata.writers.cells import cells, source_cells
from geodata.writers.provenance import Provenance

ROWS: Final = 1_048_575
"""What a sheet of Excel holds below its header."""

CELL: Final = 32_767
"""Characters of one cell."""

_CUT: Final = "…"
_DAYS: Final = frozenset({"date_start", "date_end", "published"})
_EARLIEST: Final = date(1900, 3, 1)  # before, days of Excel and of the calendar differ
_WIDTHS: Final = {
    **dict.fromkeys(("title", "summary"), 60),
    **dict.fromkeys(("actors", "attribution", "url"), 40),
    **dict.fromkeys(("id", "event_id", "place", "publisher"), 24),
}
_USUAL: Final = 14


def refused(about: Provenance) -> str:
    """Why these events do not fit into a workbook; empty when they do."""
    for number, noun in ((about.shown, "event"), (about.citations, "source")):
        if number > ROWS:
            return (
                f"A sheet of Excel holds {text.number(ROWS)} rows, and these are"
                f" {text.count(number, noun)}: choose fewer events, or CSV or Parquet."
            )
    return ""


def write(rows: Iterator[pa.Table], about: Provenance, target: Path) -> None:
    """One workbook. Days are days, numbers numbers, everything else is text: nothing is a
    formula or a link. A text longer than a cell holds is cut, with ``…`` at its end."""
    options = {
        "constant_memory": True,
        "tmpdir": str(target.parent),
        "use_zip64": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(str(target), options) as book:
        made = about.as_of or about.written_at
        book.set_properties(
            {"title": about.title, "subject": about.filters, "created": made.replace(tzinfo=None)}
        )
        events = _Sheet(book, "Events", _events(RECORD_SCHEMA.empty_table(), about))
        sources = _Sheet(book, "Sources", source_cells(RECORD_SCHEMA.empty_table(), about))
        for table in rows:
            events.add(_events(table, about))
            sources.add(source_cells(table, about))
        for sheet in (events, sources):
            sheet.finish()
        _about(book, about)


def _events(table: pa.Table, about: Provenance) -> pa.Table:
    return cells(table, about).drop_columns(["sources"])


class _Sheet:
    """A sheet with a header that stays in view, and filters."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, empty: pa.Table) -> None:
        self._sheet = book.add_worksheet(name)
        self._row = 0
        self._names = empty.column_names
        bold = book.add_format({"bold": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        for column, name_of in enumerate(self._names):
            self._sheet.set_column(column, column, _WIDTHS.get(name_of, _USUAL))
        self._sheet.freeze_panes(1, 1)
        for column, name_of in enumerate(self._names):
            self._sheet.write_string(0, column, name_of, bold)

    def add(self, table: pa.Table) -> None:
        """Rows below those that are there."""
        writers = [self._writer(name, column) for column, name in enumerate(self._names)]
        columns = [column.to_pylist() for column in table.columns]
        for values in zip(*columns, strict=True):
            self._row += 1
            for write_one, value in zip(writers, values, strict=True):
                if value is not None and value != "":
                    write_one(self._row, value)

    def finish(self) -> None:
        """Filters over all rows."""
        self._sheet.autofilter(0, 0, self._row, len(self._names) - 1)

    def _writer(self, name: str, column: int) -> Callable[[int, Any], object]:
        sheet = self._sheet
        if name in _DAYS:
            return lambda row, value: self._write_day(row, column, value)

        def write_one(row: int, value: Any) -> object:  # noqa: ANN401 - text or a number
            if isinstance(value, str):
                return sheet.write_string(row, column, fitted(value))
            return sheet.write_number(row, column, value)

        return write_one

    def _write_day(self, row: int, column: int, value: date) -> None:
        if value < _EARLIEST:
            self._sheet.write_string(row, column, value.isoformat())
        else:
            self._sheet.write_datetime(
                row, column, datetime.combine(value, datetime.min.time()), self._day
            )


def fitted(value: str) -> str:
    """A text that a cell holds; Excel counts in units of UTF-16."""
    if len(value) * 2 <= CELL:
        return value
    units = value.encode("utf-16-le", "surrogatepass")
    if len(units) // 2 <= CELL:
        return value
    return units[: 2 * (CELL - 1)].decode("utf-16-le", "ignore") + _CUT


def _about(book: xlsxwriter.Workbook, about: Provenance) -> None:
    sheet = book.add_worksheet("About this file")
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    lines: Sequence[tuple[str, str]] = about.lines()
    for row, (label, words) in enumerate(lines):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, words, wrapped)
