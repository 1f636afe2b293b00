"""The records of a well-formed text table, by Arrow: columns come without a Python object
for each value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from geodata.readers.csv_scan import Opened, Scan, line_of
from geodata.readers.rows import Part, Rows, wrong_width
from geodata.schema import Rejected

_BLOCK: Final = 1 << 23


class _Wrong:
    """The records of another width than the header, as Arrow comes upon them."""

    def __init__(self) -> None:
        self.records: list[tuple[int, int, bool]] = []

    def __call__(self, row: Any) -> str:  # noqa: ANN401 - Arrow ships no types
        """Note a record, counted from 0, and pass it over."""
        blank = not row.text.strip(" \t\r\n")
        self.records.append((row.number - 1, row.actual_columns, blank))
        return "skip"


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
    wrong = _Wrong()
    with opened() as raw:
        reader = arrow_csv.open_csv(
            raw,
            read_options=arrow_csv.ReadOptions(
                column_names=list(names),
                block_size=max(_BLOCK, 2 * scanned.longest),
                use_threads=False,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator,
                quote_char='"' if quotes else False,
                newlines_in_values=quotes and scanned.starts is not None,
                invalid_row_handler=wrong,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                check_utf8=False,  # the scan did
            ),
        )
        record = read = 0
        for batch in reader:
            if not batch.num_rows:
                continue
            read += batch.nbytes
            records = _numbered(record, batch.num_rows, [number for number, *_ in wrong.records])
            yield from _rejected(
                file, scanned, wrong, len(names), until=int(records[-1]), skip=skip
            )
            record = int(records[-1]) + 1
            kept = np.flatnonzero((records >= skip) & ~_blank(batch))
            lines = line_of(scanned, records[kept])
            if len(kept) < batch.num_rows:
                batch = batch.take(pa.array(kept))  # noqa: PLW2901 - the part of it that counts
            values = dict(zip(names, batch.columns, strict=True))
            yield Rows(lines, values, min(read / max(size, 1), 1.0))
        yield from _rejected(file, scanned, wrong, len(names), until=None, skip=skip)


def _numbered(first: int, count: int, without: list[int]) -> np.ndarray[Any, Any]:
    """The next ``count`` numbers from ``first``, leaving some out."""
    candidates = np.arange(first, first + count + len(without))
    return candidates[~np.isin(candidates, without)][:count]


def _rejected(
    file: str, scanned: Scan, wrong: _Wrong, width: int, *, until: int | None, skip: int
) -> Iterator[Rejected]:
    """What could not be split, up to a record; Arrow may be ahead of the rows it gave."""
    now = [one for one in wrong.records if until is None or one[0] <= until]
    wrong.records = wrong.records[len(now) :]
    for number, has, blank in now:
        if number >= skip and not blank:
            yield wrong_width(file, int(line_of(scanned, number)), has, width)


def _blank(batch: pa.RecordBatch) -> np.ndarray[Any, Any]:
    """The rows in which nothing stands."""
    rows = np.arange(batch.num_rows)
    for column in batch.columns:
        if not len(rows):
            break
        text = pc.utf8_trim_whitespace(column.take(pa.array(rows)))
        rows = rows[np.asarray(pc.equal(pc.binary_length(text), 0))]
    blank = np.zeros(batch.num_rows, dtype=bool)
    blank[rows] = True
    return blank
