"""Land that is near a point at sea; degrees WGS84."""

from __future__ import annotations

from typing import Any, Final, NamedTuple, Self

import numpy as np
import shapely

SEA_TOLERANCE_KM: Final = 5.0
"""A point at sea no farther than this from land counts as being on the nearest land."""

DEGREE_KM: Final = 111.32
PIECE_VERTICES: Final = 32


class Shores(NamedTuple):
    """Short pieces of the edges of areas for a quick search of the nearest, and whose they are."""

    tree: shapely.STRtree
    owners: np.ndarray[Any, Any]

    @classmethod
    def of(cls, shapes: np.ndarray[Any, Any]) -> Self:
        """All edges of polygons and multipolygons."""
        parts, area = shapely.get_parts(shapes, return_index=True)
        rings, part = shapely.get_rings(parts, return_index=True)
        pieces, owners = [], []
        for ring, owner in zip(rings, area[part], strict=True):
            points = shapely.get_coordinates(ring)
            for start in range(0, len(points) - 1, PIECE_VERTICES):
                pieces.append(shapely.LineString(points[start : start + PIECE_VERTICES + 1]))
                owners.append(owner)
        return cls(shapely.STRtree(pieces), np.array(owners))

    def nearest(self, points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The nearest area within the tolerance of each point (n, 2) at sea, or -1."""
        geometries = shapely.points(points)
        shrink = np.maximum(np.cos(np.radians(points[:, 1])), 0.05)
        reach = SEA_TOLERANCE_KM / DEGREE_KM / shrink
        point, piece = self.tree.query(geometries, predicate="dwithin", distance=reach)
        # Degrees of longitude are shorter: measure on a plane that fits the place.
        ends = shapely.get_coordinates(
            shapely.shortest_line(geometries[point], self.tree.geometries[piece])
        ).reshape(-1, 2, 2)
        apart = (ends[:, 1] - ends[:, 0]) * np.column_stack([shrink[point], np.ones(len(point))])
        kilometres = np.hypot(apart[:, 0], apart[:, 1]) * DEGREE_KM
        found = np.full(len(points), -1)
        # Farthest first, so that the nearest is written last.
        order = np.lexsort((self.owners[piece], kilometres))[::-1]
        order = order[kilometres[order] <= SEA_TOLERANCE_KM]
        found[point[order]] = self.owners[piece[order]]
        return found
