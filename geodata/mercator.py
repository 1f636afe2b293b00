"""Web Mercator as 24-bit integers: the grid that positions are stored on.

One step is 2.4 m at the equator. ``x`` runs east from 180° W, ``y`` runs south from
85.05° N, so that ``x >> s, y >> s`` is a square of a coarser grid (EPSG:3857, XYZ tiles).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

BITS: Final = 24
_SIZE: Final = 1 << BITS
MAX_LAT: Final = 85.05112877980659


def project(
    lon: Sequence[float] | npt.NDArray[np.float64], lat: Sequence[float] | npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Degrees WGS84 to grid steps; latitudes beyond the square are drawn on its edge."""
    east = np.asarray(lon, dtype=np.float64)
    north = np.radians(np.clip(np.asarray(lat, dtype=np.float64), -MAX_LAT, MAX_LAT))
    x = (east + 180.0) / 360.0
    y = (1.0 - np.arcsinh(np.tan(north)) / np.pi) / 2.0
    return _step(x), _step(y)


def unproject(x: float, y: float) -> tuple[float, float]:
    """Grid steps, which may be broken, to degrees WGS84 (lon, lat)."""
    lon = x / _SIZE * 360.0 - 180.0
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1.0 - 2.0 * y / _SIZE))))
    return lon, float(lat)


def _step(share: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    return np.clip(np.floor(share * _SIZE), 0, _SIZE - 1).astype(np.int32)
