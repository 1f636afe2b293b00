"""Reads a sheet of a workbook in a process of its own, and writes its rows as lines of JSON.

calamine holds a sheet in memory as a whole, empty cells included, and ends its process when
there is not enough: so ``workbook`` starts this one, within limits, and reads what it writes.
It imports nothing else of Watchline, to start quickly.

Arguments: the file, the title of the sheet (empty for the first that is not hidden), the bytes
of memory, and the characters that are kept of a cell and of a row.
"""

from __future__ import annotations

import json
import posixpath
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from defusedxml.ElementTree import fromstring
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

SECONDS: Final = 600
NO_MEMORY, PASSWORD, DAMAGED = 3, 4, 5
"""The exit codes of this process, besides 0."""

_BOOK, _LINKS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_MONTH, _YEAR = len("2025-07"), len("2025")
_MMM_YY: Final = "17"  # a format that no workbook spells out
_LITERAL: Final = re.compile(r'\[[^\]]*\]|"[^"]*"|[\\_*].|;.*', re.DOTALL)
_CELL: Final = re.compile(rb"<(?:\w+:)?c\s[^>]*>")
_PLACE: Final = re.compile(rb"\sr=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_STYLE: Final = re.compile(rb"\ss=[\"']([0-9]{1,5})[\"']")
_ANY: Final = "{*}"
_FIRST: Final = re.compile("(-01){1,2}")
_NO_MORE: Final = (sys.maxsize, 0, 0)
_TAG_LIMIT: Final = 1_000
_AT_ONCE: Final = 1 << 20


def limit(memory: int) -> None:
    """Give this process no more memory and time; Windows cannot."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - Windows has none

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def lines(path: str, title: str, cell_limit: int, row_limit: int) -> Iterator[object]:
    """The titles of the sheets and of the one that is read; then rows with their numbers, as
    texts; ``null`` for one that is too long."""
    with CalamineWorkbook.from_path(path) as book:
        found = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        shown = [one.name for one in found if one.visible == SheetVisibleEnum.Visible]
        titles = [one.name for one in found]
        title = title or next(iter([*shown, *titles]), "")
        if title not in titles:
            yield {"sheets": titles, "sheet": ""}
            return
        yield {"sheets": titles, "sheet": title}
        rows = book.get_sheet_by_name(title).iter_rows()
        short = shortened(path, title)
        row, column, length = next(short, _NO_MORE)
        for number, cells in enumerate(rows, 1):
            texts = [text(cell)[:cell_limit] for cell in cells]
            while row <= number:
                if (
                    row == number
                    and column < len(texts)
                    and _FIRST.fullmatch(texts[column], length)
                ):
                    texts[column] = texts[column][:length]
                row, column, length = next(short, _NO_MORE)
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                yield number, texts if sum(map(len, texts)) <= row_limit else None


def text(cell: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    """A cell as a person would write it in a CSV file."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
    if isinstance(cell, datetime) and cell.time() == time(0):
        return str(cell.date())
    if isinstance(cell, date | time):
        return str(cell)
    return str(cell)


def shortened(path: str, title: str) -> Iterator[tuple[int, int, int]]:
    """Row, column and how much is shown of cells that are shown as a month or a year only.

    calamine does not say how a cell is shown; this is for XLSX alone.
    """
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as packed:
        if not {_BOOK, _LINKS, _STYLES} <= set(packed.namelist()):
            return
        lengths = _lengths(packed)
        if not any(lengths):
            return
        with packed.open(_part(packed, title)) as sheet:
            rest = b""
            while block := sheet.read(_AT_ONCE):
                data = rest + block
                cut = data.rfind(b"<")
                for tag in _CELL.findall(data, 0, cut):
                    place, style = _PLACE.search(tag), _STYLE.search(tag)
                    length = lengths[int(style[1])] if style and int(style[1]) < len(lengths) else 0
                    if place and length:
                        yield int(place[2]), _column(place[1]), length
                rest = data[cut:] if len(data) - cut < _TAG_LIMIT else b""


def _lengths(packed: zipfile.ZipFile) -> list[int]:
    """By number of a cell's style, how much of a day is shown; 0 for all of it."""
    found = fromstring(packed.read(_STYLES))
    shown = {
        one.get("numFmtId"): _length(one.get("formatCode", ""))
        for one in found.iterfind(f".//{_ANY}numFmt")
    }
    shown[_MMM_YY] = _MONTH
    return [shown.get(one.get("numFmtId"), 0) for one in found.iterfind(f"{_ANY}cellXfs/{_ANY}xf")]


def _length(code: str) -> int:
    signs = set(_LITERAL.sub("", code.lower()))
    if "y" not in signs or signs & set("dhs"):
        return 0
    return _MONTH if "m" in signs else _YEAR


def _part(packed: zipfile.ZipFile, title: str) -> str:
    """Where a sheet is in a workbook."""
    sheets = fromstring(packed.read(_BOOK)).iterfind(f".//{_ANY}sheet")
    link = next(
        value
        for sheet in sheets
        if sheet.get("name") == title
        for key, value in sheet.items()
        if key.rpartition("}")[2] == "id"
    )
    links = fromstring(packed.read(_LINKS))
    target = next(one.get("Target", "") for one in links if one.get("Id") == link)
    return posixpath.normpath(posixpath.join("xl", target)).lstrip("/")


def _column(letters: bytes) -> int:
    """The number of a column from its letters, the first being 0."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number - 1


def main() -> None:
    """Write all lines."""
    path, title, memory, cell_limit, row_limit = sys.argv[1:]
    limit(int(memory))
    try:
        for line in lines(path, title, int(cell_limit), int(row_limit)):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    except MemoryError:
        sys.exit(NO_MEMORY)
    except PasswordError:
        sys.exit(PASSWORD)
    except (CalamineError, OSError, ValueError):
        sys.exit(DAMAGED)


if __name__ == "__main__":
    main()
