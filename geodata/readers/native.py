"""Watchline's own format: events.csv and sources.csv, as ``docs/data-format.md`` says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from geodata.readers import citations
from geodata.readers.cells import NAME_LIMIT, SUMMARY_LIMIT, TITLE_LIMIT, Cells, nearest, shown
from geodata.readers.csvfile import read_rows
from geodata.readers.marks import parted, unescaped
from geodata.readers.whereabouts import region, whereabouts
from geodata.schema import (
    CREDIBILITY,
    DATE_PRECISIONS,
    EVENT_SCHEMA,
    EVENT_TYPES,
    RELIABILITY,
    ROLES,
    Batch,
    Rejected,
)

EVENT_COLUMNS: Final = (
    "id",
    "date_start",
    "date_end",
    "date_precision",
    "event_type",
    "sub_type",
    "title",
    "summary",
    "actors",
    "place",
    "lon",
    "lat",
    "geo_precision",
    "country",
    "admin1",
    "zones",
    "about",
    "fatalities_low",
    "fatalities_best",
    "fatalities_high",
    "reliability",
    "credibility",
    "storylines",
    "tags",
)
FURTHER_COLUMNS: Final = (
    *("details", "sources"),
    *("dataset", "attribution", "retrieved_at", "updated_at"),
)
"""What files that Watchline writes have besides; the last four are for people and not read."""

EVENT_REQUIRED: Final = ("id", "date_start", "event_type", "title")

BATCH_ROWS: Final = 5_000


def read(
    events: Path,
    sources: Path | None,
    dataset: str,
    *,
    retrieved_at: datetime | None = None,
) -> Iterator[Batch]:
    """Events of the native format with their sources, some thousands at a time.

    Args:
        events: CSV of ``EVENT_COLUMNS`` and ``FURTHER_COLUMNS``, in any order;
            ``EVENT_REQUIRED`` must be there.
        sources: CSV of ``citations.COLUMNS``, one row per report; ``None`` for no sources.
        dataset: the value of the column ``source`` of every event.
        retrieved_at: when the files were fetched, with a time zone; ``None`` for unknown.

    Yields:
        At least one batch. Every row of both files is in it, as an event, as a source of
        an event, or among the rejected; a row may have several faults. A file that cannot
        be read at all is one fault in row 1; nothing is raised for what a file holds.
    """
    rejected: list[Rejected] = []
    cited = citations.Citations(sources, rejected)
    taken: list[dict[str, Any]] = []
    lines: dict[str, int] = {}
    read = 0
    for row in read_rows(events, (*EVENT_COLUMNS, *FURTHER_COLUMNS), EVENT_REQUIRED):
        if isinstance(row, Rejected):
            rejected.append(row)
            read += row.row > 1  # line 1 is the header, and no event
            continue
        read += 1
        event = {} if row.faults else _event(row, lines)
        if row.faults:
            rejected.extend(row.faults)
        else:
            kept = {"source": dataset, "retrieved_at": retrieved_at}
            own = citations.in_cell(row, rejected)
            taken.append(event | kept | {"sources": own + cited.take(event["source_id"])})
        if max(len(taken), len(rejected)) >= BATCH_ROWS:
            yield _batch(taken, rejected, lines, read)
            taken, rejected, read = [], [], 0
    rejected.extend(cited.left(lines, events.name))
    yield _batch(taken, rejected, lines, read)


def _batch(
    taken: list[dict[str, Any]], rejected: list[Rejected], lines: dict[str, int], read: int
) -> Batch:
    return Batch(
        pa.Table.from_pylist(taken, schema=EVENT_SCHEMA),
        tuple(rejected),
        lines=pa.array([lines[event["source_id"]] for event in taken], pa.int64()),
        rows=read,
    )


def _event(row: Cells, lines: dict[str, int]) -> dict[str, Any]:
    """The columns of ``EVENT_SCHEMA`` that a row holds; meaningless if it has faults.

    ``lines`` is where the ids so far stand, and gets that of this row.
    """
    event_id = row.text("id", NAME_LIMIT, required=True)
    if event_id and lines.setdefault(event_id, row.line) != row.line:
        row.refuse("id", f"line {lines[event_id]} has the same id; an id may stand only once")
    return {
        "source_id": event_id,
        **_when(row),
        "event_type": row.word("event_type", EVENT_TYPES),
        "sub_type": row.text("sub_type", NAME_LIMIT) or None,
        "title": row.text("title", TITLE_LIMIT, required=True),
        "summary": row.text("summary", SUMMARY_LIMIT, lines=True),
        "actors": _actors(row),
        **whereabouts(row),
        "about": _about(row),
        **_deaths(row),
        "reliability": row.word("reliability", RELIABILITY, "F"),
        "credibility": row.word("credibility", CREDIBILITY, "6"),
        "storylines": row.items("storylines"),
        "tags": row.items("tags"),
        "details": _details(row),
    }


def _when(row: Cells) -> dict[str, Any]:
    start = row.day("date_start", required=True)
    end = row.day("date_end") or start
    if start and end and end < start:
        row.refuse("date_end", f"it is before date_start, {start}")
    precision = row.word("date_precision", DATE_PRECISIONS, "day")
    return {"date_start": start, "date_end": end, "date_precision": precision}


def _actors(row: Cells) -> list[dict[str, str]]:
    found: dict[str, str] = {}
    for item in row.entries("actors", 2 * NAME_LIMIT):
        name, *roles = (unescaped(part).strip() for part in parted(item, "|"))
        role = "|".join(roles) or "party"
        if not name or len(name) > NAME_LIMIT:
            row.refuse("actors", "expected names of 1 to 200 characters, such as Israel|party")
        elif role not in ROLES:
            known = f"expected one of {', '.join(ROLES)}{nearest(role, ROLES)}"
            row.refuse("actors", f"the role “{shown(role)}” is not known; {known}")
        elif name in found:
            row.refuse("actors", f"“{shown(name)}” stands there twice; give its main role once")
        else:
            found[name] = role
    return [{"name": name, "role": role} for name, role in found.items()]


def _details(row: Cells) -> list[dict[str, str]]:
    """What the source said besides, as ``name|value``."""
    found = []
    for item in row.entries("details", 2 * SUMMARY_LIMIT, lines=True):
        name, *values = (unescaped(part).strip() for part in parted(item, "|"))
        if name and len(values) == 1:
            found.append({"name": name, "value": values[0]})
        else:
            row.refuse("details", "expected names with their values, such as region|Middle East")
    return found


def _about(row: Cells) -> list[str]:
    return [region(row, "about", code) for code in row.items("about")]


def _deaths(row: Cells) -> dict[str, int | None]:
    columns = ("fatalities_low", "fatalities_best", "fatalities_high")
    numbers = {column: row.number(column) for column in columns}
    known = [(column, number) for column, number in numbers.items() if number is not None]
    for (below, low), (above, high) in pairwise(known):
        if low > high:
            row.refuse(above, f"it is less than {below}, {low}")
    return numbers
