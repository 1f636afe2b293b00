"""The base map of the world: vector tiles in one file, which ``tools.basemap`` builds.

The file is an MBTiles database with gzipped Mapbox vector tiles. Layers: ``land`` (``code``; ``un``
and ``defacto``, the ISO3 codes of the two boundary views; ``name``, ``rank`` and ``minzoom`` of the
country's name), ``admin1`` and ``zones`` (``code``), ``lines`` (``kind``, ``view``), ``lakes``
(``minzoom``), ``labels`` and ``towns`` (``name``, ``minzoom``, ``rank`` and more).
Sources: Natural Earth, public domain; GeoNames, CC BY 4.0.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "basemap" / "world.mbtiles"

DEEPEST: Final = 7
"""Zoom of the last tiles; beyond it a browser enlarges them."""

ROOT: Final = "/basemap"
"""Under which the tiles are served: ``/basemap/{version}/{z}/{x}/{y}``."""

_of_thread = threading.local()


@cache
def version() -> str:
    """What the file holds, as 16 hexadecimal digits."""
    with FILE.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def address() -> str:
    """Where a browser asks for tiles, as a template of MapLibre's."""
    return f"{ROOT}/{version()}/{{z}}/{{x}}/{{y}}"


def tile(z: int, x: int, y: int) -> bytes | None:
    """A gzipped tile, or None where there is nothing but sea.

    Args:
        z: zoom, 0 to ``DEEPEST``.
        x: column from 180° W.
        y: row from the north.

    Raises:
        sqlite3.Error: when the file cannot be read.
    """
    row = (
        _database()
        .execute(
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
            (z, x, (1 << z) - 1 - y),
        )
        .fetchone()
    )
    return None if row is None else bytes(row[0])


def _database() -> sqlite3.Connection:
    """A connection of this thread's own; nothing is ever written."""
    if not hasattr(_of_thread, "database"):
        _of_thread.database = sqlite3.connect(f"{FILE.as_uri()}?mode=ro&immutable=1", uri=True)
    found: sqlite3.Connection = _of_thread.database
    return found
