"""What has come in since a reader last looked, by the numbers of imports."""

from __future__ import annotations

import hashlib
from typing import Final, NamedTuple

from geodata.filters import Filters
from geodata.query.cache import cached
from geodata.query.sql import fetch
from geodata.query.where import where
from geodata.store import Snapshot

LISTED: Final = 500
PLACES: Final = 30


class NewEvents(NamedTuple):
    """Events that were added: how many, the ids of the newest to come in, and the marks of
    the map that they are drawn at."""

    total: int
    ids: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@cached
def fresh(db: Snapshot, filters: Filters, since: int) -> NewEvents:
    """The matching events that imports after ``since`` added."""
    if since >= newest_import(db):
        return NewEvents(0)
    selection = where(db, filters)
    added = (
        "(SELECT number, max(import) AS came FROM change"
        " WHERE import > $fresh_since AND verdict = 'added' GROUP BY number)"
    )
    rows = fetch(
        db,
        "SELECT source || ':' || source_id, place_key, count(*) OVER ()"
        f" FROM {selection.of(f'event JOIN {added} USING (number)')}"
        " ORDER BY came DESC, sort_key DESC LIMIT $most",
        selection.binds(fresh_since=since, most=LISTED),
    )
    if not rows:
        return NewEvents(0)
    drawn = dict.fromkeys(place for _, place, _ in rows if place)
    return NewEvents(rows[0][2], tuple(row[0] for row in rows), tuple(drawn)[:PLACES])


@cached
def changed_since(db: Snapshot, filters: Filters, since: int) -> int:
    """How many matching events imports after ``since`` revised or removed, and did not add."""
    if since >= newest_import(db):
        return 0
    selection = where(db, filters, removed=True)
    changed = (
        "(SELECT number FROM change WHERE import > $changed_since GROUP BY number"
        " HAVING NOT bool_or(verdict = 'added'))"
    )
    ((changed,),) = fetch(
        db,
        f"SELECT count(*) FROM {selection.of(f'event JOIN {changed} USING (number)')}",
        selection.binds(changed_since=since),
    )
    return int(changed)


@cached
def newest_import(db: Snapshot) -> int:
    """The number of the newest import; 0 when there is none."""
    ((number,),) = fetch(db, "SELECT coalesce(max(import), 0) FROM import")
    return int(number)


@cached
def identity(db: Snapshot) -> str:
    """A mark of this store, by which a browser knows whether its numbers are of this one:
    when its oldest import was made. Empty before the first."""
    rows = fetch(db, "SELECT import, source, done_at FROM import ORDER BY ALL LIMIT 1")
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16] if rows else ""
