"""The records of a well-formed text table, by Arrow: columns come without a Python object
for each value."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from geodata.readers import csv_scan
from geodata.readers.csv_scan import Opened, Scan, line_of
from geodata.readers.rows import ROWS_AT_ONCE, Part, Rows, wrong_width
from geodata.schema import Rejected

BLOCK: Final = 1 << 23
"""Bytes that Arrow splits in one go, unless one record is longer."""

CROWD: Final = 200_000
"""Records that Arrow splits in one go: each may turn out a misfit, which takes memory."""


class _Misfit(NamedTuple):
    """A record of another width than the header, counted from 0."""

    record: int
    has: int
    more: int  # line ends inside it
    blank: bool


class _Misfits:
    """The records of another width than the header, as Arrow comes upon them."""

    def __init__(self, separator: str, *, quotes: bool) -> None:
        self.separator = separator
        self.quotes = quotes
        self.waiting: list[_Misfit] = []

    def __call__(self, row: Any) -> str:  # noqa: ANN401 - Arrow ships no types
        """Note a record and pass it over."""
        text = row.text
        blank = self._blank(text)
        misfit = _Misfit(row.number - 1, row.actual_columns, text.count("\n"), blank)
        self.waiting.append(misfit)
        return "skip"

    def _blank(self, text: str) -> bool:
        rest = text.replace(self.separator, "").strip()
        if not self.quotes or rest.replace('"', "").strip():
            return not rest
        if '"' not in text.replace('""', "") and '"""' not in text:  # nothing is enclosed
            return True
        records = csv.reader(io.StringIO(text, newline=""), delimiter=self.separator)
        return not any(value.strip() for record in records for value in record)

    def before(self, record: int) -> list[_Misfit]:
        """Those that stand before a record, and no longer wait; Arrow may be ahead."""
        now = [one for one in self.waiting if one.record < record]
        self.waiting = self.waiting[len(now) :]
        return now


class _WholeEnds:
    """A file in blocks that never end between the two signs of a line end.

    Arrow would drop the second, also inside quotation marks, where it is part of a value.
    """

    def __init__(self, raw: IO[bytes]) -> None:
        self.raw = raw
        self.held = b""
        self.closed = False

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes."""
        block = self.held + self.raw.read(size - len(self.held))
        self.held = b"\r" if block.endswith(b"\r") and len(block) > 1 else b""
        return block.removesuffix(self.held)

    def close(self) -> None:
        """Nothing: whoever opened the file closes it."""


def parts(
    file: str,
    size: int,
    opened: Opened,
    scanned: Scan,
    names: tuple[str, ...],
    *,
    separator: str,
    quotes: bool,
    skip: int,
) -> Iterator[Part]:
    """The rows after the first ``skip`` records, for a file that ``scan`` calls regular."""
    misfits = _Misfits(separator, quotes=quotes)
    record = read = 0  # the record to come, and the bytes read so far

    def rejected() -> Iterator[Rejected]:
        for number, has, more, blank in misfits.before(record):
            if number >= skip and not blank:
                line = int(line_of(scanned, number))
                yield wrong_width(file, line, has, len(names), more=more)

    options = _options(scanned, names, separator, misfits, quotes=quotes)
    try:
        with opened() as raw, arrow_csv.open_csv(_WholeEnds(raw), **options) as reader:
            for batch in reader:
                read += batch.nbytes
                numbers = _numbered(record, batch.num_rows, misfits.waiting)
                record = int(numbers[-1]) + 1 if len(numbers) else _after(record, misfits.waiting)
                yield from rejected()
                done = min(read / max(size, 1), 1.0)
                for start in range(0, batch.num_rows, ROWS_AT_ONCE):
                    some = batch.slice(start, ROWS_AT_ONCE)
                    of_these = numbers[start : start + ROWS_AT_ONCE]
                    kept = np.flatnonzero((of_these >= skip) & ~_blank(some))
                    if len(kept) < some.num_rows:
                        some = some.take(pa.array(kept))
                    values = dict(zip(names, some.columns, strict=True))
                    yield Rows(line_of(scanned, of_these[kept]), values, done)
    except (pa.ArrowException, OSError) as error:
        yield from rejected()
        reason = f"from here on the file could not be read; it may have changed: {error}"
        yield Rejected(file, int(line_of(scanned, record)), "", "", reason)
        return
    record = _after(record, misfits.waiting)
    yield from rejected()


def _options(
    scanned: Scan, names: tuple[str, ...], separator: str, misfits: _Misfits, *, quotes: bool
) -> dict[str, Any]:
    """How Arrow is to read: all of it text, as it stands."""
    bearable = CROWD * csv_scan.BLOCK // max(scanned.crowd, 1)
    return {
        "read_options": arrow_csv.ReadOptions(
            column_names=list(names),
            block_size=max(min(BLOCK, bearable), 2 * scanned.longest),
            use_threads=False,
        ),
        "parse_options": arrow_csv.ParseOptions(
            delimiter=separator,
            quote_char='"' if quotes else False,
            newlines_in_values=quotes and scanned.jumps is not None,
            invalid_row_handler=misfits,
        ),
        "convert_options": arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            check_utf8=False,  # the scan did
        ),
    }


def _numbered(first: int, count: int, without: list[_Misfit]) -> np.ndarray[Any, Any]:
    """The next ``count`` numbers from ``first``, leaving those out that do not fit."""
    candidates = np.arange(first, first + count + len(without))
    if not without:
        return candidates
    return candidates[~np.isin(candidates, [one.record for one in without])][:count]


def _after(record: int, misfits: list[_Misfit]) -> int:
    """The record after those that do not fit and follow on from ``record``."""
    for one in misfits:
        if one.record != record:
            break
        record += 1
    return record


def _blank(batch: pa.RecordBatch) -> np.ndarray[Any, Any]:
    """The rows in which nothing stands."""
    blank = np.ones(batch.num_rows, dtype=bool)
    for column in batch.columns:
        if not blank.any():
            break
        rows = np.flatnonzero(blank)
        text = column if len(rows) == batch.num_rows else column.take(pa.array(rows))
        empty = pc.equal(pc.binary_length(pc.utf8_trim_whitespace(text)), 0)
        blank[rows] = np.asarray(empty)
    return blank
