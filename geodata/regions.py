"""Regions of the world, and which of them a point lies in.

Boundaries are Natural Earth's in the UN's view (the Golan is Syria's, Crimea Ukraine's; see
docs/disputed-places.md); coordinates are degrees WGS84 (EPSG:4326). The bundled files come from
``tools/boundaries/build.py``; ``NOTICE`` has the licences.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geodata.data import DATA
from geodata.schema import GEO_PRECISIONS
from geodata.shores import Shores

FOLDER: Final = DATA / "boundaries"

MAX_LON: Final = 180
MAX_LAT: Final = 90

EXACT_BORDERS: Final = frozenset({"SYR", "ISR", "PSE", "LBN", "JOR", "IRQ", "TUR"})
"""The countries whose edges are drawn in full detail, about 20 m; elsewhere it is a kilometre,
and a source may know better on which side of a border it was."""


class Region(NamedTuple):
    """A country, a governorate or a zone.

    ``code`` is ISO 3166-1 alpha-3 for countries (Kosovo ``XKX``) and a name for zones. For
    first divisions it is ISO3 + "-" + name in the countries of ``EXACT_BORDERS``, else
    ISO 3166-2 (``MM-17``) or, where the source has none, its own (``KOS-5902``).
    ``level`` is country, admin1 or zone; ``parent`` is empty for countries. ``lon``/``lat`` is
    where to draw what is known only for the region: the centre of its largest circle, in the
    countries of ``EXACT_BORDERS`` clear of its capital. Arabic and Hebrew
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
    return shapely.coverage_union_all(_pieces(code))


def _pieces(code: str) -> np.ndarray[Any, Any]:
    if code not in regions():
        raise KeyError(code)
    pieces: np.ndarray[Any, Any] = _areas().shapes[areas_of(code)]
    return pieces


@cache
def _owned() -> Mapping[str, list[int]]:
    """The areas of each region."""
    owned: dict[str, list[int]] = {}
    areas = _areas()
    columns = (areas.country.to_pylist(), areas.admin1.to_pylist(), areas.zones.to_pylist())
    for index, (country, admin1, zones) in enumerate(zip(*columns, strict=True)):
        for code in (country, admin1, *zones):
            if code:
                owned.setdefault(code, []).append(index)
    return owned


def areas_in(west: float, south: float, east: float, north: float) -> list[int]:
    """The numbers of the areas that a box in degrees WGS84 touches."""
    found: list[int] = _tree().query(shapely.box(west, south, east, north), "intersects").tolist()
    return found


def areas_of(code: str) -> list[int]:
    """The numbers of the areas of a region."""
    return _owned().get(code, [])


def area(number: int) -> tuple[shapely.Geometry, tuple[str, ...]]:
    """The shape of an area, and the regions that it is part of, its country first."""
    areas = _areas()
    codes = (areas.country[number].as_py(), areas.admin1[number].as_py())
    return areas.shapes[number], (*filter(None, codes), *areas.zones[number].as_py())


@cache
def _tree() -> shapely.STRtree:
    return shapely.STRtree(_areas().shapes)


@cache
def divided() -> frozenset[str]:
    """The countries (ISO 3166-1 alpha-3) whose first divisions are known."""
    return frozenset(region.parent for region in regions().values() if region.level == "admin1")


@cache
def extent(code: str) -> tuple[float, float, float, float]:
    """West, south, east and north of a region's main part, degrees WGS84, within ±180°.

    It grows from the largest piece of land by whatever lies no farther from it than that piece
    is large. So it has Corsica and Gaza, and not French Guiana, which would shrink the rest to
    a dot.

    Raises:
        KeyError: when there is no region of this code.
    """
    parts = shapely.get_parts(shape(code))
    boxes = shapely.bounds(parts)
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    box = boxes[np.argmax(shapely.area(parts))]
    reach = box[2:] - box[:2]
    for _ in range(len(parts)):
        near = ((middles >= box[:2] - reach) & (middles <= box[2:] + reach)).all(axis=1)
        wider = np.concatenate([boxes[near, :2].min(axis=0), boxes[near, 2:].max(axis=0)])
        if (wider == box).all():
            break
        box = wider
    west, south, east, north = (float(side) for side in box)
    return west, south, east, north


def locate(lon: np.ndarray[Any, Any], lat: np.ndarray[Any, Any]) -> pa.Table:
    """The regions that points lie in.

    Takes degrees WGS84, one of each per point; NaN, infinite values and positions off the
    globe are not located. Returns, in the same order, ``country`` (ISO3), ``admin1`` (region
    code) and ``zones`` (list of codes, empty rather than null). ``country`` and ``admin1`` are
    null where there is none: at sea more than 5 km from land, in land that is no state's, or,
    for ``admin1``, in a country that is not divided and in the Golan.
    """
    points, inverse = _distinct(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    area = _within(points)
    astray = np.flatnonzero((area < 0) & np.isfinite(points).all(axis=1))
    if len(astray):
        area[astray] = _shores().nearest(points[astray])
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
def _shores() -> Shores:
    return Shores.of(_areas().shapes)


def precision_words(precision: str, place_key: str) -> str:
    """How exactly a place is known, in words: a mark for a zone is not a governorate, nor is a
    state of Myanmar."""
    region = regions().get(place_key)
    if precision == "admin1" and region is not None and region.parent not in EXACT_BORDERS:
        return "region"
    if precision == "admin1" and region is not None and region.level == "zone":
        return "zone"
    return GEO_PRECISIONS[precision]
