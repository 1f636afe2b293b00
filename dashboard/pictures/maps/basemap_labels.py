"""The names on the base map: countries, capitals, seas, regions and towns, in that order.

Which ones, how large and from which zoom: as ``dashboard.figures.map.basemap_labels`` says.
A name without room is left out.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from typing import Final

from dashboard.figures.theme import Theme
from dashboard.pictures.maps.country_labels import country_numbers, name_countries
from dashboard.pictures.maps.free_space import FreeSpace, Rect
from dashboard.pictures.maps.label import AROUND, broken, plain
from dashboard.pictures.maps.mark_svg import DOT, dot
from dashboard.pictures.maps.plane import Projection
from dashboard.pictures.maps.raster import Raster, raster
from dashboard.pictures.maps.sea_labels import NamedPoint, name_open_sea, name_seas, points

REGIONS_FROM: Final = 6.5
"""Zoom from which regions have names."""

TOWN_GAP: Final = 0.5
CLEAR: Final = 2.0
"""From a town to its name, of its size; and units around a name that nothing else takes."""

TOO_NEAR: Final = 70.0
"""Units from a town within which its region's name is left out when it is the same."""

CAPITAL: Final = 2


def names(
    plane: Projection,
    theme: Theme,
    room: FreeSpace,
    named: Collection[str],
    marked: Collection[str],
) -> list[str]:
    """All names and the dots of towns.

    Args:
        plane: where the map looks.
        theme: the colours.
        room: what is taken; the names are taken in it too.
        named: names of towns that marks name, so that no town is written twice.
        marked: codes of regions whose mark names them.
    """
    towns = [
        town
        for town in _shown("towns", plane)
        if town.said["name"] not in named and plane.zoom >= town.said["minzoom"]
    ]
    labels = [
        one
        for one in _shown("labels", plane)
        if one.said["minzoom"] <= plane.zoom <= one.said["maxzoom"]
    ]
    seas, lakes = ([one for one in labels if one.said["kind"] == kind] for kind in ("sea", "lake"))
    regions = [
        one
        for one in labels
        if one.said["kind"] in {"region", "zone"}
        and one.said["code"] not in marked
        and not _beside_its_town(one, plane, towns)
    ]
    land = raster(plane, country_numbers())
    return [
        *name_countries(plane, theme, room, land),
        *_towns(plane, theme, room, land, [one for one in towns if one.said["capital"] == CAPITAL]),
        *(name_seas(plane, theme, room, seas) or name_open_sea(plane, theme, room, land)),
        *name_seas(plane, theme, room, lakes),
        *(_regions(plane, theme, room, regions) if plane.zoom >= REGIONS_FROM else ()),
        *_towns(plane, theme, room, land, [one for one in towns if one.said["capital"] < CAPITAL]),
    ]


def _beside_its_town(region: NamedPoint, plane: Projection, towns: Iterable[NamedPoint]) -> bool:
    """Whether a town of the same name is so near that the two would read as one."""
    at = plane.xy(region.lon, region.lat)
    return any(
        town.said["name"] == region.said["name"]
        and math.dist(at, plane.xy(town.lon, town.lat)) < TOO_NEAR
        for town in towns
    )


def _shown(file: str, plane: Projection) -> list[NamedPoint]:
    return [one for one in points(file) if plane.inside(one.lon, one.lat)]


def _towns(
    plane: Projection, theme: Theme, room: FreeSpace, land: Raster, towns: Iterable[NamedPoint]
) -> list[str]:
    """A dot with its name beside, below or above it, clear of shores and borders if that can
    be; both or none."""
    made: list[str] = []
    for town in towns:
        seat = town.said["capital"] > 0
        size = (12.0 if seat else 11.5) if plane.zoom < 8 else (11.5 if seat else 11.0)  # noqa: PLR2004 - as on the page
        ink = theme.label_town if seat else theme.label_region
        words = plain(town.said["name"], size, ink, theme.halo)
        x, y = plane.xy(town.lon, town.lat)
        point = Rect(x, y, x, y).grown(DOT + 1)
        if not room.free(point):
            continue
        away = DOT + TOWN_GAP * size / 2 + 1
        boxes = [(words.beside(x, y, away, away, side), side) for side in AROUND]
        free = [one for one in boxes if room.free(one[0].grown(CLEAR))]
        if not free:
            continue
        box, side = min(free, key=lambda one: not land.even(one[0]))
        room.take(box)
        room.take(point)
        made += [*words.drawn(box, side), dot(x, y, theme)]
    return made


def _regions(
    plane: Projection, theme: Theme, room: FreeSpace, regions: Iterable[NamedPoint]
) -> list[str]:
    made: list[str] = []
    for region in regions:
        words = broken(region.said["name"], 11, theme.label_region, theme.halo, 7 * 11)
        box = words.beside(*plane.xy(region.lon, region.lat), 0, 0, (0, 0))
        if room.free(box.grown(CLEAR)):
            room.take(box)
            made += words.drawn(box)
    return made
