"""The operator's own events: two CSV files in the data folder, read at every start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from geodata.readers import native
from geodata.schema import Dataset, Rejected
from geodata.store import EventStore

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
    """Put ``events.csv`` and, if it is there, ``sources.csv`` of a folder into the store.

    Yields the rows that were not taken, each with what to do about it. A folder without
    ``events.csv`` changes nothing. Rows that have gone from the file stay in the store.

    Raises:
        StoreError: the store cannot be written.
    """
    events, sources = folder / EVENTS_NAME, folder / SOURCES_NAME
    if not events.exists():
        return
    store.put_dataset(OWN)
    for batch in native.read(events, sources if sources.exists() else None, OWN.source):
        if batch.events.num_rows:
            store.upsert(batch.events)
        yield from batch.rejected
