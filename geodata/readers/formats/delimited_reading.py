"""One reading of a text table, block by block.

Records are found by their line ends and quotation marks, which gives each its line, and are
split by Arrow. A block in which quotation marks stand where they do not belong is split by
Python's csv module instead, which tells whether they can be made sense of.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Generator, Iterator
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from geodata.readers.formats.delimited_records import (
    DelimitedFormat,
    Ints,
    RecordColumns,
    blank,
    ends,
    fitting,
    split,
    undecodable,
)
from geodata.readers.formats.encoding import Opened, decoded
from geodata.readers.rows import LINE_LIMIT, ROWS_AT_ONCE, Part, Rows, wrong_width
from geodata.schema import Rejected

_NEVER_CLOSED: Final = "a quotation mark opened in this row is never closed"
_NOT_DOUBLED: Final = "a quotation mark inside a quoted value is not doubled"
_NOT_CLOSED: Final = f"a quotation mark opened in this row is not closed for {LINE_LIMIT:,} bytes"
TOO_LONG: Final = f"this row is longer than {LINE_LIMIT:,} bytes"
BAD_BYTE: Final = (
    "the row holds a NUL or a byte that is no text in the encoding of the file:"
    " save it as “CSV UTF-8”"
)

# Python's own limit of 131,072 would end the reading at one long report; records are limited.
csv.field_size_limit(4 * LINE_LIMIT)


class TextSource(NamedTuple):
    """A text file: its name in reports, its bytes, and how they are decoded."""

    file: str
    size: int
    opened: Opened
    encoding: str


def fault(error: csv.Error) -> str:
    """What is wrong with quotation marks."""
    if "unexpected end" in str(error):
        return _NEVER_CLOSED
    return _NOT_DOUBLED if "expected after" in str(error) else str(error)


class DelimitedReading:
    """One reading of a text table: ``line`` is the first that is not read yet, ``header`` the
    last that is none of data, ``done`` the bytes that are behind."""

    def __init__(self, table: TextSource, form: DelimitedFormat, header: int) -> None:
        self.file = table.file
        self.size = max(table.size, 1)
        self.table = table
        self.form = form
        self.header = header
        self.line = 1
        self.done = 0

    def parts(self) -> Iterator[Part]:
        """The rows, and those that cannot be read."""
        rest = b""
        try:
            with self.table.opened() as raw:
                texts = decoded(raw, self.table.encoding)
                following = next(texts, "")
                while following:
                    rest += following.encode()
                    self.done += len(following)
                    following = next(texts, "")
                    rest = yield from self._taken(rest, last=not following)
        except csv.Error as error:
            yield self._broken(str(error))
        except OSError as error:
            reason = f"the file could not be read: {error.strerror or error}"
            yield self._rejected(self.line, f"{reason}: from here on nothing was read")

    def _taken(self, data: bytes, *, last: bool) -> Generator[Part, None, bytes]:
        """Give the records that are whole; what is left is the beginning of the next.

        Raises:
            csv.Error: where reading ends.
        """
        found = ends(data, self.form, last=last)
        if found is None:
            return (yield from self._strictly(data, last=last))
        stops, lines = found
        long = np.flatnonzero(np.diff(stops, prepend=0) > LINE_LIMIT)
        stops = stops[: long[0]] if len(long) else stops
        first, begin = self.line, 0
        for at in range(0, len(stops), ROWS_AT_ONCE):
            some = slice(at, at + ROWS_AT_ONCE)
            end = int(stops[some][-1])
            columns = split(data[begin:end], self.form)
            yield from self._part(first + lines[some], columns)
            begin = end
        rest = data[begin:]
        if last and rest and not len(long):  # a quotation mark that is open
            return (yield from self._strictly(rest, last=True))
        if len(rest) > LINE_LIMIT:
            raise csv.Error(TOO_LONG if len(long) or b"\n" not in rest else _NOT_CLOSED)
        return rest

    def _strictly(self, data: bytes, *, last: bool) -> Generator[Part, None, bytes]:
        """The same by Python's csv module."""
        text = data.decode()
        cut = max(text.rfind("\n"), text.rfind("\r", 0, len(text) - 1)) + 1
        source = io.StringIO(text if last else text[:cut], newline="")
        reader = csv.reader(source, **self.form.dialect)
        problem: csv.Error | None = None
        first, more = self.line, True
        while more and not problem:
            records: list[list[str]] = []
            lines: list[int] = []
            try:
                for record in islice(reader, ROWS_AT_ONCE):
                    lines.append(reader.line_num)
                    records.append(record)
            except csv.Error as error:
                problem = error
            more = len(records) == ROWS_AT_ONCE
            columns = fitting(records, len(self.form.names))
            yield from self._part(first + np.array(lines, np.int64), columns)
        if problem and (last or fault(problem) != _NEVER_CLOSED):
            raise csv.Error(fault(problem))
        source.seek(0)
        deque(islice(source, self.line - first), maxlen=0)
        rest = source.read() + ("" if last else text[cut:])
        if len(rest) > LINE_LIMIT:
            raise csv.Error(_NOT_CLOSED if problem else TOO_LONG)
        return rest.encode()

    def _part(self, following: Ints, columns: RecordColumns) -> Iterator[Part]:
        """Records as a part of the table; ``following`` is the line after each of them."""
        lines = np.concatenate([[self.line], following])
        width = len(self.form.names)
        for number, has, is_blank in columns.misfits:
            line, last = int(lines[number]), int(lines[number + 1]) - 1
            if line > self.header and not is_blank:
                yield wrong_width(self.file, line, has, width, more=last - line)
        self.line = int(lines[-1])
        lines = np.delete(lines[:-1], [one.record for one in columns.misfits])
        kept = (lines > self.header) & ~blank(columns.values, len(lines))
        bad = kept & undecodable(columns.values, len(lines))
        for line in lines[bad]:
            yield self._rejected(int(line), BAD_BYTE)
        kept &= ~bad
        if kept.any():
            mask = pa.array(kept)
            values = columns.values if kept.all() else [one.filter(mask) for one in columns.values]
            named = dict(zip(self.form.names, values, strict=True))
            yield Rows(lines[kept], named, min(self.done / self.size, 1.0))

    def _broken(self, reason: str) -> Rejected:
        """Where reading ends, and how many lines after it were not read."""
        unread = _count_lines(self.table) - self.line
        if unread < 1:
            return self._rejected(self.line, f"{reason}: this row was not read")
        lines = "line" if unread == 1 else f"{unread:,} lines"
        said = f"{reason}: this row and the {lines} after it were not read"
        return self._rejected(self.line, said)

    def _rejected(self, line: int, reason: str) -> Rejected:
        return Rejected(self.file, line, "", "", reason)


def _count_lines(table: TextSource) -> int:
    """The lines of a text, as far as it can be read."""
    count, before = 0, "\n"
    try:
        with table.opened() as raw:
            for text in decoded(raw, table.encoding):
                count += text.count("\n") + text.count("\r") - text.count("\r\n")
                count -= before == "\r" and text[0] == "\n"
                before = text[-1]
    except OSError:
        return count
    return count + (before not in "\r\n")
