"""Regions of the world, and which of them a point lies in.

Boundaries are Natural Earth's in the UN's view (the Golan is Syria's, Crimea Ukraine's);
coordinates are degrees WGS84 (EPSG:4326). The bundled files come from
``build_boundaries.py``; ``NOTICE`` has the licences.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geodata.schema import GEO_PRECISIONS

FOLDER: Final = Path(__file__).resolve().parent / "data" / "boundaries"

SEA_TOLERANCE_KM: Final = 5.0
"""A point at sea no farther than this from land counts as being on the nearest land."""

DEGREE_KM: Final = 111.32
MAX_LON: Final = 180
MAX_LAT: Final = 90
PIECE_VERTICES: Final = 32


class Region(NamedTuple):
    """A country, a governorate or a zone.

    ``code`` is ISO 3166-1 alpha-3 for countries (Kosovo ``XKX``), ISO3 + "-" + name for
    governorates, a name for zones. ``level`` is country, admin1 or zone; ``parent`` is empty
    for countries. ``lon``/``lat`` is where to draw what is known only for the region: for a
    governorate the centre of its largest circle clear of its capital. Arabic and Hebrew
    names are empty where the source has none.
    """

    code: str
    name: str
    name_ar: str
    name_he: str
    level: str
    parent: str
    lon: float
    lat: float


class _Areas(NamedTuple):
    """Pieces of land that do not overlap: a governorate, a zone, or else a country's land."""

    country: pa.Array
    admin1: pa.Array
    zones: pa.Array
    shapes: np.ndarray[Any, Any]


@cache
def regions() -> Mapping[str, Region]:
    """All regions by code: countries by name, each followed by its parts."""
    with (FOLDER / "regions.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Region(code, name, name_ar, name_he, level, parent, float(lon), float(lat))
            for code, name, name_ar, name_he, level, parent, lon, lat in list(csv.reader(file))[1:]
        ]
    return MappingProxyType({row.code: row for row in rows})


def label(code: str) -> str:
    """The English name of a region; an unknown code is its own name."""
    region = regions().get(code)
    return region.name if region else code


def ancestors(code: str) -> tuple[str, ...]:
    """The regions a region is part of, nearest first; empty for countries and unknown codes.

    The parent of the UNDOF area and of the Golan is Syria, whatever view is drawn.
    """
    region = regions().get(code)
    if region is None or not region.parent:
        return ()
    return (region.parent, *ancestors(region.parent))


@cache
def shape(code: str) -> shapely.Geometry:
    """The area of a region, a polygon or multipolygon.

    Quneitra includes the UNDOF area, as Syria administers both; no governorate includes the
    Golan.

    Raises:
        KeyError: when there is no region of this code.
    """
    level = regions()[code].level
    areas = _areas()
    if level == "zone":
        zones = areas.zones.to_pylist()
        chosen = np.array([code in zone for zone in zones])
    else:
        column = areas.country if level == "country" else areas.admin1
        chosen = np.array([value == code for value in column.to_pylist()])
    return shapely.coverage_union_all(areas.shapes[chosen])


def locate(lon: np.ndarray[Any, Any], lat: np.ndarray[Any, Any]) -> pa.Table:
    """The regions that points lie in.

    Takes degrees WGS84, one of each per point; NaN, infinite values and positions off the
    globe are not located. Returns, in the same order, ``country`` (ISO3), ``admin1`` (region
    code) and ``zones`` (list of codes, empty rather than null). ``country`` and ``admin1`` are
    null where there is none: at sea more than 5 km from land, in land that is no state's, or,
    for ``admin1``, outside the seven countries that are divided and in the Golan.
    """
    points, inverse = _distinct(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    area = _within(points)
    astray = np.flatnonzero((area < 0) & np.isfinite(points).all(axis=1))
    if len(astray):
        area[astray] = _nearest(points[astray])
    index = pa.array(area[inverse], mask=area[inverse] < 0)
    areas = _areas()
    zones = areas.zones.take(index)
    return pa.table(
        {
            "country": areas.country.take(index),
            "admin1": areas.admin1.take(index),
            "zones": zones.fill_null([]) if zones.null_count else zones,
        }
    )


@cache
def _areas() -> _Areas:
    # Not read_table: it imports pyarrow.dataset, which takes longer than all the rest.
    table = pq.ParquetFile(FOLDER / "areas.parquet").read()
    shapes = shapely.from_wkb(table["geometry"].to_numpy())
    shapely.prepare(shapes)

    def codes(column: str) -> list[str | None]:
        return [value or None for value in table[column].to_pylist()]

    zones = [[zone] if zone else [] for zone in codes("zone")]
    return _Areas(
        pa.array(codes("country"), pa.string()),
        pa.array(codes("admin1"), pa.string()),
        pa.array(zones, pa.list_(pa.string())),
        shapes,
    )


def _distinct(
    lon: np.ndarray[Any, Any], lat: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Each position once, as (n, 2), and where each point finds its own.

    Events share places, so this saves most of the work. Positions off the globe become NaN.
    """
    on_globe = (np.abs(lon) <= MAX_LON) & (np.abs(lat) <= MAX_LAT)
    # One complex number per point sorts faster than rows of two.
    pairs, inverse = np.unique(np.where(on_globe, lon + 1j * lat, np.nan), return_inverse=True)
    return np.column_stack([pairs.real, np.where(np.isnan(pairs), np.nan, pairs.imag)]), inverse


def _within(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The area that each point is in, or -1."""
    # The tree holds the points: the areas, few and prepared, are what is asked for.
    tree = shapely.STRtree(shapely.points(points))
    areas, hits = tree.query(_areas().shapes, predicate="intersects")
    found = np.full(len(points), -1)
    # On an edge the first area wins, so that the answer is always the same.
    found[hits[::-1]] = areas[::-1]
    return found


@cache
def _edges() -> tuple[shapely.STRtree, np.ndarray[Any, Any]]:
    """Short pieces of all edges for a quick search of the nearest, and whose they are."""
    shapes = _areas().shapes
    parts, area = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    pieces, owners = [], []
    for ring, owner in zip(rings, area[part], strict=True):
        points = shapely.get_coordinates(ring)
        for start in range(0, len(points) - 1, PIECE_VERTICES):
            pieces.append(shapely.LineString(points[start : start + PIECE_VERTICES + 1]))
            owners.append(owner)
    return shapely.STRtree(pieces), np.array(owners)


def _nearest(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The nearest area within the tolerance of each point at sea, or -1."""
    tree, owners = _edges()
    geometries = shapely.points(points)
    shrink = np.maximum(np.cos(np.radians(points[:, 1])), 0.05)
    reach = SEA_TOLERANCE_KM / DEGREE_KM / shrink
    point, piece = tree.query(geometries, predicate="dwithin", distance=reach)
    # Degrees of longitude are shorter: measure on a plane that fits the place.
    ends = shapely.get_coordinates(
        shapely.shortest_line(geometries[point], tree.geometries[piece])
    ).reshape(-1, 2, 2)
    apart = (ends[:, 1] - ends[:, 0]) * np.column_stack([shrink[point], np.ones(len(point))])
    kilometres = np.hypot(apart[:, 0], apart[:, 1]) * DEGREE_KM
    found = np.full(len(points), -1)
    # Farthest first, so that the nearest is written last.
    order = np.lexsort((owners[piece], kilometres))[::-1]
    order = order[kilometres[order] <= SEA_TOLERANCE_KM]
    found[point[order]] = owners[piece[order]]
    return found


def precision_words(precision: str, place_key: str) -> str:
    """How exactly a place is known, in words; a mark for a zone is not a governorate."""
    region = regions().get(place_key)
    if precision == "admin1" and region is not None and region.level == "zone":
        return "zone"
    return GEO_PRECISIONS[precision]
