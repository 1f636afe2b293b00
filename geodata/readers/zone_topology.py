"""The shapes of a TopoJSON topology, put together from the lines that they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

import numpy as np

from geodata.readers.zone_report import Feature, Report, UnreadableError, check_vertices
from geodata.readers.zone_shape import NoShapeError, kind_of, taken

_ORDER: Final = {"Polygon": 1, "MultiLineString": 1, "MultiPolygon": 2}
"""How many lists deeper than a line's the arcs of a geometry are."""


class _Arcs:
    """The shared lines of a file, each an array or what is wrong with it; and how many of
    their points were used, since one long line may be named any number of times."""

    def __init__(self, lines: list[Any]) -> None:
        self.lines = lines
        self._used = 0

    def get(self, number: int) -> Any:  # noqa: ANN401 - an array of numbers
        """An arc by its number; ``~n`` is arc n backwards."""
        index = ~number if number < 0 else number
        if index >= len(self.lines):
            raise NoShapeError(f"it refers to arc {index}, and the file has {len(self.lines):,}")
        line = self.lines[index]
        if isinstance(line, str):
            raise NoShapeError(line)
        self._used += len(line)
        check_vertices(self._used)
        return line[::-1] if number < 0 else line


def features_of(topology: Mapping[str, Any], report: Report) -> Iterator[Feature]:
    """The features of a Topology: every geometry of its objects, in their order."""
    objects = topology.get("objects")
    if not isinstance(objects, Mapping) or not objects:
        raise UnreadableError("the Topology has no objects")
    arcs = _Arcs(_lines(topology))
    number = 0
    for item in objects.values():
        grouped = isinstance(item, Mapping) and item.get("type") == "GeometryCollection"
        geometries = item.get("geometries") if grouped else [item]
        for geometry in geometries if isinstance(geometries, list) else [geometries]:
            number += 1
            if zone := taken(number, fields_of(geometry), _try_untied(geometry, arcs), report):
                yield zone
    if not number:
        raise UnreadableError("the Topology holds no geometries")


def _lines(topology: Mapping[str, Any]) -> list[Any]:
    """The shared lines of a topology in its coordinates; a faulty one is its reason.

    Raises:
        UnreadableError: there is no list of arcs, or no usable transform.
    """
    given = topology.get("arcs")
    if not isinstance(given, list):
        raise UnreadableError("the Topology has no list of arcs")
    transform = topology.get("transform")
    scale = move = None
    if transform is not None:
        with suppress(TypeError, ValueError, KeyError):
            scale, move = (
                np.array([float(transform[key][0]), float(transform[key][1])])
                for key in ("scale", "translate")
            )
        if scale is None:
            raise UnreadableError("the transform of the Topology has no scale and translate")
    arcs: list[Any] = []
    for number, positions in enumerate(given):
        try:
            arc = np.array([[float(at[0]), float(at[1])] for at in positions]).reshape(-1, 2)
        except (TypeError, ValueError, KeyError, IndexError):
            arcs.append(f"arc {number} of the Topology is no list of positions")
            continue
        arcs.append(arc if scale is None else np.cumsum(arc, axis=0) * scale + move)
    return arcs


def _try_untied(geometry: Any, arcs: _Arcs) -> Any:  # noqa: ANN401 - whatever a file holds
    try:
        return _untied(geometry, arcs)
    except NoShapeError as reason:
        return reason


def _untied(geometry: Any, arcs: _Arcs) -> Any:  # noqa: ANN401 - whatever a file holds
    """A geometry of a topology as one of GeoJSON, with arrays for coordinates."""
    if not isinstance(geometry, Mapping):
        return geometry
    kind = geometry.get("type")
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        parts = [_untied(part, arcs) for part in geometry["geometries"]]
        return {"type": kind, "geometries": parts}
    if kind is None:
        return None  # so a topology writes a feature without a geometry
    if kind == "LineString":
        return {"type": kind, "coordinates": _joined(geometry.get("arcs"), arcs)}
    if isinstance(kind, str) and kind in _ORDER:
        return {"type": kind, "coordinates": _nested(geometry.get("arcs"), arcs, _ORDER[kind])}
    return geometry


def _nested(given: Any, arcs: _Arcs, depth: int) -> Any:  # noqa: ANN401 - of a file
    if not depth:
        return _joined(given, arcs)
    if not isinstance(given, list):
        raise NoShapeError("its arcs are not nested deeply enough")
    return [_nested(part, arcs, depth - 1) for part in given]


def _joined(given: Any, arcs: _Arcs) -> Any:  # noqa: ANN401 - of a file
    """The positions of arcs one after the other."""
    if not isinstance(given, list) or not given:
        raise NoShapeError("it has no list of arcs")
    joined: list[Any] = []
    for number in given:
        if not isinstance(number, int) or isinstance(number, bool):
            raise NoShapeError(f"it has {kind_of(number)} where the number of an arc should be")
        arc = arcs.get(number)
        joined.append(arc[1:] if joined else arc)  # arcs share their ends
    return np.concatenate(joined)


def fields_of(feature: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a file holds
    """The properties of a feature; its id stands for a property of that name."""
    if not isinstance(feature, Mapping):
        return {}
    properties = feature.get("properties")
    fields = dict(properties) if isinstance(properties, Mapping) else {}
    return {"id": feature.get("id")} | fields
