"""The codes of UCDP's event data in words, and what single cells mean.

After the UCDP GED Codebook (Högbladh, Uppsala University) and, for the numbers of states,
Gleditsch & Ward's list of independent states (``data/gwno.csv``).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from geodata import regions as places
from geodata.data import DATA
from geodata.readers.cells import NUMBER_LIMIT
from geodata.readers.sheet import CellError

UNKNOWN: Final = ("", "NA", "N/A", "NULL", "None", "none", "nan", "NaN", "null")
"""How cells say that nothing is known; statistics programs write these for an empty one."""

VIOLENCE: Final[Mapping[int, str]] = {
    1: "State-based conflict",
    2: "Non-state conflict",
    3: "One-sided violence",
}
"""UCDP's label by ``type_of_violence``."""

EVENT_TYPE: Final[Mapping[int, str]] = {1: "battle", 2: "battle", 3: "violence_against_civilians"}
"""The event type by ``type_of_violence``."""

BEFORE_PLACE: Final[Mapping[int, str]] = {
    **dict.fromkeys(range(3, 8), " in "),
    1: " at ",
    2: " near ",
    5: " in the area of ",
}
"""What stands before the place in a title, by ``where_prec``."""

WHERE: Final[Mapping[int, str]] = {
    1: "1: the place is known",
    2: "2: within about 25 km of the place named",
    3: "3: the second-order administrative area is known",
    4: "4: the first-order administrative area is known",
    5: "5: a line, or an area without set borders, such as a road or a region",
    6: "6: only the country is known",
    7: "7: international waters or airspace; the position is estimated",
}
"""The meaning of ``where_prec``."""

WHEN: Final[Mapping[int, str]] = {
    1: "1: the day is known",
    2: "2: known within 2 to 6 days",
    3: "3: known to the week",
    4: "4: known within 8 to 30 days, or to the month",
    5: "5: known within more than a month, up to a year",
}
"""The meaning of ``date_prec``."""

CLARITY: Final[Mapping[int, str]] = {
    1: "1: the event is reported on its own",
    2: "2: the reports give a total of several incidents, which cannot be told apart",
}
"""The meaning of ``event_clarity``."""

YEARLY: Final[tuple[tuple[frozenset[str], str], ...]] = tuple(
    (frozenset(columns.split()), name)
    for columns, name in (
        ("conflict_id incompatibility intensity_level", "UCDP’s yearly list of armed conflicts"),
        ("conflict_id bd_best", "UCDP’s yearly battle-related deaths"),
        ("conflict_id bdbest", "UCDP’s yearly battle-related deaths"),
        ("conflict_id org best_fatality_estimate", "UCDP’s yearly non-state conflicts"),
        (
            "actor_name is_government_actor best_fatality_estimate",
            "UCDP’s yearly one-sided violence",
        ),
        ("country_id_cy year_cy", "UCDP’s organised violence by country and year"),
    )
)
"""Columns that tell UCDP's data sets without single events, and what those are."""

_NUMBER: Final = re.compile(r"(-?\d{1,10})(?:\.0+)?", re.ASCII)
_DAY: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ][\d:.]{4,18}(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII
)
_DEGREES: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d{0,20})?(?:[eE][+-]?\d\d?)?", re.ASCII)
_POINT: Final = re.compile(r"POINT ?\( ?([-+.\d]{1,24}) ([-+.\d]{1,24}) ?\)", re.ASCII)
_FIRST_YEAR: Final = 1800
_LAST_YEAR: Final = 2100
_STATES: Final = DATA / "gwno.csv"


class Country(NamedTuple):
    """A country by ISO 3166-1 alpha-3, and the day since which the state is no more than it."""

    code: str
    since: date | None


def number(value: str) -> int | None:
    """A whole number from 0; -1 is UCDP's word for not known.

    Raises:
        CellError: it is neither a whole number nor a word for nothing.
    """
    if value in UNKNOWN:
        return None
    found = _NUMBER.fullmatch(value)
    if found is None or not -1 <= int(found[1]) <= NUMBER_LIMIT:
        raise CellError("expected a whole number or nothing")
    return None if found[1] == "-1" else int(found[1])


def required(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """A parser that takes no word for nothing either."""

    def strict(value: str) -> Any:  # noqa: ANN401 - whatever the parser gives
        result = parse(value)
        if result is None:
            raise CellError("this column may not be empty")
        return result

    return strict


def coded(codes: Mapping[int, object]) -> Callable[[str], int | None]:
    """A parser of the codes of a table; it raises ``CellError`` for one that is not in it."""

    def parse(value: str) -> int | None:
        if value in UNKNOWN or value == "-1":
            return None
        found = _NUMBER.fullmatch(value)
        if found is None or int(found[1]) not in codes:
            raise CellError(f"expected a code from {min(codes)} to {max(codes)}")
        return int(found[1])

    return parse


@lru_cache(maxsize=50_000)
def day(value: str) -> date | None:
    """A day, with or without a time of day, which UCDP leaves at midnight.

    Raises:
        CellError: it is no day, or none from 1800 to 2100.
    """
    if value in UNKNOWN:
        return None
    found = _DAY.fullmatch(value)
    if found is None:
        raise CellError("expected a day written year-month-day, such as 2025-07-16")
    try:
        parsed = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise CellError("there is no such day") from None
    if not _FIRST_YEAR <= parsed.year <= _LAST_YEAR:
        raise CellError("expected a day from 1800 to 2100")
    return parsed


def degrees(limit: float) -> Callable[[str], float | None]:
    """A parser of degrees from ``-limit`` to ``limit``; it raises ``CellError``."""

    def parse(value: str) -> float | None:
        if value in UNKNOWN:
            return None
        if not _DEGREES.fullmatch(value) or abs(float(value)) > limit:
            raise CellError(f"expected degrees from -{limit:g} to {limit:g}, such as 36.29128")
        return float(value)

    return parse


def point(value: str) -> list[float] | None:
    """Longitude and latitude of a ``POINT (x y)``; nothing for any other geometry."""
    found = _POINT.fullmatch(value)
    try:
        lon, lat = (float(found[1]), float(found[2])) if found else (200.0, 100.0)
    except ValueError:
        return None
    return [lon, lat] if abs(lon) <= places.MAX_LON and abs(lat) <= places.MAX_LAT else None


def state(country_id: str, country: str) -> Country | None:
    """The country of a Gleditsch & Ward number, else of a name; nothing for one not listed."""
    numbers, names = _states()
    found = numbers.get(country_id.removesuffix(".0"))
    return found or names.get(country.casefold())


@cache
def _states() -> tuple[Mapping[str, Country], Mapping[str, Country]]:
    regions = places.regions().values()
    names = {one.name.casefold(): Country(one.code, None) for one in regions if not one.parent}
    numbers = {}
    with _STATES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            since = date.fromisoformat(row["since"]) if row["since"] else None
            numbers[row["gwno"]] = names[row["name"].casefold()] = Country(row["iso3"], since)
    return numbers, names
