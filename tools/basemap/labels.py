"""Names of regions, zones, seas and lakes on the base map."""

from __future__ import annotations

import math
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

import shapely

from geodata import regions
from tools.basemap.divisions import divisions
from tools.basemap.feature import Feature
from tools.boundaries.gazetteer import plain
from tools.boundaries.labels import labels as levant_labels
from tools.boundaries.units import Sources

DEEPEST: Final = 7
NEAR: Final = 1.5
ALIKE: Final = 0.85
"""Degrees from a town within which a region of its name is not named; and how alike names are that
differ in spelling only (Odessa and Odesa), of 1."""

LARGE: Final = 7
"""Towns from this zoom on are too small to be taken for a region."""


def labels(sources: Sources, towns: Iterable[Feature]) -> list[Feature]:
    """The names of the Levant as they were chosen by hand; elsewhere those of the source."""
    return _chosen() + _regions(sources, towns)


def _chosen() -> list[Feature]:
    rows = [row._asdict() for row in regions.regions().values() if row.level != "country"]
    made = []
    for one in levant_labels(rows, {}, []):
        keys = ("kind", "code", "name", "minzoom", "maxzoom", "rank")
        said = {key: one["properties"][key] for key in keys}
        first = min(DEEPEST, math.floor(said["minzoom"]))
        last = None if said["maxzoom"] > DEEPEST else math.floor(said["maxzoom"])
        made.append(Feature(shapely.geometry.shape(one["geometry"]), said, first, last))
    return made


class _Towns:
    """Where the larger towns are, to find those of a name."""

    def __init__(self, towns: Iterable[Feature]) -> None:
        self._large = [one for one in towns if one.said["minzoom"] <= LARGE]
        self._tree = shapely.STRtree([one.shape for one in self._large])

    def named(self, name: str, at: shapely.Point) -> bool:
        """Whether there is a town of such a name near a point."""
        near = self._tree.query(at, predicate="dwithin", distance=NEAR).tolist()
        wanted = plain(name).lower()
        return any(
            SequenceMatcher(None, wanted, plain(self._large[i].said["name"]).lower()).ratio()
            >= ALIKE
            for i in near
        )


def _regions(sources: Sources, towns: Iterable[Feature]) -> list[Feature]:
    large = _Towns(towns)
    frame = divisions(sources).fillna({"min_label": 8, "labelrank": 9})
    made = []
    for row in frame.dropna(subset=["longitude"]).itertuples():
        if not row.label:
            continue
        at = shapely.Point(round(row.longitude, 4), round(row.latitude, 4))
        if large.named(row.label, at):
            continue
        zoom = min(max(float(row.min_label) - 1, 4.5), 9.0)
        said = {"kind": "region", "code": row.code, "name": row.label}
        said |= {"minzoom": round(zoom, 1), "maxzoom": 22, "rank": 20 + int(row.labelrank)}
        made.append(Feature(at, said, min(DEEPEST, math.floor(zoom))))
    return made
