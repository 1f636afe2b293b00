"""Files of events that tests write and read back."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from geodata import writers
from geodata.filters import Filters
from geodata.readers import native
from geodata.schema import EVENT_SCHEMA, Rejected
from geodata.store import Store

ALL = Filters()
NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
LINK = "http://localhost:8050/?regions=SYR"


def saved(
    store: Store,
    folder: Path,
    name: str,
    filters: Filters = ALL,
    *,
    keys: Collection[str] = (),
    progress: Callable[[int], None] = lambda _: None,
) -> Path:
    """A file of the events that match, as people get it."""
    path = folder / f"out{writers.WRITERS[name].suffix}"
    with store.read() as db:
        writers.save(
            name, writers.prepare(db, filters, link=LINK, now=NOW, keys=keys), path, progress
        )
    assert [one.name for one in folder.iterdir() if one.name.startswith(".")] == []
    return path


def read_native(path: Path, dataset: str = "levant") -> tuple[pa.Table, list[Rejected]]:
    """The events of a CSV file, or of a zip of two, by the native reader."""
    with tempfile.TemporaryDirectory() as folder:
        events, sources = path, None
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                archive.extractall(folder)
            events, sources = Path(folder) / "events.csv", Path(folder) / "sources.csv"
        batches = list(native.read(events, sources, dataset))
    tables = [batch.events for batch in batches]
    return pa.concat_tables(tables), [fault for batch in batches for fault in batch.rejected]


def as_rows(table: pa.Table) -> list[dict[str, object]]:
    """Events by their ids, without when they were fetched, which files leave to their reader."""
    names = [name for name in EVENT_SCHEMA.names if name != "retrieved_at"]
    rows: list[dict[str, object]] = table.select(names).to_pylist()
    return sorted(rows, key=lambda row: str(row["source_id"]))
