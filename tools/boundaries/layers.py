"""The layers of the base map, as GeoJSON features: land, governorates, zones, lines, lakes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from tools.boundaries.names import LEVANT, ZONES
from tools.boundaries.topology import LINE_VERTICES, Arc, Simplified, rebuild
from tools.boundaries.units import Sources, countries

Feature = dict[str, Any]

# Natural Earth's FEATURECLA of a land boundary that is not agreed upon. "Indefinite" is left
# out: it means that a border is not marked on the ground (US and Canada at sea, Lebanon).
UNSETTLED_CLASSES = (
    "Disputed (please verify)",
    "Line of control (please verify)",
    "Indeterminant frontier",
    "Unrecognized",
)
NEAR = 3.0
REGION = 10.0
"""Degrees from the Levant: how far the finest and the middle detail reach."""
SHORE_BOX = (22.0, 20.0, 56.0, 46.0)
"""West, south, east, north (degrees): shores are drawn as lines only here."""


def away_from_levant(points: np.ndarray) -> np.ndarray:
    """Degrees from the box around Lebanon, Israel, Palestine and southern Syria."""
    west, south, east, north = 34.0, 31.0, 39.0, 35.5
    dx: np.ndarray = np.maximum(0, np.maximum(west - points[:, 0], points[:, 0] - east))
    dy = np.maximum(0, np.maximum(south - points[:, 1], points[:, 1] - north))
    return np.asarray(np.hypot(dx, dy))


def map_tolerance(points: np.ndarray) -> np.ndarray:
    """About a pixel at zoom 9 in the Levant, at zoom 4 far from it, coarser towards the poles."""
    near = np.minimum(0.001 + 0.009 * away_from_levant(points), 0.2)
    return np.asarray(near * (1 + np.maximum(0, np.abs(points[:, 1]) - 50) / 12))


def map_decimals(points: np.ndarray) -> np.ndarray:
    """Places of a degree: 11 m in the Levant, 1 km far from it."""
    away = away_from_levant(points)
    return np.select([away < NEAR, away < REGION], [4, 3], 2)


def locate_tolerance(points: np.ndarray) -> np.ndarray:
    """Full detail in the Levant, about a kilometre far from it."""
    return np.where(away_from_levant(points) < NEAR, 0.0002, 0.01)


def locate_decimals(points: np.ndarray) -> np.ndarray:
    """Places of a degree: a metre around the Levant, 11 m elsewhere."""
    return np.where(away_from_levant(points) < REGION, 5, 4)


def feature(shape: shapely.Geometry, **properties: object) -> Feature:
    """A GeoJSON feature; numbers keep the digits they have."""
    return {"type": "Feature", "properties": properties, "geometry": shape.__geo_interface__}


def land(units: gpd.GeoDataFrame, arcs: list[Arc], lines: list[Simplified]) -> list[Feature]:
    """Land by the countries it is counted to in the two boundary views."""
    group = {u.code: _land_code(u) for u in units.itertuples()}
    views = {_land_code(u): (u.un, u.defacto) for u in units.itertuples()}
    return [
        feature(shape, code=code, un=views[code][0], defacto=views[code][1])
        for code, shape in rebuild(arcs, lines, group).items()
    ]


def _land_code(unit: Any) -> str:  # noqa: ANN401 - a row of the units, which has no type
    return str(unit.un) if unit.un == unit.defacto != "" else str(unit.code)


def admin1(units: gpd.GeoDataFrame, arcs: list[Arc], lines: list[Simplified]) -> list[Feature]:
    """The governorates of the Levant; the UNDOF area is in Quneitra."""
    names = dict(zip(units.admin1, units.name, strict=True))
    names |= {u.admin1: u.name for u in units.itertuples() if u.name}
    group = {u.code: u.admin1 for u in units.itertuples()}
    return [
        feature(shape, code=code, country=code[:3], name=names[code])
        for code, shape in rebuild(arcs, lines, group).items()
        if code
    ]


def zones(units: gpd.GeoDataFrame, arcs: list[Arc], lines: list[Simplified]) -> list[Feature]:
    """The Golan and the UNDOF area of separation."""
    group = dict(zip(units.code, units.zone, strict=True))
    shapes = rebuild(arcs, lines, group)
    return [feature(shapes[code], code=code, name=zone.name) for code, zone in ZONES.items()]


def boundary_lines(
    units: gpd.GeoDataFrame, arcs: list[Arc], lines: list[Simplified], sources: Sources
) -> list[Feature]:
    """Edges shared by two areas, and shores near the Levant, each with its ``kind``.

    ``kind`` is country, unsettled, admin1, zone or coast; ``view`` is both, un or defacto.
    """
    by_code = {u.code: u for u in units.itertuples()}
    disputed = _disputed(sources)
    groups: dict[tuple[str, str, str, str], list[np.ndarray]] = {}
    for arc, line in zip(arcs, lines, strict=True):
        if len(line.points) < LINE_VERTICES:
            continue
        if not arc.right:
            for part in _shore(line.points):
                groups.setdefault(("coast", "both", "", ""), []).append(part)
            continue
        a, b = sorted((by_code[arc.left], by_code[arc.right]), key=lambda u: str(u.code))
        for (kind, view), part in _kinds(a, b, arc, line, disputed):
            pair = (
                (a.un or a.code, b.un or b.code) if kind in {"country", "unsettled"} else ("", "")
            )
            groups.setdefault((kind, view, *pair), []).append(part)
    levels = {"country": 0, "unsettled": 0, "admin1": 5.5, "zone": 5.5, "coast": 5.5}
    return [
        feature(_joined(parts), kind=kind, view=view, minzoom=levels[kind], a=a, b=b)
        for (kind, view, a, b), parts in sorted(groups.items())
    ]


def _joined(parts: list[np.ndarray]) -> shapely.Geometry:
    return shapely.multilinestrings([shapely.LineString(part) for part in parts])


def _shore(points: np.ndarray) -> list[np.ndarray]:
    cut = shapely.intersection(shapely.LineString(points), shapely.box(*SHORE_BOX))
    return [shapely.get_coordinates(part) for part in shapely.get_parts(cut) if part.length]


def _disputed(sources: Sources) -> Mapping[frozenset[str], shapely.Geometry]:
    """Lines that are not agreed upon, by the two countries (ISO3) on their sides."""
    frame = gpd.read_file(sources.layer("cultural/ne_10m_admin_0_boundary_lines_land"))
    frame = frame[frame["FEATURECLA"].isin(UNSETTLED_CLASSES)]
    iso = countries(sources)["iso"].to_dict()
    sides = frame[["ADM0_A3_L", "ADM0_A3_R"]].replace(iso)
    pairs = [frozenset(pair) for pair in sides.itertuples(index=False, name=None)]
    groups: dict[frozenset[str], list[shapely.Geometry]] = {}
    for pair, line in zip(pairs, frame.geometry, strict=True):
        groups.setdefault(pair, []).append(line)
    return {pair: shapely.union_all(group) for pair, group in groups.items()}


def _kinds(
    a: Any,  # noqa: ANN401 - rows of the units, which have no type
    b: Any,  # noqa: ANN401
    arc: Arc,
    line: Simplified,
    disputed: Mapping[frozenset[str], shapely.Geometry],
) -> Iterable[tuple[tuple[str, str], np.ndarray]]:
    """Runs of an edge with their kind and the views they are drawn in."""
    codes = {a.code, b.code}
    if "Golan" in codes:
        # Israel's edge is no line once the Golan is counted to it.
        inner = any(u.un == "ISR" for u in (a, b))
        if "JOR" not in {a.un, b.un}:
            return [(("unsettled", "un" if inner else "both"), line.points)]
    if "UNDOF" in codes and a.un == b.un:
        return [(("zone", "both"), line.points)]
    if a.un == b.un and a.defacto == b.defacto:
        return [(("admin1", "both"), line.points)] if a.un in LEVANT else []
    if {a.un, b.un} == {"XKX", "SRB"}:
        return [(("unsettled", "un"), line.points), (("country", "defacto"), line.points)]
    if a.code != a.un or b.code != b.un:
        held = {"Crimea", "Siachen", "WesternSaharaWest", "NorthernCyprus", "Somaliland"} & codes
        if held:
            return [(("unsettled", _view(a, b)), line.points)]
    return _runs(arc, line, disputed.get(frozenset((a.un, b.un)), shapely.Point()))


def _view(a: Any, b: Any) -> str:  # noqa: ANN401 - rows of the units
    """Where a line around held land divides: not inside one country's de facto land."""
    return "un" if a.defacto == b.defacto else "both"


def _runs(
    arc: Arc, line: Simplified, disputed: shapely.Geometry
) -> Iterable[tuple[tuple[str, str], np.ndarray]]:
    """Split an edge where Natural Earth changes between agreed and not agreed."""
    middle = (arc.points[:-1] + arc.points[1:]) / 2
    near = shapely.dwithin(disputed, shapely.points(middle), 1e-3)
    flags = [
        2 * near[first:last].sum() > last - first for first, last in pairwise(line.kept.tolist())
    ]
    changes = [0, *(np.flatnonzero(np.diff(flags)) + 1).tolist(), len(flags)]
    return [
        (("unsettled" if flags[first] else "country", "both"), line.points[first : last + 1])
        for first, last in pairwise(changes)
    ]


def lakes(sources: Sources) -> list[Feature]:
    """Lakes: all near the Levant, the large ones of the world coarsely."""
    frame = gpd.read_file(sources.layer("physical/ne_10m_lakes"))
    frame["geometry"] = shapely.make_valid(frame.geometry.to_numpy(), method="structure")
    near = frame.intersects(shapely.box(*SHORE_BOX))
    rows = []
    for row in frame[near | (frame["scalerank"] <= 1)].sort_values("ne_id").itertuples():
        middle = shapely.get_coordinates(row.geometry.centroid)
        tolerance = float(map_tolerance(middle)[0])
        shape = shapely.simplify(row.geometry, tolerance / 2)
        shape = shapely.set_precision(shape, 10.0 ** -float(map_decimals(middle)[0]))
        if shape.area < tolerance**2:
            continue
        name = row.name if isinstance(row.name, str) else ""
        minzoom = float(row.min_zoom)
        rows.append(feature(shapely.orient_polygons(shape), name=name, minzoom=minzoom))
    return rows
