"""The days of the rows of a table, as a mapping says where they stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.readers.generic import days
from geodata.readers.generic.days import DateRange
from geodata.readers.generic.folding import is_unknown
from geodata.readers.generic.mapping import TableMapping
from geodata.readers.sheet import CellError, Sheet
from geodata.schema import DATE_PRECISIONS

_DAY: Final = pa.struct(
    [
        ("first", pa.date32()),
        ("last", pa.date32()),
        ("vague", pa.int8()),
        ("moved", pa.bool_()),
    ]
)
"""A day as parsed; ``vague`` counts along ``DATE_PRECISIONS``, 0 for a day."""

_VAGUE: Final = tuple(DATE_PRECISIONS)
_NOT_KNOWN: Final = {"first": None, "last": None, "vague": 0, "moved": False}


def when(sheet: Sheet, mapping: TableMapping) -> dict[str, pa.Array]:
    """``date_start``, ``date_end`` and ``date_precision`` of each row, in UTC.

    A month or a year lasts from its first to its last day. The precision is the least exact
    of what the two days and the column of the precision say. A row without a day is refused,
    and so is one that ends before it begins.
    """
    start = _start(sheet, mapping)
    first, last = pc.struct_field(start, "first"), pc.struct_field(start, "last")
    vague = _numbers(start)
    if column := mapping.columns.get("date_end"):
        end = sheet.parsed(column, _parser(mapping), _DAY)
        _note_moved(sheet, end, column)
        stated = pc.struct_field(end, "last")
        sheet.refuse(pc.less(stated, first), column, "it is before the first day")
        last = pc.coalesce(stated, last)
        vague = np.maximum(vague, _numbers(end))
    if column := mapping.columns.get("date_precision"):
        said = sheet.parsed(column, _precision, pa.int8())
        vague = np.maximum(vague, said.fill_null(0).to_numpy(zero_copy_only=False))
    precision = pa.array(_VAGUE).take(pa.array(vague))
    return {"date_start": first, "date_end": last, "date_precision": precision}


def day(sheet: Sheet, mapping: TableMapping, field: str) -> pa.Array:
    """The days of another field, null where it does not say a day."""

    def exact(text: str) -> date | None:
        found = _parse(text, mapping)
        return found["first"] if found["first"] == found["last"] else None

    return sheet.parsed(mapping.columns[field], exact, pa.date32())


def _start(sheet: Sheet, mapping: TableMapping) -> pa.StructArray:
    """The day of each row from the column of the date, or else from its parts."""
    column, year = mapping.columns.get("date_start"), mapping.columns.get("year")
    start = pa.nulls(len(sheet), _DAY)
    missing = np.ones(len(sheet), dtype=bool)
    if column:
        start = sheet.parsed(column, _parser(mapping), _DAY)
        _note_moved(sheet, start, column)
        missing = _says_nothing(start) | np.asarray(pc.equal(sheet.raw(column), ""))
    if year:
        parts = _from_parts(sheet, mapping)
        missing &= _says_nothing(parts)
        start = pc.if_else(pc.is_valid(pc.struct_field(start, "first")), start, parts)
    sheet.refuse(missing, column or year or "", "an event needs a day, a month or a year")
    return start


def _says_nothing(found: pa.StructArray) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which cells say that the day is not known; null is a cell at fault."""
    return np.asarray(pc.and_(pc.is_valid(found), pc.is_null(pc.struct_field(found, "first"))))


def _from_parts(sheet: Sheet, mapping: TableMapping) -> pa.StructArray:
    columns = [
        mapping.columns[field] for field in ("year", "month", "day") if field in mapping.columns
    ]

    def parse(*cells: str) -> dict[str, Any]:
        found = days.parse_parts(*cells)
        return _as_row(found) if found else _NOT_KNOWN

    return sheet.combined(columns, parse, _DAY)


def _parser(mapping: TableMapping) -> Callable[[str], dict[str, Any]]:
    return lambda text: _parse(text, mapping)


def _parse(text: str, mapping: TableMapping) -> dict[str, Any]:
    if is_unknown(text):
        return _NOT_KNOWN
    return _as_row(days.parse(text, mapping.date_order, serial=mapping.date_serial))


def _as_row(found: DateRange) -> dict[str, Any]:
    return {
        "first": found.first,
        "last": found.last,
        "vague": _VAGUE.index(found.precision),
        "moved": found.moved,
    }


def _precision(text: str) -> int | None:
    word = text.casefold()
    if is_unknown(word):
        return None
    if word not in _VAGUE:
        raise CellError(f"expected one of {', '.join(_VAGUE)}")
    return _VAGUE.index(word)


def _numbers(found: pa.StructArray) -> np.ndarray[Any, np.dtype[np.int8]]:
    return np.asarray(pc.struct_field(found, "vague").fill_null(0).to_numpy(zero_copy_only=False))


def _note_moved(sheet: Sheet, found: pa.StructArray, column: str) -> None:
    sheet.note(
        pc.struct_field(found, "moved"),
        f"{column} has a time of another zone: the day is the one in UTC",
    )
