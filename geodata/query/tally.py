"""Counting by facet: events per value, leaving out the facet's own choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from geodata.filter_sql import DEATHS_STATED, TRAITS
from geodata.filters import Filters
from geodata.query.fetch import fetch, fetch_columns
from geodata.query.kept import cached
from geodata.query.where import where
from geodata.query.zone import IN_FORCE, areas
from geodata.store import EventStore

# facets that are words of the profile: field of ``Filters`` -> column of ``profile``
_IN_PROFILE: Final[Mapping[str, str]] = {
    "types": "event_type",
    "datasets": "source",
    "geo_precisions": "geo_precision",
    "date_precisions": "date_precision",
    "reliability": "reliability",
    "credibility": "credibility",
    "deaths": "deaths",
}
_ALL: Final = Filters()
Numbers = Mapping[str, int]


class Tally(NamedTuple):
    """Events per value of each facet, the words of the profile under their field names."""

    regions: Numbers
    actors: Numbers
    storylines: Numbers
    zones: Numbers
    words: Mapping[str, Numbers]


@cached
def tally(store: EventStore, filters: Filters) -> Tally:
    """Events per value of every facet, leaving out the facet's own choice."""
    return Tally(
        _region_counts(store, filters),
        _actor_counts(store, filters),
        _storyline_counts(store, filters),
        _zone_counts(store, filters),
        _word_counts(store, filters),
    )


def _region_counts(store: EventStore, filters: Filters) -> Numbers:
    selection = where(store, filters, without=["regions"])
    scope = 1 if filters.venue_only else 3
    return dict(
        fetch(
            store,
            "SELECT r.code, CAST(sum(n) AS BIGINT) FROM ("
            f" SELECT region_set, count(*) AS n FROM {selection.of('event')}"
            " GROUP BY region_set) h JOIN region_member m USING (region_set)"
            f" JOIN region r USING (region) WHERE (m.scope & {scope}) <> 0 GROUP BY r.code",
            selection.binds(),
        )
    )


def _storyline_counts(store: EventStore, filters: Filters) -> Numbers:
    selection = where(store, filters, without=["storylines"])
    return dict(
        fetch(
            store,
            "SELECT s.name, CAST(sum(n) AS BIGINT) FROM ("
            f" SELECT story_set, count(*) AS n FROM {selection.of('event')}"
            " GROUP BY story_set) h JOIN story_member m USING (story_set)"
            " JOIN storyline s USING (storyline) GROUP BY s.name",
            selection.binds(),
        )
    )


def _zone_counts(store: EventStore, filters: Filters) -> Numbers:
    """Per zone, each event once in however many parts of it; none for those of no event."""
    every = [one for those in areas(store).values() for one in those]
    if not every:
        return {}
    by_day = any(one.valid_from or one.valid_to for one in every)
    columns = "spot, first_day, last_day" if by_day else "spot"
    selection = where(store, filters, without=["zones"])
    return dict(
        fetch(
            store,
            f"WITH hit AS (SELECT {columns}, count(*) AS n"
            f" FROM {selection.of('event', 'spot IN (SELECT spot FROM zone_spot)')}"
            f" GROUP BY {columns})"
            " SELECT key, CAST(sum(n) AS BIGINT) FROM ("
            f" SELECT DISTINCT z.key, {columns}, n FROM hit JOIN zone_spot USING (spot)"
            " JOIN zone z USING (zone) JOIN dataset d USING (source)"
            f" WHERE NOT d.hidden AND NOT d.deleted AND {IN_FORCE if by_day else 'TRUE'}"
            ") GROUP BY key",
            selection.binds(),
        )
    )


def _actor_counts(store: EventStore, filters: Filters) -> Numbers:
    selection = where(store, filters, without=["actors"])
    return dict(
        fetch(
            store,
            "SELECT a.name, n FROM (SELECT actor, count(*) AS n"
            f" FROM {selection.of('event_actor')} GROUP BY actor) h JOIN actor a USING (actor)",
            selection.binds(),
        )
    )


class Profiles(NamedTuple):
    """The words of all profiles: per field its words, and for each profile which one it has,
    by the profile's number."""

    words: Mapping[str, list[str]]
    has: Mapping[str, npt.NDArray[np.int64]]


@cached
def _profiles(store: EventStore, _filters: Filters = _ALL) -> Profiles:
    columns = ", ".join(_IN_PROFILE.values())
    rows = fetch(store, f"SELECT profile, {columns} FROM profile ORDER BY profile")
    size = rows[-1][0] + 1 if rows else 1
    numbers = [row[0] for row in rows]
    words: dict[str, list[str]] = {}
    has: dict[str, npt.NDArray[np.int64]] = {}
    for at, field in enumerate(_IN_PROFILE, 1):
        words[field] = sorted({row[at] for row in rows})
        has[field] = np.zeros(size, dtype=np.int64)
        has[field][numbers] = [words[field].index(row[at]) for row in rows]
    return Profiles(words, has)


def _word_counts(store: EventStore, filters: Filters) -> Mapping[str, Numbers]:
    """One count per profile; the choices among its words are applied to the profiles."""
    selection = where(store, filters, without=_IN_PROFILE)
    held = fetch_columns(
        store,
        f"SELECT profile, count(*) AS n FROM {selection.of('event')} GROUP BY profile",
        selection.binds(),
    )
    profiles = _profiles(store)
    events = np.zeros(len(profiles.has["types"]), dtype=np.int64)
    events[held["profile"]] = held["n"]
    passes = {field: _passes(profiles, filters, field) for field in _IN_PROFILE}
    counts: dict[str, dict[str, int]] = {}
    for field, words in profiles.words.items():
        others = [passes[other] for other in _IN_PROFILE if other != field]
        weights = np.where(np.logical_and.reduce(others), events, 0)
        sums = np.bincount(profiles.has[field], weights, minlength=len(words))
        # a store without events has one sum, of no word
        counted = dict(zip(words, sums.astype(int).tolist()[: len(words)], strict=True))
        counts[field] = {**dict.fromkeys(TRAITS.get(field, ()), 0), **counted}
    in_deaths = counts["deaths"]
    counts["deaths"] = {
        choice: sum(in_deaths.get(word, 0) for word in words)
        for choice, words in DEATHS_STATED.items()
    }
    return counts


def _passes(profiles: Profiles, filters: Filters, field: str) -> npt.NDArray[np.bool_]:
    """Per profile, whether it has one of the words that the filters choose."""
    chosen = set(getattr(filters, field))
    if field == "deaths":
        chosen = {word for choice in chosen for word in DEATHS_STATED[choice]}
    words = profiles.words[field]
    return np.array([not chosen or word in chosen for word in words] or [True])[profiles.has[field]]
