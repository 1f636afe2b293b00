"""The one place where filters become SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata.filter_facets import FACETS
from geodata.filter_sql import Added, Asked, Condition, Names, Words, Zones, listed
from geodata.filters import Filters
from geodata.query.fetch import Values, fetch, fetch_columns
from geodata.query.kept import cached
from geodata.query.zone import areas, numbers_in
from geodata.store import EventStore


class Selection(NamedTuple):
    """Events that meet every condition: the end of a FROM, and what it binds."""

    conditions: tuple[Condition, ...]

    def of(self, table: str, *tests: str) -> str:
        """The rows of ``event`` or of a bridge, with further tests."""
        joins = [f" JOIN ({one.sql}) USING ({one.column})" for one in self.conditions if one.column]
        own = [f"({one.sql})" for one in self.conditions if not one.column]
        return f"{table}{''.join(joins)} WHERE {' AND '.join([*own, *tests]) or 'TRUE'}"

    def binds(self, **more: object) -> Values:
        """All values, and further ones."""
        return {**{k: v for one in self.conditions for k, v in one.values.items()}, **more}


def where(
    store: EventStore, filters: Filters, without: Iterable[str] = (), *, removed: bool = False
) -> Selection:
    """The events that match the filters, leaving out some facets; ``removed``: also those
    that are no longer in their data set."""
    left_out = set(without)
    chosen = (one for one in FACETS if one.name not in left_out and one.chosen(filters))
    return meeting(store, [facet.sql(filters) for facet in chosen], removed=removed)


def meeting(store: EventStore, asked: Iterable[Asked], *, removed: bool = False) -> Selection:
    """The events that meet everything that is asked, of those that show at all."""
    found = tuple(found for one in asked for found in _looked_up(store, one))
    return Selection((*_showing(store, removed=removed), *found))


def _looked_up(store: EventStore, asked: Asked) -> Iterator[Condition]:
    match asked:
        case Words():
            hits = _holding(store, asked.words)
            yield Condition("SELECT number FROM text_hits", {"text_hits": hits}, "number")
        case Names(every=True):
            for at, name in enumerate(asked.names):
                yield _acting(store, [name], f"actor_{at}")
        case Names():
            yield _acting(store, asked.names, "actor")
        case Zones():
            yield _lying(store, asked.keys)
        case Added():
            yield _added(store, asked.since)
        case _:
            yield asked


def _acting(store: EventStore, names: Sequence[str], called: str) -> Condition:
    """The events in which any of these actors takes part: by their bits, as far as they have
    one; the others are rare, so that their events can be listed."""
    known = [actor for name in names if (actor := _actors(store).get(name))]
    bits = sum({bit for _, bit in known})
    numbers_in, bound = listed(called, [number for number, bit in known if not bit] or [0])
    with_bit = f"(actor_bits & ${called}_bits) <> 0"
    listed_events = f"SELECT DISTINCT number FROM event_actor WHERE actor IN ({numbers_in})"
    if not bits:
        return Condition(listed_events, bound, "number")
    if all(bit for _, bit in known):
        return Condition(with_bit, {f"{called}_bits": bits})
    return Condition(
        f"{with_bit} OR number IN ({listed_events})", {**bound, f"{called}_bits": bits}
    )


@cached
def _added(store: EventStore, since: datetime) -> Condition:
    """The events that came in since then. Imports are numbered as they come, so that what
    they did is found by a number; an event that came back counts from then on as well."""
    ((before,),) = fetch(
        store,
        "SELECT coalesce(max(import), 0) FROM import WHERE done_at < $since",
        {"since": since.astimezone(UTC).replace(tzinfo=None)},
    )
    return Condition(
        "SELECT DISTINCT number FROM change WHERE import > $added_after AND verdict = 'added'",
        {"added_after": before},
        "number",
    )


@cached
def _lying(store: EventStore, keys: tuple[str, ...]) -> Condition:
    """The events in one of these zones: by their spots; by themselves where a zone was in
    force on some days only."""
    asked = [one for key in keys for one in areas(store).get(key, ())]
    if any(one.valid_from or one.valid_to for one in asked):
        hits = numbers_in(store, asked)
        return Condition("SELECT number FROM zone_hits", {"zone_hits": hits}, "number")
    numbers_are, bound = listed("zone", [one.number for one in asked] or [0])
    return Condition(
        f"SELECT DISTINCT spot FROM zone_spot WHERE zone IN ({numbers_are})", bound, "spot"
    )


@cached
def _showing(store: EventStore, *, removed: bool) -> tuple[Condition, ...]:
    """Leaves out data sets that are hidden or deleted, and, unless they are let in, events
    removed from their set."""
    gone = "" if removed else "p.removed OR "
    rows = fetch(
        store,
        "SELECT profile FROM profile p LEFT JOIN dataset d USING (source)"
        f" WHERE {gone}d.hidden OR d.deleted ORDER BY profile",
    )
    if not rows:
        return ()
    numbers_in, bound = listed("unseen", [number for (number,) in rows])
    return (Condition(f"profile NOT IN ({numbers_in})", bound),)


@cached
def _actors(store: EventStore) -> Mapping[str, tuple[int, int]]:
    """The number and the bit of every actor by name."""
    rows = fetch(store, "SELECT name, actor, bit FROM actor")
    return {name: (number, bit) for name, number, bit in rows}


@cached
def _holding(store: EventStore, words: tuple[str, ...]) -> pa.Table:
    """The numbers of the events that hold every word, also inside another."""
    found: npt.NDArray[np.int32] | None = None
    for word in words:
        rows = fetch(store, "SELECT word FROM word WHERE contains(text, $word)", {"word": word})
        words_in, bound = listed("word", [number for (number,) in rows] or [0])
        held = fetch_columns(
            store, f"SELECT DISTINCT number FROM event_word WHERE word IN ({words_in})", bound
        )
        numbers = np.sort(held["number"])
        found = numbers if found is None else np.intersect1d(found, numbers, assume_unique=True)
    return pa.table({"number": pa.array(found, pa.int32())})
