"""What an Excel workbook (XLSX) consists of: its sheets, texts, and which cells hold days.

The names of elements are those of ECMA-376, Office Open XML.
"""

from __future__ import annotations

import posixpath
import re
import sys
import zipfile
from typing import Final, NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from geodata.readers.rows import FIELD_LIMIT
from geodata.readers.xlsx_stream import SMALL_LIMIT, Start, Stream, UnfitBookError

STRINGS_LIMIT: Final = 256_000_000
"""Bytes that the workbook's list of texts may take in memory."""

_BOOK: Final = "xl/workbook.xml"
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Book(NamedTuple):
    """``sheets``: where the sheets are, by title. ``dates``: by number of a cell's style,
    ``d`` for days and times, ``t`` for spans of time, else empty. ``from_1904``: whether days
    are counted from there."""

    sheets: dict[str, str]
    strings: str
    dates: list[str]
    from_1904: bool


def book(packed: zipfile.ZipFile) -> Book:
    """What a workbook consists of."""
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}
    kinds: dict[str, str] = {}
    from_1904 = False

    def in_book(name: str, found: dict[str, str]) -> None:
        nonlocal from_1904
        if name == "workbookPr":
            from_1904 = found.get("date1904") in {"1", "true"}
        elif name == "sheet":
            link = next((value for key, value in found.items() if key.endswith(":id")), "")
            sheets[found.get("name", "")] = link

    def in_links(name: str, found: dict[str, str]) -> None:
        if name == "Relationship":
            target = posixpath.normpath(posixpath.join("xl", found.get("Target", "")))
            kind = found.get("Type", "").rpartition("/")[2]
            targets[found.get("Id", "")] = kinds[kind] = target.lstrip("/")
            if kind != "worksheet":
                targets.pop(found.get("Id", ""))

    _whole(packed, _BOOK, in_book)
    _whole(packed, "xl/_rels/workbook.xml.rels", in_links)
    return Book(
        {title: targets[link] for title, link in sheets.items() if link in targets},
        kinds.get("sharedStrings", ""),
        _dates(packed, kinds.get("styles", "")),
        from_1904,
    )


def _whole(packed: zipfile.ZipFile, part: str, start: Start) -> None:
    stream = Stream(packed, part, SMALL_LIMIT)
    for _ in stream.parse(start):
        stream.since = 0


def _dates(packed: zipfile.ZipFile, part: str) -> list[str]:
    """Which styles of cells are of days, times or spans of time."""
    if part not in packed.namelist():
        return []
    formats = dict(BUILTIN_FORMATS)
    used: list[int] = []
    inside = ""

    def start(name: str, found: dict[str, str]) -> None:
        nonlocal inside
        if name == "numFmt":
            formats[int(found["numFmtId"])] = found["formatCode"]
        elif name in {"cellXfs", "cellStyleXfs", "dxfs"}:
            inside = name
        elif name == "xf" and inside == "cellXfs":
            used.append(int(found.get("numFmtId", 0)))

    _whole(packed, part, start)
    kinds = {number: _kind(formats.get(number, "")) for number in set(used)}
    return [kinds[number] for number in used]


def _kind(code: str) -> str:
    if is_timedelta_format(code):
        return "t"
    return "d" if is_date_format(code) else ""


def strings(packed: zipfile.ZipFile, part: str) -> list[str]:
    """The texts of a workbook, which its cells refer to by number.

    Raises:
        UnfitBookError: they would take too much memory.
    """
    found: list[str] = []
    pieces: list[str] = []
    taken = spoken = 0
    if part not in packed.namelist():
        return found
    stream = Stream(packed, part, 2 * STRINGS_LIMIT)

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal spoken
        spoken += name == "rPh"  # how a text is pronounced is no part of it
        if name == "si":
            pieces.clear()

    def end(name: str) -> None:
        nonlocal spoken, taken
        spoken -= name == "rPh"
        if name == "si":
            found.append(unescaped("".join(pieces)))
            pieces.clear()
            taken += sys.getsizeof(found[-1]) + 8
            stream.since = 0

    def text(data: str) -> None:
        if not spoken:
            pieces.append(data)

    for _ in stream.parse(start, end, text):
        if taken > STRINGS_LIMIT:
            raise UnfitBookError(
                f"the texts of the workbook take more than {STRINGS_LIMIT:,} bytes:"
                " save the sheet as “CSV UTF-8”"
            )
    return found


def unescaped(text: str) -> str:
    """A text as it was typed: signs that XML cannot hold are written as ``_x000D_``."""
    if "_x" in text:
        text = _ESCAPED.sub(_sign, text)
    return text[: FIELD_LIMIT + 1].strip()


def _sign(escaped: re.Match[str]) -> str:
    sign = chr(int(escaped[1], 16))
    return escaped[0] if 0xD800 <= ord(sign) < 0xE000 else sign  # noqa: PLR2004 - half a sign
