"""Events by actor, region, type, group or storyline: what a value is in the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, Literal, NamedTuple

from geodata import actors, regions
from geodata.filters import Filters
from geodata.filters.sql import Condition
from geodata.query.sql import Rows, fetch, group_sums
from geodata.query.where import Selection, where
from geodata.schema import EVENT_TYPES, GROUP_LABELS, GROUPS
from geodata.store import Snapshot

ByName = Literal["actor", "region", "type", "group", "storyline"]


class Dimension(NamedTuple):
    """``code`` is a column of ``table``, and ``keys`` selects the values that each code
    stands for, as columns ``code`` and ``key``; ``facet`` chooses among them."""

    facet: str
    code: str
    keys: str
    table: str = "event"


BY: Final[Mapping[str, Dimension]] = {
    "actor": Dimension(
        "actors", "actor", "SELECT actor AS code, name AS key FROM actor", "event_actor"
    ),
    "region": Dimension(
        "regions",
        "region_set",
        "SELECT m.region_set AS code, r.code AS key FROM region_member m"
        " JOIN region r USING (region) WHERE (m.scope & $scope) <> 0",
    ),
    "type": Dimension("types", "profile", "SELECT profile AS code, event_type AS key FROM profile"),
    "group": Dimension(
        "types",
        "grp",
        "SELECT DISTINCT grp AS code, CASE grp "
        + " ".join(f"WHEN {number} THEN '{group}'" for number, group in enumerate(GROUPS))
        + " END AS key FROM profile",
    ),
    "storyline": Dimension(
        "storylines",
        "story_set",
        "SELECT m.story_set AS code, s.name AS key FROM story_member m"
        " JOIN storyline s USING (storyline)",
    ),
}


def setting(by: Dimension, filters: Filters) -> dict[str, object]:
    """What ``by.keys`` binds."""
    return {"scope": 1 if filters.venue_only else 3} if "$scope" in by.keys else {}


def narrowed(by: Dimension, filters: Filters) -> tuple[Condition, ...]:
    """What a row of ``by.table`` has to meet besides the filters."""
    of_actors = by.table == "event_actor"
    return (Condition("participant", {}),) if of_actors and filters.participants_only else ()


def tallied(db: Snapshot, filters: Filters, name: str, without: Collection[str] = ()) -> Rows:
    """Per value: its key, and its events per group under the filters but ``without``."""
    by = BY[name]
    found = where(db, filters, without=without)
    selection = Selection((*found.conditions, *narrowed(by, filters)))
    return fetch(
        db,
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
        return regions.label(key)
    if name == "group":
        return GROUP_LABELS[key]
    return EVENT_TYPES[key].label if name == "type" else key


def parent(name: str, key: str) -> str:
    """What a value is part of; empty for none."""
    if name == "region":
        return next(iter(regions.ancestors(key)), "")
    if name == "type":
        return EVENT_TYPES[key].group
    return next(iter(actors.ancestors(key)), "") if name == "actor" else ""
