"""A table as it stands in a file: names of columns, and rows of text, part by part.

Every format comes out the same way, so that a reader of events knows nothing of Excel or
JSON: text, empty where nothing stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geodata.readers.cells import shown
from geodata.schema import Note, Rejected

ROWS_AT_ONCE: Final = 20_000
"""Rows of one part: enough for work on whole columns, few enough for a small memory."""

COLUMN_LIMIT: Final = 2_000
FIELD_LIMIT: Final = 131_072
"""Characters of one value."""

LINE_LIMIT: Final = 8_000_000
"""Characters of one line of text, and bytes of one record."""

PART_LIMIT: Final = 4 * LINE_LIMIT
"""Characters of one part: twenty thousand long reports do not add up in memory."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that follow one another.

    ``lines`` counts them as ``schema.Rejected`` does; ``values`` are the columns, all of one
    length, as sequences or Arrow arrays of text; ``done`` is the part of the file that is
    behind them, 0 to 1.
    """

    lines: Any
    values: Mapping[str, Any]
    done: float


Part = Rows | Rejected | Note
"""What a table comes in: rows, a row (or the rest of the file) that cannot be read, or
something to know of them."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows that can be read, once or again, from its beginning.

    ``file`` names it in reports, ``format`` says what it was taken for, ``names`` are its
    columns as written, each once. ``unit`` is what rows are counted in: line, row or item;
    ``sheets`` are those of its workbook, ``encoding`` that of a text (``encoding.ENCODINGS``).
    """

    file: str
    format: str
    names: tuple[str, ...]
    parts: Callable[[], Iterator[Part]]
    notes: tuple[Note, ...] = ()
    unit: str = "line"
    sheets: tuple[str, ...] = ()
    encoding: str = ""


def refused(file: str, reason: str) -> Rejected:
    """A file that cannot be read at all."""
    return Rejected(file, 1, "", "", reason)


def header_fault(names: Sequence[str]) -> str:
    """Why these cannot be the names of columns; empty when they can."""
    if len(names) > COLUMN_LIMIT:
        return f"the header has {len(names):,} columns; at most {COLUMN_LIMIT:,} are read"
    if long := next((name for name in names if len(name) > FIELD_LIMIT), ""):
        return f"the name of a column is {len(long):,} characters long"
    if not any(names):
        return "the first row names no columns"
    return ""


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Names of columns, each once in whatever case: a nameless one by its place, a second one
    numbered."""
    found: dict[str, str] = {}
    times: dict[str, int] = {}
    for number, name in enumerate(names, 1):
        base = candidate = " ".join(name.split()) or f"column {number}"
        while candidate.lower() in found:
            times[base.lower()] = times.get(base.lower(), 1) + 1
            candidate = f"{base} ({times[base.lower()]})"
        found[candidate.lower()] = candidate
    return tuple(found.values())


def wrong_width(file: str, line: int, has: int, names: int, *, more: int = 0) -> Rejected:
    """A row whose values cannot be told apart; ``more`` are the lines it runs over besides.

    A quotation mark too many takes the rows after it into one value: their number is said.
    """
    cause = "a separator is missing or not inside quotation marks"
    if more:
        cause = (
            f"it runs to line {line + more:,}, and no row of its own was read there;"
            " look for a quotation mark that is missing or one too many"
        )
    said = f"the row has {has:,} values and the header {names:,} columns: {cause}"
    return Rejected(file, line, "", "", said)


class RowBuffer:
    """Rows that wait until they make up a part; the memory they take is bounded."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self._lines: list[int] = []
        self._records: list[Sequence[str]] = []
        self._characters = 0

    def add(self, line: int, record: Sequence[str], characters: int) -> None:
        """One more row, and how long it is."""
        self._lines.append(line)
        self._records.append(record)
        self._characters += characters

    @property
    def full(self) -> bool:
        """Whether they are enough."""
        return len(self._lines) >= ROWS_AT_ONCE or self._characters >= PART_LIMIT

    def part(self, done: float) -> Rows:
        """The rows so far, which are then forgotten."""
        part = Rows(self._lines, columns(self.names, self._records), min(done, 1.0))
        self._lines, self._records, self._characters = [], [], 0
        return part


def columns(names: Sequence[str], records: Sequence[Sequence[str]]) -> dict[str, Sequence[str]]:
    """Records turned into columns."""
    if not records:
        return dict.fromkeys(names, ())
    return dict(zip(names, zip(*records, strict=True), strict=True))


def named(value: str) -> str:
    """A name of a column fit for a sentence."""
    return f"“{shown(value)}”"
