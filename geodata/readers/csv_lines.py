"""The records of a text table by Python's csv module, which tells where it breaks down."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO, Final, Self

from geodata.readers.rows import LINE_LIMIT

_FAULTS: Final = (
    ("unexpected end of data", "a quotation mark opened in this row is never closed"),
    ("expected after", "a quotation mark inside a quoted value is not doubled"),
)

# Python's own limit of 131,072 would end the reading of a whole file at one long report;
# here it is the record that is limited.
csv.field_size_limit(2 * LINE_LIMIT)


TROUBLE: Final = (csv.Error, OSError, UnicodeError)
"""What may be raised while a text table is read."""


class Lines:
    """The lines of a file, each and each record of them bounded.

    ``line`` counts the lines read and ``characters`` what is in them, ``since`` that of the
    open record alone: a quotation mark that is never closed must not collect the whole file.
    """

    def __init__(self, raw: IO[bytes]) -> None:
        self.text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        self.line = 0
        self.since = 0
        self.characters = 0
        self.cut = False  # the last line was not read to its end

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.text.close()

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self.text.readline(LINE_LIMIT)
        if not line:
            raise StopIteration
        self.line += 1
        self.since += len(line)
        self.characters += len(line)
        self.cut = line[-1] not in "\r\n"
        if self.since >= LINE_LIMIT:
            limit = f"{LINE_LIMIT:,} characters"
            if self.since > len(line):
                raise csv.Error(f"a quotation mark opened in this row is not closed for {limit}")
            raise csv.Error(f"this row is longer than {limit}")
        return line


def records(
    lines: Lines, separator: str, *, quotes: bool = True
) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins in; a blank line is an empty one.

    While a record is looked at, ``lines.line`` is its last line and ``lines.since`` its length.
    """
    reader = csv.reader(
        lines,
        delimiter=separator,
        quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE,
        strict=True,
    )
    start = 1
    for record in reader:
        yield start, record
        start = lines.line + 1
        lines.since = 0


def left(lines: Lines, last: int) -> int:
    """How many lines were not read after the one that follows line ``last``."""
    line, cut = lines.line, lines.cut
    try:
        while text := lines.text.readline(LINE_LIMIT):
            line += not cut
            cut = text[-1] not in "\r\n"
    except (OSError, UnicodeError):
        pass  # the count is of what can be read
    return max(line - last - 1, 0)


def fault(error: Exception) -> str:
    """What is wrong with a text table that cannot be read, or not any further."""
    if isinstance(error, csv.Error):
        return next((said for part, said in _FAULTS if part in str(error)), str(error))
    if isinstance(error, OSError):
        return f"the file could not be read: {error.strerror or error}"
    return f"the file changed while it was read: {error}"


def broken(error: Exception, unread: int = 0) -> str:
    """Why reading ended in a row, and how many lines after it were not read."""
    if not unread:
        return f"{fault(error)}: this row was not read"
    lines = "line" if unread == 1 else f"{unread:,} lines"
    return f"{fault(error)}: this row and the {lines} after it were not read"
