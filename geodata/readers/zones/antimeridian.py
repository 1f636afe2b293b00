"""Shapes that reach the edge of the map, cut at longitude 180.

Edges are straight in degrees, as RFC 7946 has it. Two neighbouring points more than 180° apart
are joined the short way. An edge of exactly 360° runs along the edge of the map, or, where that
is the shorter reading, stays on the one meridian that is both 180 and −180.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from shapely.affinity import translate

from geodata.readers.zones.report import ShapeError
from geodata.readers.zones.validity import made_valid

_LON: Final = 180.0
_LAT: Final = 90.0
_TURN: Final = 360.0
_ROUNDING: Final = 1e-6
_POLYGON: Final = "Polygon"


def placed(shape: Any, notes: list[str]) -> Any:  # noqa: ANN401 - shapely has no types
    """A shape that is wider than half the Earth or passes an edge, within ±180 and ±90.

    Raises:
        ShapeError: it cannot be placed on the map.
    """
    at = shapely.get_coordinates(shape)
    if not np.isfinite(at).all():
        raise ShapeError("a coordinate cannot be placed on the Earth in this coordinate system")
    lon, lat = at[np.abs(at).argmax(0), (0, 1)]
    if abs(lat) > _LAT:
        swapped = abs(lon) <= _LAT and abs(lat) <= _LON
        hint = ": longitude stands first, so the two may be swapped" if swapped else ""
        raise ShapeError(f"a latitude of {lat:.6g} is beyond ±90{hint}")
    parts = [_unrolled_lines(part) for part in shapely.get_parts(shape)]
    jumps = any(np.ptp(turns) for lines in parts for _, turns in lines)
    if abs(lon) > _TURN or (abs(lon) > _LON and (jumps or np.ptp(at[:, 0]) > _LON)):
        raise ShapeError(f"a longitude of {lon:.6g} is beyond ±180")
    if abs(lon) <= _LON and not jumps:
        return shape  # it is as wide as that
    kind = _POLYGON if _POLYGON in shape.geom_type else "LineString"
    found = _cut([_part([line for line, _ in lines], kind, notes) for lines in parts], kind)
    if found.is_empty:
        raise ShapeError("it crosses longitude 180 and could not be cut there: do so in a GIS")
    if len(shapely.get_parts(found)) > len(parts):
        notes.append("it crosses longitude 180: it was cut there")
    elif abs(lon) > _LON:
        notes.append("its longitudes run past 180: they were counted from −180 again")
    else:
        notes.append("it touches longitude 180: that and −180 were taken to be one meridian")
    return found


def _unrolled_lines(part: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - shapely, arrays
    """Every ring or line of a part, running on past 180 instead of jumping, and its turns."""
    is_ring = part.geom_type == _POLYGON
    lines = shapely.get_rings(part) if is_ring else [part]
    return [_unrolled(shapely.get_coordinates(line), is_ring=is_ring) for line in lines]


def _unrolled(at: Any, *, is_ring: bool) -> tuple[Any, Any]:  # noqa: ANN401 - arrays of numbers
    """Coordinates that run on, and how many times round the Earth each is counted.

    Of the two readings of an edge of 360°, that which leaves a closed area (or a line with a
    length) is taken, and the narrower one of two.
    """
    steps = np.diff(at[:, 0])
    readings = []
    for widest in (_TURN - _ROUNDING, np.inf):
        jumps = (np.abs(steps) > _LON) & (np.abs(steps) < widest)
        turns = np.concatenate([[0], np.cumsum(np.where(jumps, -np.sign(steps), 0))])
        readings.append((at + np.column_stack([_TURN * turns, 0 * turns]), turns))
    usable = [
        (line, turns)
        for line, turns in readings
        if (np.ptp(line, axis=0).all() and not turns[-1] if is_ring else np.ptp(line, axis=0).any())
    ]
    return min(usable or readings[1:], key=lambda reading: np.ptp(reading[0][:, 0]))


def _part(lines: list[Any], kind: str, notes: list[str]) -> Any:  # noqa: ANN401 - shapely
    """A line, or a valid polygon; a ring around a pole runs down to it."""
    shell, *holes = lines
    if kind != _POLYGON:
        return shapely.LineString(shell)
    if abs(shell[0, 0] - shell[-1, 0]) > _LON:
        pole = np.copysign(_LAT, shell[:, 1].mean())
        shell = np.vstack([shell, [shell[-1, 0], pole], [shell[0, 0], pole], shell[:1]])
        name = "north" if pole > 0 else "south"
        notes.append(f"it runs around the {name} pole: it was taken to enclose it")
    middle = (shell[:, 0].min() + shell[:, 0].max()) / 2
    beside = [hole - [_TURN * round((hole[:, 0].mean() - middle) / _TURN), 0] for hole in holes]
    polygon = shapely.Polygon(shell, beside)
    return polygon if polygon.is_valid else made_valid(polygon, notes)


def _cut(parts: list[Any], kind: str) -> Any:  # noqa: ANN401 - shapely has no types
    """Parts that run on past 180, cut there, with what is beyond it on the other side."""
    found = []
    for part in parts:
        for east in _TURN * np.arange(-2, 3):
            window = shapely.box(east - _LON, -_LAT, east + _LON, _LAT)
            inside = shapely.get_parts(translate(part.intersection(window), -east))
            found += [one for one in inside if one.geom_type == kind and not one.is_empty]
    if len(found) == 1:
        return found[0]
    return shapely.multipolygons(found) if kind == _POLYGON else shapely.multilinestrings(found)
