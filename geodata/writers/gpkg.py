"""GeoPackage: events with a point as a layer, those without, sources and the text as tables."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyogrio

from geodata.query.records import RECORD_SCHEMA
from geodata.writers.cells import cells, source_cells
from geodata.writers.points import points
from geodata.writers.provenance import Provenance

EVENTS: Final = "events"
WITHOUT_POINT: Final = "events_without_point"
SOURCES: Final = "sources"
ABOUT: Final = "about"

_CLOCK: Final = "OGR_CURRENT_DATE"
_GEOMETRY: Final = "geom"
_OPTIONS: Final = {"VERSION": "1.2"}  # which older programs read without a warning
# the clock is one for the whole process
_writing: Final = threading.Lock()


def write(rows: Iterator[pa.Table], about: Provenance, target: Path) -> None:
    """Layers ``events`` (points, EPSG:4326) and ``events_without_point`` with the columns of
    the native format, ``sources`` by the events' ``id``, and ``about``."""
    file = _File(target, about)
    # layers stand in this order, also where they are empty
    file.add(RECORD_SCHEMA.empty_table())
    for table in rows:
        file.add(table)
    lines = about.lines()
    said = {
        "item": pa.array([label for label, _ in lines]),
        "words": pa.array([words for _, words in lines]),
    }
    file.append(ABOUT, pa.table(said))


class _File:
    """A GeoPackage that grows by parts."""

    def __init__(self, target: Path, about: Provenance) -> None:
        self.target = target
        self.about = about
        self._layers: set[str] = set()
        self._time = f"{about.as_of or about.written_at:%Y-%m-%dT%H:%M:%S.000Z}"

    def add(self, table: pa.Table) -> None:
        """Some events with their sources."""
        geometry = points(table)
        plain = cells(table, self.about).drop_columns(["sources"])
        there = geometry.is_valid()
        placed = plain.append_column(_GEOMETRY, geometry).filter(there)
        self.append(EVENTS, placed, geometry_name=_GEOMETRY, geometry_type="Point", crs="EPSG:4326")
        self.append(WITHOUT_POINT, plain.filter(pc.invert(there)))
        self.append(SOURCES, source_cells(table, self.about))

    def append(self, layer: str, table: pa.Table, **geometry: Any) -> None:  # noqa: ANN401 - options
        """Rows of a layer, made when it is not there."""
        new = layer not in self._layers
        if not new and not table.num_rows:
            return
        with _writing:
            pyogrio.set_gdal_config_options({_CLOCK: self._time})
            try:
                pyogrio.write_arrow(
                    table,
                    self.target,
                    layer=layer,
                    driver="GPKG",
                    append=bool(self._layers),
                    dataset_options=None if self._layers else _OPTIONS,
                    **geometry,
                )
            finally:
                pyogrio.set_gdal_config_options({_CLOCK: None})
        self._layers.add(layer)
