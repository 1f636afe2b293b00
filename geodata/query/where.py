"""The one place where filters become SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from geodata.filters import Filters
from geodata.filters.facets import FACETS
from geodata.filters.sql import (
    ActorTerm,
    AddedTerm,
    Condition,
    FilterTerm,
    TextTerm,
    ZoneTerm,
    listed,
)
from geodata.query.cache import cached
from geodata.query.sql import Values, fetch
from geodata.query.text import says
from geodata.query.zones import areas, numbers_in
from geodata.store import Snapshot


class Selection(NamedTuple):
    """Events that meet every condition: the end of a FROM, and what it binds."""

    conditions: tuple[Condition, ...]

    def of(self, table: str, *tests: str) -> str:
        """The rows of ``event`` or of a bridge, with further tests."""
        joins = [f" JOIN ({c.sql}) USING ({c.column})" for c in self.conditions if c.column]
        truths = [f"({c.sql})" for c in self.conditions if not c.column]
        return f"{table}{''.join(joins)} WHERE {' AND '.join([*truths, *tests]) or 'TRUE'}"

    def binds(self, **more: object) -> Values:
        """All values, and further ones."""
        return {**{k: v for c in self.conditions for k, v in c.values.items()}, **more}


def where(
    db: Snapshot, filters: Filters, without: Iterable[str] = (), *, removed: bool = False
) -> Selection:
    """The events that match the filters, leaving out some facets; ``removed``: also those
    that are no longer in their data set."""
    left_out = set(without)
    chosen = (f for f in FACETS if f.name not in left_out and f.chosen(filters))
    return meeting(db, [facet.sql(filters) for facet in chosen], removed=removed)


def meeting(db: Snapshot, terms: Iterable[FilterTerm], *, removed: bool = False) -> Selection:
    """The visible events that meet every term."""
    conditions = (condition for term in terms for condition in _resolve_term(db, term))
    return Selection((*_visible_condition(db, removed=removed), *conditions))


def _resolve_term(db: Snapshot, term: FilterTerm) -> Iterator[Condition]:
    """The conditions of a term, after looking up words, actors, zones and imports."""
    match term:
        case TextTerm():
            yield says(db, term.words)
        case ActorTerm(every=True):
            for position, name in enumerate(term.names):
                yield _actor_condition(db, term._replace(names=(name,)), f"actor_{position}")
        case ActorTerm():
            yield _actor_condition(db, term, "actor")
        case ZoneTerm():
            yield _zone_condition(db, term.keys)
        case AddedTerm():
            yield _added_condition(db, term.since)
        case _:
            yield term


def _actor_condition(db: Snapshot, term: ActorTerm, prefix: str) -> Condition:
    """The events that have any of these actors.

    Frequent actors in any role are found by their bits, the others by a list of their events.
    ``prefix`` begins the names of the bound values.
    """
    known = [actor for name in term.names if (actor := _actors(db).get(name))]
    if term.participants_only:
        known = [(number, 0) for number, _ in known]
    bits = sum({bit for _, bit in known})
    numbers_in, bound = listed(prefix, [number for number, bit in known if not bit] or [0])
    with_bit = f"(actor_bits & ${prefix}_bits) <> 0"
    taking_part = " AND participant" if term.participants_only else ""
    listed_events = (
        f"SELECT DISTINCT number FROM event_actor WHERE actor IN ({numbers_in}){taking_part}"
    )
    if not bits:
        return Condition(listed_events, bound, "number")
    if all(bit for _, bit in known):
        return Condition(with_bit, {f"{prefix}_bits": bits})
    return Condition(
        f"{with_bit} OR number IN ({listed_events})", {**bound, f"{prefix}_bits": bits}
    )


@cached
def _added_condition(db: Snapshot, since: datetime) -> Condition:
    """The events that imports added at this moment (UTC) or later.

    Imports are numbered as they come. An event that came back counts from then on as well.
    """
    ((before,),) = fetch(
        db,
        "SELECT coalesce(max(import), 0) FROM import WHERE done_at < $since",
        {"since": since.astimezone(UTC).replace(tzinfo=None)},
    )
    return Condition(
        "SELECT DISTINCT number FROM change WHERE import > $added_after AND verdict = 'added'",
        {"added_after": before},
        "number",
    )


@cached
def _zone_condition(db: Snapshot, keys: tuple[str, ...]) -> Condition:
    """The events in one of these zones: by their locations, or one by one where a zone was in
    force on some days only."""
    chosen = [area for key in keys for area in areas(db).get(key, ())]
    if any(area.valid_from or area.valid_to for area in chosen):
        hits = numbers_in(db, chosen)
        return Condition("SELECT number FROM zone_hits", {"zone_hits": hits}, "number")
    numbers_are, bound = listed("zone", [area.number for area in chosen] or [0])
    return Condition(
        f"SELECT DISTINCT location FROM zone_location WHERE zone IN ({numbers_are})",
        bound,
        "location",
    )


@cached
def _visible_condition(db: Snapshot, *, removed: bool) -> tuple[Condition, ...]:
    """Leaves out hidden and deleted data sets, and, unless ``removed``, events removed from
    their data set; nothing when all events are visible."""
    gone = "" if removed else "p.removed OR "
    rows = fetch(
        db,
        "SELECT profile FROM profile p LEFT JOIN dataset d USING (source)"
        f" WHERE {gone}d.hidden OR d.deleted ORDER BY profile",
    )
    if not rows:
        return ()
    numbers_in, bound = listed("unseen", [number for (number,) in rows])
    return (Condition(f"profile NOT IN ({numbers_in})", bound),)


@cached
def _actors(db: Snapshot) -> Mapping[str, tuple[int, int]]:
    """The number and the bit of every actor by name."""
    rows = fetch(db, "SELECT name, actor, bit FROM actor")
    return {name: (number, bit) for name, number, bit in rows}
