"""Where ACLED puts an event, and how well the place is known."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from geodata.divisions import NO_SUCH_REGION, named
from geodata.readers.acled import countries
from geodata.readers.acled.vocabulary import GEO_PRECISION, code
from geodata.readers.sheet import Sheet
from geodata.regions import EXACT_BORDERS, MAX_LAT, MAX_LON

_EXACT: Final = pa.array(sorted(EXACT_BORDERS), pa.string())
_DEGREES: Final = r"^[+-]?\d{1,3}(\.\d{0,20})?([eE][+-]?\d{1,2})?$"


def whereabouts(
    sheet: Sheet, location: pa.StringArray, region: pa.StringArray
) -> dict[str, pa.Array]:
    """The columns of ``EVENT_SCHEMA`` from ``place`` to ``admin1``; degrees WGS84.

    ``location`` and ``region`` are the cells of ``location`` and ``admin1``. What is known
    for a region only gets its code by its name; in the countries with exact borders the store
    finds it by the point. Where neither is to be had (ACLED divides a country otherwise than
    the boundaries) the country is what is known, and the point, which stands for the region,
    is dropped.
    """
    lat, lon = _point(sheet)
    point = pc.and_(lat.is_valid(), lon.is_valid())
    country = sheet.combined(("iso", "iso3", "country"), countries.country, pa.string())
    sheet.note(
        pc.invert(pc.or_(point, country.is_valid())),
        "neither coordinates nor a known country: the event is without a place",
    )
    coded = _precision(sheet, point)
    vague = pc.equal(coded, "admin1")
    by_point = pc.or_(country.is_null(), pc.is_in(country, _EXACT))
    by_name = pc.or_(pc.invert(point), pc.and_(vague, pc.invert(by_point)))
    admin1 = named(country, region, by_name)
    lost = pc.and_(vague, pc.and_(pc.invert(by_point), admin1.is_null()))
    drawn = pc.and_(point, pc.invert(lost))
    sheet.note(pc.and_(point, lost), NO_SUCH_REGION)
    nowhere = pc.if_else(country.is_valid(), "country", "none")
    return {
        "place": pc.if_else(vague, pc.coalesce(region, location), pc.coalesce(location, region)),
        "lon": pc.if_else(drawn, lon, None),
        "lat": pc.if_else(drawn, lat, None),
        "geo_precision": pc.if_else(drawn, coded, pc.if_else(admin1.is_valid(), "admin1", nowhere)),
        "country": country,
        "admin1": admin1,
    }


def _precision(sheet: Sheet, point: pa.BooleanArray) -> pa.StringArray:
    """ACLED's precision; the least where a file does not tell."""
    coded = sheet.parsed("geo_precision", lambda value: code(value, GEO_PRECISION), pa.string())
    sheet.note(
        pc.and_(point, pc.equal(sheet.raw("geo_precision"), "")),
        "geo_precision is empty: the place is taken to be known to its first-level region only",
    )
    return coded.fill_null("admin1")


def _point(sheet: Sheet) -> tuple[pa.DoubleArray, pa.DoubleArray]:
    lat, lon = _degrees(sheet, "latitude", MAX_LAT), _degrees(sheet, "longitude", MAX_LON)
    no_lat, no_lon = (pc.equal(sheet.raw(name), "") for name in ("latitude", "longitude"))
    lone = "latitude and longitude go together"
    sheet.refuse(pc.and_(no_lat, pc.invert(no_lon)), "latitude", lone)
    sheet.refuse(pc.and_(no_lon, pc.invert(no_lat)), "longitude", lone)
    sheet.refuse(
        pc.and_(pc.equal(lat, 0), pc.equal(lon, 0)),
        "longitude",
        "0,0 is in the Gulf of Guinea and mostly means “not known”: leave both empty",
    )
    sheet.note(
        pc.and_(no_lat, no_lon),
        "there are no coordinates: the event is known to its region or country only",
    )
    return lat, lon


def _degrees(sheet: Sheet, column: str, limit: float) -> pa.DoubleArray:
    """Degrees with a decimal point, null where there are none or others."""
    text = sheet.raw(column)
    fit = pc.match_substring_regex(text, _DEGREES)
    bare = pc.replace_substring_regex(text, r"^\+|\.$", "")
    number = pc.if_else(fit, bare, None).cast(pa.float64())
    fit = pc.fill_null(pc.less_equal(pc.abs(number), limit), fill_value=False)
    sheet.refuse(
        pc.and_(pc.invert(fit), pc.not_equal(text, "")),
        column,
        f"expected degrees from -{limit:g} to {limit:g}, such as 36.29128",
    )
    return pc.if_else(fit, number, None)
