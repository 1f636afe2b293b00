"""Which coordinate reference system a file is in, and from it to degrees WGS84.

Nothing is assumed: what is not stated, or cannot be true, is asked.
"""

from __future__ import annotations

import re
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from pyproj.exceptions import ProjError
from pyproj.network import set_network_enabled  # type: ignore[attr-defined]

from geodata.readers.cells import shown
from geodata.readers.zones.report import WGS84, FeatureLayer, ZoneReport

_CODE: Final = re.compile(
    r"(?:.*\b(EPSG|ESRI|OGC)(?:\.xml)?[:#]+)?(\d{1,9}|CRS\d\d)", re.IGNORECASE | re.ASCII
)
_OTHER_FILE: Final = re.compile(r"grids\s*=\s*(?!@null)|\+init\s*=", re.IGNORECASE)
_UNKNOWN: Final = re.compile(r"undefined|unknown|unnamed|local", re.IGNORECASE)
LIMITS: Final = np.array([180.0, 90.0, 180.0, 90.0])
"""How far degrees reach, as bounds do."""

_ASK: Final = "Give its code, such as EPSG:4326 for longitude and latitude."
_WHICH: Final = "Which coordinate system are they in? Give its code, such as"

set_network_enabled(active=False)


class UnknownCrsError(ValueError):
    """The system must be stated by who knows the file; the message is the question."""


def to_degrees(layer: FeatureLayer, given: str, report: ZoneReport) -> gpd.GeoSeries:
    """The shapes of a layer in degrees WGS84, longitude first, by the numbers of their features.

    A point that has no place on the Earth is infinite. ``given`` is the system that the user
    stated, if any; it goes before what the file says.

    Raises:
        UnknownCrsError: it is not known in which system the coordinates are.
    """
    indexes = [feature.index for feature in layer.features]
    shapes = gpd.GeoSeries([feature.geometry for feature in layer.features], index=indexes)
    crs = _asked_for(given.strip()) if given.strip() else _stated(layer, bounds_of(shapes))
    if given.strip() and layer.crs and (own := _name(layer.crs)) != _name(given.strip()):
        report.note(0, f"it was read as {_label(crs)}, as asked for; by itself it is {own}")
    if crs.equals(pyproj.CRS(WGS84), ignore_axis_order=True):
        return shapes.set_crs(WGS84)
    report.note(0, f"its coordinates were taken to be {_label(crs)}, and turned into WGS 84")
    try:
        return shapes.set_crs(crs).to_crs(WGS84)
    except ProjError as error:
        raise UnknownCrsError(
            f"Coordinates in {_label(crs)} cannot be placed on the Earth ({shown(str(error))})."
            f" {_WHICH} EPSG:32636."
        ) from None


def bounds_of(shapes: Any) -> Any:  # noqa: ANN401 - shapely, and an array of numbers
    """West, south, east and north of every shape, with its holes, wherever they lie."""
    at, shape = shapely.get_coordinates(shapes, return_index=True)
    first = np.flatnonzero(np.diff(shape, prepend=-1))
    return np.hstack([np.minimum.reduceat(at, first), np.maximum.reduceat(at, first)])


def outside(bounds: Any, turns: int = 1) -> Any:  # noqa: ANN401 - arrays of numbers
    """Whether shapes of these bounds reach beyond ±180, ``turns`` times that, or ±90."""
    return (np.abs(bounds) > LIMITS * [turns, 1, turns, 1]).any(1)


def _stated(layer: FeatureLayer, bounds: Any) -> Any:  # noqa: ANN401 - an array, and pyproj
    """The system that a file states, where that can be true."""
    low, high = bounds[:, :2].min(0), bounds[:, 2:].max(0)
    reach = (
        f": they reach from {low[0]:,.6g} to {high[0]:,.6g} across and from {low[1]:,.6g}"
        f" to {high[1]:,.6g} up"
    )
    if not layer.crs or layer.crs.lower() == "undefined":
        raise UnknownCrsError(
            f"The file does not say in which system its coordinates are{reach}. {_ASK}"
        )
    if (crs := _known(layer.crs)) is None:
        raise UnknownCrsError(
            f"The file names a coordinate system that is not known, {_name(layer.crs)}. {_ASK}"
        )
    claim = f"The file is said to be in {_label(crs)}"
    if layer.winding and layer.crs == WGS84:
        claim = "The file is GeoJSON, which counts in degrees unless it says otherwise"
    swapped = not outside(bounds[:, [1, 0, 3, 2]]).any()
    if crs.is_geographic and outside(bounds, turns=2).all() and not swapped:
        raise UnknownCrsError(
            f"{claim}, but its coordinates are no degrees{reach}. {_WHICH} EPSG:32636."
        )
    if crs.is_projected and not outside(bounds).any():
        raise UnknownCrsError(
            f"{claim}, which is not in degrees, but its coordinates look like degrees{reach}."
            f" {_WHICH} EPSG:4326."
        )
    return crs


def _asked_for(code: str) -> Any:  # noqa: ANN401 - pyproj has no types for it
    if _CODE.fullmatch(code) and (crs := _known(code)) is not None:
        return crs
    raise UnknownCrsError(f"“{shown(code)}” is no coordinate system that is known. {_ASK}")


def _known(written: str) -> Any:  # noqa: ANN401 - pyproj has no types for it
    """A system by its code, name or definition, which may not refer to other files."""
    if _OTHER_FILE.search(written):
        return None
    if match := _CODE.fullmatch(written.strip()):
        authority = match[1] or ("OGC" if match[2].upper().startswith("CRS") else "EPSG")
        written = f"{authority.upper()}:{match[2]}"
    try:
        crs = pyproj.CRS.from_user_input(written)
    except ProjError:
        return None
    placed = crs.is_geographic or crs.is_projected
    return crs if placed and not _UNKNOWN.match(str(crs.name)) else None


def _label(crs: Any) -> str:  # noqa: ANN401 - pyproj has no types for it
    """A system by its name, and its code where it has one."""
    authority = crs.to_authority()
    return shown(str(crs.name)) + (f" ({':'.join(authority)})" if authority else "")


def _name(written: str) -> str:
    """A system as a file or a person states it, by its label where it is known."""
    crs = _known(written)
    return f"“{shown(written)}”" if crs is None else _label(crs)
