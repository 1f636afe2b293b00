"""Feeds as a store knows them: where each goes on, and how its last attempts went."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

import duckdb


class StoredFeed(NamedTuple):
    """A feed as it stands in a store; times are UTC, ``None`` for never.

    ``cursor`` says where to go on, in words of the feed's own; ``taken`` is how many events
    it has added or revised so far.
    """

    key: str
    cursor: str = ""
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    next_attempt: datetime | None = None
    last_error: str = ""
    note: str = ""
    failures: int = 0
    taken: int = 0


def listed(con: duckdb.DuckDBPyConnection) -> dict[str, StoredFeed]:
    """Every feed that was ever read, by its key."""
    rows = con.execute(f"SELECT {', '.join(StoredFeed._fields)} FROM feed").fetchall()
    return {row[0]: StoredFeed._make(map(_utc, row)) for row in rows}


def _utc(value: object) -> object:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def keep_cursor(
    con: duckdb.DuckDBPyConnection, key: str, cursor: str, at: datetime, taken: int
) -> None:
    """Say where a feed goes on after what was just taken, ``taken`` events of it new or
    revised; ``at`` is naive UTC, as in the store."""
    _known(con, key)
    con.execute(
        "UPDATE feed SET cursor = $cursor, last_success = $at, taken = taken + $taken"
        " WHERE key = $key",
        {"key": key, "cursor": cursor, "at": at, "taken": taken},
    )


def note_attempt(con: duckdb.DuckDBPyConnection, feed: StoredFeed) -> None:
    """Record how an attempt went; the cursor and what was taken stay as they are."""
    _known(con, feed.key)
    said = {name: _naive(value) for name, value in feed._asdict().items()}
    del said["cursor"], said["taken"]
    places = ", ".join(f"{name} = ${name}" for name in said if name != "key")
    con.execute(f"UPDATE feed SET {places} WHERE key = $key", said)


def _naive(value: object) -> object:
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value


def _known(con: duckdb.DuckDBPyConnection, key: str) -> None:
    con.execute(
        "INSERT INTO feed (key, cursor, last_error, note, failures, taken)"
        " SELECT $key, '', '', '', 0, 0 WHERE $key NOT IN (SELECT key FROM feed)",
        {"key": key},
    )
