"""Watchline's own two files, and how they are read."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from geodata.readers import native
from geodata.schema import EVENT_SCHEMA

EVENT = {
    "id": "e1",
    "date_start": "2025-07-16",
    "event_type": "remote_violence",
    "title": "A strike",
    "actors": "Israel|initiator;Syria (government)|target",
    "place": "Damascus",
    "lon": "36.29128",
    "lat": "33.5102",
    "geo_precision": "town",
    "country": "SYR",
    "about": "SYR-Damascus;SYR-Sweida",
}


SOURCE = {
    "event_id": "e1",
    "publisher": "DW",
    "title": "Israel hits a headquarters",
    "url": "https://example.org/a",
    "published": "2025-07-16",
    "language": "en",
    "note": "",
}


def as_csv(rows, columns=None, quoting=csv.QUOTE_MINIMAL):
    """Rows as the bytes of a CSV file."""
    columns = columns or list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n", quoting=quoting)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def read(events, sources=None, retrieved_at=None):
    """Read bytes or rows: the events as dicts, and everything rejected."""
    with TemporaryDirectory() as folder:
        paths = []
        for name, content in (("events.csv", events), ("sources.csv", sources)):
            if content is None:
                paths.append(None)
                continue
            path = Path(folder) / name
            path.write_bytes(content if isinstance(content, bytes) else as_csv(content))
            paths.append(path)
        batches = list(native.read(paths[0], paths[1], "mine", retrieved_at=retrieved_at))
    assert batches
    assert all(batch.events.schema.equals(EVENT_SCHEMA) for batch in batches)
    for batch in batches:
        batch.events.validate(full=True)
    taken = [row for batch in batches for row in batch.events.to_pylist()]
    return taken, [fault for batch in batches for fault in batch.rejected]


def only_fault(changes, column):
    """The one fault of a row that differs from a good one by ``changes``."""
    taken, rejected = read([EVENT | changes])
    assert taken == []
    assert [fault.column for fault in rejected] == [column], rejected
    assert (rejected[0].file, rejected[0].row) == ("events.csv", 2)
    return rejected[0]
