"""Names of countries: each where its land is most open, and wholly inside its own land.

As ``assets/map-names.js`` does it for the page: the land in view is drawn into a coarse
raster, marks and words are cut out, and a name goes where most is free around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np

from dashboard.figures.map.basemap_labels import COUNTRY_SIZE, COUNTRY_SPACING
from dashboard.figures.theme import Theme
from dashboard.pictures.maps.free_space import FreeSpace
from dashboard.pictures.maps.label import LabelRun, LabelText
from dashboard.pictures.maps.plane import Projection, layer
from dashboard.pictures.maps.raster import Raster, free_of, most_open


class _Country(NamedTuple):
    code: str
    name: str
    minzoom: float
    rank: float


@cache
def _countries() -> tuple[_Country, ...]:
    """Every country once, with the first of its zooms; the largest first."""
    found: dict[str, _Country] = {}
    for said in layer("labels").properties:
        if said["kind"] != "country":
            continue
        one = _Country(said["code"], said["name"], said["minzoom"], said["rank"])
        if one.code not in found or one.minzoom < found[one.code].minzoom:
            found[one.code] = one
    return tuple(sorted(found.values(), key=lambda one: (one.rank, one.code)))


def country_numbers() -> Mapping[str, int]:
    """A number of every country, for a raster."""
    return {country.code: number for number, country in enumerate(_countries(), 1)}


def name_countries(plane: Projection, theme: Theme, room: FreeSpace, land: Raster) -> list[str]:
    """Write the names that have room, and take it."""
    free = free_of(room, land.owners.shape)
    present = set(np.unique(land.owners).tolist())
    size = float(np.interp(plane.zoom, *COUNTRY_SIZE))
    spacing = size * float(np.interp(plane.zoom, *COUNTRY_SPACING))
    made: list[str] = []
    for number, country in enumerate(_countries(), 1):
        if number not in present or plane.zoom < country.minzoom - 1:
            continue
        line = (LabelRun(country.name.upper(), theme.label_country),)
        words = LabelText((line,), size, theme.halo, spacing=spacing)
        own = (land.owners == number) & free
        at = most_open(own, words.beside(0, 0, 0, 0, (0, 0)))
        if at is None:
            continue
        box = words.beside(*at, 0, 0, (0, 0))
        if room.free(box.grown(2)):
            room.take(box.grown(4))
            made += words.drawn(box)
    return made
