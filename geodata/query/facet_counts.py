"""Counting by facet: events per value, leaving out the facet's own choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from geodata.filters import Filters
from geodata.filters.facet import Choices, WordChoices
from geodata.filters.facets import CHOICES
from geodata.query.cache import cached
from geodata.query.sql import fetch, fetch_columns
from geodata.query.where import where
from geodata.query.zones import IN_FORCE, areas
from geodata.store import Snapshot

_ALL: Final = Filters()
Numbers = Mapping[str, int]
_IN_PROFILE: Final = tuple(facet for facet in CHOICES if facet.column)


@cached
def tally(db: Snapshot, filters: Filters) -> Mapping[str, Numbers]:
    """Events per value of every facet in ``CHOICES``, by the facet's name, leaving out the
    facet's own choice."""
    counts: dict[str, Numbers] = {
        "zones": _zone_counts(db, filters),
        **_profile_counts(db, filters),
    }
    for facet in CHOICES:
        if facet.counts:
            selection = where(db, filters, without=[facet.name])
            rows = fetch(db, facet.counts(filters, selection.of), selection.binds())
            counts[facet.name] = dict(rows)
    return counts


def _zone_counts(db: Snapshot, filters: Filters) -> Numbers:
    """Per zone, each event once in however many parts of it; none for those of no event."""
    parts = [area for zone in areas(db).values() for area in zone]
    if not parts:
        return {}
    by_day = any(area.valid_from or area.valid_to for area in parts)
    columns = "location, first_day, last_day" if by_day else "location"
    selection = where(db, filters, without=["zones"])
    return dict(
        fetch(
            db,
            f"WITH hit AS (SELECT {columns}, count(*) AS n"
            f" FROM {selection.of('event', 'location IN (SELECT location FROM zone_location)')}"
            f" GROUP BY {columns})"
            " SELECT key, CAST(sum(n) AS BIGINT) FROM ("
            f" SELECT DISTINCT z.key, {columns}, n FROM hit JOIN zone_location USING (location)"
            " JOIN zone z USING (zone) JOIN dataset d USING (source)"
            f" WHERE NOT d.hidden AND NOT d.deleted AND {IN_FORCE if by_day else 'TRUE'}"
            ") GROUP BY key",
            selection.binds(),
        )
    )


class ProfileValues(NamedTuple):
    """The values of all profiles: per facet its values, and for each profile the position of
    the one it has, by the profile's number."""

    values: Mapping[str, list[str]]
    positions: Mapping[str, npt.NDArray[np.int64]]


@cached
def _profiles(db: Snapshot, _filters: Filters = _ALL) -> ProfileValues:
    columns = ", ".join(facet.column for facet in _IN_PROFILE)
    rows = fetch(db, f"SELECT profile, {columns} FROM profile ORDER BY profile")
    size = rows[-1][0] + 1 if rows else 1
    numbers = [row[0] for row in rows]
    values: dict[str, list[str]] = {}
    positions: dict[str, npt.NDArray[np.int64]] = {}
    for index, facet in enumerate(_IN_PROFILE, 1):
        distinct = sorted({row[index] for row in rows})
        values[facet.name] = distinct
        positions[facet.name] = np.zeros(size, dtype=np.int64)
        positions[facet.name][numbers] = [distinct.index(row[index]) for row in rows]
    return ProfileValues(values, positions)


def _profile_counts(db: Snapshot, filters: Filters) -> dict[str, Numbers]:
    """One count per profile; the choices among its values are applied to the profiles."""
    selection = where(db, filters, without=[facet.name for facet in _IN_PROFILE])
    columns = fetch_columns(
        db,
        f"SELECT profile, count(*) AS n FROM {selection.of('event')} GROUP BY profile",
        selection.binds(),
    )
    profiles = _profiles(db)
    events = np.zeros(len(profiles.positions["types"]), dtype=np.int64)
    events[columns["profile"]] = columns["n"]
    passes = {facet.name: _passes(profiles, filters, facet) for facet in _IN_PROFILE}
    counts: dict[str, Numbers] = {}
    for facet in _IN_PROFILE:
        values = profiles.values[facet.name]
        others = [mask for name, mask in passes.items() if name != facet.name]
        weights = np.where(np.logical_and.reduce(others), events, 0)
        sums = np.bincount(profiles.positions[facet.name], weights, minlength=len(values))
        # a store without events has one sum, of no value
        by_value = dict(zip(values, sums.astype(int).tolist()[: len(values)], strict=True))
        counts[facet.name] = _by_choice(facet, by_value)
    return counts


def _by_choice(facet: Choices, events: Numbers) -> Numbers:
    if not isinstance(facet, WordChoices):
        return events
    return {
        word: sum(events.get(value, 0) for value in facet.in_column(word)) for word in facet.words
    }


def _passes(profiles: ProfileValues, filters: Filters, facet: Choices) -> npt.NDArray[np.bool_]:
    """Per profile, whether it has one of the values that the filters choose."""
    chosen = {value for choice in facet.values(filters) for value in facet.in_column(choice)}
    values = profiles.values[facet.name]
    mask = [not chosen or value in chosen for value in values] or [True]
    return np.array(mask)[profiles.positions[facet.name]]
