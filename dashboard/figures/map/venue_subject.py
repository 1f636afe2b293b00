"""From the place where an event happened to what it is about."""

from __future__ import annotations

from typing import Final

from dashboard.figures.map.figure import VenueSubject
from dashboard.figures.map.geometry import distance_km
from geodata import regions as places
from geodata.event_results import EventDetail
from geodata.regions import Region
from geodata.text import short_place

NEAR_KM: Final = 30.0
"""A line shorter than this says nothing that the mark does not."""
TOGETHER_KM: Final = 150.0
"""Governorates and zones within this distance of the first share the end of the line."""
COUNTRIES_TOGETHER_KM: Final = 800.0
"""The same for countries, whose points stand farther apart."""
NAMED: Final = 3


def venue_subject(event: EventDetail) -> VenueSubject | None:
    """The line to draw for an open event; none when it is about where it happened.

    The subject is the most exact that is known: governorates and zones before countries, and
    never the venue's own.
    """
    regions = places.regions()
    mark = regions.get(event.row.place_key)
    lon, lat = (mark.lon, mark.lat) if mark else (event.lon, event.lat)
    if not event.row.place_key or lon is None or lat is None:
        return None
    own = {event.row.country, event.admin1, *event.zones}
    about = [regions[code] for code in event.about if code in regions and code not in own]
    parts = [region for region in about if region.level != "country"]
    countries = [region for region in about if region.level == "country"]
    found = _together(parts, TOGETHER_KM) or _together(countries, COUNTRIES_TOGETHER_KM)
    if not found:
        return None
    x = sum(region.lon for region in found) / len(found)
    y = sum(region.lat for region in found) / len(found)
    if distance_km(lon, lat, x, y) < NEAR_KM:
        return None
    name = ", ".join(_short(region) for region in found[:NAMED])
    more = len(found) - NAMED
    return VenueSubject(
        lon,
        lat,
        short_place(event.row.place),
        x,
        y,
        f"{name} and {more} more" if more > 0 else name,
        tuple(region.code for region in found),
    )


def _short(region: Region) -> str:
    return "UNDOF" if region.code == "UNDOF" else region.name


def _together(regions: list[Region], km: float) -> list[Region]:
    """The first region and those near enough to share the end of a line with it."""
    if not regions:
        return []
    first = regions[0]
    return [
        region
        for region in regions
        if distance_km(first.lon, first.lat, region.lon, region.lat) <= km
    ]
