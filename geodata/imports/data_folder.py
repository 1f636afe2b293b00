"""The data folder: the store, the files that wait beside it, and the operator's own events.

The own events are two CSV files in the folder, read at every start.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NamedTuple

from geodata.imports.bundled import LEVANT, read_bundled
from geodata.imports.stage import fingerprint
from geodata.readers import native
from geodata.schema import Dataset, Rejected
from geodata.store import Load, Store, StoreError

STORE_NAME: Final = "watchline.duckdb"
INCOMING: Final = "incoming"
"""Holds files that wait to be imported."""

OUTGOING: Final = "outgoing"
"""Holds files of events until they are fetched."""

COMMANDS: Final = "commands"
"""Holds what the command line handed to the running server, while it is worked on."""

FETCHED: Final = "feeds"
"""Holds what feeds fetch while it is read."""

NOTIFIED: Final = "watches"
"""Says up to where other programs were told of events."""

EVENTS_NAME: Final = "events.csv"
SOURCES_NAME: Final = "sources.csv"
OWN: Final = Dataset(
    key="own",
    name="Own events",
    kind="own",
    licence="not stated",
    attribution="not stated",
)


class OpenedStore(NamedTuple):
    """An open store, and the rows of the operator's own events that were not taken."""

    store: Store
    rejected: tuple[Rejected, ...]


def open_store(folder: Path) -> OpenedStore:
    """Open the store of a folder, made if need be, with the bundled and the own events in it.

    Data sets that were deleted before the last stop are dropped for good.

    Raises:
        StoreError: the folder or the store cannot be used.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = "that is a file" if folder.is_file() else error.strerror
        raise StoreError(f"Watchline cannot keep its data in {folder}: {reason}.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StoreError(f"Watchline may not write to {folder}.")
    store = Store.open(folder / STORE_NAME)
    try:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        rejected = load(store, folder)
        store.purge()
    except BaseException:
        store.close()
        raise
    return OpenedStore(store, rejected)


def load(store: Store, folder: Path) -> tuple[Rejected, ...]:
    """Bring the store up to ``events.csv`` and, if it is there, ``sources.csv`` of a folder.

    Returns the rows that were not taken, each with what to do about it. A folder without
    ``events.csv`` changes nothing. Events that have gone from the file are removed.

    Raises:
        StoreError: the store cannot be written.
    """
    events, sources = folder / EVENTS_NAME, folder / SOURCES_NAME
    if not events.exists():
        return ()
    cited = sources if sources.exists() else None
    batches = list(native.read(events, cited, OWN.key))
    rejected = tuple(row for batch in batches for row in batch.rejected)
    marks = [fingerprint(file) for file in (events, cited) if file]
    known = {one.dataset.key: one.sha256 for one in store.datasets()}
    if known.get(OWN.key) != (mark := "+".join(marks)):
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
    return rejected
