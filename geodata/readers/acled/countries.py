"""The country that a row of ACLED names.

Facts: ISO 3166-1, in ``geodata/data/iso3166.csv``: numeric code, three letters, English name.
Kosovo, which the standard does not list, has the letters ``XKX`` and no number.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from geodata.data import DATA
from geodata.regions import regions

_NUMBER: Final = re.compile(r"(\d{1,3})(?:\.0+)?", re.ASCII)

# names ACLED uses, now or before, for countries that are called otherwise here
_CALLED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cape verde": "CPV",
        "czech republic": "CZE",
        "democratic republic of congo": "COD",
        "democratic republic of the congo": "COD",
        "republic of congo": "COG",
        "republic of the congo": "COG",
        "east timor": "TLS",
        "ivory coast": "CIV",
        "macedonia": "MKD",
        "swaziland": "SWZ",
        "the gambia": "GMB",
        "türkiye": "TUR",
        "united states of america": "USA",
    }
)


def country(number: str, iso3: str, name: str) -> str | None:
    """The country (ISO 3166-1 alpha-3) of a numeric code, else of letters, else of a name;
    None when none of them is exactly known."""
    found = _NUMBER.fullmatch(number)
    by_number = _numbers().get(int(found[1])) if found else None
    letters = iso3.upper()
    known = by_number or (letters if letters in _countries() else _names().get(name.casefold()))
    return known if known in _countries() else None


@cache
def _countries() -> frozenset[str]:
    return frozenset(place.code for place in regions().values() if place.level == "country")


@cache
def _numbers() -> Mapping[int, str]:
    return {int(number): letters for number, letters, _ in iso_codes() if number}


@cache
def _names() -> Mapping[str, str]:
    return {name.casefold(): letters for _, letters, name in iso_codes()} | dict(_CALLED)


@cache
def iso_codes() -> tuple[tuple[str, str, str], ...]:
    """Every code of ISO 3166-1: number, three letters, English name."""
    path = DATA / "iso3166.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return tuple((number, letters, name) for number, letters, name in rows)
