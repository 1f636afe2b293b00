"""A file on its way in: read once, checked, and kept beside the store until it is imported.

Reading writes two files into a folder of its own: ``events.parquet``, the events that can be
taken, and ``rejected.csv``, the rows that cannot, with reasons. Importing then takes the
first into the store as one transaction (``geodata.imports.files``).
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geodata.imports.row_ids import RowIds
from geodata.readers.cells import shown
from geodata.schema import EVENT_SCHEMA, Batch, Note, Rejected

EVENTS_FILE: Final = "events.parquet"
REJECTED_FILE: Final = "rejected.csv"
REJECTED_COLUMNS: Final = ("file", "row", "column", "value", "reason")

SHOWN: Final = 200
"""How many faults and notes are kept for showing; the file has them all."""

# also behind what another spreadsheet would take for the end of a cell
_FORMULA: Final = re.compile(r"""(^|[;\t\r\n])(["\s]{0,4})(?=[=+\-@＝＋－＠])""")
_STAGED: Final = EVENT_SCHEMA.append(pa.field("line", pa.int64()))
_BLOCK: Final = 1 << 20
ROWS_AT_ONCE: Final = 100_000
_NEWER: Final = "has a newer edition of the same event"
_SAME: Final = "has the same id; an id may stand only once"


@dataclass(frozen=True, slots=True)
class StagedFile:
    """What a file holds. ``rows = taken + rejected``; ``faults`` are the first that were found,
    of which a row may have several, and ``reasons`` says how often each occurs. ``first_day``
    and ``last_day`` are those of the events (UTC), ``placed`` is how many have a point.
    ``twice`` are the lines of events that give way to another of the same id. ``refused`` says
    why nothing could be read."""

    folder: Path
    file: str
    rows: int
    taken: int
    rejected: int
    faults: tuple[Rejected, ...]
    reasons: tuple[tuple[str, int], ...]
    notes: tuple[Note, ...]
    first_day: date | None
    last_day: date | None
    placed: int
    twice: npt.NDArray[np.int64]
    refused: str = ""

    def batches(self, source: str, retrieved_at: datetime | None) -> Iterable[pa.Table]:
        """The events as those of a data set, a hundred thousand at a time."""
        if not self.taken:
            return
        with pq.ParquetFile(self.folder / EVENTS_FILE) as staged:
            for part in staged.iter_batches(batch_size=ROWS_AT_ONCE):
                events = pa.Table.from_batches([part])
                fresh = ~np.isin(events.column("line").to_numpy(), self.twice)
                events = events.filter(pa.array(fresh)).select(EVENT_SCHEMA.names)
                constants = {
                    "source": pa.scalar(source),
                    "retrieved_at": pa.scalar(retrieved_at, pa.timestamp("us", "UTC")),
                }
                for name, value in constants.items():
                    at = EVENT_SCHEMA.get_field_index(name)
                    column = pa.repeat(value, len(events))
                    events = events.set_column(at, EVENT_SCHEMA.field(name), column)
                yield events.cast(EVENT_SCHEMA)


def stage(
    batches: Iterable[Batch],
    folder: Path,
    file: str,
    progress: Callable[[float, int], None] = lambda _done, _rows: None,
) -> StagedFile:
    """Read batches into a folder, which must be there; ``progress`` is told the part of the
    file that is done, 0 to 1, and the rows so far.

    Of rows with the same id the highest version is taken, else the first.
    """
    with _Writer(folder, file) as writer:
        for batch in batches:
            writer.add(batch)
            progress(batch.done, writer.rows)
        writer.leave_out_twice()
    return writer.staged()


class _Writer:
    """Writes the two files and counts."""

    def __init__(self, folder: Path, file: str) -> None:
        self.folder = folder
        self.file = file
        self.rows = self.events = self.placed = 0
        self.faults: list[Rejected] = []
        self.notes: dict[tuple[str, str], Note] = {}
        self.reasons: Counter[str] = Counter()
        self.days: list[date] = []
        self.twice = np.empty(0, np.int64)
        self.refused = ""

    def __enter__(self) -> Self:
        self.ids = RowIds(self.folder)
        self._parquet = pq.ParquetWriter(
            self.folder / EVENTS_FILE, _STAGED, compression="zstd", write_statistics=False
        )
        self._file = (self.folder / REJECTED_FILE).open("w", encoding="utf-8-sig", newline="")
        self._csv = csv.writer(self._file)
        self._csv.writerow(REJECTED_COLUMNS)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        self._parquet.close()
        self._file.close()
        self.ids.close()

    def add(self, batch: Batch) -> None:
        """Write a batch down."""
        self.rows += batch.rows
        # readers go column by column, people row by row
        self._reject(sorted(batch.rejected, key=lambda one: (one.file != self.file, one.row)))
        for fault in batch.rejected:
            if fault.row == 1 and fault.file == self.file and not fault.column:
                self.refused = self.refused or fault.reason
        for note in batch.notes:
            known = self.notes.get((note.file, note.text))
            if known:
                self.notes[note.file, note.text] = known._replace(rows=known.rows + note.rows)
            elif len(self.notes) < SHOWN:
                self.notes[note.file, note.text] = note
        if not len(batch.events):
            return
        self.events += len(batch.events)
        self.placed += pc.sum(batch.events.column("lon").is_valid()).as_py()
        spread = pc.min_max(batch.events.column("date_start")).as_py()
        self.days += [spread["min"], spread["max"]]
        self._parquet.write_table(batch.events.append_column(_STAGED.field("line"), batch.lines))
        self.ids.add(batch)

    def leave_out_twice(self) -> None:
        """Reject the rows whose id another row has, which is newer or stands before."""
        lines: list[int] = []

        def faults() -> Iterator[Rejected]:
            for own, line, first, newer in self.ids.twice():
                lines.append(line)
                reason = f"id is “{shown(own)}”: row {first:,} {_NEWER if newer else _SAME}"
                yield Rejected(self.file, line, "id", own, reason)

        self._reject(faults())
        self.twice = np.array(lines, np.int64)
        self.events -= len(lines)

    def _reject(self, faults: Iterable[Rejected]) -> None:
        for fault in faults:
            self._csv.writerow(
                map(harmless, (fault.file, str(fault.row), fault.column, fault.value, fault.reason))
            )
            said = fault.reason.partition(": ")[2] if fault.column else ""
            said = next((same for same in (_NEWER, _SAME) if said.endswith(same)), said)
            self.reasons[f"{fault.column}: {said}" if said else fault.reason] += 1
            if len(self.faults) < SHOWN:
                self.faults.append(fault)

    def staged(self) -> StagedFile:
        """What was found."""
        return StagedFile(
            folder=self.folder,
            file=self.file,
            rows=self.rows,
            taken=self.events,
            rejected=self.rows - self.events,
            faults=tuple(self.faults),
            reasons=tuple(self.reasons.most_common(20)),
            notes=tuple(self.notes.values()),
            first_day=min(self.days, default=None),
            last_day=max(self.days, default=None),
            placed=self.placed,
            twice=self.twice,
            refused="" if self.rows else self.refused,
        )


def harmless(value: str) -> str:
    """A cell of which no spreadsheet takes a part for a formula."""
    return _FORMULA.sub(r"\1\2'", value)


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
