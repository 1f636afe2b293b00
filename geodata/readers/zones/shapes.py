"""Features of GeoJSON turned into shapes; a true reason where that cannot be.

Every feature is checked against a model of the format before Shapely sees it: GDAL and
Shapely read texts as numbers, and mend or skip other things in silence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Literal

import numpy as np
import shapely
from annotated_types import MinLen
from pydantic import BaseModel, ConfigDict, FailFast, Field, ValidationError

from geodata.readers.cells import nearest, shown
from geodata.readers.zones.report import ShapeError

CLOSED: Final = "a ring was not closed: it was closed from its last point to its first"
_FLAT_HOLE: Final = "a hole of fewer than 3 different points was left out: it holds no area"
_HEIGHTS: Final = "positions have more than two numbers: longitude and latitude are used"
_DRAWN: Final = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")
_PARTS: Final = {
    "polygons": ({"Polygon"}, shapely.multipolygons),
    "lines": ({"LineString", "LinearRing"}, shapely.multilinestrings),
    "points": ({"Point"}, shapely.multipoints),
}
_EXPECTED: Final = {
    "dict_type": "an object",
    "finite_number": "a finite number",
    "float_type": "a number",
    "list_type": "a list",
    "literal_error": "Feature",
    "model_attributes_type": "an object with type and coordinates",
    "model_type": "a Feature",
    "too_short": "two numbers, longitude and latitude",
}
"""What should stand where the model of the format finds a fault."""

Number = Annotated[float, Field(allow_inf_nan=False)]
Position = Annotated[list[Number], FailFast(), MinLen(2)]
_Positions = Annotated[list[Position], FailFast()]
Rings = Annotated[list[_Positions], FailFast()]


class GeoJsonModel(BaseModel):
    """A part of a file, nothing in it taken for something else."""

    model_config = ConfigDict(strict=True)


class _Point(GeoJsonModel):
    type: Literal["Point"]
    coordinates: Position


class _Line(GeoJsonModel):
    type: Literal["LineString", "MultiPoint"]
    coordinates: _Positions


class _Polygon(GeoJsonModel):
    type: Literal["Polygon", "MultiLineString"]
    coordinates: Rings


class _MultiPolygon(GeoJsonModel):
    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[Rings], FailFast()]


class _Collection(GeoJsonModel):
    type: Literal["GeometryCollection"]
    geometries: Annotated[list[_Geometry], FailFast()]


_Coordinates = _Point | _Line | _Polygon | _MultiPolygon
_Geometry = Annotated[_Coordinates | _Collection, Field(discriminator="type")]


class _Feature(GeoJsonModel):
    type: Literal["Feature"]
    geometry: _Geometry | None


def shape_of(feature: object, notes: list[str]) -> Any:  # noqa: ANN401 - shapely has no types
    """The polygons of a feature of GeoJSON, or else its lines, as one shape.

    What was closed or left out is added to ``notes``.

    Raises:
        ShapeError: it is no feature, or one that cannot be drawn as a zone.
    """
    try:
        geometry = _Feature.model_validate(feature).geometry
    except ValidationError as error:
        raise ShapeError(reason(error)) from None
    if geometry is None:
        raise ShapeError("it has no geometry: there is nothing to draw")
    return drawable(_built(geometry, notes), notes)


def drawable(shape: Any, notes: list[str]) -> Any:  # noqa: ANN401 - shapely has no types
    """The polygons of a shape, or else its lines; two dimensions.

    Raises:
        ShapeError: there are neither, or a coordinate is no finite number.
    """
    if shape.has_z or shape.has_m:
        notes.append(_HEIGHTS)
        shape = shapely.force_2d(shape)
    if shape.is_empty:
        raise ShapeError("its geometry is empty: there is nothing to draw")
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        raise ShapeError("a coordinate is no finite number")
    if shape.geom_type in _DRAWN:
        return shape
    parts = _single_parts(shape)
    kinds = {k: [p for p in parts if p.geom_type in types] for k, (types, _) in _PARTS.items()}
    kept, *left = (kind for kind in kinds if kinds[kind])
    if kept == "points":
        raise ShapeError("it is a point, and no area or line: import points as events, in a table")
    if left:
        without = ", ".join(f"{len(kinds[kind])} {kind}" for kind in left)
        notes.append(f"of its parts, only the {kept} are kept; without {without}")
    return _PARTS[kept][1](kinds[kept])


def _single_parts(shape: Any) -> list[Any]:  # noqa: ANN401 - shapely has no types
    if not hasattr(shape, "geoms"):
        return [] if shape.is_empty else [shape]
    return [single for part in shape.geoms for single in _single_parts(part)]


def _built(geometry: _Coordinates | _Collection, notes: list[str]) -> Any:  # noqa: ANN401 - shapely
    if isinstance(geometry, _Collection):
        return shapely.GeometryCollection([_built(part, notes) for part in geometry.geometries])
    at = geometry.coordinates
    return _BUILDERS[geometry.type](at, notes) if at else shapely.Polygon()


def _line(positions: list[list[float]], notes: list[str]) -> Any:  # noqa: ANN401 - shapely
    if len(positions) < 2:  # noqa: PLR2004 - a line has two ends
        raise ShapeError("the line has only one point" if positions else "a line has no positions")
    return shapely.LineString(_flat(positions, notes))


def _polygon(rings: list[list[list[float]]], notes: list[str]) -> Any:  # noqa: ANN401 - shapely
    shell, *holes = (_ring(ring, notes) for ring in rings)
    if shell is None:
        raise ShapeError("its outer ring has fewer than 3 different points: it encloses no area")
    if any(hole is None for hole in holes):
        notes.append(_FLAT_HOLE)
    return shapely.Polygon(shell, [hole for hole in holes if hole is not None])


def _ring(positions: list[list[float]], notes: list[str]) -> Any:  # noqa: ANN401 - an array
    """A ring that is closed; nothing when it has fewer than three different points."""
    ring = _flat(positions, notes)
    if ring and ring[0] != ring[-1]:
        notes.append(CLOSED)
        ring = [*ring, ring[0]]
    flat = len(ring) < 10 and len({tuple(at) for at in ring}) < 3  # noqa: PLR2004 - a triangle
    return None if flat else np.array(ring)


def _flat(positions: list[list[float]], notes: list[str]) -> list[list[float]]:
    if set(map(len, positions)) <= {2}:
        return positions
    notes.append(_HEIGHTS)
    return [at[:2] for at in positions]


_BUILDERS: Final[Mapping[str, Callable[[Any, list[str]], Any]]] = {
    "Point": lambda at, _: shapely.Point(at[:2]),
    "MultiPoint": lambda at, _: shapely.MultiPoint([one[:2] for one in at]),
    "LineString": _line,
    "MultiLineString": lambda at, notes: shapely.MultiLineString([_line(x, notes) for x in at]),
    "Polygon": _polygon,
    "MultiPolygon": lambda at, notes: shapely.MultiPolygon([_polygon(x, notes) for x in at if x]),
}
KINDS: Final = (*_BUILDERS, "GeometryCollection")
"""The types of a geometry of GeoJSON."""


def reason(error: ValidationError) -> str:
    """The first thing that is wrong: where, what stands there, and what should."""
    fault = error.errors(include_url=False, include_context=False)[0]
    kind, value = fault["type"], fault["input"]
    steps = [at for at in fault["loc"] if at not in KINDS]
    where = "".join(f"[{at}]" if isinstance(at, int) else f".{at}" for at in steps).lstrip(".")
    if kind == "missing":
        return f"it has no {where}: there is nothing to draw"
    expected = _EXPECTED.get(kind, fault["msg"])
    if kind.startswith("union_tag"):
        value, where = value.get("type"), f"{where}.type"
        expected = ", ".join(KINDS) + (nearest(value, KINDS) if isinstance(value, str) else "")
    return f"{where or 'it'} is {value_in_words(value)}: expected {expected}"


def value_in_words(value: object) -> str:
    """What a value of JSON is, in words."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        return f"the text “{shown(value)}”"
    if isinstance(value, (int, float)):
        return f"the number {value:g}"
    return f"a list of {len(value)}" if isinstance(value, list) else "an object"
