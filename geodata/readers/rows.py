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

FORMULA: Final = "\x01="
"""How the text of a cell begins that holds a formula and not a value."""


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
    columns as written, each once. ``unit`` is what rows are counted in: line, row or item.
    """

    file: str
    format: str
    names: tuple[str, ...]
    parts: Callable[[], Iterator[Part]]
    notes: tuple[Note, ...] = ()
    unit: str = "line"


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
    """Names of columns, each once: a nameless one by its place, a second one numbered."""
    found: dict[str, None] = {}
    for number, name in enumerate(names, 1):
        base = candidate = " ".join(name.split()) or f"column {number}"
        again = 1
        while candidate in found:
            again += 1
            candidate = f"{base} ({again})"
        found[candidate] = None
    return tuple(found)


def wrong_width(file: str, line: int, has: int, names: int) -> Rejected:
    """A row whose values cannot be told apart."""
    return Rejected(
        file,
        line,
        "",
        "",
        f"the row has {has:,} values and the header {names:,} columns:"
        " a separator is missing or not inside quotation marks",
    )


def columns(names: Sequence[str], records: Sequence[Sequence[str]]) -> dict[str, Sequence[str]]:
    """Records turned into columns."""
    if not records:
        return dict.fromkeys(names, ())
    return dict(zip(names, zip(*records, strict=True), strict=True))


def named(value: str) -> str:
    """A name of a column fit for a sentence."""
    return f"“{shown(value)}”"
