"""Writing events that are new or have changed, with the codes they are counted by.

Everything here runs inside one transaction of ``Store.upsert``; the view ``incoming`` is of
the rows of ``store_rows.rows``, in memory as they are.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import duckdb
import pyarrow as pa

from geodata.schema import EVENT_SCHEMA
from geodata.store import changes, frequent, zones
from geodata.store import codes as store_codes
from geodata.store import rows as store_rows
from geodata.store.compare import COMPARED, LISTS, incoming
from geodata.store.tables import CODES, DERIVED, ROWS_OF_AN_EVENT

ROWS_AT_ONCE: Final = 100_000
_READ: Final = tuple(name for name in EVENT_SCHEMA.names if name not in CODES)


def write(
    con: duckdb.DuckDBPyConnection, rows: pa.Table, now: datetime, import_number: int
) -> None:
    """Write rows that are new or differ, as ``verdict`` says, inside the transaction of the
    caller."""
    with incoming(con, rows):
        if con.execute("SELECT 1 FROM verdict WHERE verdict = 'revised' LIMIT 1").fetchall():
            _keep_revisions(con, now, import_number)
        _insert(con, now, import_number)
    con.execute("DELETE FROM verdict")


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
    for after in range(0, last, ROWS_AT_ONCE):
        some = f"FROM kept WHERE number > {after} AND number <= {after + ROWS_AT_ONCE}"
        con.execute(
            "CREATE OR REPLACE TEMP TABLE verdict AS"
            f" SELECT event_id, 'added' AS verdict, number {some}"
        )
        rows = store_rows.rows(con.sql(f"SELECT {read} {some}").to_arrow_table())
        with incoming(con, rows):
            _insert(con, datetime.now(UTC).replace(tzinfo=None), None)
    con.execute(
        "UPDATE event SET updated_at = k.updated_at FROM kept k WHERE event.number = k.number"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE gone AS SELECT number FROM kept WHERE removed")
    changes.mark_removed(con)
    for table in ("gone", "kept", "verdict"):
        con.execute(f"DROP TABLE IF EXISTS {table}")


def _keep_revisions(con: duckdb.DuckDBPyConnection, now: datetime, import_number: int) -> None:
    """Put the values that are about to be replaced into ``revision``; remove the rows."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE before AS SELECT e.*, p.removed FROM event e"
        " JOIN profile p USING (profile)"
        " WHERE number IN (SELECT number FROM verdict WHERE verdict = 'revised')"
    )
    bound = {"now": now, "import": import_number}
    for name in COMPARED:
        if name in LISTS:
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
