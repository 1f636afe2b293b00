"""TopoJSON: features put together from the lines (arcs) that they share.

GDAL takes an arc that is not there for none, and leaves out features, without a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

import numpy as np
from annotated_types import Len, MinLen
from pydantic import ValidationError

from geodata.readers.zones.report import NUMBER_LIMIT, ShapeError, UnreadableError, check_vertices
from geodata.readers.zones.shapes import GeoJsonModel, Position, Rings, reason, value_in_words


class _Transform(GeoJsonModel):
    scale: Annotated[Position, Len(2, 2)]
    translate: Annotated[Position, Len(2, 2)]


class _Topology(GeoJsonModel):
    type: Literal["Topology"]
    objects: Annotated[dict[str, Any], MinLen(1)]
    arcs: Rings
    transform: _Transform | None = None


class Topology:
    """The geometries of a file, and the arcs that they refer to.

    Raises:
        UnreadableError: it is no topology.
    """

    def __init__(self, written: object) -> None:
        try:
            topology = _Topology.model_validate(written)
        except ValidationError as error:
            raise UnreadableError(f"the Topology cannot be read: {reason(error)}") from None
        self._objects = topology.objects
        self._arcs = [[at[:2] for at in arc] for arc in topology.arcs]
        if way := topology.transform:
            self._arcs = [
                (np.cumsum(arc, axis=0) * way.scale + way.translate).tolist() if arc else []
                for arc in self._arcs
            ]
        self._used = self._in_feature = 0

    def geometries(self) -> Iterator[Any]:
        """Every geometry of the objects, in their order."""
        for item in self._objects.values():
            grouped = isinstance(item, Mapping) and item.get("type") == "GeometryCollection"
            parts = item.get("geometries") if grouped else [item]
            yield from parts if isinstance(parts, list) else [parts]

    def feature(self, geometry: Any) -> Any:  # noqa: ANN401 - whatever a file holds
        """A geometry as a feature of GeoJSON.

        Raises:
            ShapeError: it refers to arcs that are not there.
        """
        if not isinstance(geometry, Mapping):
            return geometry
        self._in_feature = 0
        return {**geometry, "type": "Feature", "geometry": self._untied(geometry)}

    def _untied(self, geometry: Any) -> Any:  # noqa: ANN401 - whatever a file holds
        if not isinstance(geometry, Mapping) or geometry.get("type") is None:
            return None  # so a topology writes a feature without a geometry
        untied = dict(geometry)
        if isinstance(parts := geometry.get("geometries"), list):
            untied["geometries"] = [self._untied(part) for part in parts]
        if isinstance(arcs := geometry.get("arcs"), list):
            untied["coordinates"] = self._joined(arcs)
        return untied

    def _joined(self, arcs: list[Any]) -> list[Any]:
        """Numbers of arcs turned into positions, however deep they stand in lists."""
        if arcs and all(isinstance(arc, list) for arc in arcs):
            return [self._joined(arc) for arc in arcs]
        joined: list[Any] = []
        for number in arcs:
            if not isinstance(number, int) or isinstance(number, bool):
                raise ShapeError(f"it has {value_in_words(number)} in place of an arc's number")
            index = ~number if number < 0 else number  # ~n is arc n backwards
            if index >= len(self._arcs):
                raise ShapeError(f"it refers to arc {index}, and the file has {len(self._arcs):,}")
            self._used += len(self._arcs[index])  # a long arc may be named any number of times
            self._in_feature += len(self._arcs[index])
            check_vertices(self._used)
            if 2 * self._in_feature > NUMBER_LIMIT:
                raise ShapeError(f"it has more than {NUMBER_LIMIT:,} numbers: simplify it in a GIS")
            arc = self._arcs[index][:: -1 if number < 0 else 1]
            joined += arc[1:] if joined else arc  # arcs share their ends
        return joined
