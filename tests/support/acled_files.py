"""An export of ACLED as tests write it, and how the reader takes it."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from geodata.readers.acled import reader
from geodata.readers.formats.detect import open_table
from geodata.schema import Rejected

# Invented rows in the documented schema.
CLASH = {
    "event_id_cnty": "SYR900001",
    "event_date": "28 December 2022",
    "year": "2022",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Example Rebels (Syria)",
    "assoc_actor_1": "Example Brigade; Example Tribe (Syria)",
    "inter1": "Rebel group",
    "actor2": "Example Militia (Syria)",
    "assoc_actor_2": "Example Brigade",
    "inter2": "Political militia",
    "interaction": "Rebel group-Political militia",
    "civilian_targeting": "",
    "iso": "760",
    "region": "Middle East",
    "country": "Syria",
    "admin1": "As Sweida",
    "admin2": "As Sweida",
    "admin3": "Shahba",
    "location": "Shahba",
    "latitude": "32.8542",
    "longitude": "36.6294",
    "geo_precision": "1",
    "source": "Example News; Example Monitor",
    "source_scale": "National",
    "notes": "On 28 December 2022, two groups exchanged fire.\nNo one was hurt.",
    "fatalities": "0",
    "tags": "local administrators; crowd size=no report",
    "timestamp": "1672790400",
}


COLUMNS = tuple(CLASH)


def as_csv(*rows: dict, columns=None):
    """Rows as the bytes of a CSV file; all of ACLED's columns unless told."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns or COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@contextmanager
def opened(content, name="acled.csv"):
    """The file as a table; its rows can be read while the folder is there."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield open_table(path)


def batches(content, retrieved_at=None):
    """Everything that the reader makes of a file."""
    with opened(content) as table:
        if isinstance(table, Rejected):
            return []
        return list(reader.read(table, "acled", retrieved_at=retrieved_at))


def read(*rows: dict, columns=None):
    """The events of rows, and the reasons for what was refused."""
    found = batches(as_csv(*rows, columns=columns))
    events = [event for batch in found for event in batch.events.to_pylist()]
    return events, [fault for batch in found for fault in batch.rejected]
