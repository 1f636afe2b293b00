"""Every value one can choose, with its events under the choices of the other facets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from geodata import actors, places
from geodata.filter_words import DEATHS, zone
from geodata.filters import Filters, setting
from geodata.query.kept import cached
from geodata.query.tally import Numbers, tally
from geodata.query.zone import areas
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

_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "geo_precisions": GEO_PRECISIONS,
    "date_precisions": DATE_PRECISIONS,
    "reliability": RELIABILITY,
    "credibility": CREDIBILITY,
    "deaths": DEATHS,
}
_ALL: Final = Filters()


@cached
def facets(store: EventStore, filters: Filters) -> Facets:
    """Every value of every facet with its number of events.

    Regions: countries by total, each followed by its governorates and then its zones.
    Actors, storylines, data sets and zones by total; words in the order of ``schema``. Totals
    are those of the chosen data sets. A chosen value is always listed, at the end when no event
    has it.
    """
    chosen = setting(filters)
    now, ever = tally(store, filters), tally(store, chosen)
    words = {
        field: tuple(
            FacetValue(word, label, "", now.words[field][word], ever.words[field][word])
            for word, label in labels.items()
        )
        for field, labels in _LABELS.items()
    }
    return Facets(
        regions=_with_counts(_regions(store, chosen), filters.regions, now.regions),
        actors=_with_counts(_actors(store, chosen), filters.actors, now.actors),
        types=_types(now.words["types"], ever.words["types"]),
        storylines=_with_counts(_storylines(store, chosen), filters.storylines, now.storylines),
        datasets=_with_counts(_datasets(store, _ALL), filters.datasets, now.words["datasets"]),
        zones=_zones(store, filters.zones, now.zones, ever.zones),
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
    absent = [key for key in chosen if key not in values]
    above = {key: next(iter(places.ancestors(key)), "") for key in absent}
    return (
        *counted,
        *(
            FacetValue(key, places.label(key), above[key] if above[key] in values else "", 0, 0)
            for key in absent
        ),
    )


# The values of a facet by key, in their order and with their totals, under filters that
# choose data sets at most.


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
    names = {one.dataset.source: one.dataset.name for one in store.datasets() if one.shows}
    totals = {**dict.fromkeys(names, 0), **tally(store, filters).words["datasets"]}
    return {
        key: FacetValue(key, names.get(key, key), "", 0, total)
        for key, total in _by_total(totals)
        if total or key in names
    }


def _zones(
    store: EventStore, chosen: Iterable[str], now: Numbers, ever: Numbers
) -> tuple[FacetValue, ...]:
    """The zones that something can lie in, each with the name of its data set as parent."""
    datasets = {key: those[0].dataset for key, those in areas(store).items()}
    totals = {**dict.fromkeys(datasets, 0), **ever}
    absent = [key for key in chosen if key not in datasets]
    return tuple(
        FacetValue(key, zone(key), datasets.get(key, ""), now.get(key, 0), totals.get(key, 0))
        for key in (*(key for key, _ in _by_total(totals)), *absent)
    )


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
