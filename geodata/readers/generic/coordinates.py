"""Coordinates as people write them: degrees WGS84 (EPSG:4326) out, lon before lat.

Decimal degrees, degrees with minutes and seconds, pairs in one cell, and points in WKT or
GeoJSON. The order of a bare pair is told, never guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from geodata.readers.generic.folding import is_unknown, western
from geodata.readers.sheet import CellError

PAIR_ORDERS: Final[Mapping[str, str]] = MappingProxyType(
    {"": "not known, or not needed", "lon lat": "longitude first", "lat lon": "latitude first"}
)
LIMITS: Final[Mapping[str, float]] = MappingProxyType({"lon": 180.0, "lat": 90.0})

_DECIMAL: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d{0,20})?", re.ASCII)
_COMMA: Final = re.compile(r"[+-]?\d{1,3},\d{1,20}", re.ASCII)
_ANGLE: Final = re.compile(
    r"""([NSEW])?\s*(\d{1,3}(?:\.\d+)?)\s*°?\s*
        (?:(\d{1,2}(?:\.\d+)?)\s*['′’]\s*)?
        (?:(\d{1,2}(?:\.\d+)?)\s*(?:"|″|”|'')\s*)?
        ([NSEW])?""",
    re.ASCII | re.VERBOSE | re.IGNORECASE,
)
_SEVERAL: Final = re.compile(r"[NSEW]\s*(?=[,;/\s]*[\dNSEW])", re.IGNORECASE)
_WKT: Final = re.compile(
    r"(?:SRID=4326;)?\s*POINT\s*(?:Z|M|ZM)?\s*\(\s*([^\s()]+)\s+([^\s()]+)[^()]*\)", re.IGNORECASE
)
_NAMES: Final = {"lon": ("lon", "lng", "longitude", "x"), "lat": ("lat", "latitude", "y")}

_WHICH_FIRST: Final = (
    "longitude and latitude cannot be told apart: say in the mapping which comes first"
)
_EXPECTED_PAIR: Final = "expected two coordinates, such as 36.29128, 33.5102, or POINT(36.29 33.51)"


class Coordinates(NamedTuple):
    """Degrees WGS84."""

    lon: float
    lat: float


def degrees(text: str, axis: str, *, comma: bool = False) -> float | None:
    """Degrees of one axis, ``lon`` or ``lat``; None when the text says “not known”.

    ``comma`` says that decimals stand behind a comma; a point is then taken as well.

    Raises:
        CellError: it is none, or beyond 180 or 90 degrees.
    """
    if _DECIMAL.fullmatch(text):
        return _within(float(text), axis)
    if is_unknown(text):
        return None
    text = western(text)
    if _COMMA.fullmatch(text):
        if not comma:
            raise CellError(
                "there is a comma in the number: say in the mapping that decimals have one"
            )
        return _within(float(text.replace(",", ".")), axis)
    if _DECIMAL.fullmatch(text):
        return _within(float(text), axis)
    value, said = _angle(text.replace(",", ".") if comma else text)
    if said and said != axis:
        raise CellError(f"this is a {'longitude' if said == 'lon' else 'latitude'}")
    return _within(value, axis)


def has_comma(text: str) -> bool:
    """Whether a text is a number with a decimal comma."""
    return bool(_COMMA.fullmatch(western(text)))


def _within(value: float, axis: str) -> float:
    limit = LIMITS[axis]
    if abs(value) <= limit:
        return value
    hint = "36.29128" if axis == "lon" else "33.5102"
    swapped = ""
    if axis == "lat" and abs(value) <= LIMITS["lon"]:
        swapped = "; if longitude and latitude are swapped, say so in the mapping"
    raise CellError(f"expected degrees from -{limit:g} to {limit:g}, such as {hint}{swapped}")


def _angle(text: str) -> tuple[float, str]:
    """Degrees, minutes and seconds; with the axis that a letter says, else empty.

    Raises:
        CellError: it is none.
    """
    found = _ANGLE.fullmatch(text.strip())
    if found is None or (found[1] and found[5]):
        raise CellError("expected degrees, such as 36.29128 or 36°17'29\"E")
    minutes, seconds = float(found[3] or 0), float(found[4] or 0)
    if minutes >= 60 or seconds >= 60:  # noqa: PLR2004 - minutes and seconds of an angle
        raise CellError("minutes and seconds of an angle are below 60")
    letter = (found[1] or found[5] or "").upper()
    if not letter and (found[3] or found[4]):
        raise CellError("minutes need N, S, E or W beside them")
    value = float(found[2]) + minutes / 60 + seconds / 3600
    return -value if letter in {"S", "W"} else value, {"": "", "N": "lat", "S": "lat"}.get(
        letter, "lon"
    )


def point(text: str, order: str = "", *, comma: bool = False) -> Coordinates | None:
    """The point that one cell holds; None when it says “not known”.

    ``order`` is one of ``PAIR_ORDERS`` and counts for bare pairs only: WKT and GeoJSON have
    the longitude first, and letters such as N and E speak for themselves.

    Raises:
        CellError: it holds none.
    """
    if is_unknown(text):
        return None
    text = western(text)
    if found := _WKT.fullmatch(text):
        return _point(found[1], found[2], comma=False)
    if text.startswith("{"):
        return _json(text)
    one, two = parts(text, comma=comma)
    if any(sign in one + two for sign in "NSEWnsew"):
        return _lettered(one, two, comma=comma)
    if not order:
        raise CellError(_WHICH_FIRST)
    return _point(*((one, two) if order == "lon lat" else (two, one)), comma=comma)


def parts(text: str, *, comma: bool = False) -> tuple[str, str]:
    """The two texts of a pair.

    Raises:
        CellError: there are not two.
    """
    bare = western(text).strip().strip("[]()").strip()
    bare = _SEVERAL.sub(lambda found: f"{found[0].strip()};", bare) if "°" in bare else bare
    for separator in (";", "/", None if comma else ",", None):
        found = [part.strip() for part in bare.split(separator)]
        found = [part for part in found if part.strip(",; ")] if separator != "," else found
        if len(found) == 2:  # noqa: PLR2004 - a pair
            return found[0].rstrip(", "), found[1].lstrip(", ")
    raise CellError(_EXPECTED_PAIR)


def _point(lon: str, lat: str, *, comma: bool) -> Coordinates:
    found = degrees(lon, "lon", comma=comma), degrees(lat, "lat", comma=comma)
    if found[0] is None or found[1] is None:
        raise CellError(_EXPECTED_PAIR)
    return Coordinates(found[0], found[1])


def _lettered(one: str, two: str, *, comma: bool) -> Coordinates:
    """A pair that says with letters which is which."""
    texts = [text.replace(",", ".") if comma else text for text in (one, two)]
    found = {axis: value for value, axis in map(_angle, texts)}
    if set(found) != set(LIMITS):
        raise CellError(_EXPECTED_PAIR)
    return Coordinates(_within(found["lon"], "lon"), _within(found["lat"], "lat"))


def _json(text: str) -> Coordinates:
    """A GeoJSON point, or an object with names such as lon and lat."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise CellError(_EXPECTED_PAIR) from None
    if found.get("type") == "Point" and isinstance(found.get("coordinates"), list):
        values = found["coordinates"][:2]
    else:
        lower = {str(name).casefold(): value for name, value in found.items()}
        values = [
            next((lower[name] for name in names if name in lower), None)
            for names in _NAMES.values()
        ]
    if len(values) != 2 or any(value is None for value in values):  # noqa: PLR2004 - a pair
        raise CellError(_EXPECTED_PAIR)
    return _point(str(values[0]), str(values[1]), comma=False)
