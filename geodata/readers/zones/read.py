"""Zones that a user brings: buffer zones, ceasefire lines, areas of control.

GeoJSON, TopoJSON, KML, KMZ, GPX, GeoPackage and zipped Shapefiles, as
``docs/sources/zones.md`` says. Degrees WGS84 (EPSG:4326), longitude first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from geodata.readers.rows import refused
from geodata.readers.zones.crs import UnknownCrsError, to_degrees
from geodata.readers.zones.files import read_layers
from geodata.readers.zones.repair import repaired
from geodata.readers.zones.report import FeatureLayer, RawFeature, UnreadableError, ZoneReport
from geodata.schema import Note, Rejected
from geodata.zones import Zone


@dataclass(frozen=True, slots=True)
class ZonesRead:
    """What a file of zones holds.

    Every feature is one of ``zones`` or has one fault in ``rejected``; ``rows`` counts both.
    A file refused as a whole is one fault of row 1, and no rows. ``question`` is what must be
    answered first, by the argument ``crs`` of :func:`read`; there is nothing else then.
    """

    zones: tuple[Zone, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    notes: tuple[Note, ...] = ()
    question: str = ""
    rows: int = 0


def read(path: Path, *, name: str = "", crs: str = "") -> ZonesRead:
    """The zones of a file, whatever kind it is; nothing is raised for what a file holds.

    Args:
        path: the file; its name does not matter.
        name: what the file is called in reports.
        crs: code of the coordinate reference system, such as ``EPSG:32636``, when the file
            does not state it or states it wrongly; it goes before what the file says.
    """
    report = ZoneReport(name or path.name)
    try:
        with np.errstate(all="ignore"):  # numbers beyond all bounds are found and refused
            layers = read_layers(path, report)
            features = [one for layer in layers for one in _placed(layer, crs, report)]
    except UnreadableError as reason:
        return ZonesRead(rejected=(refused(report.file, str(reason)),))
    except UnknownCrsError as question:
        return ZonesRead(question=str(question))
    if not features and not report.rejected:
        return ZonesRead(rejected=(refused(report.file, "the file holds no shapes"),))
    zones = _named(features, report)
    rejected = tuple(sorted(report.rejected, key=lambda one: one.row))
    return ZonesRead(zones, rejected, report.notes, "", len(zones) + len(rejected))


def _placed(layer: FeatureLayer, crs: str, report: ZoneReport) -> list[RawFeature]:
    """The features of a layer on the map, in degrees and repaired.

    Raises:
        UnknownCrsError: it is not known in which system their coordinates are.
    """
    if not layer.features:
        return []
    shapes = repaired(to_degrees(layer, crs, report), report, winding=layer.winding)
    fit = dict(shapes.items())
    return [
        replace(feature, geometry=fit[feature.index])
        for feature in layer.features
        if feature.index in fit
    ]


def _named(features: list[RawFeature], report: ZoneReport) -> tuple[Zone, ...]:
    """Zones from features, each with a name of its own."""
    taken = {feature.description.name for feature in features}
    seen: set[str] = set()
    zones = []
    for feature in features:
        index, description = feature.index, feature.description
        for note in description.notes:
            report.note(index, note)
        name = description.name
        if not name:
            name = f"Zone {index}"
            report.note(index, "nothing names it: it is called by its number in the file")
        if name in seen or (not description.name and name in taken):
            name = _another(name, seen | taken)
            report.note(index, f"another zone has its name: it is called {name}")
        seen.add(name)
        first, last = description.valid_from, description.valid_to
        zones.append(Zone(index, name, first, last, description.colour, feature.geometry))
    return tuple(zones)


def _another(name: str, used: set[str]) -> str:
    number = 2
    while (found := f"{name} ({number})") in used:
        number += 1
    return found
