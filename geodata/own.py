"""The operator's own events: two CSV files in the data folder, read at every start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from geodata.readers import native
from geodata.schema import Dataset, Rejected
from geodata.staging import fingerprint
from geodata.store import EventStore, Load

EVENTS_NAME: Final = "events.csv"
SOURCES_NAME: Final = "sources.csv"
OWN: Final = Dataset(
    source="own",
    name="Own events",
    kind="own",
    licence="not stated",
    attribution="not stated",
)


def load(store: EventStore, folder: Path) -> Iterator[Rejected]:
    """Bring the store up to ``events.csv`` and, if it is there, ``sources.csv`` of a folder.

    Yields the rows that were not taken, each with what to do about it. A folder without
    ``events.csv`` changes nothing. Events that have gone from the file are removed.

    Raises:
        StoreError: the store cannot be written.
    """
    events, sources = folder / EVENTS_NAME, folder / SOURCES_NAME
    if not events.exists():
        return
    cited = sources if sources.exists() else None
    batches = list(native.read(events, cited, OWN.source))
    rejected = [row for batch in batches for row in batch.rejected]
    marks = [fingerprint(file) for file in (events, cited) if file]
    known = {one.dataset.source: one.sha256 for one in store.datasets()}
    if known.get(OWN.source) != (mark := "+".join(marks)):
        taken = [batch.events for batch in batches if batch.events.num_rows]
        about = Load(
            OWN,
            file=EVENTS_NAME,
            sha256=mark,
            taken=sum(part.num_rows for part in taken),
            rejected=len({row.row for row in rejected if row.file == EVENTS_NAME}),
            missing="all",
        )
        store.load(about, taken)
    yield from rejected
