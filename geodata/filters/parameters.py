"""Parameters of a link as a program is told of them: plain data for a JSON schema."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from geodata.filters.url import MAX_CORNERS, MAX_TEXT, MAX_VALUES

Json = dict[str, Any]

DAY: Final = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
MINUTE: Final = r"(?:[01]\d|2[0-3]):[0-5]\d"
LON: Final = r"-?(?:1[0-7]\d|\d{1,2})(?:\.\d{1,9})?"
LAT: Final = r"-?[0-8]?\d(?:\.\d{1,9})?"
"""Regular expressions of a day, a minute, and degrees WGS84."""


class Parameter(NamedTuple):
    """A parameter: its name in a link, what it asks for, its JSON schema, and an example."""

    name: str
    description: str
    schema: Json
    example: object


def word(*words: str) -> Json:
    """One of some words."""
    return {"type": "string", "enum": list(words)}


def text(longest: int = MAX_TEXT) -> Json:
    """Text of at most so many characters."""
    return {"type": "string", "minLength": 1, "maxLength": longest}


def pattern(expression: str) -> Json:
    """Text that matches a regular expression from end to end."""
    return {"type": "string", "pattern": f"^{expression}$"}


def several(items: Json) -> Json:
    """A parameter that may stand more than once."""
    return {"type": "array", "items": items, "maxItems": MAX_VALUES}


def circle() -> Json:
    """A latitude and a longitude in degrees WGS84, and kilometres around them."""
    km = r"(?:0\.[1-9]|(?:[1-9]\d{0,3}|1\d{4})(?:\.\d)?)km"
    return pattern(f"{LAT},{LON},{km}")


def ring() -> Json:
    """Corners in degrees WGS84, at least three."""
    return pattern(f"{LON} {LAT}(?:,{LON} {LAT}){{2,{MAX_CORNERS - 1}}}")
