"""Counts for every value one can choose, each facet under the choices of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from geodata import actors, places
from geodata.filter_sql import DEATHS_STATED
from geodata.filter_words import DEATHS
from geodata.filters import Filters
from geodata.query.fetch import fetch, fetch_columns
from geodata.query.kept import cached
from geodata.query.where import where
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
_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "geo_precisions": GEO_PRECISIONS,
    "date_precisions": DATE_PRECISIONS,
    "reliability": RELIABILITY,
    "credibility": CREDIBILITY,
    "deaths": DEATHS,
}
_KNOWN: Final = {**_LABELS, "types": EVENT_TYPES}
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
    value is always listed, at the end when no event has it.
    """
    now, ever = tally(store, filters), tally(store, _ALL)
    words = {
        field: tuple(
            FacetValue(word, label, "", now.words[field][word], ever.words[field][word])
            for word, label in labels.items()
        )
        for field, labels in _LABELS.items()
    }
    return Facets(
        regions=_with_counts(_regions(store, _ALL), filters.regions, now.regions),
        actors=_with_counts(_actors(store, _ALL), filters.actors, now.actors),
        types=_types(now.words["types"], ever.words["types"]),
        storylines=_with_counts(_storylines(store, _ALL), filters.storylines, now.storylines),
        datasets=_with_counts(_datasets(store, _ALL), filters.datasets, now.words["datasets"]),
        **words,
    )


def _with_counts(
    values: Mapping[str, FacetValue], chosen: Iterable[str], events: Numbers
) -> tuple[FacetValue, ...]:
    """The values with these counts, and at the end what is chosen and no event has."""
    counted = [
        FacetValue(key, label, parent, events.get(key, 0), total)
        for key, label, parent, _, total in values.values()
    ]
    absent = (FacetValue(key, places.label(key), "", 0, 0) for key in chosen if key not in values)
    return (*counted, *absent)


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
        counted = dict(zip(words, sums.astype(int).tolist(), strict=True))
        counts[field] = {**dict.fromkeys(_KNOWN.get(field, ()), 0), **counted}
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


# The values of a facet by key, in their order and with their totals. They take the filters
# to be kept like all results, and are asked for with none.


@cached
def _actors(store: EventStore, filters: Filters) -> Mapping[str, FacetValue]:
    return {
        name: FacetValue(name, name, next(iter(actors.ancestors(name)), ""), 0, total)
        for name, total in _by_total(tally(store, filters).actors)
    }


@cached
def _storylines(store: EventStore, filters: Filters) -> Mapping[str, FacetValue]:
    totals = _by_total(tally(store, filters).storylines)
    return {name: FacetValue(name, name, "", 0, total) for name, total in totals}


@cached
def _datasets(store: EventStore, filters: Filters) -> Mapping[str, FacetValue]:
    names = {stored.dataset.source: stored.dataset.name for stored in store.datasets()}
    totals = {**dict.fromkeys(names, 0), **tally(store, filters).words["datasets"]}
    return {
        key: FacetValue(key, names.get(key, key), "", 0, total) for key, total in _by_total(totals)
    }


def _by_total(totals: Numbers) -> list[tuple[str, int]]:
    return sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))


@cached
def _regions(store: EventStore, filters: Filters) -> Mapping[str, FacetValue]:
    known = places.regions()
    totals = tally(store, filters).regions
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for code in totals:
        parts[next(iter(places.ancestors(code)), "")].append(code)

    def order(code: str) -> tuple[bool, int, str]:
        return (code in known and known[code].level == "zone", -totals[code], places.label(code))

    return {
        code: FacetValue(code, places.label(code), parent, 0, totals[code])
        for country in sorted(parts[""], key=order)
        for parent, codes in (("", [country]), (country, sorted(parts[country], key=order)))
        for code in codes
    }


def _types(now: Numbers, ever: Numbers) -> tuple[FacetValue, ...]:
    values = []
    for group in GROUPS:
        members = [word for word, kind in EVENT_TYPES.items() if kind.group == group]
        in_group = (sum(numbers[word] for word in members) for numbers in (now, ever))
        values.append(FacetValue(group, GROUP_LABELS[group], "", *in_group))
        values += [
            FacetValue(word, EVENT_TYPES[word].label, group, now[word], ever[word])
            for word in members
        ]
    return tuple(values)
