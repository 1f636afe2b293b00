"""Counts for every value one can choose, each facet under the choices of the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from geodata import actors, places
from geodata.filter_sql import DEATHS_IN_PROFILE
from geodata.filter_words import DEATHS
from geodata.filters import Filters
from geodata.query.where import cached, fetch, where
from geodata.schema import (
    CREDIBILITY,
    DATE_PRECISIONS,
    EVENT_TYPES,
    GEO_PRECISIONS,
    GROUP_LABELS,
    GROUPS,
    RELIABILITY,
)
from geodata.shapes import Facets, FacetValue
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
    words: Mapping[str, Numbers]


@cached
def facets(store: EventStore, filters: Filters) -> Facets:
    """Every value of every facet with its number of events.

    Regions: countries by total, each followed by its governorates and then its zones.
    Actors, storylines and data sets by total; words in the order of ``schema``. A chosen
    value is always listed, also when nothing has it.
    """
    now, ever = tally(store, filters), tally(store, _ALL)
    names = {stored.dataset.source: stored.dataset.name for stored in store.datasets()}
    return Facets(
        regions=_regions(now.regions, ever.regions, filters.regions),
        actors=tuple(
            FacetValue(name, name, _parent(name), now.actors.get(name, 0), total)
            for name, total in _by_total(ever.actors, filters.actors)
        ),
        types=_types(now.words["types"], ever.words["types"]),
        storylines=tuple(
            FacetValue(name, name, "", now.storylines.get(name, 0), total)
            for name, total in _by_total(ever.storylines, filters.storylines)
        ),
        datasets=tuple(
            FacetValue(key, names.get(key, key), "", now.words["datasets"].get(key, 0), total)
            for key, total in _by_total(
                {**dict.fromkeys(names, 0), **ever.words["datasets"]}, filters.datasets
            )
        ),
        geo_precisions=_words("geo_precisions", GEO_PRECISIONS, now, ever),
        date_precisions=_words("date_precisions", DATE_PRECISIONS, now, ever),
        reliability=_words("reliability", RELIABILITY, now, ever),
        credibility=_words("credibility", CREDIBILITY, now, ever),
        deaths=_words("deaths", DEATHS, now, ever),
    )


@cached
def tally(store: EventStore, filters: Filters) -> Tally:
    """Events per value of every facet, leaving out the facet's own choice."""
    return Tally(
        _region_counts(store, filters),
        _actor_counts(store, filters),
        _storyline_counts(store, filters),
        _word_counts(store, filters),
    )


def _region_counts(store: EventStore, filters: Filters) -> Numbers:
    condition = where(store, filters, without=["regions"])
    scope = 1 if filters.venue_only else 3
    return dict(
        fetch(
            store,
            "SELECT r.code, CAST(sum(n) AS BIGINT) FROM ("
            f" SELECT region_set, count(*) AS n FROM event WHERE {condition.sql}"
            " GROUP BY region_set) h JOIN region_member m USING (region_set)"
            f" JOIN region r USING (region) WHERE (m.scope & {scope}) <> 0 GROUP BY r.code",
            condition.values,
        )
    )


def _storyline_counts(store: EventStore, filters: Filters) -> Numbers:
    condition = where(store, filters, without=["storylines"])
    return dict(
        fetch(
            store,
            "SELECT s.name, CAST(sum(n) AS BIGINT) FROM ("
            f" SELECT story_set, count(*) AS n FROM event WHERE {condition.sql}"
            " GROUP BY story_set) h JOIN story_member m USING (story_set)"
            " JOIN storyline s USING (storyline) GROUP BY s.name",
            condition.values,
        )
    )


def _actor_counts(store: EventStore, filters: Filters) -> Numbers:
    condition = where(store, filters, without=["actors"])
    return dict(
        fetch(
            store,
            "SELECT a.name, n FROM (SELECT actor, count(*) AS n FROM event_actor"
            f" WHERE {condition.sql} GROUP BY actor) h JOIN actor a USING (actor)",
            condition.values,
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
    condition = where(store, filters, without=_IN_PROFILE)
    rows = fetch(
        store,
        f"SELECT profile, count(*) FROM event WHERE {condition.sql} GROUP BY profile",
        condition.values,
    )
    profiles = _profiles(store)
    events = np.zeros(len(profiles.has["types"]), dtype=np.int64)
    for profile, number in rows:
        events[profile] = number
    passes = {field: _passes(profiles, filters, field) for field in _IN_PROFILE}
    counts: dict[str, dict[str, int]] = {}
    for field, words in profiles.words.items():
        others = [passes[other] for other in _IN_PROFILE if other != field]
        weights = np.where(np.logical_and.reduce(others), events, 0)
        sums = np.bincount(profiles.has[field], weights, minlength=len(words))
        counts[field] = dict(zip(words, sums.astype(int).tolist(), strict=True))
    in_deaths = counts["deaths"]
    counts["deaths"] = {
        choice: sum(in_deaths.get(word, 0) for word in words)
        for choice, words in DEATHS_IN_PROFILE.items()
    }
    return counts


def _passes(profiles: Profiles, filters: Filters, field: str) -> npt.NDArray[np.bool_]:
    """Per profile, whether it has one of the words that the filters choose."""
    chosen = set(getattr(filters, field))
    if field == "deaths":
        chosen = {word for choice in chosen for word in DEATHS_IN_PROFILE[choice]}
    words = profiles.words[field]
    return np.array([not chosen or word in chosen for word in words] or [True])[profiles.has[field]]


def _by_total(totals: Numbers, chosen: Iterable[str]) -> list[tuple[str, int]]:
    listed = {**dict.fromkeys(chosen, 0), **totals}
    return sorted(listed.items(), key=lambda pair: (-pair[1], pair[0]))


def _parent(name: str) -> str:
    known = actors.actors().get(name)
    return known.parent if known else ""


def _words(field: str, labels: Mapping[str, str], now: Tally, ever: Tally) -> Any:
    return tuple(
        FacetValue(word, label, "", now.words[field].get(word, 0), ever.words[field].get(word, 0))
        for word, label in labels.items()
    )


def _types(now: Numbers, ever: Numbers) -> tuple[FacetValue, ...]:
    values = []
    for group in GROUPS:
        members = [word for word, kind in EVENT_TYPES.items() if kind.group == group]
        in_group = (sum(numbers.get(word, 0) for word in members) for numbers in (now, ever))
        values.append(FacetValue(group, GROUP_LABELS[group], "", *in_group))
        values += [
            FacetValue(word, EVENT_TYPES[word].label, group, now.get(word, 0), ever.get(word, 0))
            for word in members
        ]
    return tuple(values)


def _regions(now: Numbers, ever: Numbers, chosen: Iterable[str]) -> tuple[FacetValue, ...]:
    known = places.regions()
    listed = {**dict.fromkeys(chosen, 0), **ever}
    for code in list(listed):
        listed |= {above: listed.get(above, 0) for above in places.ancestors(code)}

    def order(code: str) -> tuple[bool, int, str]:
        return (code in known and known[code].level == "zone", -listed[code], places.label(code))

    def parent(code: str) -> str:
        return known[code].parent if code in known else ""

    values = []
    for country in sorted((code for code in listed if not parent(code)), key=order):
        parts = sorted((code for code in listed if parent(code) == country), key=order)
        values += [
            FacetValue(code, places.label(code), parent(code), now.get(code, 0), listed[code])
            for code in (country, *parts)
        ]
    return tuple(values)
