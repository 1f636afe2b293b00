"""A look through a text table before any of it is taken: is it text, and is it well formed?

A file whose quotation marks all stand where they belong is split into records by Arrow,
which is fast; any other by Python's csv module, which tells where it breaks down.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import IO, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from geodata.readers.rows import LINE_LIMIT

Opened = Callable[[], AbstractContextManager[IO[bytes]]]
"""Opens the bytes of a table anew."""

BLOCK: Final = 1 << 20
"""Bytes looked at in one go; at least 3, the length of a byte order mark."""

JUMPS_LIMIT: Final = 4_000_000
"""How often the number of a line may run away from that of its record."""

_QUOTE, _NEWLINE, _RETURN = b'"\n\r'

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]


class Jumps(NamedTuple):
    """Where lines run ahead of records: from ``records`` on, counted from 0, by ``by``."""

    records: Ints
    by: Ints


class Scan(NamedTuple):
    """``fault``: why the bytes are no UTF-8 text, empty when they are. ``regular``: every
    quotation mark encloses a value or is doubled inside one, and no record is too long.
    ``jumps``: of a regular file, how the lines that are not blank are numbered; ``None`` when
    every record is one line. ``longest``: bytes of the longest record. ``crowd``: the most
    records that end in ``BLOCK`` bytes."""

    fault: str
    regular: bool = False
    jumps: Jumps | None = None
    longest: int = 0
    crowd: int = 0


def unreadable(opened: Opened) -> str:
    """Why the bytes are no UTF-8 text; empty when they are."""
    return scan(opened, "").fault


def scan(opened: Opened, separator: str, *, quotes: bool = True) -> Scan:
    """Read a file through once. Without ``separator`` only its text is checked."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    records = _Records(separator, quotes=quotes) if separator else None
    line = 1
    try:
        with opened() as file:
            block = file.read(BLOCK)
            if not block:
                return Scan("the file is empty")
            if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return Scan("the file is UTF-16: save it as “CSV UTF-8”")
            first = block.removeprefix(codecs.BOM_UTF8)
            while block:
                if b"\0" in block:
                    return Scan("the file holds NUL bytes and is no text: save it as “CSV UTF-8”")
                decoder.decode(block)
                if records:
                    records.add(first)
                line += block.count(b"\n")
                first = block = file.read(BLOCK)
            decoder.decode(b"", final=True)
    except OSError as error:
        return Scan(f"the file could not be read: {error.strerror or error}")
    except UnicodeDecodeError as error:
        line += bytes(error.object[: error.start]).count(b"\n")
        return Scan(f"the file is not UTF-8 (line {line:,}): save it as “CSV UTF-8”")
    return records.end() if records else Scan("")


class _Records:
    """Where records begin, found from the quotation marks and line ends of each block.

    Inside quotation marks is where an odd number of them stands before.
    """

    def __init__(self, separator: str, *, quotes: bool) -> None:
        self.around = np.frombuffer(separator.encode() + b'"\n\r', np.uint8)
        self.quotes = quotes
        self.regular = True
        self.last = _NEWLINE  # the byte before the block
        self.marks = 0  # quotation marks before the block
        self.at = 0  # bytes before the block
        self.lines = 0  # line ends before the block
        self.record_at = 0  # where the open record began
        self.record_line = 1
        self.longest = 0
        self.crowd = 0
        self.records = 0  # records before the block that are not blank
        self.ahead = 0  # by how much lines are ahead of records so far
        self.jumps: list[Jumps] = []
        self.jumps_found = 0
        self.plain = True  # so far every record is one line and none is blank

    def add(self, block: bytes) -> None:
        """Go on with the next bytes."""
        if not self.regular or not block:
            return
        signs = np.frombuffer(block, np.uint8)
        before = np.concatenate([np.array([self.last], np.uint8), signs[:-1]])
        marks = np.flatnonzero(signs == _QUOTE) if self.quotes else np.empty(0, np.int64)
        odd = (self.marks + np.arange(len(marks))) % 2
        opening = marks[odd == 0]
        # what stands after a closing mark is seen with the sign that follows it
        after_mark = np.flatnonzero(before == _QUOTE) if self.quotes else marks
        inside = self._inside(marks, after_mark)
        closing = after_mark[~inside]
        lone_returns = (before == _RETURN) & (signs != _NEWLINE)
        self.regular = bool(
            np.isin(before[opening], self.around).all()
            and np.isin(signs[closing], self.around).all()
            and not lone_returns.any()
        )
        self._count(signs, before, marks)
        self.last = int(signs[-1])
        self.marks += len(marks)
        self.at += len(signs)

    def _inside(self, marks: Ints, places: Ints) -> npt.NDArray[np.bool_]:
        """Whether places of the block are between quotation marks."""
        before = self.marks + np.searchsorted(marks, places)
        return np.asarray(before % 2 == 1, dtype=bool)

    def _count(self, signs: Bytes, before: Bytes, marks: Ints) -> None:
        ends = np.flatnonzero(signs == _NEWLINE)
        closing = ~self._inside(marks, ends)
        ordinals = self.lines + 1 + np.flatnonzero(closing)
        at = ends[closing]
        lengths = np.diff(np.concatenate([[self.record_at], self.at + at + 1])) - 1
        begun = np.concatenate([[self.record_line], ordinals + 1])
        blank = (lengths == 0) | ((lengths == 1) & (before[at] == _RETURN))
        self.plain &= len(at) == len(ends) and not blank.any()
        self._number(begun[:-1][~blank])
        if len(at):
            self.longest = max(self.longest, int(lengths.max()))
            self.record_at = int(self.at + at[-1] + 1)
            self.record_line = int(begun[-1])
        self.lines += len(ends)
        self.crowd = max(self.crowd, len(at))
        open_length = self.at + len(signs) - self.record_at
        if max(self.longest, open_length) > LINE_LIMIT or self.jumps_found > JUMPS_LIMIT:
            self.regular = False

    def _number(self, starts: Ints) -> None:
        """Keep where records are whose lines do not simply follow the one before."""
        numbers = self.records + np.arange(len(starts))
        ahead = starts - numbers - 1
        jump = np.diff(ahead, prepend=self.ahead) != 0
        if jump.any():
            self.jumps.append(Jumps(numbers[jump], ahead[jump]))
            self.jumps_found += int(jump.sum())
            self.ahead = int(ahead[-1])
        self.records += len(starts)

    def end(self) -> Scan:
        """What was found."""
        regular = self.regular and self.marks % 2 == 0 and self.last != _RETURN
        if not regular:
            return Scan("")
        rest = self.at - self.record_at
        jumps = None
        if not self.plain:
            if rest:
                self._number(np.array([self.record_line]))
            none = np.zeros(1, np.int64)
            jumps = Jumps(
                np.concatenate([none, *(one.records for one in self.jumps)]),
                np.concatenate([none, *(one.by for one in self.jumps)]),
            )
        longest = max(self.longest, rest)
        return Scan("", regular=True, jumps=jumps, longest=longest, crowd=self.crowd)


def line_of(scanned: Scan, record: Any) -> Any:  # noqa: ANN401 - a number or an array of them
    """The line, from 1, that a record begins in, of those not blank and counted from 0."""
    if scanned.jumps is None:
        return record + 1
    return (
        record + 1 + scanned.jumps.by[np.searchsorted(scanned.jumps.records, record, "right") - 1]
    )
