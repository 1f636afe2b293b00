"""Shapes in degrees made fit for a map: cut at 180°, made valid, and every repair said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely
from shapely.affinity import translate

from geodata.readers.zone_crs import bounds_of, outside
from geodata.readers.zone_report import Report

_LON: Final = 180.0
_LAT: Final = 90.0
_TURN: Final = 360.0
_ROUNDING: Final = 1e-6
"""Degrees by which a coordinate may pass the edge of the map, 0.1 m: an error of rounding."""

_REASON: Final = re.compile(r"([^\[]+)(?:\[(\S+) (\S+)\])?")
_WORDS: Final = {
    "Self-intersection": "its outline crosses itself or a hole",
    "Ring Self-intersection": "its outline touches itself",
    "Hole lies outside shell": "a hole lies outside its outline",
    "Holes are nested": "a hole lies in another hole",
    "Nested shells": "one of its parts lies inside another",
    "Interior is disconnected": "its holes cut it apart",
    "Duplicate Rings": "a ring is there twice",
    "Too few points in geometry component": "a ring has fewer than three different points",
}
_TURNED: Final = "its rings ran the wrong way round (RFC 7946): they were turned"
_CUT: Final = "it crosses longitude 180: it was cut there"
_MOVED: Final = "its longitudes run past 180: they were counted from −180 again"


def repaired(shapes: Any, indexes: Sequence[int], report: Report, *, winding: bool) -> list[Any]:  # noqa: ANN401 - shapely
    """Valid shapes within ±180 and ±90, in the order given; ``None`` for one that was refused.

    ``winding`` says whether rings that run the wrong way round are worth a note.
    """
    shapes = _rounded(np.array(shapes, dtype=object))
    bounds = bounds_of(shapes)
    far = outside(bounds) | ~np.isfinite(bounds).all(1)
    wide = bounds[:, 2] - bounds[:, 0] > _LON
    for at in np.flatnonzero(far | wide).tolist():
        shapes[at] = _on_the_map(shapes[at], bounds[at], indexes[at], report)
    areas = np.isin(shapely.get_type_id(shapes), (3, 6))
    turned = shapes.copy()
    turned[areas] = shapely.orient_polygons(shapes[areas])
    if winding:
        same = shapely.equals_identical(turned, shapes)
        for at in np.flatnonzero(areas & ~far & ~wide & ~same).tolist():
            report.note(indexes[at], _TURNED)
    for at in np.flatnonzero(~shapely.is_missing(turned) & ~shapely.is_valid(turned)).tolist():
        turned[at] = _valid(turned[at], indexes[at], report)
    return list(turned)


def _rounded(shapes: Any) -> Any:  # noqa: ANN401 - shapely
    """Put coordinates on the edge of the map that pass it by an error of rounding."""

    def snap(at: Any) -> Any:  # noqa: ANN401 - an array of numbers
        limits = np.array([_LON, _LAT])
        over = (np.abs(at) > limits) & (np.abs(at) <= limits + _ROUNDING)
        return np.where(over, np.sign(at) * limits, at)

    bounds = np.abs(bounds_of(shapes))
    near = (bounds >= [_LON, _LAT, _LON, _LAT]).any(1)
    shapes[near] = shapely.transform(shapes[near], snap)
    return shapes


def _on_the_map(shape: Any, bounds: Any, index: int, report: Report) -> Any:  # noqa: ANN401 - shapely
    """A shape that is wider than half the Earth or passes an edge: cut, or refused."""
    if reason := _off_the_map(shape, bounds):
        report.refuse(index, reason)
        return None
    if np.abs(bounds[[0, 2]]).max() <= _LON and not _jumps(shape):
        return shape  # it is as wide as that
    try:
        found = _cut(shape, index, report)
    except (shapely.errors.ShapelyError, ValueError):
        found = None
    if found is None or found.is_empty:
        report.refuse(index, "it crosses longitude 180 and could not be cut there: do so in a GIS")
        return None
    crosses = len(shapely.get_parts(found)) > len(shapely.get_parts(shape))
    report.note(index, _CUT if crosses else _MOVED)
    return found


def _off_the_map(shape: Any, bounds: Any) -> str:  # noqa: ANN401 - shapely
    """Why a shape cannot be placed; empty when it can."""
    if not np.isfinite(bounds).all():
        return "a coordinate cannot be placed on the Earth in this coordinate system"
    lon = float(bounds[np.argmax(np.abs(bounds[[0, 2]])) * 2])
    lat = float(bounds[np.argmax(np.abs(bounds[[1, 3]])) * 2 + 1])
    if abs(lat) > _LAT:
        swapped = abs(lon) <= _LAT and abs(lat) <= _LON
        hint = ": longitude stands first, so the two may be swapped" if swapped else ""
        return f"a latitude of {lat:.6g} is beyond ±90{hint}"
    if abs(lon) > _TURN or (abs(lon) > _LON and (_jumps(shape) or bounds[2] - bounds[0] > _LON)):
        return f"a longitude of {lon:.6g} is beyond ±180"
    return ""


def _lines(shape: Any) -> list[Any]:  # noqa: ANN401 - arrays of numbers
    """The coordinates of every ring or line."""
    found = []
    for part in shapely.get_parts(shape):
        lines = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
        found += [shapely.get_coordinates(line) for line in lines]
    return found


def _turns(at: Any) -> Any:  # noqa: ANN401 - an array of numbers
    """How many times round the Earth every point is counted; an edge of 360 stays one."""
    steps = np.diff(at[:, 0])
    jumps = (np.abs(steps) > _LON) & (np.abs(steps) < _TURN - _ROUNDING)
    return np.concatenate([[0], np.cumsum(np.where(jumps, -np.sign(steps), 0))])


def _jumps(shape: Any) -> bool:  # noqa: ANN401 - shapely
    return any(_turns(line).any() for line in _lines(shape))


def _unrolled(at: Any) -> Any:  # noqa: ANN401 - an array of numbers
    """Coordinates that run on past 180 instead of jumping."""
    return at + np.column_stack([_TURN * _turns(at), np.zeros(len(at))])


def _cut(shape: Any, index: int, report: Report) -> Any:  # noqa: ANN401 - shapely
    """A shape cut at longitude 180, with what is beyond it on the other side.

    Straight lines are straight in degrees, as RFC 7946 has it.
    """
    kind = "Polygon" if "Polygon" in shape.geom_type else "LineString"
    parts = []
    for part in shapely.get_parts(shape):
        if kind == "Polygon":
            whole = _whole(part, index, report)
        else:
            whole = shapely.LineString(_unrolled(shapely.get_coordinates(part)))
        for turn in range(-2, 3):
            east = _TURN * turn
            window = shapely.box(east - _LON, -_LAT, east + _LON, _LAT)
            inside = shapely.get_parts(translate(whole.intersection(window), -east))
            parts += [one for one in inside if one.geom_type == kind and not one.is_empty]
    if len(parts) == 1:
        return parts[0]
    return shapely.multipolygons(parts) if kind == "Polygon" else shapely.multilinestrings(parts)


def _whole(polygon: Any, index: int, report: Report) -> Any:  # noqa: ANN401 - shapely
    """A valid polygon that runs on past 180; one around a pole runs down to it."""
    shell, *holes = (_unrolled(line) for line in _lines(polygon))
    if abs(shell[0, 0] - shell[-1, 0]) > _LON:
        pole = np.copysign(_LAT, shell[:, 1].mean())
        shell = np.vstack([shell, [shell[-1, 0], pole], [shell[0, 0], pole], shell[:1]])
        name = "north" if pole > 0 else "south"
        report.note(index, f"it runs around the {name} pole: it was taken to enclose it")
    middle = (shell[:, 0].min() + shell[:, 0].max()) / 2
    whole = shapely.Polygon(shell, [hole - [_nearest(hole, middle), 0] for hole in holes])
    if shapely.is_valid(whole):
        return whole
    report.note(index, f"{_plain(str(shapely.is_valid_reason(whole)))}: it was repaired")
    return shapely.make_valid(whole, method="structure", keep_collapsed=False)


def _nearest(hole: Any, middle: float) -> float:  # noqa: ANN401 - an array of numbers
    """By how much a hole must move to lie beside its outline."""
    return _TURN * round((float(hole[:, 0].mean()) - middle) / _TURN)


def _valid(shape: Any, index: int, report: Report) -> Any:  # noqa: ANN401 - shapely
    """A shape made valid, its areas kept; ``None`` when nothing of it is left."""
    fault = _plain(str(shapely.is_valid_reason(shape)))
    if "Line" in shape.geom_type:
        report.refuse(index, "the line has no length: all its points are the same")
        return None
    try:
        found = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    except shapely.errors.ShapelyError:
        found = shapely.Polygon()
    parts = [part for part in shapely.get_parts(found) if part.geom_type == "Polygon"]
    if not parts or not found.area:
        report.refuse(index, "its outline encloses no area")
        return None
    now = f", and is now in {len(parts)} parts" if len(parts) > 1 else ""
    report.note(index, f"{fault}: it was repaired{now}")
    kept = parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
    return shapely.orient_polygons(kept)


def _plain(reason: str) -> str:
    """What Shapely finds wrong, in words, and where."""
    match = _REASON.fullmatch(reason)
    fault = _WORDS.get(match[1], match[1].lower()) if match else reason
    if match and match[2]:
        return f"{fault} at longitude {float(match[2]):.6g}, latitude {float(match[3]):.6g}"
    return fault
