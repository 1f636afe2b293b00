"""Where an event is: its regions, and the position it is drawn at.

Events with a point that is a place (exact, town, district) lie in the polygons around the
point. An event known to a governorate only keeps what its source says, and is drawn
beside the governorate's capital, never on it.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geodata import regions as places
from geodata.schema import POINT_PRECISIONS

_NEAR_DEGREES: Final = 0.1
"""About 11 km of latitude, less of longitude."""


class Located(NamedTuple):
    """Events with ``country``, ``admin1`` and ``zones`` filled; and row by row where they
    are drawn: ``key`` (empty when they are not), ``region`` (of a governorate mark, else of
    the point), ``lon``, ``lat`` in degrees WGS84."""

    events: pa.Table
    drawn: pa.Table


def locate(events: pa.Table) -> Located:
    """Fill in the regions of events (``schema.EVENT_SCHEMA``) and find where to draw them."""
    precision = _strings(events, "geo_precision")
    lon, lat = _degrees(events, "lon"), _degrees(events, "lat")
    has_point = ~np.isnan(lon) & ~np.isnan(lat)
    exact = has_point & np.isin(precision, POINT_PRECISIONS)
    unsaid = _is_empty(events, "admin1") & (_lengths(events, "zones") == 0)
    vague = has_point & (precision == "admin1") & unsaid
    filled = _with_regions(events, lon, lat, exact | vague)
    return Located(filled, _drawn(filled, precision, lon, lat, exact))


def _with_regions(
    events: pa.Table,
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    wanted: npt.NDArray[np.bool_],
) -> pa.Table:
    """Regions by point in polygon for the wanted rows; the source's word where there is no
    polygon (at sea), and for all other rows."""
    rows = np.flatnonzero(wanted)
    # many events share a point: each is looked up once
    points, which = np.unique(np.column_stack([lon[rows], lat[rows]]), axis=0, return_inverse=True)
    found = places.locate(points[:, 0], points[:, 1])
    # row of ``found`` for each event, null where none was looked for or none was found
    at = np.zeros(len(events), dtype=np.int64)
    at[rows] = which.ravel()
    in_a_country = found.column("country").is_valid().to_numpy(zero_copy_only=False)
    known = np.zeros(len(events), dtype=bool)
    known[rows] = in_a_country[at[rows]]
    located = np.asarray([*found.column("country").to_pylist(), None], dtype=object)[at]
    beside = _beside_the_stated(events, lon, lat, located, wanted)
    known[list(beside)] = False
    index = pa.array(at, mask=~known)
    for name in ("country", "admin1", "zones"):
        column = events.column(name).combine_chunks()
        looked_up = found.column(name).combine_chunks().cast(column.type).take(index)
        merged = pc.if_else(pa.array(known), looked_up, column)
        if name == "admin1" and beside:
            near = pa.array([beside.get(row) for row in range(len(events))], column.type)
            merged = pc.coalesce(merged, near)
        place = events.schema.get_field_index(name)
        events = events.set_column(place, events.schema.field(name), merged)
    return _with_countries(events)


def _beside_the_stated(
    events: pa.Table,
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    located: npt.NDArray[np.object_],
    wanted: npt.NDArray[np.bool_],
) -> dict[int, str | None]:
    """The rows whose source names a country that is a few kilometres away from where they lie, at
    sea or across a border, and the division of it that is nearest.

    Outside the countries with exact borders these are coarser than the points of good sources,
    so there the source's word counts near a border.
    """
    stated = _strings(events, "country")
    exact = places.EXACT_BORDERS
    rows = np.flatnonzero(wanted & (stated != located) & ~np.isin(located, list(exact)))
    found: dict[int, str | None] = {}
    for code in {stated[row] for row in rows} - {None, ""} - exact:
        region = places.regions().get(code)
        if region is None or region.level != "country":
            continue
        those = rows[stated[rows] == code]
        areas = [places.area(number) for number in places.areas_of(code)]
        points, nearest = shapely.STRtree([shape for shape, _ in areas]).query_nearest(
            shapely.points(lon[those], lat[those]), max_distance=_NEAR_DEGREES, all_matches=False
        )
        # the country itself stands first
        divisions = [next(iter(codes[1:]), None) for _, codes in areas]
        found |= {
            int(those[point]): divisions[area]
            for point, area in zip(points.tolist(), nearest.tolist(), strict=True)
        }
    return found


def _with_countries(events: pa.Table) -> pa.Table:
    """The country of a governorate or zone whose source names no country."""
    regions = places.regions()
    country = events.column("country").to_pylist()
    admin1 = events.column("admin1").to_pylist()
    for row in np.flatnonzero(_is_empty(events, "country")):
        code = admin1[row] or next(iter(events.column("zones")[int(row)].as_py()), None)
        if code is not None and code in regions:
            country[row] = regions[code].parent or code
    place = events.schema.get_field_index("country")
    return events.set_column(place, events.schema.field("country"), pa.array(country, pa.string()))


def _drawn(
    events: pa.Table,
    precision: npt.NDArray[np.object_],
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    exact: npt.NDArray[np.bool_],
) -> pa.Table:
    regions = places.regions()
    key = np.full(len(events), "", dtype=object)
    region = np.full(len(events), None, dtype=object)
    at_lon, at_lat = lon.copy(), lat.copy()
    # adding 0.0 keeps a rounded -0.0 from making a second key
    key[exact] = [
        f"{round(x, 5) + 0.0:.5f},{round(y, 5) + 0.0:.5f}"
        for x, y in zip(lon[exact].tolist(), lat[exact].tolist(), strict=True)
    ]
    region[exact] = _strings(events, "admin1")[exact]
    for row in np.flatnonzero(precision == "admin1"):
        code = _mark_region(events, int(row))
        if code in regions:
            key[row] = region[row] = code
            at_lon[row], at_lat[row] = regions[code].lon, regions[code].lat
    return pa.table(
        {
            "key": pa.array(key, pa.string()),
            "region": pa.array(region, pa.string()),
            "at_lon": at_lon,
            "at_lat": at_lat,
        }
    )


def _mark_region(events: pa.Table, row: int) -> Any:  # noqa: ANN401 - a code, or nothing
    """The governorate, else the zone, that an event is known to."""
    admin1 = events.column("admin1")[row].as_py()
    return admin1 or next(iter(events.column("zones")[row].as_py()), None)


def _strings(events: pa.Table, name: str) -> npt.NDArray[np.object_]:
    return np.asarray(events.column(name).to_numpy(zero_copy_only=False), dtype=object)


def _degrees(events: pa.Table, name: str) -> npt.NDArray[np.float64]:
    return np.asarray(events.column(name).to_numpy(zero_copy_only=False), dtype=np.float64)


def _is_empty(events: pa.Table, name: str) -> npt.NDArray[np.bool_]:
    filled = pc.fill_null(events.column(name), "")
    return np.asarray(pc.equal(filled, "").to_numpy(zero_copy_only=False), dtype=bool)


def _lengths(events: pa.Table, name: str) -> npt.NDArray[np.int32]:
    lengths = pc.fill_null(pc.list_value_length(events.column(name)), 0)
    return np.asarray(lengths.to_numpy(zero_copy_only=False), dtype=np.int32)
