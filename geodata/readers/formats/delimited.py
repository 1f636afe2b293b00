"""Tables in text files: CSV and its relatives, from a file or from inside a zip."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from geodata.readers.formats.delimited_reading import (
    BAD_BYTE,
    TOO_LONG,
    DelimitedReading,
    TextSource,
    fault,
)
from geodata.readers.formats.delimited_records import DelimitedFormat
from geodata.readers.formats.encoding import (
    UNDECODABLE,
    Encoding,
    Opened,
    decoded,
    encoding_of,
)
from geodata.readers.rows import LINE_LIMIT, Table, header_fault, refused, unique
from geodata.schema import Note, Rejected

_SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SNIFFED: Final = 64_000
_SAID: Final = re.compile(r"sep=(.)")


def open_delimited(
    file: str, size: int, opened: Opened, form: DelimitedFormat | None = None, encoding: str = ""
) -> Table | Rejected:
    """A text table, with a header in the first row unless ``form`` has names.

    ``size`` is that of the whole, in bytes, for progress; ``encoding`` one of ``ENCODINGS``,
    which is otherwise told from the contents.
    """
    try:
        found = Encoding(encoding) if encoding else encoding_of(opened)
        if isinstance(found, str):
            return refused(file, found)
        with opened() as raw:
            start = _start(decoded(raw, found.name))
        form = form or DelimitedFormat(_separator(start))
        first, line = _first_record(start, form)
    except csv.Error as error:
        return refused(file, fault(error) if len(start) < LINE_LIMIT else TOO_LONG)
    except OSError as error:
        return refused(file, f"the file could not be read: {error.strerror or error}")
    reason = header_fault(form.names or first) if first else "the file is empty"
    if not form.names and UNDECODABLE in "".join(first):
        reason = BAD_BYTE.replace("row", "header", 1)
    if reason:
        return refused(file, reason)
    if form.names:
        line = 0
    form = DelimitedFormat(form.separator, form.quotes, form.names or unique(first))
    separated = _SEPARATORS.get(form.separator, form.separator)
    return Table(
        file,
        f"a text table separated by {separated}",
        form.names,
        lambda: DelimitedReading(TextSource(file, size, opened, found.name), form, line).parts(),
        (Note(file, 0, found.note),) if found.note else (),
        encoding=found.name,
    )


def _start(texts: Iterator[str]) -> str:
    """The beginning of a text, as long as a record may be."""
    start = ""
    for text in texts:
        start += text
        if len(start) >= LINE_LIMIT:
            break
    return start[:LINE_LIMIT]


def _separator(start: str) -> str:
    """The sign that parts the header, outside quotation marks, most often.

    A first line such as ``sep=;``, which spreadsheets write, says it outright.
    """
    start = start[:_SNIFFED]
    line = _first_line(start)
    said = _SAID.match(line)
    if said and said[1] in _SEPARATORS:
        return said[1]
    unquoted = _first_line("".join(start.split('"')[::2]))
    found = unquoted if any(sign in unquoted for sign in _SEPARATORS) else line
    return max(_SEPARATORS, key=lambda sign: (found.count(sign), sign == ","))


def _first_line(text: str) -> str:
    return next((line for line in re.split(r"[\r\n]+", text) if line.strip()), "")


def _first_record(start: str, form: DelimitedFormat) -> tuple[list[str], int]:
    """The first record in which anything stands, and its last line."""
    source = io.StringIO(start, newline="")
    reader = csv.reader(source, **form.dialect)
    for number, record in enumerate(filter(None, reader)):
        said = number == 0 and _SAID.match(form.separator.join(record))
        if any(map(str.strip, record)) and not said:
            if source.tell() == LINE_LIMIT:
                raise csv.Error(TOO_LONG)
            return [value.strip() for value in record], reader.line_num
    return [], 0
