"""Where names stand on the map, and the points that stand for regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from tools.boundaries.layers import Feature, feature
from tools.boundaries.names import COUNTRY_NAMES, LEVANT, ZONES

# Seas: name, Arabic, Hebrew, longitude, latitude (degrees), first zoom, last zoom.
SEAS: Final = (
    ("Mediterranean Sea", "البحر الأبيض المتوسط", "הים התיכון", 33.0, 33.6, 3, 6.9),
    ("Mediterranean Sea", "البحر الأبيض المتوسط", "הים התיכון", 34.72, 33.2, 7, 22),
    ("Mediterranean Sea", "البحر الأبيض المتوسط", "הים התיכון", 18.0, 35.2, 3, 7),
    ("Black Sea", "البحر الأسود", "הים השחור", 34.5, 43.3, 3, 22),
    ("Red Sea", "البحر الأحمر", "ים סוף", 37.6, 21.8, 3, 22),
    ("Caspian Sea", "بحر قزوين", "הים הכספי", 50.6, 41.6, 3, 22),
    ("Persian Gulf", "الخليج", "המפרץ הפרסי", 51.3, 27.3, 4, 22),
    ("Gulf of Aden", "خليج عدن", "מפרץ עדן", 48.0, 12.3, 4, 22),
    ("Gulf of Oman", "خليج عمان", "מפרץ עומאן", 58.6, 24.8, 5, 22),
    ("Aegean Sea", "بحر إيجة", "הים האגאי", 25.0, 38.6, 5, 22),
    ("Gulf of Suez", "خليج السويس", "מפרץ סואץ", 32.95, 28.9, 6.5, 22),
    ("Gulf of Aqaba", "خليج العقبة", "מפרץ אילת", 34.7, 28.9, 6.5, 22),
    ("Arabian Sea", "بحر العرب", "הים הערבי", 63.0, 16.0, 3, 22),
    ("Baltic Sea", "بحر البلطيق", "הים הבלטי", 19.4, 57.6, 4, 22),
    ("North Sea", "بحر الشمال", "הים הצפוני", 3.5, 56.0, 4, 22),
    ("Atlantic Ocean", "المحيط الأطلسي", "האוקיינוס האטלנטי", -35.0, 32.0, 0, 22),
    ("Atlantic Ocean", "المحيط الأطلسي", "האוקיינוס האטלנטי", -15.0, -22.0, 1, 22),
    ("Indian Ocean", "المحيط الهندي", "האוקיינוס ההודי", 78.0, -20.0, 0, 22),
    ("Pacific Ocean", "المحيط الهادئ", "האוקיינוס השקט", -140.0, 5.0, 0, 22),
    ("Pacific Ocean", "المحيط الهادئ", "האוקיינוס השקט", 165.0, 28.0, 0, 22),
)
# Lakes: name, Arabic, Hebrew, longitude, latitude, first zoom.
LAKES: Final = (
    ("Dead Sea", "البحر الميت", "ים המלח", 35.49, 31.53, 7.5),
    ("Sea of Galilee", "بحيرة طبريا", "הכנרת", 35.59, 32.82, 9),
    ("Lake Van", "بحيرة وان", "ימת ואן", 42.9, 38.6, 6.5),
    ("Lake Urmia", "بحيرة أرومية", "ימת אורמיה", 45.45, 37.7, 6.5),
    ("Lake Tharthar", "بحيرة الثرثار", "", 43.25, 34.0, 8),
    ("Lake Assad", "بحيرة الأسد", "אגם אסד", 38.15, 36.0, 8.5),
)
LETTER_PIXELS: Final = 9.6
"""Width of a capital of a country name: 11 px text with 1.2 px between the letters."""
LINE_PIXELS: Final = 16.0
WORLD_PIXELS: Final = 512.0
CLEAR_KILOMETRES: Final = 8.0
SPOT_DEGREES: Final = 1.1
"""Between two places of the same country's name: one or two are in view at zoom 8."""
DEGREE_KILOMETRES: Final = 111.32


def place_name(shape: shapely.Geometry, name: str) -> tuple[float, float, float]:
    """Where a name has most room inside a shape: lon, lat, and the zoom from which it fits.

    The room for a line of text is an ellipse: a circle, once the map is squeezed sideways.
    """
    width = max(len(name), 4) * LETTER_PIXELS
    squeeze = width / LINE_PIXELS / 2
    part = max(shapely.get_parts(shape), key=lambda p: p.area)

    def squeezed(points: np.ndarray) -> np.ndarray:
        return np.column_stack([points[:, 0] / squeeze, _mercator(points[:, 1])])

    flat = shapely.transform(part, squeezed)
    if not flat.is_valid:
        flat = shapely.make_valid(flat, method="structure")
    circle = shapely.maximum_inscribed_circle(flat, tolerance=circle_tolerance(flat))
    (x, y), _ = shapely.get_coordinates(circle)
    pixels = 2 * circle.length * squeeze * WORLD_PIXELS / 360
    zoom = max(0.0, float(np.log2(width * 1.1 / pixels)))
    return round(float(x * squeeze), 5), round(float(_unmercator(y)), 5), round(zoom, 1)


def circle_tolerance(shape: shapely.Geometry) -> float:
    """Fine enough for a label, coarse enough to be quick."""
    west, south, east, north = shape.bounds
    return float(max(east - west, north - south, 1e-3)) / 400


def _mercator(lat: np.ndarray) -> np.ndarray:
    inside = np.clip(lat, -85, 85)
    return np.asarray(np.degrees(np.arctanh(np.sin(np.radians(inside)))))


def _unmercator(y: float) -> float:
    return float(np.degrees(np.arcsin(np.tanh(np.radians(y)))))


def draw_point(shape: shapely.Geometry, seat: tuple[float, float] | None) -> tuple[float, float]:
    """Centre of the largest circle in a shape that stays clear of its seat, as lon, lat.

    Clear is 8 km, or less in an area too small for that (Damascus, Beirut).
    """
    _, south, _, north = shape.bounds
    scale = float(np.cos(np.radians((south + north) / 2)))
    flat = shapely.transform(shape, lambda p: p * [scale, 1.0])
    tolerance = circle_tolerance(flat)
    whole = shapely.maximum_inscribed_circle(flat, tolerance=tolerance)
    if seat is not None:
        clear = min(CLEAR_KILOMETRES / DEGREE_KILOMETRES, 0.7 * whole.length)
        around = shapely.Point(seat[0] * scale, seat[1]).buffer(clear)
        # A circle that does not hold the seat is less than one that keeps away from it.
        whole = shapely.maximum_inscribed_circle(flat.difference(around), tolerance=tolerance)
    x, y = shapely.get_coordinates(whole)[0]
    return round(float(x / scale), 5), round(float(y), 5)


def country_name(row: gpd.GeoSeries) -> str:
    """The English name in common use."""
    return COUNTRY_NAMES.get(row["iso"], str(row["NAME_EN"]))


def labels(
    regions: Sequence[Mapping[str, object]],
    shapes: Mapping[str, shapely.Geometry],
    towns: list[tuple[float, float]],
) -> list[Feature]:
    """Points with the names of countries, governorates, zones, seas and lakes.

    ``regions`` are the rows of regions.csv; ``shapes`` the land of each code,
    ``towns`` where other names stand. ``rank`` 1 is
    placed first.
    """
    rows = []
    others = [(float(str(r["lon"])), float(str(r["lat"]))) for r in regions if r["parent"]]
    obstacles = np.array(towns + others)
    for region in regions:
        code, name = str(region["code"]), str(region["name"])
        names = {key: region[key] for key in ("name", "name_ar", "name_he")}
        if region["level"] == "country":
            lon, lat, zoom = place_name(shapes[code], name)
            rank = round(1 + zoom, 1)
            spots = [(lon, lat, max(zoom, 2.0))]
            if code in LEVANT:
                spots += _more_spots(shapes[code], name, (lon, lat), obstacles)
            for x, y, first in spots:
                rows.append(_label((x, y), "country", code, names, (first, 22), rank=rank))
        else:
            kind = "zone" if code in ZONES else "region"
            first = 6.5 if code in {"PSE-WestBank", "PSE-Gaza", "Golan"} else 7.5
            first = 9.0 if code == "UNDOF" else first
            point = (float(str(region["lon"])), float(str(region["lat"])))
            rows.append(_label(point, kind, code, names, (first, 22), rank=20))
    for name, arabic, hebrew, lon, lat, first, last in SEAS:
        names = {"name": name, "name_ar": arabic, "name_he": hebrew}
        rows.append(_label((lon, lat), "sea", "", names, (first, last), rank=3))
    for name, arabic, hebrew, lon, lat, first in LAKES:
        names = {"name": name, "name_ar": arabic, "name_he": hebrew}
        rows.append(_label((lon, lat), "lake", "", names, (first, 22), rank=4))
    return rows


def _label(
    point: tuple[float, float],
    kind: str,
    code: str,
    names: Mapping[str, object],
    zooms: tuple[float, float],
    *,
    rank: float,
) -> Feature:
    return feature(
        shapely.Point(point),
        kind=kind,
        code=code,
        **names,
        minzoom=zooms[0],
        maxzoom=zooms[1],
        rank=rank,
    )


def _more_spots(
    shape: shapely.Geometry,
    name: str,
    first: tuple[float, float],
    obstacles: np.ndarray,
) -> list[tuple[float, float, float]]:
    """Further places for a name when only a part of the country is in view (zoom 7 and up).

    The whole name lies in the country, as far as possible from its edge and from towns.
    """
    chosen = [first]
    spots = []
    for zoom in (7.0, 8.0):
        half_width = len(name) * LETTER_PIXELS * 0.62 * 360 / WORLD_PIXELS / 2**zoom
        half_height = LINE_PIXELS * 0.6 * 360 / WORLD_PIXELS / 2**zoom
        west, south, east, north = np.round(shape.bounds, 1)
        grid = np.meshgrid(np.arange(west, east, 0.05), np.arange(south, north, 0.05))
        lon, lat = (axis.ravel() for axis in grid)
        boxes = shapely.box(
            lon - half_width, lat - half_height, lon + half_width, lat + half_height
        )
        shapely.prepare(shape)
        inside = shapely.contains(shape, boxes)
        lon, lat, boxes = lon[inside], lat[inside], boxes[inside]
        room = np.minimum(shapely.distance(boxes, shape.boundary), 0.3)
        towns = shapely.multipoints(obstacles)
        room += np.minimum(shapely.distance(boxes, towns), 0.3)
        for i in np.argsort(-room, kind="stable"):
            apart = np.hypot(*(np.array(chosen) - [lon[i], lat[i]]).T)
            if apart.min() > SPOT_DEGREES:
                chosen.append((lon[i], lat[i]))
                spots.append((round(float(lon[i]), 2), round(float(lat[i]), 2), zoom))
    return spots
