"""The rows of a sheet of an Excel workbook (XLSX), one after the other."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import Final

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from geodata.readers.rows import FIELD_LIMIT, FORMULA, named
from geodata.readers.xlsx_book import Book, strings, unescaped
from geodata.readers.xlsx_stream import Stream, UnfitBookError

SHEET_LIMIT: Final = 4_000_000_000
"""Bytes that a sheet may unpack to."""

ROW_LIMIT: Final = 1_048_576
WIDTH_LIMIT: Final = 16_384
"""Rows and columns of a sheet, as Excel has them."""

_DIGITS: Final = "0123456789"
_MIDNIGHT: Final = re.compile(r"[T ]00:00:00(\.0+)?Z?$")


class SheetRows:
    """The rows of a sheet: the number of each, and its filled cells by number of column.

    What a sheet says of its own size is not looked at; its rows are counted.
    """

    def __init__(self, packed: zipfile.ZipFile, found: Book, title: str) -> None:
        self.texts = strings(packed, found.strings)
        self.dates = found.dates
        self.epoch = MAC_EPOCH if found.from_1904 else WINDOWS_EPOCH
        self.stream = Stream(packed, found.sheets[title], SHEET_LIMIT)
        self.columns: dict[str, int] = {}
        self.ready: list[tuple[int, dict[int, str]]] = []
        self.row = self.column = 0
        self.cells: dict[int, str] = {}
        self.kind = self.style = ""
        self.collects = ""  # the element whose text is collected
        self.pieces: list[str] = []
        self.formula: str | None = None

    @property
    def done(self) -> float:
        """The part of the sheet that is read, 0 to 1."""
        return self.stream.read / max(self.stream.size, 1)

    def rows(self) -> Iterator[tuple[int, dict[int, str]]]:
        """Every row that the sheet holds."""
        for _ in self.stream.parse(self._start, self._end, self._text):
            yield from self.ready
            self.ready = []

    def _start(self, name: str, found: dict[str, str]) -> None:
        if name == "c":
            at = found.get("r", "").rstrip(_DIGITS)
            self.column = (self.columns.get(at) or self._numbered(at)) if at else self.column + 1
            self.kind = found.get("t", "n")
            self.style = found.get("s", "")
            self.formula = None
            self.pieces = []
        elif name == "row":
            number = int(found.get("r") or self.row + 1)
            if not self.row < number <= ROW_LIMIT:
                raise UnfitBookError(f"the sheet goes on with a row {number}")
            self.row, self.column, self.cells = number, 0, {}
        elif name in {"v", "f", "t"} and self.collects != "rPh":
            self.collects = name
            if name == "f":
                self.formula = ""
        elif name == "rPh":  # how a text is pronounced is no part of it
            self.collects = name

    def _text(self, data: str) -> None:
        if self.collects in {"v", "t"}:
            self.pieces.append(data)
        elif self.collects == "f":
            self.formula = f"{self.formula}{data}"

    def _end(self, name: str) -> None:
        if name == "c":
            text = self._cell("".join(self.pieces))
            if text:
                self.cells[self.column] = text
        elif name == "row":
            self.ready.append((self.row, self.cells))
            self.stream.since = 0
        elif name == self.collects:
            self.collects = ""

    def _numbered(self, letters: str) -> int:
        """The number of a column: A is 1, AA is 27."""
        number = 0
        for letter in letters[:4]:
            number = number * 26 + ord(letter) - 64
        if not (letters.isascii() and letters.isalpha() and letters.isupper()) or (
            number > WIDTH_LIMIT
        ):
            raise UnfitBookError(f"the sheet has a column {named(letters)}")
        self.columns[letters] = number
        return number

    def _cell(self, value: str) -> str:
        """A cell as a person would write it in a CSV file."""
        if self.formula is not None:
            return f"{FORMULA}{self.formula[:FIELD_LIMIT]}"
        if self.kind == "n":
            return self._number(value.strip())
        if self.kind == "s":
            return self.texts[int(value)] if value else ""
        if self.kind == "b":
            return {"0": "false", "1": "true"}.get(value, value)
        if self.kind == "d":
            return _MIDNIGHT.sub("", value)
        return unescaped(value)

    def _number(self, value: str) -> str:
        date = self.dates[int(self.style)] if self.dates and self.style else ""
        if not value or (value.isdecimal() and not date):
            return value
        number = float(value)
        if date:
            try:
                when = from_excel(number, self.epoch, timedelta=date == "t")
            except (OverflowError, ValueError):
                return value  # Excel itself shows no day for it
            midnight = isinstance(when, datetime) and when.time() == time(0)
            return str(when.date() if midnight else when)
        return str(int(number)) if number.is_integer() else f"{Decimal(str(number)):f}"
