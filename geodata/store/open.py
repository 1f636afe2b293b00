"""Open, create or migrate a store file."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import duckdb

from geodata import actors, regions
from geodata.store import damage, duplicates, older, write
from geodata.store.tables import FORMAT, MIGRATIONS, TABLES

# nothing is fetched or loaded from outside, whatever a query says
_CONFIG: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_access": False,
    # more goes to disk beside the file: a large import must not take the machine's memory
    "memory_limit": "2GB",
}


class StoreError(Exception):
    """The store cannot be opened or written; the message is one sentence for a person."""


def connect(path: Path | None) -> duckdb.DuckDBPyConnection:
    """The file as a database, made when it is not there; one in memory for ``None``."""
    if path is None:
        return duckdb.connect(":memory:", config=_CONFIG)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not path.exists()
        with path.open("ab") as file:
            if not is_new and not file.tell():
                raise StoreError(damage.empty(path))
        if is_new:
            path.unlink()
        elif trouble := damage.log_trouble(path):
            raise StoreError(trouble)
        return duckdb.connect(path, config=_CONFIG)
    except OSError as error:
        raise StoreError(f"The store {path} cannot be written: {error.strerror}.") from error
    except duckdb.Error as error:
        raise StoreError(damage.explain(path, error)) from error


def prepare(con: duckdb.DuckDBPyConnection, path: Path | None) -> None:
    """Make the tables of a new store, or see that those of an old one are ours and follow
    the regions and actors as they are known today.

    Raises:
        StoreError: the file is damaged, of another format or of another program.
    """
    try:
        _prepare(con, path)
    except duckdb.Error as error:
        raise StoreError(damage.explain(path, error)) from error


def _prepare(con: duckdb.DuckDBPyConnection, path: Path | None) -> None:
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
    if known.get("format") in MIGRATIONS:
        con.begin()
        steps = [step for older, step in MIGRATIONS.items() if older >= known["format"]]
        con.execute("".join(steps) + TABLES)
        older.name_divisions(con)
        duplicates.flag_all(con)
        con.execute("UPDATE meta SET content = ? WHERE name = 'format'", [FORMAT])
        known = dict(con.execute("SELECT name, content FROM meta").fetchall())
        con.commit()
    elif "format" not in known:
        raise StoreError(damage.foreign(path))
    elif known["format"] != FORMAT:
        raise StoreError(damage.newer(path))
    else:
        con.execute(TABLES)
    if known.get("directory") != directory:
        con.begin()
        write.derive_again(con)
        duplicates.flag_all(con)
        con.execute("UPDATE meta SET content = ? WHERE name = 'directory'", [directory])
        count_version(con)
        con.commit()


def count_version(con: duckdb.DuckDBPyConnection) -> None:
    """Say that the store has changed."""
    con.execute("UPDATE meta SET content = content::BIGINT + 1 WHERE name = 'version'")


def _directory() -> str:
    """A mark of everything that events are placed and named by."""
    known = repr((sorted(regions.regions().items()), sorted(actors.actors().items())))
    return hashlib.sha256(known.encode()).hexdigest()


def stored_version(con: duckdb.DuckDBPyConnection) -> int:
    """How often the store has changed."""
    rows = con.execute("SELECT content::BIGINT FROM meta WHERE name = 'version'").fetchall()
    return int(rows[0][0])
