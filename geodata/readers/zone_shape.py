"""Coordinates as files write them, turned into shapes; a true reason where that cannot be.

Everything is checked before Shapely sees it, because a library that mends or skips in
silence would change what a user brought.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import shapely

from geodata.readers.cells import nearest, shown
from geodata.readers.zone_report import Feature, Report

POINT: Final = "it is a point, and no area or line: import points as events, in a table"
NO_GEOMETRY: Final = "it has no geometry: there is nothing to draw"
EMPTY: Final = "its geometry is empty: there is nothing to draw"

_DRAWN: Final = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")
_POINTS: Final = ("Point", "MultiPoint")
_TYPES: Final = (*_POINTS, *_DRAWN, "GeometryCollection")
_SHAPES: Final = {
    "polygon": ("Polygon", "MultiPolygon"),
    "line": ("LineString", "LinearRing", "MultiLineString"),
    "point": _POINTS,
}
CLOSED: Final = "a ring was not closed: it was closed from its last point to its first"
_FLAT_HOLE: Final = "a hole of fewer than 3 different points was left out: it holds no area"
_HEIGHTS: Final = "positions have more than two numbers: longitude and latitude are used"


class NoShapeError(ValueError):
    """A geometry cannot be taken; the message is the reason."""


def taken(
    index: int,
    fields: Mapping[str, Any],
    geometry: Any,  # noqa: ANN401 - whatever a file holds
    report: Report,
) -> Feature | None:
    """A feature with its geometry made a shape; or nothing, and the reason in the report.

    ``geometry`` is an object of GeoJSON, a shapely geometry, or a reason found already.
    """
    notes: list[str] = []
    try:
        if isinstance(geometry, NoShapeError):
            raise geometry
        bare = isinstance(geometry, shapely.Geometry)
        shape = drawable(geometry, notes) if bare else shape_of(geometry, notes)
    except NoShapeError as error:
        report.count(index, 0)
        report.refuse(index, str(error))
        return None
    report.count(index, int(shapely.get_num_coordinates(shape)))
    for note in dict.fromkeys(notes):
        report.note(index, note)
    return Feature(index, fields, shape)


def shape_of(geometry: Any, notes: list[str]) -> Any:  # noqa: ANN401 - whatever a file holds
    """A shapely geometry of polygons or of lines from an object of GeoJSON.

    Coordinates may also be arrays of numbers. What was closed or left out is added to ``notes``.

    Raises:
        NoShapeError: it is none, or one that cannot be drawn as a zone.
    """
    return drawable(_any(geometry, notes), notes)


def drawable(shape: Any, notes: list[str]) -> Any:  # noqa: ANN401 - shapely has no types
    """The polygons of a shape, or else its lines; two dimensions.

    Raises:
        NoShapeError: there are neither.
    """
    if shape is None:
        raise NoShapeError(NO_GEOMETRY)
    if shape.has_z or shape.has_m:
        notes.append(_HEIGHTS)
        shape = shapely.force_2d(shape)
    if shape.is_empty:
        raise NoShapeError(EMPTY)
    if shape.geom_type in _DRAWN:
        return shape
    parts = [part for part in _flat(shape) if not part.is_empty]
    kinds = {kind: [p for p in parts if p.geom_type in names] for kind, names in _SHAPES.items()}
    for kind, build in (("polygon", shapely.multipolygons), ("line", shapely.multilinestrings)):
        if kinds[kind]:
            left = [f"{len(kinds[k])} {k}s" for k in kinds if k != kind and kinds[k]]
            if left:
                notes.append(f"of its parts, only the {kind}s are kept; without {', '.join(left)}")
            return build(kinds[kind])
    raise NoShapeError(POINT)


def _flat(shape: Any) -> list[Any]:  # noqa: ANN401 - shapely has no types
    return [
        single
        for part in shapely.get_parts(shape)
        for single in (_flat(part) if hasattr(part, "geoms") else [part])
    ]


def _any(geometry: Any, notes: list[str]) -> Any:  # noqa: ANN401 - whatever a file holds
    if geometry is None:
        raise NoShapeError(NO_GEOMETRY)
    if not isinstance(geometry, Mapping):
        raise NoShapeError(
            f"its geometry is {kind_of(geometry)}: expected an object with type and coordinates"
        )
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        return _collection(geometry.get("geometries"), notes)
    if kind not in _TYPES:
        raise NoShapeError(_type_fault(kind))
    if kind in _POINTS:
        raise NoShapeError(POINT)
    if "coordinates" not in geometry:
        raise NoShapeError(f"the {kind} has no coordinates")
    return _build(kind, geometry["coordinates"], notes)


def _type_fault(kind: Any) -> str:  # noqa: ANN401 - whatever a file holds
    expected = f"expected one of {', '.join(_TYPES)}"
    if kind is None:
        return f"its geometry has no type: {expected}"
    if not isinstance(kind, str):
        return f"the type of its geometry is {kind_of(kind)}: {expected}"
    return f"“{shown(kind)}” is no type of geometry: {expected}{nearest(kind, _TYPES)}"


def _collection(geometries: Any, notes: list[str]) -> Any:  # noqa: ANN401 - whatever a file holds
    if not isinstance(geometries, list):
        raise NoShapeError("the GeometryCollection has no list of geometries")
    if not geometries:
        raise NoShapeError(EMPTY)
    shapes = []
    for number, part in enumerate(geometries, 1):
        try:
            if isinstance(part, Mapping) and part.get("type") in _POINTS:
                shapes.append(shapely.Point(0, 0))  # counted and left out, wherever it is
            else:
                shapes.append(_any(part, notes))
        except NoShapeError as error:
            raise NoShapeError(f"part {number} of the collection: {error}") from None
    return shapely.GeometryCollection(shapes)


def _build(kind: str, coordinates: Any, notes: list[str]) -> Any:  # noqa: ANN401 - of a file
    if not isinstance(coordinates, (list, np.ndarray)):
        raise NoShapeError(f"the coordinates of the {kind} are {kind_of(coordinates)}")
    if not len(coordinates):
        raise NoShapeError(EMPTY)
    if kind == "LineString":
        return _line(kind, coordinates, notes)
    if kind == "MultiLineString":
        return shapely.multilinestrings([_line(kind, line, notes) for line in coordinates])
    if kind == "Polygon":
        return _polygon(kind, coordinates, notes)
    polygons = []
    for number, part in enumerate(coordinates, 1):
        _listed(kind, part)
        try:
            polygons.append(_polygon(kind, part, notes))
        except NoShapeError as error:
            raise NoShapeError(f"part {number}: {error}") from None
    return shapely.multipolygons(polygons)


def _line(kind: str, positions: Any, notes: list[str]) -> Any:  # noqa: ANN401 - of a file
    points = _positions(kind, positions, notes)
    if len(points) < 2:  # noqa: PLR2004 - a line has two ends
        raise NoShapeError("the line has only one point")
    if (points == points[0]).all():
        raise NoShapeError("the line has no length: all its points are the same")
    return shapely.linestrings(points)


def _polygon(kind: str, rings: Any, notes: list[str]) -> Any:  # noqa: ANN401 - shapely
    if not len(rings):
        raise NoShapeError("it has no ring")
    shell, *holes = (_ring(kind, ring, notes) for ring in rings)
    if shell is None:
        raise NoShapeError("its outer ring has fewer than 3 different points: it encloses no area")
    if any(hole is None for hole in holes):
        notes.append(_FLAT_HOLE)
    return shapely.Polygon(shell, [hole for hole in holes if hole is not None])


def _ring(kind: str, positions: Any, notes: list[str]) -> Any:  # noqa: ANN401 - of a file
    """A closed ring of numbers; nothing when it has fewer than three different points."""
    points = _positions(kind, positions, notes)
    if (points[0] != points[-1]).any():
        notes.append(CLOSED)
        points = np.vstack([points, points[:1]])
    if len(points) < 10 and len(np.unique(points, axis=0)) < 3:  # noqa: PLR2004 - a triangle
        return None
    return points if len(points) > 3 else None  # noqa: PLR2004 - a closed triangle


def _positions(kind: str, positions: Any, notes: list[str]) -> Any:  # noqa: ANN401 - an array of numbers
    _listed(kind, positions)
    if not len(positions):
        raise NoShapeError("a ring or line has no positions")
    if isinstance(positions, np.ndarray):
        points = positions
    else:
        try:
            points = np.array(positions)
        except ValueError:  # positions of different lengths, or not all of them lists
            points = np.empty(0, object)
        if points.ndim != 2 or points.dtype.kind not in "if" or _has_bool(positions):  # noqa: PLR2004 - rows of numbers
            points = _one_by_one(kind, positions, notes)
    if points.shape[1] < 2:  # noqa: PLR2004 - longitude, latitude
        raise NoShapeError("its positions have one number: expected longitude and latitude")
    if points.shape[1] > 2:  # noqa: PLR2004 - longitude, latitude
        notes.append(_HEIGHTS)
    points = points[:, :2].astype(float)
    if not np.isfinite(points).all():
        raise NoShapeError("a coordinate is no finite number")
    return points


def _has_bool(positions: Sequence[Any]) -> bool:
    return any(True in at or False in at for at in positions) and any(
        isinstance(number, bool) for at in positions for number in at
    )


def _listed(kind: str, value: Any) -> None:  # noqa: ANN401 - whatever a file holds
    if isinstance(value, (list, np.ndarray)):
        return
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise NoShapeError(f"its coordinates are not nested deeply enough for a {kind}")
    raise NoShapeError(f"it has {kind_of(value)} where a list of coordinates should be")


def _one_by_one(kind: str, positions: Sequence[Any], notes: list[str]) -> Any:  # noqa: ANN401 - array
    points = np.array([_position(kind, number, at) for number, at in enumerate(positions, 1)])
    if any(len(at) > 2 for at in positions):  # noqa: PLR2004 - longitude, latitude
        notes.append(_HEIGHTS)
    return points


def _position(kind: str, number: int, at: Any) -> list[float]:  # noqa: ANN401 - of a file
    """Longitude and latitude, checked one by one."""
    if not isinstance(at, list):
        _listed(kind, at)
    if any(isinstance(part, list) for part in at):
        raise NoShapeError(f"its coordinates are nested too deeply for a {kind}")
    if len(at) < 2:  # noqa: PLR2004 - longitude, latitude
        has = "one number" if at else "empty"
        raise NoShapeError(f"position {number} is {has}: expected longitude and latitude")
    for part in at[:2]:
        if isinstance(part, bool) or not isinstance(part, (int, float)):
            raise NoShapeError(f"position {number} holds {kind_of(part)} where a number should be")
    return [float(part) for part in at[:2]]


def kind_of(value: Any) -> str:  # noqa: ANN401 - whatever a file holds
    """What a value of JSON is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"the text “{shown(value)}”"
    if isinstance(value, (int, float)):
        return f"the number {value:g}"
    return "a list" if isinstance(value, list) else "an object"
