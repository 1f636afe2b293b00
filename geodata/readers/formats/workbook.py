"""Tables in workbooks (XLSX, XLSB, XLS, ODS): one sheet, read by calamine.

``workbook_process`` does it in a process of its own, since no one can tell beforehand how much
memory a sheet will take: a few bytes may state a cell in the last row and column.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from geodata.readers.formats import workbook_process
from geodata.readers.rows import (
    FIELD_LIMIT,
    LINE_LIMIT,
    Part,
    RowBuffer,
    Table,
    header_fault,
    named,
    refused,
    unique,
)
from geodata.schema import Note, Rejected

MEMORY_LIMIT: Final = 2_000_000_000
"""Bytes of memory that a workbook may take: enough for a million rows of fifteen columns."""

_BASE, _TIMES = 128_000_000, 3
"""Of these, what any workbook may take, and how many times the bytes that it unpacks to;
usual are 1.6 times."""


def open_workbook(path: Path, file: str, sheet: str, unpacked: int) -> Table | Rejected:
    """A sheet of a workbook, the first that is not hidden unless named; its first filled row is
    the header. ``unpacked`` is how many bytes its parts unpack to.

    Formulas count with the value that was last computed, error values as empty.
    """
    memory = min(_BASE + _TIMES * unpacked, MEMORY_LIMIT)
    lines = _Lines(path, sheet, memory)
    if lines.code:
        return refused(file, _ended(lines.code, memory))
    about, first = lines.about(), next(lines.rows(), None)
    titles, chosen = about["sheets"], about["sheet"]
    if not chosen:
        said = ", ".join(map(named, titles)) or "none"
        return refused(file, f"the workbook has no sheet {named(sheet)}; it has {said}")
    if first is None:
        return refused(file, f"the sheet {named(chosen)} is empty")
    if reason := header_fault(first.cells or []):
        return refused(file, reason)
    names = unique(first.cells or [])
    notes: tuple[Note, ...] = ()
    if others := ", ".join(named(title) for title in titles if title != chosen):
        notes = (Note(file, 0, f"the sheet {named(chosen)} is read; not read: {others}"),)
    return Table(
        file,
        f"the sheet {named(chosen)} of a workbook",
        names,
        lambda: _parts(lines, file, first.number, names),
        notes,
        unit="row",
        sheets=tuple(titles),
    )


class _Row(NamedTuple):
    """``cells`` is ``None`` for a row that is too long."""

    number: int
    cells: list[str] | None
    done: int


class _Lines:
    """What ``workbook_process`` writes of a workbook, in a file as long as this is in use."""

    def __init__(self, path: Path, sheet: str, memory: int) -> None:
        number, name = tempfile.mkstemp(prefix="watchline-")
        self.path = Path(name)
        weakref.finalize(self, self.path.unlink, missing_ok=True)
        limits = map(str, (memory, FIELD_LIMIT + 1, LINE_LIMIT))
        program = [sys.executable, "-P", "-X", "utf8", workbook_process.__file__]
        with open(number, "wb") as output:  # noqa: PTH123 - a number and no path
            done = subprocess.run(  # noqa: S603 - our own program
                [*program, str(path.resolve()), sheet, *limits],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
                check=False,
            )
        self.code = done.returncode
        self.size = max(self.path.stat().st_size, 1)

    def about(self) -> dict[str, Any]:
        """The titles of the sheets, and of the one that is read."""
        with self.path.open("rb") as written:
            about: dict[str, Any] = json.loads(written.readline())
        return about

    def rows(self) -> Iterator[_Row]:
        """The filled rows."""
        with self.path.open("rb") as written:
            done = len(written.readline())
            for line in written:
                done += len(line)
                number, cells = json.loads(line)
                yield _Row(number, cells, done)


def _ended(code: int, memory: int) -> str:
    """Why the process that reads a workbook came to nothing."""
    if code in {workbook_process.NO_MEMORY, -signal.SIGABRT}:
        return (
            f"the workbook takes more than {memory:,} bytes of memory, far more than its size:"
            " save the sheet as “CSV UTF-8”"
        )
    if code == workbook_process.PASSWORD:
        return "the workbook has a password: save it without one"
    if code < 0:
        return "the workbook takes too long to read: save the sheet as “CSV UTF-8”"
    return (
        "the file is no workbook (XLSX, XLSB, XLS or ODS), is damaged, or has cells that it repeats"
        " millions of times: open it and save it again"
    )


def _parts(lines: _Lines, file: str, header: int, names: tuple[str, ...]) -> Iterator[Part]:
    gathered = RowBuffer(names)
    width = len(names)
    for number, cells, done in lines.rows():
        if number == header:
            continue
        if cells is None:
            reason = f"the row is longer than {LINE_LIMIT:,} characters"
            yield Rejected(file, number, "", "", reason)
        elif len(cells) > width:
            reason = f"the row has values to the right of the {width:,} named columns"
            yield Rejected(file, number, "", "", reason)
        else:
            gathered.add(number, [*cells, *[""] * (width - len(cells))], sum(map(len, cells)))
        if gathered.full:
            yield gathered.part(done / lines.size)
    yield gathered.part(1.0)
