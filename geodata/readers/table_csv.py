"""Tables in text files: CSV and its relatives, from a file or from inside a zip."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

from geodata.readers import csv_arrow
from geodata.readers.csv_scan import Opened, scan
from geodata.readers.rows import (
    FIELD_LIMIT,
    LINE_LIMIT,
    ROWS_AT_ONCE,
    Part,
    Rows,
    Table,
    columns,
    header_fault,
    refused,
    unique,
    wrong_width,
)
from geodata.schema import Rejected

_SNIFFED: Final = 64_000
_SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_FAULTS: Final = (
    ("unexpected end of data", "a quotation mark opened in this row is never closed"),
    ("expected after", "a quotation mark inside a quoted value is not doubled"),
    ("field larger", f"a value is longer than {FIELD_LIMIT:,} characters"),
)


class _TooLongError(ValueError):
    """A line or a record beyond the limit."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a text table is written; ``names`` for one that has no header.

    ``quotes`` says whether quotation marks enclose values.
    """

    separator: str = ","
    quotes: bool = True
    names: tuple[str, ...] = ()


def open_csv(file: str, size: int, opened: Opened, form: Form | None = None) -> Table | Rejected:
    """A text table (UTF-8, header in the first line unless ``form`` has names).

    The file is read through once at first, so that one that is no text is refused as a whole
    and not after half of it. ``size`` is that of the whole, in bytes, for progress.
    """
    try:
        form = form or Form(separator=_separator(opened))
    except OSError as error:
        return refused(file, f"the file could not be read: {error.strerror or error}")
    scanned = scan(opened, form.separator, quotes=form.quotes)
    if scanned.fault:
        return refused(file, scanned.fault)
    skip = 0
    if not form.names:
        try:
            with opened() as raw:
                header, skip = _header(raw, form)
        except (csv.Error, _TooLongError) as error:
            return refused(file, _broken(error))
        if reason := header_fault(header):
            return refused(file, reason)
        form = Form(form.separator, form.quotes, unique(header))

    def parts() -> Iterator[Part]:
        if scanned.regular:
            return csv_arrow.parts(
                file,
                size,
                opened,
                scanned,
                form.names,
                separator=form.separator,
                quotes=form.quotes,
                skip=skip,
            )
        return _parts(file, size, opened, form, header=skip > 0)

    separated = _SEPARATORS.get(form.separator, form.separator)
    return Table(file, f"a text table separated by {separated}", form.names, parts)


def _separator(opened: Opened) -> str:
    """The sign that parts the header, outside quotation marks, most often."""
    with opened() as file:
        start = file.read(_SNIFFED).decode("utf-8-sig", errors="ignore")
    line = next((line for line in start.splitlines() if line.strip()), "")
    unquoted = "".join(line.split('"')[::2])
    return max(_SEPARATORS, key=lambda sign: (unquoted.count(sign), sign == ","))


class _Lines:
    """The lines of a file, each and each record of them bounded.

    ``seen`` counts the bytes read, ``line`` the lines, ``since`` the characters since the
    last record: a quotation mark that is never closed must not collect the whole file.
    """

    def __init__(self, raw: IO[bytes]) -> None:
        self.raw = raw
        self.text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        self.line = 0
        self.since = 0
        self.characters = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.text.readline(LINE_LIMIT)
        if not line:
            raise StopIteration
        self.line += 1
        self.since += len(line)
        self.characters += len(line)
        if self.since >= LINE_LIMIT:
            raise _TooLongError
        return line


def _header(raw: IO[bytes], form: Form) -> tuple[list[str], int]:
    """The first record in which anything stands, and how many records lead up to it and
    include it, blank lines aside."""
    count = 0
    for _, record in _counted(_Lines(raw), form):
        count += bool(record)
        if any(map(str.strip, record)):
            return [value.strip() for value in record], count
    return [], count


def _counted(lines: _Lines, form: Form) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(
        lines,
        delimiter=form.separator,
        quoting=csv.QUOTE_MINIMAL if form.quotes else csv.QUOTE_NONE,
        strict=True,
    )
    start = 1
    for record in reader:
        yield start, record
        start = lines.line + 1
        lines.since = 0


def _parts(
    file: str, size: int, opened: Opened, form: Form, *, header: bool = False
) -> Iterator[Part]:
    width = len(form.names)
    starts: list[int] = []
    records: list[list[str]] = []
    with opened() as raw:
        lines = _Lines(raw)
        last = 0
        try:
            for start, record in _counted(lines, form):
                last = lines.line
                if not any(record) or not any(map(str.strip, record)):
                    continue
                if header:
                    header = False
                elif len(record) != width:
                    yield wrong_width(file, start, len(record), width)
                else:
                    starts.append(start)
                    records.append(record)
                if len(records) >= ROWS_AT_ONCE:
                    done = min(lines.characters / max(size, 1), 1.0)
                    yield Rows(starts, columns(form.names, records), done)
                    starts, records = [], []
        except (csv.Error, _TooLongError, OSError, UnicodeError) as error:
            yield Rows(starts, columns(form.names, records), 1.0)
            yield Rejected(file, last + 1, "", "", _broken(error, _left(lines, last)))
            return
    yield Rows(starts, columns(form.names, records), 1.0)


def _left(lines: _Lines, last: int) -> int:
    """How many lines after the broken row were not read."""
    try:
        while lines.text.readline(LINE_LIMIT):
            lines.line += 1
    except (OSError, UnicodeError):
        pass  # the count is of what can be read
    return max(lines.line - last - 1, 0)


def _broken(error: Exception, left: int = 0) -> str:
    if isinstance(error, _TooLongError):
        fault = f"a row is longer than {LINE_LIMIT:,} characters"
    elif isinstance(error, csv.Error):
        fault = next((said for part, said in _FAULTS if part in str(error)), str(error))
    else:
        fault = f"the file changed while it was read: {error}"
    if not left:
        return f"{fault}: this row was not read"
    lines = "line" if left == 1 else f"{left:,} lines"
    return f"{fault}: this row and the {lines} after it were not read"
