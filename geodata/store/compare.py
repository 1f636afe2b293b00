"""What rows are to the store: new, other than what is there, or there already.

Everything here runs inside the transaction of the caller. Temporary tables hold the answers:
``seen`` the keys of all rows so far, ``verdict`` what those are that have to be written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from geodata.schema import EVENT_SCHEMA

COMPARED: Final = tuple(
    name for name in EVENT_SCHEMA.names if name not in {"source", "source_id", "retrieved_at"}
)
"""A later reading of the same report is no change."""
LISTS: Final = frozenset(field.name for field in EVENT_SCHEMA if pa.types.is_list(field.type))
# lists are hashed one by one, with their length: together, items could move between them
_CONTENT: Final = "hash(({}))".format(
    ", ".join(
        f"hash(e.{name}), len(e.{name})" if name in LISTS else f"e.{name}" for name in COMPARED
    )
)
_KNOWN: Final = (
    f"CREATE OR REPLACE TEMP TABLE known AS SELECT event_id, number, removed,"
    f" {_CONTENT} AS content"
    " FROM event e JOIN profile p USING (profile)"
)


class WriteError(ValueError):
    """The rows cannot be taken; the message says which and why."""


class Written(NamedTuple):
    """How many rows were new, differed from what was there, or were there already."""

    added: int
    revised: int
    unchanged: int


class Comparison:
    """Of all rows of a file, or of a few, with what the store has before they are written.

    Args:
        source: the data set that the rows are of, for very many: it is looked through once.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, source: str | None = None) -> None:
        self._con, self._whole = con, source is not None
        con.execute("CREATE OR REPLACE TEMP TABLE seen (event_id BIGINT)")
        con.execute(
            "CREATE OR REPLACE TEMP TABLE verdict"
            " (event_id BIGINT, verdict VARCHAR, number INTEGER)"
        )
        if source is not None:
            con.execute(f"{_KNOWN} WHERE p.source = $source", {"source": source})

    def compare(self, rows: pa.Table) -> tuple[pa.Table, Written]:
        """The rows that have to be written, which are noted in ``verdict``; and all counted.

        An event that had been removed from its data set and is in the rows again is revised.

        Raises:
            WriteError: a key stands twice in the rows, or two events have one number.
        """
        con = self._con
        with incoming(con, rows):
            _check_keys(con)
            if not self._whole:
                # the numbers first: of few rows is more needed than their key
                con.execute(
                    f"{_KNOWN} WHERE number IN (SELECT number FROM event"
                    " WHERE event_id IN (SELECT event_id FROM incoming))"
                )
            con.execute(
                "CREATE OR REPLACE TEMP TABLE compared AS SELECT e.event_id, CASE"
                " WHEN k.event_id IS NULL THEN 'added'"
                f" WHEN k.removed OR k.content <> {_CONTENT} THEN 'revised'"
                " ELSE 'unchanged' END AS verdict, k.number"
                " FROM incoming e LEFT JOIN known k USING (event_id)"
            )
        counted = dict(con.execute("SELECT verdict, count(*) FROM compared GROUP BY 1").fetchall())
        written = Written(*(counted.get(word, 0) for word in Written._fields))
        con.execute(
            "INSERT INTO seen SELECT event_id FROM compared;"
            " INSERT INTO verdict FROM compared WHERE verdict <> 'unchanged'"
        )
        if written.unchanged:
            fresh = con.sql("SELECT event_id FROM compared WHERE verdict <> 'unchanged'")
            wanted = fresh.to_arrow_table().column("event_id")
            rows = rows.filter(pc.is_in(rows.column("event_id"), wanted))
        return rows, written

    def close(self) -> None:
        """Drop what was noted.

        Raises:
            WriteError: an event was in several of the batches.
        """
        self._con.execute("DROP TABLE verdict; DROP TABLE IF EXISTS compared")
        twice = "SELECT event_id FROM seen GROUP BY event_id HAVING count(*) > 1 LIMIT 1"
        if self._con.execute(twice).fetchall():
            raise WriteError("an event stands more than once in the file")
        self._con.execute("DROP TABLE seen; DROP TABLE IF EXISTS known")


@contextmanager
def incoming(con: duckdb.DuckDBPyConnection, rows: pa.Table) -> Iterator[None]:
    """Rows of ``store.rows`` as the view ``incoming``, where they lie in memory."""
    con.register("incoming", rows)
    yield
    # after an error the view goes with the transaction
    con.unregister("incoming")


def _check_keys(con: duckdb.DuckDBPyConnection) -> None:
    twice = con.execute(
        "SELECT source, source_id FROM incoming GROUP BY ALL HAVING count(*) > 1"
        " ORDER BY ALL LIMIT 1"
    ).fetchall()
    if twice:
        raise WriteError(f"event {twice[0][0]}:{twice[0][1]} stands more than once in one batch")
    shared = con.execute(
        "SELECT i.source, i.source_id, e.source, e.source_id FROM incoming i"
        " JOIN (SELECT event_id, source, source_id FROM event"
        " UNION ALL SELECT event_id, source, source_id FROM incoming) e USING (event_id)"
        " WHERE i.source <> e.source OR i.source_id <> e.source_id LIMIT 1"
    ).fetchall()
    if shared:
        source, own_id, other_source, other_id = shared[0]
        raise WriteError(
            f"events {source}:{own_id} and {other_source}:{other_id} share a key; rename one"
        )
