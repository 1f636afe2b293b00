"""Land, regions, zones, lines and lakes of the base map, in full detail."""

from __future__ import annotations

from functools import cached_property
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from tools.basemap.divisions import divisions
from tools.basemap.feature import Feature
from tools.boundaries import layers
from tools.boundaries.labels import country_name, place_name
from tools.boundaries.topology import Arc, Simplified
from tools.boundaries.units import Sources, countries

REGIONS_FROM: Final = 3
DETAILED_FROM: Final = 5
"""First zoom of the areas of regions in the tiles, and from which they have all their corners."""

COARSE: Final = 0.2
"""Degrees by which their edges may be moved before, four px of the deepest of these zooms."""

ASIDE: Final = 0.0005
"""Degrees by which coarse regions stand off, which no one sees."""

LINES_FROM: Final = {"admin1": 6, "zone": 6, "coast": 6}
"""First zoom of lines in the tiles; those of countries are in all."""


class World(NamedTuple):
    """What all is made of: the pieces of land, the edges between them, and the packages."""

    units: gpd.GeoDataFrame
    arcs: list[Arc]
    sources: Sources

    @property
    def whole(self) -> list[Simplified]:
        """The edges with all their vertices."""
        return [Simplified(np.arange(len(arc.points)), arc.points) for arc in self.arcs]


def land(world: World) -> list[Feature]:
    """Land by the countries it is counted to in the two views, with the country's name.

    Land that one state holds and another claims has no name.
    """
    named = countries(world.sources)
    named = named.assign(own=named.index == named["iso"], size=named["POP_EST"])
    named = named.sort_values(["own", "size"], ascending=False).drop_duplicates("iso")
    names = {row["iso"]: country_name(row) for _, row in named.iterrows()} | {"TKL": "Tokelau"}
    made = []
    for one in layers.land(world.units, world.arcs, world.whole):
        shape, said = shapely.geometry.shape(one["geometry"]), dict(one["properties"])
        if said["code"] == said["un"] == said["defacto"] and said["code"] in names:
            name = names[said["code"]]
            zoom = place_name(shape, name)[2]
            said |= {"name": name, "minzoom": max(zoom, 2.0), "rank": round(1 + zoom, 1)}
        made.append(Feature(shape, said))
    return made


def admin1(world: World) -> list[Feature]:
    """Regions by the codes that events have."""
    made = [
        Feature(
            shapely.geometry.shape(one["geometry"]),
            {"code": one["properties"]["code"]},
            DETAILED_FROM,
        )
        for one in layers.admin1(world.units, world.arcs, world.whole)
    ]
    rest = divisions(world.sources).itertuples()
    made += [Feature(row.geometry, {"code": row.code}, DETAILED_FROM) for row in rest]
    coarse = shapely.coverage_simplify([one.shape for one in made], COARSE)
    # tippecanoe keeps each corner that another shape has too: these are no corners of the others
    coarse = shapely.transform(coarse, lambda at: at + ASIDE)
    return made + [
        Feature(shape, one.said, REGIONS_FROM, DETAILED_FROM - 1)
        for one, shape in zip(made, coarse, strict=True)
        if not shape.is_empty
    ]


def zones(world: World) -> list[Feature]:
    """The Golan and the UNDOF area of separation."""
    return [
        Feature(shapely.geometry.shape(one["geometry"]), {"code": one["properties"]["code"]}, 5)
        for one in layers.zones(world.units, world.arcs, world.whole)
    ]


def lines(world: World) -> list[Feature]:
    """Lines of countries, zones and regions with their ``kind`` and ``view``, and all shores."""
    made = []
    for one in layers.boundary_lines(world.units, world.arcs, world.whole, world.sources):
        said = {key: one["properties"][key] for key in ("kind", "view")}
        if said["kind"] != "coast":
            first = LINES_FROM.get(said["kind"], 0)
            made.append(Feature(shapely.geometry.shape(one["geometry"]), said, first))
    shores = [shapely.LineString(arc.points) for arc in world.arcs if not arc.right]
    said = {"kind": "coast", "view": "both"}
    made += [Feature(line, said, LINES_FROM["coast"]) for line in shores]
    return made + _region_lines(world.sources)


class _Edges:
    """The segments of the rings of areas, each turned the same way, with the area it is of."""

    def __init__(self, shapes: np.ndarray) -> None:
        parts, owner = shapely.get_parts(shapes, return_index=True)
        rings, part = shapely.get_rings(parts, return_index=True)
        points, ring = shapely.get_coordinates(rings, return_index=True)
        whole = np.round(points * 1e5).astype(np.int64)
        along = ring[1:] == ring[:-1]
        ends = np.hstack([whole[:-1], whole[1:]])[along]
        self.owners = owner[part[ring[:-1][along]]]
        turned = (ends[:, 0] > ends[:, 2]) | (
            (ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3])
        )
        ends[turned] = ends[turned][:, [2, 3, 0, 1]]
        self.ends = ends

    @cached_property
    def shared(self) -> tuple[np.ndarray, np.ndarray]:
        """Segments that two areas have, degrees (n, 2, 2), and the pair of areas (n, 2)."""
        order = np.lexsort(self.ends.T)
        ends, owners = self.ends[order], self.owners[order]
        at = np.flatnonzero((ends[1:] == ends[:-1]).all(axis=1))
        pairs = np.sort(np.column_stack([owners[at], owners[at + 1]]), axis=1)
        return ends[at].reshape(-1, 2, 2) / 1e5, pairs


def _region_lines(sources: Sources) -> list[Feature]:
    """Edges between two regions of one country, outside the Levant."""
    frame = divisions(sources)
    segments, pairs = _Edges(frame.geometry.to_numpy()).shared
    country, zoom = frame["adm0_a3"].to_numpy(), frame["min_zoom"].fillna(8).to_numpy()
    inner = (country[pairs[:, 0]] == country[pairs[:, 1]]) & (pairs[:, 0] != pairs[:, 1])
    segments, pairs = segments[inner], pairs[inner]
    keys, which = np.unique(pairs, axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    cuts = np.cumsum(np.bincount(which.ravel()))[:-1]
    made = []
    for (one, other), chosen in zip(keys.tolist(), np.split(order, cuts), strict=True):
        merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(segments[chosen])))
        first = int(np.clip(round(min(zoom[one], zoom[other])) - 2, 5, 6))
        made.append(Feature(merged, {"kind": "admin1", "view": "both"}, first))
    return made


def lakes(sources: Sources) -> list[Feature]:
    """All lakes, each with the zoom from which it is drawn."""
    frame = gpd.read_file(sources.layer("physical/ne_10m_lakes"))
    frame["geometry"] = shapely.make_valid(frame.geometry.to_numpy(), method="structure")
    return [
        Feature(
            row.geometry,
            {"minzoom": float(row.min_zoom)},
            int(np.clip(np.floor(row.min_zoom), 0, 7)),
        )
        for row in frame.sort_values("ne_id").itertuples()
    ]
