"""Tables in text files: CSV and its relatives, from a file or from inside a zip."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from geodata.readers import csv_arrow
from geodata.readers.csv_lines import TROUBLE, Lines, broken, fault, left, records
from geodata.readers.csv_scan import Opened, scan
from geodata.readers.rows import (
    Gathered,
    Part,
    Table,
    header_fault,
    refused,
    unique,
    wrong_width,
)
from geodata.schema import Rejected

_SNIFFED: Final = 64_000
_SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAID: Final = re.compile(r"sep=(.)")


@dataclass(frozen=True, slots=True)
class Form:
    """How a text table is written; ``names`` for one that has no header.

    ``quotes`` says whether quotation marks enclose values.
    """

    separator: str = ","
    quotes: bool = True
    names: tuple[str, ...] = ()


def open_csv(file: str, size: int, opened: Opened, form: Form | None = None) -> Table | Rejected:
    """A text table (UTF-8, header in the first row unless ``form`` has names).

    The file is read through once at first, so that one that is no text is refused as a whole
    and not after half of it. ``size`` is that of the whole, in bytes, for progress.
    """
    try:
        form = form or Form(separator=_separator(opened))
        scanned = scan(opened, form.separator, quotes=form.quotes)
        if scanned.fault:
            return refused(file, scanned.fault)
        with opened() as raw, Lines(raw) as lines:
            first, skip = _first(lines, form)
        if reason := header_fault(form.names or first) if first else "the file is empty":
            return refused(file, reason)
        if form.names:
            skip = 0
        else:
            form = Form(form.separator, form.quotes, unique(first))
    except TROUBLE as error:
        return refused(file, fault(error))

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
        return _parts(file, size, opened, form, skip)

    separated = _SEPARATORS.get(form.separator, form.separator)
    return Table(file, f"a text table separated by {separated}", form.names, parts)


def _separator(opened: Opened) -> str:
    """The sign that parts the header, outside quotation marks, most often.

    A first line such as ``sep=;``, which spreadsheets write, says it outright.
    """
    with opened() as file:
        start = file.read(_SNIFFED).decode("utf-8-sig", errors="ignore")
    line = _first_line(start)
    said = _SAID.match(line)
    if said and said[1] in _SEPARATORS:
        return said[1]
    unquoted = _first_line("".join(start.split('"')[::2]))
    found = unquoted if any(sign in unquoted for sign in _SEPARATORS) else line
    return max(_SEPARATORS, key=lambda sign: (found.count(sign), sign == ","))


def _first_line(text: str) -> str:
    return next((line for line in re.split(r"[\r\n]+", text) if line.strip()), "")


def _first(lines: Lines, form: Form) -> tuple[list[str], int]:
    """The first record in which anything stands, and how many records lead up to it and
    include it, blank lines aside."""
    count = 0
    for _, record in records(lines, form.separator, quotes=form.quotes):
        count += bool(record)
        said = count == 1 and _SAID.match(form.separator.join(record))
        if any(map(str.strip, record)) and not said:
            return [value.strip() for value in record], count
    return [], count


def _parts(file: str, size: int, opened: Opened, form: Form, skip: int) -> Iterator[Part]:
    """The rows after the first ``skip`` records, for a file that Arrow might misread."""
    width = len(form.names)
    gathered = Gathered(form.names)
    last = 0
    try:
        with opened() as raw, Lines(raw) as lines:
            try:
                for start, record in records(lines, form.separator, quotes=form.quotes):
                    last = lines.line
                    if skip and record:
                        skip -= 1
                    elif not any(map(str.strip, record)):
                        continue
                    elif len(record) != width:
                        yield wrong_width(file, start, len(record), width, more=last - start)
                    else:
                        gathered.add(start, record, lines.since)
                    if gathered.full:
                        yield gathered.part(lines.characters / max(size, 1))
            except csv.Error as error:
                yield gathered.part(1.0)
                yield Rejected(file, last + 1, "", "", broken(error, left(lines, last)))
                return
    except TROUBLE as error:
        yield gathered.part(1.0)
        yield Rejected(file, last + 1, "", "", f"{fault(error)}: from here on nothing was read")
        return
    yield gathered.part(1.0)
