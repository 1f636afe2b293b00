"""Records of a text table: where they end, and their values as columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from geodata.readers.formats.encoding import UNDECODABLE

_QUOTE, _NEWLINE, _RETURN = b'"\n\r'

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DelimitedFormat:
    """How a text table is written; ``names`` for one that has no header.

    ``quotes`` says whether quotation marks enclose values.
    """

    separator: str = ","
    quotes: bool = True
    names: tuple[str, ...] = ()

    @property
    def dialect(self) -> dict[str, Any]:
        """The same as options of Python's csv module."""
        quoting = csv.QUOTE_MINIMAL if self.quotes else csv.QUOTE_NONE
        return {"delimiter": self.separator, "quoting": quoting, "strict": True}


class BadRecord(NamedTuple):
    """A record of another width than the header: its number, counted from 0, its values, and
    whether nothing stands in them."""

    record: int
    has: int
    is_blank: bool


class RecordColumns(NamedTuple):
    """Records as columns of text, and those of another width, which are not in them."""

    values: Sequence[pa.Array]
    misfits: Sequence[BadRecord]


def ends(data: bytes, form: DelimitedFormat, *, last: bool) -> tuple[Ints, Ints] | None:
    """Where records end, and the number of lines up to there; ``None`` where a quotation mark
    neither encloses a value nor is doubled inside one.

    Inside quotation marks is where an odd number of them stands before.
    """
    signs = np.frombuffer(b"\n" + data + b"\n", np.uint8)  # so that each has neighbours
    is_end = signs[1:] == _NEWLINE
    is_end[:-1] |= (signs[1:-1] == _RETURN) & (signs[2:] != _NEWLINE)  # as old Macs end lines
    newlines = np.flatnonzero(is_end)
    if not last or data.endswith(b"\n"):
        newlines = newlines[:-1]
    marks = np.flatnonzero(signs[1:-1] == _QUOTE) if form.quotes else np.empty(0, np.int64)
    outside = np.searchsorted(marks, newlines) % 2 == 0
    around = np.frombuffer(form.separator.encode() + b'"\n\r', np.uint8)
    regular = (
        np.isin(signs[marks[0::2]], around).all() and np.isin(signs[marks[1::2] + 2], around).all()
    )
    return (newlines[outside] + 1, np.flatnonzero(outside) + 1) if regular else None


def split(data: bytes, form: DelimitedFormat) -> RecordColumns:
    """Whole records split by Arrow: all of it text, as it stands."""
    misfits: list[BadRecord] = []

    def misfit(row: Any) -> str:  # noqa: ANN401 - Arrow ships no types
        record = next(csv.reader(io.StringIO(row.text, newline=""), **form.dialect), [])
        misfits.append(_misfit(row.number - 1, record))
        return "skip"

    table = arrow_csv.read_csv(
        pa.py_buffer(data),
        arrow_csv.ReadOptions(
            column_names=list(form.names), block_size=len(data) + 1, use_threads=False
        ),
        arrow_csv.ParseOptions(
            delimiter=form.separator,
            quote_char='"' if form.quotes else False,
            newlines_in_values=form.quotes,
            ignore_empty_lines=False,
            invalid_row_handler=misfit,
        ),
        arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(form.names, pa.string()),
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )
    return RecordColumns([column.combine_chunks() for column in table.columns], misfits)


def fitting(records: Sequence[Sequence[str]], width: int) -> RecordColumns:
    """Split records as columns, those of another width apart."""
    misfits = [_misfit(at, one) for at, one in enumerate(records) if len(one) != width]
    rows = [record for record in records if len(record) == width]
    columns = zip(*rows, strict=True) if rows else [()] * width
    return RecordColumns([pa.array(column, pa.string()) for column in columns], misfits)


def _misfit(number: int, record: Sequence[str]) -> BadRecord:
    return BadRecord(number, len(record), not any(map(str.strip, record)))


def blank(columns: Sequence[pa.Array], count: int) -> npt.NDArray[np.bool_]:
    """The rows in which nothing stands."""
    rows = np.arange(count)
    for column in columns:
        if not len(rows):
            break
        text = column if len(rows) == count else column.take(pa.array(rows))
        empty = pc.equal(pc.binary_length(pc.utf8_trim_whitespace(text)), 0)
        rows = rows[np.asarray(empty)]
    return np.isin(np.arange(count), rows)


def undecodable(columns: Sequence[pa.Array], count: int) -> npt.NDArray[np.bool_]:
    """The rows in which a byte could not be decoded."""
    bad = np.zeros(count, dtype=bool)
    for column in columns:
        bad |= np.asarray(pc.match_substring(column, UNDECODABLE))
    return bad
