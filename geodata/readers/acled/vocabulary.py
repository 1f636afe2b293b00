"""ACLED's words and codes, and what they are here: types, days, precisions, kinds of actors.

Facts: ACLED's codebooks (2015 to 2024) and its guides to columns and event types.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from geodata.readers.cells import NUMBER_LIMIT, nearest
from geodata.readers.sheet import CellError

RIOTS_PROTESTS: Final = "riots/protests"
"""The type before 2019 that does not say which of both it is; the actors do."""

TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Battles": "battle",
        "Explosions/Remote violence": "remote_violence",
        "Violence against civilians": "violence_against_civilians",
        "Protests": "protest",
        "Riots": "riot",
        "Strategic developments": "",
        # before 2019
        "Battle": "battle",
        "Battle-No change of territory": "battle",
        "Battle-Government regains territory": "battle",
        "Battle-Non-state actor overtakes territory": "battle",
        "Remote violence": "remote_violence",
        "Riots/Protests": RIOTS_PROTESTS,
        "Headquarters or base established": "mobilization",
        "Non-violent transfer of territory": "political_change",
        "Non-violent activity by a conflict actor": "mobilization",
        "Strategic development": "",
    }
)
STRATEGIC: Final[Mapping[str, str]] = MappingProxyType(
    {
        "agreement": "agreement",
        "arrests": "political_change",
        "change to group/activity": "mobilization",
        "disrupted weapons use": "mobilization",
        "headquarters or base established": "mobilization",
        "looting/property destruction": "mobilization",
        "non-violent transfer of territory": "political_change",
        "other": "political_change",
    }
)
_STRATEGIC_ELSE: Final = "mobilization"
_CURRENT: Final = tuple(TYPES)[:6]

DATE_PRECISION: Final[Mapping[str, str]] = MappingProxyType({"1": "day", "2": "week", "3": "month"})
GEO_PRECISION: Final[Mapping[str, str]] = MappingProxyType(
    {"1": "town", "2": "admin2", "3": "admin1"}
)
_TIME: Final[Mapping[str, str]] = MappingProxyType(
    {"1": "1 (the day is known)", "2": "2 (the week is known)", "3": "3 (the month is known)"}
)
_GEO: Final[Mapping[str, str]] = MappingProxyType(
    {
        "1": "1 (the place itself)",
        "2": "2 (near this place, or in the part of a region that it stands for)",
        "3": "3 (the region only, for which the place stands)",
    }
)
_ACTORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "1": "State forces",
        "2": "Rebel group",
        "3": "Political militia",
        "4": "Identity militia",
        "5": "Rioters",
        "6": "Protesters",
        "7": "Civilians",
        "8": "External or other forces",
    }
)

_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH: Final[Mapping[str, int]] = MappingProxyType(
    {form: at for at, name in enumerate(_MONTHS, 1) for form in (name, name[:3])} | {"sept": 9}
)
_YEAR_FIRST: Final = re.compile(
    r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?)?", re.ASCII
)
_DAY_MONTH: Final = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{4}|\d\d)", re.ASCII)
_MONTH_DAY: Final = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})", re.ASCII)
_NUMBERS: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.*", re.ASCII)
_WHOLE: Final = re.compile(r"(\d{1,15})(?:\.0+)?", re.ASCII)  # tables of floats write 760.0
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_CENTURY: Final = 69
"""Two figures of a year from here on are of the 1900s, as POSIX has it."""


def whole(value: str) -> int:
    """A whole number from 0 to 100 million.

    Raises:
        CellError: it is none.
    """
    found = _WHOLE.fullmatch(value)
    if found is None or int(found[1]) > NUMBER_LIMIT:
        raise CellError("expected a whole number or nothing")
    return int(found[1])


def code(value: str, known: Mapping[str, str]) -> str:
    """What a code such as 1, 2 or 3 stands for.

    Raises:
        CellError: it is not among the known.
    """
    found = _WHOLE.fullmatch(value)
    if found is None or found[1] not in known:
        raise CellError(f"expected {', '.join(list(known)[:-1])} or {list(known)[-1]}")
    return known[found[1]]


def event_type(kind: str, sub: str) -> str:
    """The event type of ACLED's type and sub-type; ``RIOTS_PROTESTS`` when the actors decide.

    Raises:
        CellError: the type is not one of ACLED's, now or before.
    """
    if not kind:
        raise CellError("this column may not be empty")
    types = _types()
    if _bare(kind) not in types:
        raise CellError(f"expected one of {', '.join(_CURRENT)}{nearest(kind, tuple(TYPES))}")
    return types[_bare(kind)] or STRATEGIC.get(_bare(sub), _STRATEGIC_ELSE)


def unknown_development(kind: str, sub: str) -> bool:
    """Whether it is a strategic development of a sub-type that is not known."""
    return bool(sub) and _types().get(_bare(kind)) == "" and _bare(sub) not in STRATEGIC


@cache
def _types() -> Mapping[str, str]:
    return {_bare(kind): word for kind, word in TYPES.items()}


def _bare(words: str) -> str:
    """Words without the differences of case and blanks that editions have."""
    return re.sub(r"\s*([/-])\s*", r"\1", " ".join(words.casefold().split()))


def day(value: str) -> date:
    """A day as ACLED's files write it: 2022-12-28, 28 December 2022, 28-Dec-22.

    Raises:
        CellError: it is no day, or could be one of two.
    """
    if found := _YEAR_FIRST.fullmatch(value):
        year, month, number = found[1], int(found[3]), found[4]
    elif found := _DAY_MONTH.fullmatch(value):
        number, month, year = found[1], _MONTH.get(found[2].lower(), 0), found[3]
    elif found := _MONTH_DAY.fullmatch(value):
        month, number, year = _MONTH.get(found[1].lower(), 0), found[2], found[3]
    elif _NUMBERS.fullmatch(value):
        raise CellError(
            "day and month cannot be told apart, and are not guessed: write the dates of the"
            " file as year-month-day, such as 2022-12-28"
        )
    else:
        raise CellError("expected a day, such as 2022-12-28 or 28 December 2022")
    try:
        found_day = date(_year(year), month, int(number))
    except ValueError:
        raise CellError("there is no such day") from None
    if not _FIRST_YEAR <= found_day.year <= _LAST_YEAR:
        raise CellError(f"days from {_FIRST_YEAR} to {_LAST_YEAR} are taken")
    return found_day


def _year(figures: str) -> int:
    if len(figures) == len("2022"):
        return int(figures)
    return int(figures) + (1900 if int(figures) >= _CENTURY else 2000)


def _said(value: str, known: Mapping[str, str]) -> str:
    """A code in words; what is in words already, or not known, as it stands."""
    found = _WHOLE.fullmatch(value)
    return known.get(found[1], value) if found else value


def _interaction(value: str) -> str:
    """The kinds of both actors, of a code with a figure for each."""
    found = _WHOLE.fullmatch(value)
    if not found or len(found[1]) > len("13"):
        return value
    kinds = [_ACTORS[figure] for figure in found[1] if figure in _ACTORS]
    return " – ".join(kinds) or value


def _targeting(value: str) -> str:
    """The column holds its own name where civilians were the main target."""
    return "yes" if value.casefold() == "civilian targeting" else value


IN_WORDS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "inter1": lambda value: _said(value, {"0": "no actor", **_ACTORS}),
        "inter2": lambda value: _said(value, {"0": "no actor", **_ACTORS}),
        "interaction": _interaction,
        "civilian_targeting": _targeting,
        "time_precision": lambda value: _said(value, _TIME),
        "geo_precision": lambda value: _said(value, _GEO),
    }
)
"""Columns that hold codes, and how a code is shown."""
