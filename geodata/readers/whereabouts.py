"""Where an event happened: point, region and precision, checked against one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from geodata import regions as places
from geodata.readers.cells import NAME_LIMIT, Cells, nearest, shown
from geodata.schema import GEO_PRECISIONS

_POINT_PRECISIONS: Final = frozenset({"exact", "town", "admin2"})
_EXPECTED: Final[Mapping[str, str]] = {
    "": "a known region code, such as SYR, SYR-Sweida or UNDOF",
    "country": "a known country code (ISO 3166-1, three letters), such as SYR",
    "admin1": "a known admin-1 code, such as SYR-Sweida",
    "zone": "a known zone, such as UNDOF",
}


def whereabouts(row: Cells) -> dict[str, Any]:
    """The columns of ``EVENT_SCHEMA`` from ``place`` to ``zones``; lon, lat in degrees WGS84.

    A row without a precision gets the narrowest that its regions bear out, but a point must
    say how precise it is. An admin-1 region or a zone gives the country when the row does not.
    """
    lon, lat = row.degrees("lon", 180), row.degrees("lat", 90)
    country = region(row, "country", row.raw("country"), "country")
    admin1 = region(row, "admin1", row.raw("admin1"), "admin1")
    zones = [region(row, "zones", code, "zone") for code in row.items("zones")]
    if admin1 and country and places.regions()[admin1].parent != country:
        row.refuse("admin1", f"it is not in country {country}")
    narrower = [code for code in (admin1, *zones) if code]
    if narrower and not country:
        country = places.regions()[narrower[0]].parent
    if bool(row.raw("lon")) != bool(row.raw("lat")):
        row.refuse("lat" if row.raw("lon") else "lon", "lon and lat go together")
    if lon == 0 and lat == 0:
        row.refuse(
            "lon", "0,0 is in the Gulf of Guinea and mostly means “not known”: leave both empty"
        )
    _check_precision(row)
    return {
        "place": row.text("place", NAME_LIMIT) or None,
        "lon": lon,
        "lat": lat,
        "geo_precision": _precision(row),
        "country": country or None,
        "admin1": admin1 or None,
        "zones": zones,
    }


def _precision(row: Cells) -> str:
    """What the row says; for a row without a point, the narrowest that it names."""
    if row.raw("admin1") or row.raw("zones"):
        named = "admin1"
    else:
        named = "country" if row.raw("country") else "none"
    has_point = row.raw("lon") or row.raw("lat")
    return row.raw("geo_precision") or ("" if has_point else named)


def _check_precision(row: Cells) -> None:
    """Refuse a precision that the other columns of place do not bear out."""
    precision, column = _precision(row), "geo_precision"
    point = row.raw("lon") or row.raw("lat")
    within = row.raw("admin1") or row.raw("zones")
    if not precision:
        row.refuse(column, f"say how precise lon and lat are: {', '.join(GEO_PRECISIONS)}")
    elif precision not in GEO_PRECISIONS:
        row.word(column, GEO_PRECISIONS)
    elif precision in _POINT_PRECISIONS and not point:
        row.refuse(column, "this needs lon and lat; without them say admin1, country or none")
    elif precision == "admin1" and not (point or within):
        row.refuse(column, "this needs admin1, zones, or lon and lat")
    elif precision == "country" and not row.raw("country"):
        row.refuse(column, "this needs country")
    elif precision == "country" and within:
        row.refuse(column, "admin1 or zones say more than that: say admin1, or leave them empty")
    elif precision == "none" and (point or within or row.raw("country")):
        row.refuse(column, "lon, lat, country, admin1 and zones must then be empty")


def region(row: Cells, column: str, code: str, level: str = "") -> str:
    """A known region code, of one level if given; empty when empty or at fault."""
    if not code:
        return ""
    regions = places.regions()
    if code in regions and level in {"", regions[code].level}:
        return code
    known = tuple(known for known, found in regions.items() if level in {"", found.level})
    subject = "" if code == row.raw(column) else f"“{shown(code)}” is "
    row.refuse(column, f"{subject}not {_EXPECTED[level]}{nearest(code, known)}")
    return ""
