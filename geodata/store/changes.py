"""What a write changed: imports, and events that are no longer in their data set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

import duckdb

from geodata.store.codes import PROFILE, number_rows, temp_rows, temp_table

_WITH_PROFILE: Final = ("event", "event_actor", "event_pair", "citation")


class ImportRecord(NamedTuple):
    """One reading of a data set: of which file, and what it did to the store.

    ``taken`` and ``rejected`` are rows of the file; ``at`` is naive UTC, as in the store.
    """

    number: int
    source: str
    at: datetime
    file: str = ""
    sha256: str = ""
    taken: int = 0
    rejected: int = 0
    added: int = 0
    revised: int = 0
    removed: int = 0
    unchanged: int = 0


def next_import(con: duckdb.DuckDBPyConnection) -> int:
    """The number of the next import."""
    ((number,),) = con.execute("SELECT coalesce(max(import), 0) + 1 FROM import").fetchall()
    return int(number)


def record(con: duckdb.DuckDBPyConnection, done: ImportRecord) -> None:
    """Keep what an import did."""
    con.execute(f"INSERT INTO import VALUES ({', '.join('?' * len(done))})", list(done))


def remove_unseen(con: duckdb.DuckDBPyConnection, done: ImportRecord, *, everything: bool) -> int:
    """Mark the events of a data set as removed that are not in the temporary table ``seen``
    (``event_id``); how many they are. Unless it is about ``everything``, only those between
    the first and the last day of ``seen``: a file of this year says nothing about last year.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE gone AS"
        " WITH span AS (SELECT min(date_start) AS first, max(date_start) AS last"
        "  FROM event JOIN seen USING (event_id))"
        " SELECT e.number FROM event e JOIN profile p USING (profile), span"
        " WHERE e.source = $source AND NOT p.removed"
        " AND ($everything OR e.date_start BETWEEN span.first AND span.last)"
        " AND e.event_id NOT IN (SELECT event_id FROM seen)",
        {"source": done.source, "everything": everything},
    )
    return _remove_gone(con, done)


def remove(con: duckdb.DuckDBPyConnection, done: ImportRecord, ids: Sequence[str]) -> int:
    """Mark events of a data set as removed by their own ids; how many of them were there."""
    temp_rows(con, "named", ("source_id",), [(one,) for one in ids])
    con.execute(
        "CREATE OR REPLACE TEMP TABLE gone AS"
        " SELECT e.number FROM event e JOIN profile p USING (profile)"
        " WHERE e.source = $source AND NOT p.removed"
        " AND e.source_id IN (SELECT source_id FROM named)",
        {"source": done.source},
    )
    con.execute("DROP TABLE named")
    return _remove_gone(con, done)


def _remove_gone(con: duckdb.DuckDBPyConnection, done: ImportRecord) -> int:
    ((removed,),) = con.execute("SELECT count(*) FROM gone").fetchall()
    if removed:
        mark_removed(con)
        con.execute(
            "INSERT INTO change SELECT $import, number, 'removed' FROM gone",
            {"import": done.number},
        )
    con.execute("DROP TABLE gone")
    return int(removed)


def mark_removed(con: duckdb.DuckDBPyConnection) -> None:
    """Give the events of the temporary table ``gone`` (``number``) a profile that says so."""
    same = PROFILE.removesuffix(", removed")
    number_rows(
        con,
        "profile",
        PROFILE,
        f"SELECT {same}, TRUE FROM profile"
        " WHERE profile IN (SELECT profile FROM event JOIN gone USING (number))",
    )
    temp_table(
        con,
        "moved",
        "SELECT a.profile AS old, b.profile AS new"
        " FROM (SELECT * FROM profile WHERE NOT removed) a"
        f" JOIN (SELECT * FROM profile WHERE removed) b USING ({same})",
    )
    for table in _WITH_PROFILE:
        con.execute(
            f"UPDATE {table} SET profile = m.new FROM moved m, gone g"
            f" WHERE {table}.profile = m.old AND {table}.number = g.number"
        )
    con.execute("DROP TABLE moved")
