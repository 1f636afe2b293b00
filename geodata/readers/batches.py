"""From the parts of a table to batches of events."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from geodata.readers.rows import ROWS_AT_ONCE, Rows, Table
from geodata.readers.sheet import Sheet
from geodata.schema import EVENT_SCHEMA, Batch, Note, Rejected


def batches(table: Table, read: Callable[[Sheet], Batch]) -> Iterator[Batch]:
    """The batches of a table, each part of it as a reader makes events of it; at least one.

    Rows that could not be read at all are counted and reported with the next part.
    """
    lost: list[Rejected] = []
    notes = list(table.notes)
    done, any_given = 0.0, False
    for part in table.parts():
        if isinstance(part, Note):
            notes.append(part)
            continue
        if isinstance(part, Rejected):
            lost.append(part)
            if len(lost) < ROWS_AT_ONCE:
                continue
            batch = Batch(EVENT_SCHEMA.empty_table(), (), done=done)
        else:
            batch = read(Sheet(table.file, part))
            done = batch.done
        yield _with(batch, lost, notes)
        lost, notes, any_given = [], [], True
    if lost or notes or not any_given:
        yield _with(Batch(EVENT_SCHEMA.empty_table(), ()), lost, notes)


def _with(batch: Batch, lost: list[Rejected], notes: list[Note]) -> Batch:
    return Batch(
        batch.events,
        (*lost, *batch.rejected),
        batch.lines,
        batch.versions,
        (*notes, *batch.notes),
        batch.rows + len(lost),
        batch.done,
    )


def rejected_file(rejected: Rejected) -> Iterator[Batch]:
    """What is read of a file that is refused."""
    yield Batch(EVENT_SCHEMA.empty_table(), (rejected,))


def first_rows(table: Table, number: int = 5) -> list[dict[str, str]]:
    """The first rows of a table that can be read, for people to look at."""
    for part in table.parts():
        if isinstance(part, Rows) and len(part.lines):
            count = min(number, len(part.lines))
            return [
                {name: str(values[row]).strip() for name, values in part.values.items()}
                for row in range(count)
            ]
    return []
