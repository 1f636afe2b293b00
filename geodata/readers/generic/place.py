"""Where the rows of a table happened, as a mapping says where it stands.

Points are degrees WGS84 (EPSG:4326). What is known of a place is never made more exact, and
a region that has no code here is kept as a detail in the words of the table.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geodata import regions as places
from geodata.readers.cells import LIST_LIMIT, NAME_LIMIT, nearest, shown
from geodata.readers.generic import by_name, coordinates, region_names
from geodata.readers.generic.folding import is_unknown, items
from geodata.readers.generic.mapping import TableMapping
from geodata.readers.generic.precision import may_be_a_point, precisions
from geodata.readers.sheet import CellError, Sheet

_POINT: Final = pa.struct([("lon", pa.float64()), ("lat", pa.float64())])
_PLAIN: Final = r"^-?[0-9]{1,3}(\.[0-9]{1,20})?$"
_ELSE: Final = "?"  # a name that has no code here


class Location(NamedTuple):
    """The columns of events from ``place`` to ``zones``, and names that have no code here:
    columns of the table with the cells to keep as details."""

    columns: dict[str, Any]
    unplaced: dict[str, pa.StringArray]


def whereabouts(sheet: Sheet, mapping: TableMapping) -> Location:
    """Point, regions and precision of each row, checked against one another."""
    lon, lat = _points(sheet, mapping)
    has_point = np.asarray(pc.and_(pc.is_valid(lon), pc.is_valid(lat)))
    unplaced: dict[str, pa.StringArray] = {}
    country = _country(sheet, mapping, has_point, unplaced)
    zones = _codes(sheet, mapping, "zones", "zone")
    admin1, country = _admin1(sheet, mapping, country, unplaced)
    country = _of_zones(country, zones)
    within = np.asarray(pc.is_valid(admin1)) | (_lengths(zones) > 0)
    place = _place(sheet, mapping)
    asked = ~has_point & (_lengths(zones) == 0) & may_be_a_point(sheet, mapping)
    town = by_name.locate(sheet, place, country, admin1, asked)
    named = np.asarray(pc.is_valid(town.lon))
    lon, lat = pc.coalesce(lon, town.lon), pc.coalesce(lat, town.lat)
    if named.any():
        unplaced[by_name.LOCATED_BY] = town.told
    precision, dropped = precisions(
        sheet, mapping, has_point | named, within, np.asarray(pc.is_valid(country))
    )
    precision = pc.if_else(pa.array(named), pa.scalar("town"), precision)
    nothing = pa.scalar(None, pa.float64())
    columns = {
        "place": place if mapping.columns.get("place") else None,
        "lon": pc.if_else(dropped, nothing, lon),
        "lat": pc.if_else(dropped, nothing, lat),
        "geo_precision": precision,
        "country": country,
        "admin1": admin1,
        "zones": zones,
        "about": _codes(sheet, mapping, "about", ""),
    }
    return Location(columns, unplaced)


def _place(sheet: Sheet, mapping: TableMapping) -> pa.StringArray:
    column = mapping.columns.get("place")
    if not column:
        return pa.nulls(len(sheet), pa.string())
    text = sheet.text(column, NAME_LIMIT)
    return pc.if_else(
        pc.is_in(pc.utf8_lower(text), pa.array(["unknown", "n/a", "-", "?"])),
        pa.scalar(None, pa.string()),
        text,
    )


def _points(sheet: Sheet, mapping: TableMapping) -> tuple[pa.Array, pa.Array]:
    """Longitude and latitude of each row, both or neither."""
    lon = lat = pa.nulls(len(sheet), pa.float64())
    comma = mapping.decimal_comma
    east, north = mapping.columns.get("lon"), mapping.columns.get("lat")
    if east and north:
        if mapping.swapped:
            east, north = north, east
        lon = _degrees(sheet, east, "lon", comma=comma)
        lat = _degrees(sheet, north, "lat", comma=comma)
        _check_pair(sheet, east, north, lon, lat)
        if mapping.swapped:
            text = "longitude and latitude were exchanged, as the mapping says"
            sheet.note(pc.is_valid(lon), text)
    if column := mapping.columns.get("coordinates"):
        pair = sheet.parsed(column, lambda text: _pair(text, mapping), _POINT)
        empty = pc.and_(pc.is_null(lon), pc.is_null(lat))
        lon = pc.if_else(empty, pc.struct_field(pair, "lon"), lon)
        lat = pc.if_else(empty, pc.struct_field(pair, "lat"), lat)
        east = east or column
    if east:
        zero = pc.and_(pc.equal(lon, 0.0), pc.equal(lat, 0.0))
        reason = "0,0 is in the Gulf of Guinea and mostly means “not known”: leave both empty"
        sheet.refuse(zero, east, reason)
    return lon, lat


def _degrees(sheet: Sheet, column: str, axis: str, *, comma: bool) -> pa.DoubleArray:
    """Degrees of one axis, null for not known."""
    raw = sheet.raw(column)
    empty = pc.equal(raw, "")
    if pc.all(pc.or_(empty, pc.match_substring_regex(raw, _PLAIN))).as_py():
        # the usual case, many times as fast
        found = pc.if_else(empty, pa.scalar(None, pa.string()), raw).cast(pa.float64())
        if not pc.any(pc.greater(pc.abs(found), coordinates.LIMITS[axis])).as_py():
            return found
    return sheet.parsed(
        column, lambda text: coordinates.degrees(text, axis, comma=comma), pa.float64()
    )


def _check_pair(sheet: Sheet, east: str, north: str, lon: pa.Array, lat: pa.Array) -> None:
    # a cell that could not be read has its own fault
    empty_lon, empty_lat = (_blank(sheet, column) for column in (east, north))
    reason = "longitude and latitude go together"
    sheet.refuse(empty_lon & np.asarray(pc.is_valid(lat)), east, reason)
    sheet.refuse(empty_lat & np.asarray(pc.is_valid(lon)), north, reason)


def _blank(sheet: Sheet, column: str) -> npt.NDArray[np.bool_]:
    """Which cells are empty or say “not known”."""
    coded = sheet.raw(column).dictionary_encode()
    unknown = pa.array([is_unknown(text) for text in coded.dictionary.to_pylist()], pa.bool_())
    return np.asarray(unknown.take(coded.indices))


def _pair(text: str, mapping: TableMapping) -> dict[str, float] | None:
    found = coordinates.point(text, mapping.lonlat, comma=mapping.decimal_comma)
    return None if found is None else found._asdict()


def _country(
    sheet: Sheet,
    mapping: TableMapping,
    has_point: npt.NDArray[np.bool_],
    unplaced: dict[str, pa.StringArray],
) -> pa.StringArray:
    column = mapping.columns.get("country")
    if not column:
        return pa.nulls(len(sheet), pa.string())
    found = sheet.parsed(column, _country_code, pa.string())
    unknown = np.asarray(pc.equal(found, _ELSE).fill_null(False))
    lost = pa.array(unknown & ~has_point)
    raw, reason = sheet.raw(column), "not a country by its ISO code or English name"
    names = pc.unique(raw.filter(lost)).to_pylist()
    for name in names[: region_names.HINTS]:
        fitting = pc.and_(lost, pc.equal(raw, name))
        hint = region_names.country_hint(name)
        sheet.refuse(fitting, column, f"{reason}{hint}, and there is no point")
        lost = pc.and_not(lost, fitting)
    sheet.refuse(lost, column, f"{reason}, and there is no point")
    _keep(sheet, column, unknown & has_point, unplaced)
    return pc.if_else(pa.array(unknown), pa.scalar(None, pa.string()), found)


def _country_code(text: str) -> str | None:
    found = region_names.country(text)
    if found is None and is_unknown(text):
        return None
    return found or _ELSE


def _admin1(
    sheet: Sheet,
    mapping: TableMapping,
    country: pa.StringArray,
    unplaced: dict[str, pa.StringArray],
) -> tuple[pa.StringArray, pa.StringArray]:
    """The first division of each row, and its country, filled from the division."""
    column = mapping.columns.get("admin1")
    if not column:
        return pa.nulls(len(sheet), pa.string()), country
    raw = sheet.text(column, NAME_LIMIT)
    coded = pc.binary_join_element_wise(
        raw.fill_null(""), country.fill_null(""), "\x1f"
    ).dictionary_encode()
    codes = [_division(*text.split("\x1f")) for text in coded.dictionary.to_pylist()]
    regions = places.regions()
    parents = [regions[code].parent if code and code in regions else None for code in codes]
    found = pa.array(codes, pa.string()).take(coded.indices)
    unknown = np.asarray(pc.equal(found, _ELSE).fill_null(False))
    _keep(sheet, column, unknown, unplaced)
    found = pc.if_else(pa.array(unknown), pa.scalar(None, pa.string()), found)
    parent = pa.array(parents, pa.string()).take(coded.indices)
    elsewhere = pc.not_equal(parent, country)
    sheet.refuse(elsewhere, column, "it is not in the country of this row")
    return found, pc.coalesce(country, parent)


def _division(name: str, within: str) -> str | None:
    found = region_names.admin1(name, within or None)
    if found is None and is_unknown(name):
        return None
    return found or _ELSE


def _keep(
    sheet: Sheet,
    column: str,
    rows: npt.NDArray[np.bool_],
    unplaced: dict[str, pa.StringArray],
) -> None:
    """Keep names that have no code as details, and say so."""
    if rows.any():
        text = sheet.text(column, NAME_LIMIT)
        unplaced[column] = pc.if_else(pa.array(rows), text, pa.scalar(None, pa.string()))
        sheet.note(rows, f"{column} is no region that is known here: kept as a detail")


def _codes(sheet: Sheet, mapping: TableMapping, field: str, level: str) -> pa.ListArray:
    """Lists of codes of regions, of one level if given."""
    kind = pa.list_(pa.string())
    column = mapping.columns.get(field)
    if not column:
        return pa.repeat(pa.scalar([], kind), len(sheet))
    regions = places.regions()
    known = {code.casefold(): code for code in regions if level in {"", regions[code].level}}
    near = region_names.sparing(lambda code: nearest(code, tuple(known.values())))

    def parse(text: str) -> list[str]:
        codes = items(text, mapping.separator)
        if len(codes) > LIST_LIMIT:
            raise CellError(f"at most {LIST_LIMIT} items are taken")
        if unknown := next((code for code in codes if code.casefold() not in known), ""):
            raise CellError(
                f"“{shown(unknown)}” is no known code of a {level or 'region'}{near(unknown)}"
            )
        return list(dict.fromkeys(known[code.casefold()] for code in codes))

    return sheet.parsed(column, parse, kind).fill_null([])


def _of_zones(country: pa.StringArray, zones: pa.ListArray) -> pa.StringArray:
    """The countries, filled from the zones of rows that say none."""
    if not len(zones.flatten()):
        return country
    regions = places.regions()
    parents = [regions[codes[0]].parent if codes else None for codes in zones.to_pylist()]
    return pc.coalesce(country, pa.array(parents, pa.string()))


def _lengths(lists: pa.ListArray) -> npt.NDArray[np.int64]:
    lengths = pc.list_value_length(lists).fill_null(0)
    return np.asarray(lengths.to_numpy(zero_copy_only=False), dtype=np.int64)
