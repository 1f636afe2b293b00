"""Read a store from end to end: is all of it there, and does it fit together?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import duckdb

from geodata.store.damage import lasting
from geodata.store.snapshot import Snapshot
from geodata.store.tables import ROWS_OF_AN_EVENT
from geodata.text import count

_FITS: Final = {
    "the number of an event stands twice": "SELECT count(*) - count(DISTINCT number) FROM event",
    **{
        f"rows of the table {table} belong to no event": (
            f"SELECT count(*) FROM {table} WHERE number NOT IN (SELECT number FROM event)"
        )
        for table in (*ROWS_OF_AN_EVENT[1:], "change", "revision")
    },
    "events are of a data set that is not known": (
        "SELECT count(*) FROM event WHERE source NOT IN (SELECT source FROM dataset)"
    ),
    "events have a profile that is not known": (
        "SELECT count(*) FROM event WHERE profile NOT IN (SELECT profile FROM profile)"
    ),
    "events lie at a place that is not known": (
        "SELECT count(*) FROM event WHERE location <> 0"
        " AND location NOT IN (SELECT location FROM location)"
    ),
}
"""What has to be 0, by what is wrong when it is not."""


def verify(db: Snapshot, progress: Callable[[float], None] = lambda _: None) -> tuple[str, ...]:
    """Read every value of a store and see that its tables fit together.

    Returns what is wrong, a sentence each; nothing when all is well. ``progress`` is told the
    part that is done, 0 to 1.
    """
    rows = db.connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
    tables = [str(name) for (name,) in rows]
    steps = len(tables) + len(_FITS)
    wrong: list[str] = []
    for done, table in enumerate(tables):
        try:
            # the hash of a row needs every column of it
            db.connection.execute(f'SELECT max(hash(t)) FROM "{table}" t').fetchall()
        except duckdb.Error as error:
            if not lasting(error):
                raise
            return (f"The table {table} cannot be read: {str(error).splitlines()[0]}.",)
        progress((done + 1) / steps)
    for done, (what, sql) in enumerate(_FITS.items()):
        ((found,),) = db.connection.execute(sql).fetchall()
        if found:
            wrong.append(f"{what[0].upper()}{what[1:]} ({count(found, 'case')}).")
        progress((len(tables) + done + 1) / steps)
    return tuple(wrong)
