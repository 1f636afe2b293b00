"""The store: one DuckDB file with every event, its earlier values, and its data sets.

One process reads and writes it; a second one is turned away. Readers each have a cursor of
their own and see the state before or after a write, never between.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple, Self
from weakref import WeakSet

import duckdb
import pyarrow as pa

from geodata import actors, places, store_rows, store_write
from geodata.schema import Dataset
from geodata.store_schema import FORMAT, TABLES

# nothing is fetched or loaded from outside, whatever a query says
_CONFIG: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_access": False,
}


class StoreError(Exception):
    """The store cannot be opened or written; the message is one sentence for a person."""


class UpsertCount(NamedTuple):
    """What an upsert did: new events, events that differed, events already there as they are."""

    added: int
    revised: int
    unchanged: int


class StoredDataset(NamedTuple):
    """A data set, when it was last read (UTC, None if never) and how many events it has."""

    dataset: Dataset
    retrieved_at: datetime | None
    events: int


class EventStore:
    """All events, in a file or in memory. Open it with ``EventStore.open``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._local = threading.local()
        self._cursors: WeakSet[duckdb.DuckDBPyConnection] = WeakSet()
        self._writing = threading.Lock()
        self._version = _stored_version(connection)

    @classmethod
    def open(cls, path: Path | None) -> Self:
        """The store in a file, made when it is not there; in memory for ``None``.

        Raises:
            StoreError: another process has the file, it cannot be read or written, or it
                is of another format.
        """
        connection = _connect(path)
        try:
            _prepare(connection, path)
            return cls(connection)
        except BaseException:
            connection.close()
            raise

    @property
    def version(self) -> int:
        """Rises by one with every write that changed something."""
        return self._version

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's own connection to the store."""
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self._connection.cursor()
            self._cursors.add(cursor)
        return cursor

    def put_dataset(self, dataset: Dataset) -> None:
        """Record where a set of events comes from and on what terms, or correct it."""
        known = {stored.dataset.source: stored.dataset for stored in self.datasets()}
        if known.get(dataset.source) == dataset:
            return
        with self._transaction() as con:
            con.execute(
                "INSERT INTO dataset SELECT $source, $name, $kind, $licence, $attribution, $url,"
                " (SELECT max(retrieved_at) FROM dataset WHERE source = $source),"
                " (SELECT count(*) FROM event WHERE source = $source)",
                asdict(dataset),
            )
            # the row that was there has an older rowid
            con.execute(
                "DELETE FROM dataset WHERE source = $source AND rowid <"
                " (SELECT max(rowid) FROM dataset WHERE source = $source)",
                {"source": dataset.source},
            )
            _count_version(con)

    def datasets(self) -> tuple[StoredDataset, ...]:
        """Every data set by name."""
        rows = self.cursor().execute(
            "SELECT source, name, kind, licence, attribution, url, retrieved_at, row_count"
            " FROM dataset ORDER BY name, source"
        )
        return tuple(
            StoredDataset(Dataset(*row[:6]), row[6] and row[6].replace(tzinfo=UTC), row[7])
            for row in rows.fetchall()
        )

    def upsert(self, events: pa.Table) -> UpsertCount:
        """Add events (``schema.EVENT_SCHEMA``) or bring those with the same ``source`` and
        ``source_id`` up to date, keeping the values that are replaced.

        Raises:
            StoreError: a row cannot be taken or the file cannot be written; then nothing
                of the batch is.
        """
        now = datetime.now(UTC).replace(tzinfo=None)
        try:
            rows = store_rows.rows(events)
            with self._transaction() as con:
                written = store_write.write(con, rows, now)
                if written.added or written.revised:
                    _count_version(con)
        except (duckdb.Error, pa.ArrowException, KeyError, ValueError) as error:
            raise StoreError(f"The events were not stored: {error}.") from error
        return UpsertCount(*written)

    def close(self) -> None:
        """Finish writing and release the file; cursors of all threads are closed."""
        with self._writing:
            for cursor in list(self._cursors):
                cursor.close()
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One writer at a time; all of it is written, or nothing."""
        with self._writing:
            con = self.cursor()
            con.begin()
            try:
                yield con
                version = _stored_version(con)
                con.commit()
            except BaseException:
                con.rollback()
                raise
            self._version = version


def _connect(path: Path | None) -> duckdb.DuckDBPyConnection:
    if path is None:
        return duckdb.connect(":memory:", config=_CONFIG)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
        if not path.stat().st_size:
            path.unlink()
        return duckdb.connect(path, config=_CONFIG)
    except OSError as error:
        raise StoreError(f"The store {path} cannot be written: {error.strerror}.") from error
    except duckdb.Error as error:
        raise StoreError(_why(path, str(error))) from error


def _why(path: Path, message: str) -> str:
    if "lock" in message.lower():
        return f"The store {path} is in use by another process; stop that one first."
    if "not a valid DuckDB database" in message or "version" in message:
        return f"The file {path} is not a store of this version of Watchline."
    return f"The store {path} cannot be opened: {message.splitlines()[0]}."


def _prepare(con: duckdb.DuckDBPyConnection, path: Path | None) -> None:
    """Make the tables of a new store, or see that those of an old one are ours and follow
    the regions and actors as they are known today."""
    directory = _directory()
    tables = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not tables:
        con.begin()
        con.execute(TABLES)
        con.execute(
            "INSERT INTO meta VALUES ('format', ?), ('directory', ?), ('version', '0')",
            [FORMAT, directory],
        )
        con.commit()
        return
    known = {}
    if "meta" in tables:
        known = dict(con.execute("SELECT name, content FROM meta").fetchall())
    if known.get("format") != FORMAT:
        raise StoreError(f"The file {path} is not a store of this version of Watchline.")
    if known.get("directory") != directory:
        con.begin()
        store_write.derive_again(con)
        con.execute("UPDATE meta SET content = ? WHERE name = 'directory'", [directory])
        _count_version(con)
        con.commit()


def _count_version(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("UPDATE meta SET content = content::BIGINT + 1 WHERE name = 'version'")


def _directory() -> str:
    """A mark of everything that events are placed and named by."""
    known = repr((sorted(places.regions().items()), sorted(actors.actors().items())))
    return hashlib.sha256(known.encode()).hexdigest()


def _stored_version(con: duckdb.DuckDBPyConnection) -> int:
    rows = con.execute("SELECT content::BIGINT FROM meta WHERE name = 'version'").fetchall()
    return int(rows[0][0])
