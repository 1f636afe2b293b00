"""Where UCDP's events are: a point, the precision that UCDP claims for it, and the country."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geodata import regions
from geodata.divisions import NO_SUCH_REGION, named
from geodata.readers.cells import NAME_LIMIT, SUMMARY_LIMIT
from geodata.readers.sheet import Sheet
from geodata.readers.ucdp import vocabulary as words
from geodata.readers.ucdp.columns import Ints, numbers, text

_WHERE: Final = "Where, as described: "
_EXACT_POINT, _AROUND, _SECOND, _FIRST, _AREA, _COUNTRY, _WATERS = range(
    1, 8
)  # codes of where_prec

_EXACT: Final = sorted(regions.EXACT_BORDERS)

Mask = npt.NDArray[np.bool_]


class AreaNames(NamedTuple):
    """The names of the areas that events lie in, as UCDP has them."""

    country: pa.StringArray
    first: pa.StringArray
    second: pa.StringArray


def areas(sheet: Sheet) -> AreaNames:
    """Country, first-order and second-order area of each row."""
    return AreaNames(*(text(sheet, name, NAME_LIMIT) for name in ("country", "adm_1", "adm_2")))


def place(sheet: Sheet, around: AreaNames) -> pa.StringArray:
    """The place in words: as coded, else the narrowest area."""
    named = text(sheet, "where_coordinates", NAME_LIMIT)
    return pc.coalesce(named, around.second, around.first, around.country)


def summary(sheet: Sheet, named: pa.StringArray) -> pa.StringArray:
    """The description of the place, where it says more than its name."""
    described = text(sheet, "where_description", SUMMARY_LIMIT - len(_WHERE))
    same = pc.equal(pc.utf8_lower(described), pc.utf8_lower(pc.fill_null(named, "")))
    told = pc.binary_join_element_wise(_WHERE, described, "")
    return pc.if_else(pc.fill_null(same, fill_value=True), "", told)


def position(
    sheet: Sheet, where: pa.Int32Array, first_day: pa.Date32Array, around: AreaNames
) -> dict[str, pa.Array]:
    """``lon``, ``lat``, ``geo_precision``, ``country`` and ``admin1``, none finer than UCDP's
    precision. An area known by its name gets its code; one that the boundaries do not have
    is left out, except in the countries with exact borders, where the point finds it."""
    lon, lat = _point(sheet)
    country = _country(sheet, first_day, around)
    has_point = np.asarray(pc.and_(lon.is_valid(), lat.is_valid()))
    has_country = np.asarray(country.is_valid())
    code = numbers(where)
    in_second = (code == _AREA) & np.asarray(around.second.is_valid())
    in_first = (code == _AREA) & np.asarray(around.first.is_valid())
    vague = has_point & ((code == _FIRST) | (in_first & ~in_second))
    by_point = ~has_country | np.isin(country.to_numpy(zero_copy_only=False), _EXACT)
    admin1 = named(country, around.first, pa.array(vague & ~by_point))
    in_area = vague & (by_point | np.asarray(admin1.is_valid()))
    sheet.note(vague & ~in_area, NO_SUCH_REGION)
    precision = np.select(
        [
            code == _WATERS,
            has_point & (code == _EXACT_POINT),
            has_point & (np.isin(code, [_AROUND, _SECOND]) | in_second),
            in_area,
            has_country,
        ],
        ["none", "town", "admin2", "admin1", "country"],
        "none",
    )
    _tell(sheet, code, has_point, precision)
    drawn = pa.array(~np.isin(precision, ["country", "none"]))
    nowhere = pa.array(precision == "none")
    return {
        "lon": pc.if_else(drawn, lon, pa.scalar(None, pa.float64())),
        "lat": pc.if_else(drawn, lat, pa.scalar(None, pa.float64())),
        "geo_precision": pa.array(precision),
        "country": pc.if_else(nowhere, pa.scalar(None, pa.string()), country),
        "admin1": admin1,
    }


def _tell(sheet: Sheet, code: Ints, has_point: Mask, precision: npt.NDArray[np.str_]) -> None:
    sheet.note(
        code == 0, "where_prec is empty: the position was left out, as it may stand for a country"
    )
    sheet.note(
        ~has_point & (code >= _EXACT_POINT) & (code <= _AREA),
        "there are no coordinates: the event is not on the map",
    )
    sheet.note(
        has_point & np.isin(code, [_AREA, _COUNTRY]) & np.isin(precision, ["country", "none"]),
        "only the country is known: the coordinates, which stand for all of it, were left out",
    )
    sheet.note(
        code == _WATERS, "in international waters or airspace: kept without country and position"
    )


def _point(sheet: Sheet) -> tuple[pa.DoubleArray, pa.DoubleArray]:
    lon = sheet.parsed("longitude", words.degrees(regions.MAX_LON), pa.float64())
    lat = sheet.parsed("latitude", words.degrees(regions.MAX_LAT), pa.float64())
    no_lon, no_lat = (
        pc.is_in(sheet.raw(name), pa.array(words.UNKNOWN)) for name in ("longitude", "latitude")
    )
    sheet.refuse(pc.and_not(no_lon, no_lat), "longitude", "there is a latitude only")
    sheet.refuse(pc.and_not(no_lat, no_lon), "latitude", "there is a longitude only")
    if lon.null_count and "geom_wkt" in sheet:
        at = sheet.parsed("geom_wkt", words.point, pa.list_(pa.float64(), 2))
        flat = pc.list_flatten(at.fill_null([float("nan"), float("nan")])).to_numpy()
        blank = pc.and_(no_lon, no_lat)
        lon = pc.if_else(blank, pa.array(flat[0::2], from_pandas=True), lon)
        lat = pc.if_else(blank, pa.array(flat[1::2], from_pandas=True), lat)
    sheet.refuse(
        pc.and_(pc.equal(lon, 0.0), pc.equal(lat, 0.0)),
        "latitude",
        "0,0 lies in the sea off Africa and stands for no place: correct it or leave both empty",
    )
    return lon, lat


def _country(sheet: Sheet, first_day: pa.Date32Array, around: AreaNames) -> pa.StringArray:
    kind = pa.struct([("code", pa.string()), ("since", pa.date32())])
    found = sheet.combined(["country_id", "country"], words.state, kind)
    code, since = (pc.struct_field(found, name) for name in ("code", "since"))
    sheet.note(
        pc.and_(found.is_null(), around.country.is_valid()),
        "the country is not in the list of states: only the coordinates can tell it",
    )
    early = pc.fill_null(pc.less(first_day, since), fill_value=False)
    return pc.if_else(early, pa.scalar(None, pa.string()), code)
