"""The data sets of a store: where events come from, on what terms, and whether they show."""

from __future__ import annotations

from dataclasses import astuple
from datetime import UTC, datetime
from typing import Final, NamedTuple

import duckdb

from geodata.schema import Dataset
from geodata.store import zones
from geodata.store.changes import ImportRecord
from geodata.store.tables import ROWS_OF_AN_EVENT

_SAID: Final = ("source", "name", "kind", "licence", "attribution", "url", "terms")


class StoredDataset(NamedTuple):
    """A data set as it stands in a store.

    ``read_at`` is when the store last took events of it, ``retrieved_at`` when they were
    fetched from their publisher (UTC, ``None`` if never or unknown). ``events`` is how many it
    has; ``taken`` and ``rejected`` are rows of the file read last, of this name and SHA-256. A
    hidden or deleted one is in no answer; a deleted one goes when the store is purged.
    """

    dataset: Dataset
    read_at: datetime | None
    events: int
    retrieved_at: datetime | None = None
    taken: int = 0
    rejected: int = 0
    file: str = ""
    sha256: str = ""
    hidden: bool = False
    deleted: bool = False

    @property
    def shows(self) -> bool:
        """Whether its events are in answers."""
        return not (self.hidden or self.deleted)


def listed(con: duckdb.DuckDBPyConnection) -> tuple[StoredDataset, ...]:
    """Every data set by name."""
    rows = con.execute(
        f"SELECT {', '.join(_SAID)}, read_at, row_count, retrieved_at, taken, rejected, file,"
        " sha256, hidden, deleted FROM dataset ORDER BY lower(name), source"
    ).fetchall()
    return tuple(
        StoredDataset(Dataset(*row[:7]), _utc(row[7]), row[8], _utc(row[9]), *row[10:])
        for row in rows
    )


def _utc(at: datetime | None) -> datetime | None:
    return at and at.replace(tzinfo=UTC)


def put(con: duckdb.DuckDBPyConnection, dataset: Dataset) -> bool:
    """Record a data set or what is said of it; whether that changes anything. One that was
    deleted is brought back."""
    known = {stored.dataset.key: stored for stored in listed(con)}
    before = known.get(dataset.key)
    if before and before.dataset == dataset and not before.deleted:
        return False
    said = dict(zip(_SAID, astuple(dataset), strict=True))
    if before:
        places = ", ".join(f"{name} = ${name}" for name in _SAID[1:])
        con.execute(f"UPDATE dataset SET {places}, deleted = FALSE WHERE source = $source", said)
    else:
        con.execute(
            f"INSERT INTO dataset ({', '.join(_SAID)}, row_count, taken, rejected, file, sha256,"
            f" hidden, deleted) SELECT {', '.join(f'${name}' for name in _SAID)},"
            " (SELECT count(*) FROM event WHERE source = $source), 0, 0, '', '', FALSE, FALSE",
            said,
        )
    return True


def set_shown(
    con: duckdb.DuckDBPyConnection, source: str, *, hidden: bool | None, deleted: bool | None
) -> None:
    """Hide or show a data set, delete it or bring it back; ``None`` leaves it as it is."""
    con.execute(
        "UPDATE dataset SET hidden = coalesce($hidden, hidden),"
        " deleted = coalesce($deleted, deleted) WHERE source = $source",
        {"source": source, "hidden": hidden, "deleted": deleted},
    )


def count(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """Bring the number of a data set's events up to date."""
    con.execute(
        "UPDATE dataset SET row_count = (SELECT count(*) FROM event e JOIN profile p"
        " USING (profile) WHERE e.source = $source AND NOT p.removed) WHERE source = $source",
        {"source": source},
    )


def note_read(con: duckdb.DuckDBPyConnection, source: str, now: datetime) -> None:
    """Record that events of a data set were read, and how many it has."""
    count(con, source)
    con.execute("UPDATE dataset SET read_at = ? WHERE source = ?", [now, source])


def note_file(
    con: duckdb.DuckDBPyConnection, done: ImportRecord, retrieved_at: datetime | None
) -> None:
    """Record the file that a data set was read from last."""
    con.execute(
        "UPDATE dataset SET file = $file, sha256 = $sha256, taken = $taken, rejected = $rejected,"
        " read_at = $at, retrieved_at = $retrieved_at WHERE source = $source",
        {
            "file": done.file,
            "sha256": done.sha256,
            "taken": done.taken,
            "rejected": done.rejected,
            "at": done.at,
            "retrieved_at": retrieved_at and retrieved_at.astimezone(UTC).replace(tzinfo=None),
            "source": done.source,
        },
    )
    count(con, done.source)


def purge(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """Drop a data set with its events, their earlier values and its zones."""
    bound = {"source": source}
    con.execute(
        "CREATE OR REPLACE TEMP TABLE dropped AS SELECT number FROM event WHERE source = $source",
        bound,
    )
    for table in (*ROWS_OF_AN_EVENT, "revision", "change"):
        con.execute(f"DELETE FROM {table} WHERE number IN (SELECT number FROM dropped)")
    con.execute(
        "DELETE FROM duplicate WHERE a IN (SELECT number FROM dropped)"
        " OR b IN (SELECT number FROM dropped)"
    )
    zones.drop(con, source)
    for table in ("import", "dataset"):
        con.execute(f"DELETE FROM {table} WHERE source = $source", bound)
    con.execute("DROP TABLE dropped")
