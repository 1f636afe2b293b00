"""Which coordinate reference system a file is in, and from it to degrees WGS84.

Nothing is assumed: what is not stated, or cannot be true, is asked.
"""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
import pyproj
import shapely
from pyproj.exceptions import ProjError

from geodata.readers.cells import shown
from geodata.readers.zone_report import WGS84, Layer

_CODE: Final = re.compile(r"(?:(EPSG|ESRI|OGC):)?(\w{1,12})", re.IGNORECASE | re.ASCII)
_OTHER_FILE: Final = re.compile(r"(?:nad|geoid)grids\s*=\s*(?!@null)|\+init\s*=", re.IGNORECASE)
_UNKNOWN: Final = re.compile(r"undefined|unknown|unnamed|local", re.IGNORECASE)
_LON: Final = 180.0
_LAT: Final = 90.0
_ASK: Final = "Give its code, such as EPSG:4326 for longitude and latitude."


class AskError(ValueError):
    """The system must be stated by who knows the file; the message is the question."""


def crs_of(layer: Layer, given: str) -> Any:  # noqa: ANN401 - pyproj has no types for it
    """The system of a layer: as ``given`` by the user, or else as its file states.

    Raises:
        AskError: neither says it, or what the file says cannot be true.
    """
    if given.strip():
        return _given(given.strip())
    bounds = bounds_of([feature.geometry for feature in layer.features])
    reach = _reach(bounds)
    if not layer.crs or layer.crs.lower() == "undefined":
        raise AskError(f"The file does not say in which system its coordinates are{reach}. {_ASK}")
    crs = _stated(layer.crs)
    if bounds.size and crs.is_geographic and bool(_beyond(bounds).all()) and not _swapped(bounds):
        raise AskError(
            f"The file {_claims(layer)}, but its coordinates are no degrees{reach}."
            " Which coordinate system are they in? Give its code, such as EPSG:32636."
        )
    if bounds.size and crs.is_projected and bool((~outside(bounds)).all()):
        raise AskError(
            f"The file {_claims(layer)}, which is not in degrees, but its coordinates look like"
            f" degrees{reach}."
            " Which coordinate system are they in? Give its code, such as EPSG:4326."
        )
    return crs


def label(crs: Any) -> str:  # noqa: ANN401 - pyproj has no types for it
    """A system by its name, and its code where it has one."""
    authority = crs.to_authority()
    return shown(str(crs.name)) + (f" ({':'.join(authority)})" if authority else "")


def name_of(written: str) -> str:
    """The name of a system as a file states it, as far as it is known."""
    try:
        return label(_stated(written))
    except AskError:
        return f"“{shown(written)}”"


def to_degrees(shapes: Any, crs: Any) -> Any:  # noqa: ANN401 - shapely and pyproj have no types
    """Shapes in degrees WGS84, longitude first; infinite where a point cannot be placed.

    The very same when they are so already.

    Raises:
        AskError: there is no way from this system to places on the Earth.
    """
    wgs84 = pyproj.CRS.from_user_input(WGS84)
    if crs.equals(wgs84, ignore_axis_order=True):
        return shapes
    try:
        way = pyproj.Transformer.from_crs(crs, wgs84, always_xy=True)
        return shapely.transform(
            shapes, lambda at: np.column_stack(way.transform(at[:, 0], at[:, 1]))
        )
    except ProjError as error:
        raise AskError(
            f"Coordinates in {label(crs)} cannot be placed on the Earth ({shown(str(error))})."
            " Which coordinate system are they in? Give its code, such as EPSG:32636."
        ) from None


def bounds_of(shapes: Any) -> Any:  # noqa: ANN401 - shapely, and an array of numbers
    """West, south, east and north of every shape, with its holes, wherever they lie."""
    at, shape = shapely.get_coordinates(shapes, return_index=True)
    first = np.flatnonzero(np.diff(shape, prepend=-1))
    return np.hstack([np.minimum.reduceat(at, first), np.maximum.reduceat(at, first)])


def outside(bounds: Any) -> Any:  # noqa: ANN401 - an array of numbers
    """Whether shapes of these bounds reach beyond ±180 and ±90."""
    return (np.abs(bounds[:, [0, 2]]) > _LON).any(1) | (np.abs(bounds[:, [1, 3]]) > _LAT).any(1)


def _beyond(bounds: Any) -> Any:  # noqa: ANN401 - an array of numbers
    """Whether they reach so far that they cannot be degrees at all."""
    return (np.abs(bounds[:, [0, 2]]) > 2 * _LON).any(1) | (np.abs(bounds[:, [1, 3]]) > _LAT).any(1)


def _swapped(bounds: Any) -> bool:  # noqa: ANN401 - an array of numbers
    """Whether latitude and longitude may have changed places."""
    return not outside(bounds[:, [1, 0, 3, 2]]).any()


def _given(code: str) -> Any:  # noqa: ANN401 - pyproj has no types for it
    match = _CODE.fullmatch(code)
    try:
        if match:
            return pyproj.CRS.from_user_input(f"{(match[1] or 'EPSG').upper()}:{match[2]}")
    except ProjError:
        pass
    raise AskError(f"“{shown(code)}” is no coordinate system that is known. {_ASK}")


def _stated(written: str) -> Any:  # noqa: ANN401 - pyproj has no types for it
    """The system of a file, which may not refer to other files.

    Raises:
        AskError: it is none that is known.
    """
    crs = None
    if not _OTHER_FILE.search(written):
        try:
            crs = pyproj.CRS.from_user_input(written)
        except ProjError:
            crs = None
    if crs is None or _UNKNOWN.match(str(crs.name)) or not (crs.is_geographic or crs.is_projected):
        raise AskError(
            f"The file names a coordinate system that is not known, “{shown(written)}”. {_ASK}"
        )
    return crs


def _claims(layer: Layer) -> str:
    if layer.winding and layer.crs == WGS84:
        return "is GeoJSON, which counts in degrees unless it says otherwise"
    return f"is said to be in {label(_stated(layer.crs))}"


def _reach(bounds: Any) -> str:  # noqa: ANN401 - an array of numbers
    if not bounds.size:
        return ""
    low, high = bounds[:, :2].min(0), bounds[:, 2:].max(0)
    return (
        f": they reach from {low[0]:,.6g} to {high[0]:,.6g} across and from {low[1]:,.6g}"
        f" to {high[1]:,.6g} up"
    )
