"""Writing events: what is new, what changed, and the codes they are counted by.

Everything here runs inside one transaction of ``Store.upsert``; the view ``incoming`` is of
the rows of ``store_rows.rows``, in memory as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from geodata.schema import EVENT_SCHEMA
from geodata.store import changes, datasets, frequent, zones
from geodata.store import codes as store_codes
from geodata.store import rows as store_rows
from geodata.store.tables import CODES, DERIVED, ROWS_OF_AN_EVENT

_COMPARED: Final = tuple(
    name for name in EVENT_SCHEMA.names if name not in {"source", "source_id", "retrieved_at"}
)
"""A later reading of the same report is no change."""
_LISTS: Final = frozenset(field.name for field in EVENT_SCHEMA if pa.types.is_list(field.type))
_BATCH: Final = 100_000
_READ: Final = tuple(name for name in EVENT_SCHEMA.names if name not in CODES)


class WriteError(ValueError):
    """The rows cannot be taken; the message says which and why."""


class Written(NamedTuple):
    """How many rows were new, differed from what was there, or were there already."""

    added: int
    revised: int
    unchanged: int


def write(
    con: duckdb.DuckDBPyConnection, rows: pa.Table, now: datetime, import_number: int
) -> Written:
    """Bring the store up to the rows, inside the transaction of the caller.

    An event that had been removed from its data set and is in the rows again is revised.

    Raises:
        WriteError: a key stands twice in the rows, or two events have one number.
    """
    sources = pc.unique(rows.column("source")).to_pylist()
    with _incoming(con, rows):
        _check_keys(con)
        written = _judge(con)
    if written.added or written.revised:
        if written.unchanged:
            kept = con.sql("SELECT event_id FROM verdict WHERE verdict = 'unchanged'")
            unchanged = kept.to_arrow_table().column("event_id")
            rows = rows.filter(pc.invert(pc.is_in(rows.column("event_id"), unchanged)))
        with _incoming(con, rows):
            if written.revised:
                _keep_revisions(con, now, import_number)
            _insert(con, now, import_number)
    for source in sources:
        datasets.count(con, source)
        con.execute(
            "UPDATE dataset SET read_at = $now WHERE source = $source",
            {"now": now, "source": source},
        )
    con.execute("DROP TABLE verdict")
    return written


def _judge(con: duckdb.DuckDBPyConnection) -> Written:
    """Note in ``verdict`` what each of the rows is to the store."""
    differs = " OR ".join(f"e.{name} IS DISTINCT FROM i.{name}" for name in _COMPARED)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE verdict AS SELECT i.event_id, CASE"
        f" WHEN e.event_id IS NULL THEN 'added' WHEN p.removed OR {differs} THEN 'revised'"
        " ELSE 'unchanged' END AS verdict, e.number"
        " FROM incoming i LEFT JOIN event e USING (event_id) LEFT JOIN profile p USING (profile)"
    )
    counted = dict(con.execute("SELECT verdict, count(*) FROM verdict GROUP BY 1").fetchall())
    return Written(*(counted.get(word, 0) for word in Written._fields))


def derive_again(con: duckdb.DuckDBPyConnection) -> None:
    """Locate and code every event anew, keeping numbers, revisions and times, inside the
    transaction of the caller: for when regions or the directory of actors have changed."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE kept AS SELECT e.*, p.removed FROM event e"
        " JOIN profile p USING (profile)"
    )
    for table in DERIVED:
        con.execute(f"DELETE FROM {table}")
    ((last,),) = con.execute("SELECT coalesce(max(number), 0) FROM kept").fetchall()
    read = ", ".join(EVENT_SCHEMA.names)
    for after in range(0, last, _BATCH):
        some = f"FROM kept WHERE number > {after} AND number <= {after + _BATCH}"
        con.execute(
            "CREATE OR REPLACE TEMP TABLE verdict AS"
            f" SELECT event_id, 'added' AS verdict, number {some}"
        )
        rows = store_rows.rows(con.sql(f"SELECT {read} {some}").to_arrow_table())
        with _incoming(con, rows):
            _insert(con, datetime.now(UTC).replace(tzinfo=None), None)
    con.execute(
        "UPDATE event SET updated_at = k.updated_at FROM kept k WHERE event.number = k.number"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE gone AS SELECT number FROM kept WHERE removed")
    changes.mark_removed(con)
    for table in ("gone", "kept", "verdict"):
        con.execute(f"DROP TABLE IF EXISTS {table}")


@contextmanager
def _incoming(con: duckdb.DuckDBPyConnection, rows: pa.Table) -> Iterator[None]:
    con.register("incoming", rows)
    try:
        yield
    finally:
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


def _keep_revisions(con: duckdb.DuckDBPyConnection, now: datetime, import_number: int) -> None:
    """Put the values that are about to be replaced into ``revision``; remove the rows."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE before AS SELECT e.*, p.removed FROM event e"
        " JOIN profile p USING (profile) JOIN incoming i USING (event_id)"
    )
    bound = {"now": now, "import": import_number}
    for name in _COMPARED:
        if name in _LISTS:
            _keep_lists(con, name, bound)
            continue
        con.execute(
            f"INSERT INTO revision SELECT b.number, '{name}', coalesce(CAST(b.{name} AS VARCHAR),"
            f" ''), coalesce(CAST(i.{name} AS VARCHAR), ''), $now, $import"
            f" FROM before b JOIN incoming i USING (event_id)"
            f" WHERE b.{name} IS DISTINCT FROM i.{name}",
            bound,
        )
    con.execute(
        "INSERT INTO revision SELECT number, 'removed', 'removed', '', $now, $import"
        " FROM before WHERE removed",
        bound,
    )
    for table in ROWS_OF_AN_EVENT:
        con.execute(
            f"DELETE FROM {table}"
            " WHERE number IN (SELECT number FROM verdict WHERE verdict = 'revised')"
        )
    con.execute("DROP TABLE before")


def _keep_lists(con: duckdb.DuckDBPyConnection, name: str, bound: dict[str, object]) -> None:
    """The same for a column of lists, whose items are written as a person would."""
    pairs = con.execute(
        f"SELECT b.number, b.{name}, i.{name} FROM before b JOIN incoming i USING (event_id)"
        f" WHERE b.{name} IS DISTINCT FROM i.{name}"
    ).fetchall()
    if pairs:
        rows = [(number, _plain(old), _plain(new)) for number, old, new in pairs]
        store_codes.temp_rows(con, "replaced", ("number", "old", "new"), rows)
        con.execute(
            f"INSERT INTO revision SELECT number, '{name}', old, new, $now, $import FROM replaced",
            bound,
        )
        con.execute("DROP TABLE replaced")


def _plain(value: Any) -> str:  # noqa: ANN401 - any value of an event
    """A value as a person would write it; empty for what is not known."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(_plain, value))
    if isinstance(value, dict):
        first, *others = (_plain(part) for part in value.values() if part is not None)
        return f"{first} ({', '.join(others)})" if others else first
    return str(value)


def _insert(con: duckdb.DuckDBPyConnection, now: datetime, import_number: int | None) -> None:
    """Store the rows of ``incoming``, with the bridges, by date for quick ranges; what
    changed is kept for an import that has a number."""
    ((last_location,),) = con.execute("SELECT coalesce(max(location), 0) FROM location").fetchall()
    store_codes.code(con)
    zones.place(con, spots_after=last_location)
    if import_number is not None:
        con.execute(
            "INSERT INTO change SELECT $import, c.number, v.verdict"
            " FROM coded c JOIN verdict v USING (event_id)",
            {"import": import_number},
        )
    codes = ", ".join(("number", *CODES))
    coded = ", ".join(f"c.{name}" for name in ("number", *CODES))
    read = ", ".join(_READ)
    con.execute(
        f"INSERT INTO event ({codes}, event_id, sort_key, {read}, source_count, aggregate,"
        f" place_key, updated_at) SELECT {coded}, i.event_id,"
        " CAST(c.date_start - DATE '1970-01-01' AS BIGINT) * 4294967296 - c.number,"
        f" {read}, len(sources), c.aggregate, location_key, $now"
        " FROM incoming i JOIN coded c USING (event_id) ORDER BY c.number",
        {"now": now},
    )
    con.execute(
        f"INSERT INTO event_actor ({codes}, actor, direct, participant)"
        f" SELECT {coded}, t.actor, t.direct, t.participant"
        " FROM takes_part t JOIN coded c USING (event_id) ORDER BY t.actor, c.number"
    )
    con.execute(
        f"INSERT INTO event_pair ({codes}, pair, is_frequent, participants)"
        f" SELECT {coded}, p.pair, p.is_frequent, t.participants"
        " FROM together t JOIN pair p USING (a, b) JOIN coded c USING (event_id)"
        " ORDER BY p.is_frequent, p.pair, c.number"
    )
    con.execute(
        f"INSERT INTO citation ({codes}, publisher) SELECT {coded}, p.publisher"
        " FROM (SELECT event_id, unnest(sources).publisher AS name FROM incoming) i"
        " JOIN publisher p USING (name) JOIN coded c USING (event_id) ORDER BY c.number"
    )
    _insert_words(con)
    frequent.mark_frequent(con)
    con.execute("DROP TABLE coded; DROP TABLE takes_part; DROP TABLE together")


def _insert_words(con: duckdb.DuckDBPyConnection) -> None:
    """Note in which events each word is; each text is cut once, and each word looked up once."""
    store_codes.temp_table(
        con,
        "spoken",
        "SELECT text, list_sort(list(number)) AS numbers FROM (SELECT number,"
        " unnest(list_distinct(string_split(search, ' '))) AS text"
        " FROM incoming JOIN coded USING (event_id)) GROUP BY text",
    )
    store_codes.number_rows(con, "word", "text", "SELECT text FROM spoken")
    con.execute(
        "INSERT INTO event_word (word, number) SELECT word, unnest(numbers)"
        " FROM (SELECT word, numbers FROM spoken JOIN word USING (text) ORDER BY word)"
    )
    con.execute("DROP TABLE spoken")
