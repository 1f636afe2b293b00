"""The reports that events rest on: the file sources.csv of the native format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from geodata.readers.cells import NAME_LIMIT, SUMMARY_LIMIT, TITLE_LIMIT, Cells
from geodata.readers.csvfile import read_rows
from geodata.readers.marks import parted, unescaped
from geodata.schema import Rejected

COLUMNS: Final = (
    "event_id",
    "publisher",
    "title",
    "url",
    "published",
    "language",
    "note",
    "fatalities_low",
    "fatalities_high",
)
REQUIRED: Final = ("event_id", "publisher", "url")
IN_A_CELL: Final = (
    "publisher",
    "url",
    "published",
    "language",
    "title",
    "note",
    "fatalities_low",
    "fatalities_high",
)
"""What stands between bars in the column ``sources`` of a single file, in this order."""

CELL_LIMIT: Final = 2 * SUMMARY_LIMIT
_LANGUAGE_LETTERS: Final = (2, 3)


class Citations:
    """The rows of sources.csv, by the event that each belongs to."""

    def __init__(self, path: Path | None, rejected: list[Rejected]) -> None:
        self._events: dict[str, dict[str, tuple[Cells, dict[str, Any]]]] = {}
        if path is None:
            return
        for row in read_rows(path, COLUMNS, REQUIRED):
            if isinstance(row, Rejected):
                rejected.append(row)
                continue
            event_id, source = row.text("event_id", NAME_LIMIT, required=True), _source(row)
            known = self._events.setdefault(event_id, {}) if not row.faults else {}
            if source["url"] and (earlier := known.get(source["url"])):
                row.refuse("url", f"line {earlier[0].line} gives it for the same event")
            if row.faults:
                rejected.extend(row.faults)
            else:
                known[source["url"] or f"line {row.line}"] = (row, source)

    def take(self, event_id: str) -> list[dict[str, Any]]:
        """The sources of an event, in the order of the file; each is given once."""
        return [source for _, source in self._events.pop(event_id, {}).values()]

    def left(self, lines: Mapping[str, int], events: str) -> Iterator[Rejected]:
        """What no event has taken. ``lines``: where the file of events has each id."""
        for event_id, rows in self._events.items():
            for row, _ in rows.values():
                if event_id in lines:
                    row.refuse("event_id", f"line {lines[event_id]} of {events} was not taken")
                else:
                    row.refuse("event_id", f"{events} has no event of this id")
                yield from row.faults


def in_cell(row: Cells, rejected: list[Rejected]) -> list[dict[str, Any]]:
    """The sources that stand in the row of their event. One at fault costs only itself, and is
    put among the rejected."""
    found = []
    for entry in row.entries("sources", CELL_LIMIT, lines=True):
        values = [unescaped(part) for part in parted(entry, "|")]
        cells = Cells(row.file, row.line, dict(zip(IN_A_CELL, values, strict=False)))
        source = _source(cells)
        if len(values) > len(IN_A_CELL):
            cells.refuse_row(f"a source has more parts than {', '.join(IN_A_CELL)}")
        rejected.extend(replace(fault, column="sources") for fault in cells.faults)
        if not cells.faults:
            found.append(source)
    return found


def _source(row: Cells) -> dict[str, Any]:
    language = row.text("language", NAME_LIMIT)
    letters = language.isascii() and language.isalpha() and language.islower()
    if language and not (letters and len(language) in _LANGUAGE_LETTERS):
        row.refuse("language", "expected a code of ISO 639 in small letters, such as en or ar")
    low, high = row.number("fatalities_low"), row.number("fatalities_high")
    if low is not None and high is not None and low > high:
        row.refuse("fatalities_high", f"it is less than fatalities_low, {low}")
    return {
        "publisher": row.text("publisher", NAME_LIMIT, required=True),
        "title": row.text("title", TITLE_LIMIT) or None,
        "url": row.web_address("url") if row.raw("url") else None,
        "published": row.day("published"),
        "language": language or None,
        "note": row.text("note", SUMMARY_LIMIT) or None,
        "fatalities_low": low,
        "fatalities_high": high,
    }
