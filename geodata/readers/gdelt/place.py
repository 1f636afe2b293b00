"""Where GDELT places an event, and how exactly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata import regions as places
from geodata.divisions import NO_SUCH_REGION, named
from geodata.readers.cells import NAME_LIMIT
from geodata.readers.gdelt import codes
from geodata.readers.sheet import CellError, Sheet

_EXACT: Final = pa.array(sorted(places.EXACT_BORDERS), pa.string())
_REGION: Final = pa.array([2, 5], pa.int8())
_TOWN: Final = pa.array([3, 4], pa.int8())
_DEGREES: Final = re.compile(r"[+-]?\d{1,3}(\.\d{1,20})?", re.ASCII)


def where(sheet: Sheet) -> Mapping[str, Any]:
    """The columns from ``place`` to ``admin1`` of a part of a file.

    Coordinates are degrees WGS84. For a country, and for a region that the boundaries do not
    have under its name, GDELT gives a middle where nothing happened: it is left out.
    """
    kind = sheet.parsed("ActionGeo_Type", _kind, pa.int8())
    if "ActionGeo_Type" not in sheet:
        sheet.note(
            np.ones(len(sheet), dtype=bool),
            "the file has no column ActionGeo_Type, which says whether coordinates are those of"
            " a town or the middle of a country: no event is drawn",
        )
    country = sheet.parsed("ActionGeo_CountryCode", codes.countries().get, pa.string())
    lat = sheet.parsed("ActionGeo_Lat", _latitude, pa.float64())
    lon = sheet.parsed("ActionGeo_Long", _longitude, pa.float64())
    has_point = _has_point(sheet, kind, lon, lat)
    town = pc.and_(has_point, pc.is_in(kind, _TOWN))
    place = sheet.text("ActionGeo_FullName", NAME_LIMIT)
    by_point = pc.or_(country.is_null(), pc.is_in(country, _EXACT))
    vague = pc.fill_null(pc.and_(has_point, pc.is_in(kind, _REGION)), fill_value=False)
    # "Kachin State, Burma"
    called = pc.replace_substring_regex(place, r",[^,]*$", "")
    admin1 = named(country, called, pc.and_(vague, pc.invert(by_point)))
    region = pc.and_(vague, pc.or_(by_point, admin1.is_valid()))
    sheet.note(pc.and_not(vague, region), NO_SUCH_REGION)
    precision = pc.case_when(
        pa.StructArray.from_arrays([town, region, country.is_valid()], ["0", "1", "2"]),
        *("town", "admin1", "country", "none"),
    )
    kept = pc.or_(town, region)
    nothing = pa.scalar(None, pa.float64())
    return {
        "place": place,
        "lon": pc.if_else(kept, lon, nothing),
        "lat": pc.if_else(kept, lat, nothing),
        "geo_precision": precision,
        "country": country,
        "admin1": admin1,
    }


def _has_point(sheet: Sheet, kind: pa.Array, lon: pa.Array, lat: pa.Array) -> pa.Array:
    half = pc.xor(_stated(sheet, "ActionGeo_Lat"), _stated(sheet, "ActionGeo_Long"))
    without = pc.and_(half, pc.equal(sheet.raw("ActionGeo_Long"), ""))
    reason = "the other coordinate stands there: give both or neither"
    sheet.refuse(without, "ActionGeo_Long", reason)
    sheet.refuse(pc.and_not(half, without), "ActionGeo_Lat", reason)
    unknown = pc.fill_null(pc.and_(pc.equal(lon, 0), pc.equal(lat, 0)), fill_value=False)
    sheet.note(
        pc.and_(unknown, pc.greater(pc.fill_null(kind, 0), 0)),
        "the coordinates are 0,0, which means that they are not known: kept without a point",
    )
    return pc.and_not(pc.and_(lon.is_valid(), lat.is_valid()), unknown)


def _stated(sheet: Sheet, column: str) -> pa.Array:
    return pc.not_equal(sheet.raw(column), "")


def _kind(value: str) -> int:
    number = value.removesuffix(".0")  # as some programs write a column with gaps
    if number not in codes.PLACE_TYPES:
        raise CellError("expected a number from 0 to 5, as GDELT's codebook lists them")
    return int(number)


def _latitude(value: str) -> float:
    return _degrees(value, places.MAX_LAT)


def _longitude(value: str) -> float:
    return _degrees(value, places.MAX_LON)


def _degrees(value: str, limit: float) -> float:
    if not _DEGREES.fullmatch(value) or abs(float(value)) > limit:
        raise CellError(f"expected degrees from -{limit:g} to {limit:g}, such as 36.29128")
    return float(value)
