"""Events by actor, region, type, group or storyline: what a value is in the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, Literal, NamedTuple

from geodata import actors, places
from geodata.filters import Filters
from geodata.query.fetch import Rows, fetch, group_sums
from geodata.query.where import where
from geodata.schema import EVENT_TYPES, GROUP_LABELS, GROUPS
from geodata.store import EventStore

ByName = Literal["actor", "region", "type", "group", "storyline"]


class By(NamedTuple):
    """``code`` is a column of ``table``, and ``keys`` selects the values that each code
    stands for, as columns ``code`` and ``key``; ``facet`` chooses among them."""

    facet: str
    code: str
    keys: str
    table: str = "event"


BY: Final[Mapping[str, By]] = {
    "actor": By("actors", "actor", "SELECT actor AS code, name AS key FROM actor", "event_actor"),
    "region": By(
        "regions",
        "region_set",
        "SELECT m.region_set AS code, r.code AS key FROM region_member m"
        " JOIN region r USING (region) WHERE (m.scope & $scope) <> 0",
    ),
    "type": By("types", "profile", "SELECT profile AS code, event_type AS key FROM profile"),
    "group": By(
        "types",
        "grp",
        "SELECT DISTINCT grp AS code, CASE grp "
        + " ".join(f"WHEN {number} THEN '{group}'" for number, group in enumerate(GROUPS))
        + " END AS key FROM profile",
    ),
    "storyline": By(
        "storylines",
        "story_set",
        "SELECT m.story_set AS code, s.name AS key FROM story_member m"
        " JOIN storyline s USING (storyline)",
    ),
}


def setting(by: By, filters: Filters) -> dict[str, object]:
    """What ``by.keys`` binds."""
    return {"scope": 1 if filters.venue_only else 3} if "$scope" in by.keys else {}


def tallied(store: EventStore, filters: Filters, name: str, without: Collection[str] = ()) -> Rows:
    """Per value: its key, and its events per group under the filters but ``without``."""
    by = BY[name]
    selection = where(store, filters, without=without)
    return fetch(
        store,
        f"SELECT v.key, {group_sums('n')} FROM (SELECT {by.code} AS code, grp, count(*) AS n"
        f" FROM {selection.of(by.table)} GROUP BY {by.code}, grp) h"
        f" JOIN ({by.keys}) v USING (code) GROUP BY v.key",
        selection.binds(**setting(by, filters)),
    )


def chosen(filters: Filters, name: str) -> tuple[str, ...]:
    """The values of this kind that the filters name."""
    if name == "group":
        groups = {EVENT_TYPES[word].group for word in filters.types}
        return tuple(group for group in GROUPS if group in groups)
    values: tuple[str, ...] = getattr(filters, BY[name].facet)
    return values


def label(name: str, key: str) -> str:
    """What a value is called."""
    if name == "region":
        return places.label(key)
    if name == "group":
        return GROUP_LABELS[key]
    return EVENT_TYPES[key].label if name == "type" else key


def parent(name: str, key: str) -> str:
    """What a value is part of; empty for none."""
    if name == "region":
        return next(iter(places.ancestors(key)), "")
    if name == "type":
        return EVENT_TYPES[key].group
    return next(iter(actors.ancestors(key)), "") if name == "actor" else ""
