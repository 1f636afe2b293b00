"""A zone: a named area or line that a user brings, and which fields of a file describe it.

A zone is no event: it has a shape, a name, perhaps the days on which it was in force, and
perhaps a colour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from geodata.readers.cells import NAME_LIMIT, shown, unseen

FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "name": ("name", "title", "label", "zone", "zone_name", "area_name", "id"),
        "valid_from": ("valid_from", "begin", "start", "start_date", "date_start", "from", "since"),
        "valid_to": ("valid_to", "end", "end_date", "date_end", "to", "until", "valid_until"),
        "colour": ("colour", "color", "fill", "stroke"),
    }
)
"""Under which names of a file the properties of a zone are looked for. Capital letters,
blanks, hyphens and underscores do not count; the first that is not empty is taken."""

COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "black": "#000000",
        "silver": "#c0c0c0",
        "gray": "#808080",
        "grey": "#808080",
        "white": "#ffffff",
        "maroon": "#800000",
        "red": "#ff0000",
        "purple": "#800080",
        "fuchsia": "#ff00ff",
        "green": "#008000",
        "lime": "#00ff00",
        "olive": "#808000",
        "yellow": "#ffff00",
        "navy": "#000080",
        "blue": "#0000ff",
        "teal": "#008080",
        "aqua": "#00ffff",
        "orange": "#ffa500",
    }
)
"""The basic colours of CSS, by name."""

_YEARS: Final = range(1800, 2101)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.{0,24}", re.ASCII)
_HEX: Final = re.compile(r"#?([0-9a-f]{6})([0-9a-f]{2})?", re.ASCII)
_SHORT_HEX: Final = re.compile(r"#([0-9a-f]{3})([0-9a-f])?", re.ASCII)
_RGB: Final = re.compile(r"rgba?\( *(\d{1,3}) *, *(\d{1,3}) *, *(\d{1,3}) *(,[^)]*)?\)", re.ASCII)
_IGNORED: Final = re.compile(r"[\s_-]+")


@dataclass(frozen=True, slots=True)
class Zone:
    """An area or a line.

    ``index`` is the number of the feature in its file, from 1. ``valid_from`` and
    ``valid_to`` are UTC calendar days, both included, ``None`` where not known. ``colour`` is
    ``#rrggbb`` or empty. ``geometry`` is a valid shapely Polygon, MultiPolygon, LineString or
    MultiLineString in degrees WGS84, longitude first, within ±180 and ±90.
    """

    index: int
    name: str
    valid_from: date | None
    valid_to: date | None
    colour: str
    geometry: Any


class ZoneDescription(NamedTuple):
    """What the fields of a feature say of it; ``name`` is empty when they name it not."""

    name: str
    valid_from: date | None
    valid_to: date | None
    colour: str
    notes: tuple[str, ...]


def _plain(name: str) -> str:
    return _IGNORED.sub("", name).casefold()


_LOOKED_FOR: Final = {
    what: [(field, _plain(field)) for field in fields] for what, fields in FIELDS.items()
}


def describes(field: str) -> bool:
    """Whether a field of this name may say something of a zone."""
    return any(_plain(field) == plain for known in _LOOKED_FOR.values() for _, plain in known)


def described(fields: Mapping[str, Any]) -> ZoneDescription:
    """The properties of a zone from the fields of a feature; what cannot be used is noted."""
    notes: list[str] = []
    given = {_plain(str(name)): value for name, value in reversed(list(fields.items()))}
    name = _name(*_first(given, "name"), notes)
    first = _day(*_first(given, "valid_from"), notes)
    last = _day(*_first(given, "valid_to"), notes)
    if first and last and last < first:
        notes.append(f"it ends ({last}) before it begins ({first}): neither day is used")
        first = last = None
    colour = _colour(*_first(given, "colour"), notes)
    return ZoneDescription(name, first, last, colour, tuple(notes))


def _first(given: Mapping[str, Any], what: str) -> tuple[str, str]:
    """The field that says something, and what; both empty when none does."""
    for field, plain in _LOOKED_FOR[what]:
        if value := _text(given.get(plain)):
            return field, value
    return "", ""


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if value is None or value != value or isinstance(value, (Mapping, list, tuple)):  # noqa: PLR0124 - not a number
        return ""
    return str(value).strip()


def _name(field: str, value: str, notes: list[str]) -> str:
    start = value[: 10 * NAME_LIMIT]
    clean = " ".join("".join(" " if unseen(sign) else sign for sign in start).split())
    if len(clean) > NAME_LIMIT or len(start) < len(value):
        notes.append(f"its {field} has {len(value):,} characters: the first {NAME_LIMIT} are kept")
        return clean[: NAME_LIMIT - 1] + "…"
    return clean


def _day(field: str, value: str, notes: list[str]) -> date | None:
    """A calendar day; of a time with an offset, the day in UTC."""
    if not value:
        return None
    found: date | None = None
    try:
        if _DAY.fullmatch(value):
            found = date.fromisoformat(value)
        elif _TIME.fullmatch(value):
            time = datetime.fromisoformat(value)
            found = (time.astimezone(UTC) if time.tzinfo else time).date()
    except (ValueError, OverflowError):
        found = None  # no such day
    if found and found.year in _YEARS:
        return found
    notes.append(
        f"{field} is “{shown(value)}”: expected a day of {_YEARS[0]} to {_YEARS[-1]} written"
        " year-month-day, such as 2025-07-16; it is not used"
    )
    return None


def _colour(field: str, value: str, notes: list[str]) -> str:
    if not value:
        return ""
    said = value.casefold()
    if found := COLOURS.get(said):
        return found
    if match := _HEX.fullmatch(said):
        return f"#{match[1]}"
    if match := _SHORT_HEX.fullmatch(said):
        return "#" + "".join(2 * sign for sign in match[1])
    if match := _RGB.fullmatch(said):
        numbers = [int(part) for part in match.groups()[:3]]
        if max(numbers) <= 255:  # noqa: PLR2004 - one byte each
            return "#{:02x}{:02x}{:02x}".format(*numbers)
    notes.append(f"{field} is “{shown(value)}”: expected a colour such as #d95f02; it is not used")
    return ""
