"""Zones that a user brings: buffer zones, ceasefire lines, areas of control.

GeoJSON, TopoJSON, KML, KMZ, GPX, GeoPackage and zipped Shapefiles, as
``docs/sources/zones.md`` says. Degrees WGS84 (EPSG:4326), longitude first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from geodata.readers.rows import refused
from geodata.readers.zone_crs import AskError, crs_of, label, name_of, to_degrees
from geodata.readers.zone_files import read_layers
from geodata.readers.zone_repair import repaired
from geodata.readers.zone_report import Feature, Layer, Report, UnreadableError
from geodata.schema import Note, Rejected
from geodata.zones import Description, Zone, described


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
    report = Report(name or path.name)
    try:
        with np.errstate(all="ignore"):  # numbers beyond all bounds are found and refused
            layers = [_placed(layer, crs, report) for layer in read_layers(path, report)]
    except UnreadableError as reason:
        return ZonesRead(rejected=(refused(report.file, str(reason)),))
    except AskError as question:
        return ZonesRead(question=str(question))
    found = [feature for layer in layers for feature in layer]
    if not found and not report.rejected:
        return ZonesRead(rejected=(refused(report.file, "the file holds no shapes"),))
    zones = _named(found, report)
    rejected = tuple(sorted(report.rejected, key=lambda one: one.row))
    rows = len(zones) + len({one.row for one in rejected})
    return ZonesRead(zones, rejected, report.notes, "", rows)


def _placed(layer: Layer, given: str, report: Report) -> list[Feature]:
    """The features of a layer on the map, in degrees and repaired.

    Raises:
        AskError: it is not known in which system their coordinates are.
    """
    if not layer.features:
        return []
    crs = crs_of(layer, given)
    written = [feature.geometry for feature in layer.features]
    shapes = to_degrees(written, crs)
    if shapes is not written:
        report.note(0, f"its coordinates were taken to be {label(crs)}, and turned into WGS 84")
    if given.strip() and layer.crs and (stated := name_of(layer.crs)) != label(crs):
        report.note(0, f"it was read as {label(crs)}, as asked for; by itself it is {stated}")
    indexes = [feature.index for feature in layer.features]
    fit = repaired(shapes, indexes, report, winding=layer.winding)
    return [
        replace(feature, geometry=shape)
        for feature, shape in zip(layer.features, fit, strict=True)
        if shape is not None
    ]


def _named(features: list[Feature], report: Report) -> tuple[Zone, ...]:
    """Zones from features, each with a name of its own."""
    said: list[tuple[Feature, Description]] = []
    for feature in features:
        description = described(feature.fields)
        for note in description.notes:
            report.note(feature.index, note)
        said.append((feature, description))
    taken = {description.name for _, description in said}
    seen: set[str] = set()
    zones = []
    for feature, description in said:
        name = description.name
        if not name:
            name = f"Zone {feature.index}"
            report.note(feature.index, "nothing names it: it is called by its number in the file")
        if name in seen or (not description.name and name in taken):
            name = _another(name, seen | taken)
            report.note(feature.index, f"another zone has its name: it is called {name}")
        seen.add(name)
        first, last = description.valid_from, description.valid_to
        zones.append(Zone(feature.index, name, first, last, description.colour, feature.geometry))
    return tuple(zones)


def _another(name: str, used: set[str]) -> str:
    number = 2
    while (found := f"{name} ({number})") in used:
        number += 1
    return found
