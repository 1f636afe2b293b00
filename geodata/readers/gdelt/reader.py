"""GDELT event files, 1.0 and 2.0: events that a machine found in news reports.

The columns, the mapping of codes and what to beware of are in ``docs/sources/gdelt.md``.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from geodata.readers.batches import batches, rejected_file
from geodata.readers.cells import NAME_LIMIT, URL_LIMIT
from geodata.readers.gdelt import codes
from geodata.readers.gdelt.actors import actor_name, actors
from geodata.readers.gdelt.details import details
from geodata.readers.gdelt.file_format import EVENTS_2
from geodata.readers.gdelt.place import where
from geodata.readers.gdelt.text import each, summary, title
from geodata.readers.rows import Table, named, refused
from geodata.readers.sheet import CellError, Sheet
from geodata.readers.terms import Terms
from geodata.schema import EVENT_SCHEMA, Batch, Note

LABEL: Final = "GDELT event file"
ABOUT: Final = Terms(
    licence="Free for any use with citation",
    attribution="The GDELT Project",
    url="https://www.gdeltproject.org/",
    terms="Reports counted by machine: not verified, and one incident may appear many times.",
)
TAG: Final = "machine-coded"

_DAYS: Final = ("SQLDATE", "Day")  # the name in BigQuery, and that in the codebook
_NEEDED: Final = ("GLOBALEVENTID", "EventCode")
_KNOWN: Final = frozenset(name.lower() for name in (*EVENTS_2, *_DAYS))
_OTHER_TABLES: Final = {
    "mentions": ({"globaleventid", "mentiontimedate"}, "mentions of events"),
    "gkg": ({"gkgrecordid"}, "the Global Knowledge Graph"),
    "gkg 1": ({"numarts", "counts", "themes"}, "the Global Knowledge Graph"),
}
_LATE_DAYS: Final = 28
_YEARS: Final = range(1800, 2101)
_DAY: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)", re.ASCII)
_ADDED: Final = re.compile(r"\d{8}(\d{6})?", re.ASCII)


def recognises(table: Table) -> bool:
    """Whether a table is one of GDELT's, by the names of its columns, any case."""
    names = {name.lower() for name in table.names}
    return not _missing(names) or bool(_other(names))


def read(table: Table, dataset: str, *, retrieved_at: datetime | None = None) -> Iterator[Batch]:
    """Events of a GDELT event file, part by part.

    Args:
        table: a file as published, without a header, or with the names that BigQuery gives
            the columns; ``GLOBALEVENTID``, ``SQLDATE`` (or ``Day``) and ``EventCode`` must be
            there. Coordinates are degrees WGS84, days are days in UTC.
        dataset: the value of the column ``source`` of every event.
        retrieved_at: when the file was fetched, with a time zone; ``None`` for unknown.

    Yields:
        At least one batch. Rows are refused that have no number, no day or no CAMEO code, and
        those whose coordinates are none. A table of mentions or of the knowledge graph holds
        no events and is refused whole.
    """
    names = {name.lower() for name in table.names}
    if other := _other(names):
        reason = f"this is GDELT’s table of {other} and holds no events: use the export file"
        yield from rejected_file(refused(table.file, f"{reason} (….export.CSV)"))
        return
    if missing := _missing(names):
        columns = " and ".join(missing)
        yield from rejected_file(
            refused(table.file, f"a GDELT event file has {columns}: not found here")
        )
        return
    table = dataclasses.replace(table, notes=(*table.notes, *_passed_over(table)))
    yield from batches(table, lambda sheet: _events(sheet, dataset, retrieved_at))


def _missing(names: set[str]) -> list[str]:
    missing = [name for name in _NEEDED if name.lower() not in names]
    return missing if any(name.lower() in names for name in _DAYS) else [*missing, _DAYS[0]]


def _other(names: set[str]) -> str:
    """Which other table of GDELT these names belong to; empty when to none."""
    return next((what for own, what in _OTHER_TABLES.values() if own <= names), "")


def _passed_over(table: Table) -> Iterator[Note]:
    if unknown := [name for name in table.names if name.lower() not in _KNOWN]:
        said = ", ".join(named(name) for name in unknown[:20])
        yield Note(table.file, 0, f"columns that GDELT does not have were not taken: {said}")


def _events(sheet: Sheet, dataset: str, retrieved_at: datetime | None) -> Batch:
    numbers = sheet.raw("GLOBALEVENTID")
    no_number = pc.invert(pc.match_substring_regex(numbers, r"^[0-9]{1,18}$"))
    sheet.refuse(no_number, "GLOBALEVENTID", "expected GDELT’s number of the event, digits only")
    day = _day(sheet)
    code = sheet.combined(["EventCode", "EventRootCode"], codes.cameo_code, pa.string())
    first, second = actor_name(sheet, 1), actor_name(sheet, 2)
    place = where(sheet)
    columns = {
        "source_id": numbers,
        "date_start": day,
        "date_end": day,
        "event_type": each(code, codes.event_type),
        "sub_type": each(code, codes.full_label),
        "title": title(first, second, code, place["place"]),
        "summary": summary(sheet, place["place"]),
        "actors": actors(first, second),
        **place,
        "tags": [TAG],
        "details": details(sheet),
        "sources": sheet.parsed("SOURCEURL", _source, EVENT_SCHEMA.field("sources").type),
        "retrieved_at": retrieved_at,
    }
    return sheet.batch(dataset, columns)


def _day(sheet: Sheet) -> pa.Array:
    column = next((name for name in _DAYS if name in sheet), _DAYS[0])
    day = sheet.parsed(column, _as_day, pa.date32(), required=True)
    added = sheet.parsed("DATEADDED", _as_added, pa.date32())
    late = pc.greater_equal(pc.subtract(added.cast(pa.int32()), day.cast(pa.int32())), _LATE_DAYS)
    sheet.note(
        late,
        "the day is four weeks or more before GDELT found the report: it takes the day from"
        " words of the report, such as “last year”",
    )
    return day


def _as_day(value: str) -> date:
    found = _DAY.fullmatch(value)
    if not found:
        raise CellError("expected a day written as eight digits, such as 20191024")
    year, month, day = map(int, found.groups())
    if year not in _YEARS:
        raise CellError("expected a day of the years 1800 to 2100")
    try:
        return date(year, month, day)
    except ValueError:
        raise CellError("there is no such day") from None


def _as_added(value: str) -> date | None:
    if not _ADDED.fullmatch(value):
        return None
    try:
        return _as_day(value[:8])
    except CellError:
        return None  # shown among the details as it stands


def _source(value: str) -> list[dict[str, str | None]]:
    """The report an event was found in: its publisher, and its address when it has one.

    Old files name a collection instead, such as “BBC Monitoring”.
    """
    address = value if value.isprintable() and len(value) <= URL_LIMIT else ""
    host = ""
    try:
        parts = urlsplit(address)
        if parts.scheme in {"http", "https"} and "@" not in parts.netloc and " " not in value:
            _ = parts.port  # raises when it is no number
            host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    publisher = host or " ".join("".join(sign for sign in value if sign.isprintable()).split())
    if not publisher:
        return []
    shown = publisher if len(publisher) <= NAME_LIMIT else f"{publisher[: NAME_LIMIT - 1]}…"
    return [{"publisher": shown, "url": value if host else None}]
