"""Every value one can choose, with its events under the choices of the other facets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from geodata import regions
from geodata.filters import Filters, dataset_scope
from geodata.filters.facet import Choices, WordChoices
from geodata.filters.facets import CHOICES
from geodata.query.cache import cached
from geodata.query.facet_counts import Numbers, tally
from geodata.query.zones import areas
from geodata.results import Facets, FacetValue
from geodata.store import Snapshot

_FACETS: Final = {facet.name: facet for facet in CHOICES}


@cached
def facets(db: Snapshot, filters: Filters) -> Facets:
    """Every value of every facet with its number of events.

    Controlled words are in their own order, all other values by total, which is that of the
    chosen data sets. Countries are each followed by their governorates and then their zones.
    A chosen value is always listed, at the end when no event has it.
    """
    events, scope = tally(db, filters), dataset_scope(filters)
    return {
        facet.name: _with_counts(
            _values(db, scope, facet.name), facet, facet.values(filters), events[facet.name]
        )
        for facet in CHOICES
    }


def _with_counts(
    values: Mapping[str, FacetValue], facet: Choices, chosen: Iterable[str], events: Numbers
) -> tuple[FacetValue, ...]:
    """The values with these counts, and at the end those chosen that no event has."""
    counted = [value._replace(events=events.get(key, 0)) for key, value in values.items()]
    absent = [key for key in chosen if key not in values]
    above = {key: facet.parent(key) for key in absent}
    return (
        *counted,
        *(
            FacetValue(key, facet.english(key), above[key] if above[key] in values else "", 0, 0)
            for key in absent
        ),
    )


@cached
def _values(db: Snapshot, scope: Filters, name: str) -> Mapping[str, FacetValue]:
    """The values of a facet by key, in their order and with their totals, among the data sets
    that ``scope`` chooses."""
    facet = _FACETS[name]
    if name in _SPECIAL:
        return _SPECIAL[name](db, scope)
    totals = tally(db, scope)[name]
    if isinstance(facet, WordChoices):
        labels = facet.words
    else:
        labels = {key: facet.english(key) for key in _by_total(totals)}
    return {
        key: FacetValue(key, label, facet.parent(key), 0, totals[key])
        for key, label in labels.items()
    }


def _by_total(totals: Numbers) -> list[str]:
    return sorted(totals, key=lambda key: (-totals[key], key))


def _datasets(db: Snapshot, _scope: Filters) -> Mapping[str, FacetValue]:
    """All data sets that show, whichever are chosen, under their names."""
    names = {state.dataset.key: state.dataset.name for state in db.datasets() if state.shows}
    totals = {**dict.fromkeys(names, 0), **tally(db, Filters())["datasets"]}
    return {
        key: FacetValue(key, names.get(key, key), "", 0, totals[key])
        for key in _by_total(totals)
        if totals[key] or key in names
    }


def _zones(db: Snapshot, scope: Filters) -> Mapping[str, FacetValue]:
    """The zones that something can lie in, each with the name of its data set as parent."""
    parents = {key: parts[0].dataset for key, parts in areas(db).items()}
    totals = {**dict.fromkeys(parents, 0), **tally(db, scope)["zones"]}
    label = _FACETS["zones"].english
    return {
        key: FacetValue(key, label(key), parents.get(key, ""), 0, totals[key])
        for key in _by_total(totals)
    }


def _regions(db: Snapshot, scope: Filters) -> Mapping[str, FacetValue]:
    known = regions.regions()
    totals = tally(db, scope)["regions"]
    parent = _FACETS["regions"].parent
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for code in totals:
        parts[parent(code)].append(code)

    def order(code: str) -> tuple[bool, int, str]:
        return (code in known and known[code].level == "zone", -totals[code], regions.label(code))

    return {
        code: FacetValue(code, regions.label(code), above, 0, totals[code])
        for country in sorted(parts[""], key=order)
        for above, codes in (("", [country]), (country, sorted(parts[country], key=order)))
        for code in codes
    }


_SPECIAL: Final[Mapping[str, Callable[[Snapshot, Filters], Mapping[str, FacetValue]]]] = {
    "regions": _regions,
    "datasets": _datasets,
    "zones": _zones,
}
"""The facets whose values are listed in a way of their own."""
