"""What the codes in GDELT mean: CAMEO events and actors, FIPS 10-4 countries.

Sources: the CAMEO Codebook 1.1b3 (Schrodt) with the codes that GDELT's lookup tables list
besides; FIPS 10-4 with the codes that GDELT keeps beyond it, matched with ISO 3166-1.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from geodata import regions
from geodata.data import DATA
from geodata.readers.sheet import CellError

EVENT_TYPE_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "01": "statement",
        "02": "statement",
        "03": "statement",
        "04": "consultation",
        "05": "statement",
        "057": "agreement",
        "06": "agreement",
        "07": "aid",
        "072": "mobilization",
        "074": "mobilization",
        "08": "agreement",
        "081": "political_change",
        "083": "political_change",
        "0863": "aid",
        "0874": "mobilization",
        "09": "statement",
        "10": "statement",
        "11": "statement",
        "12": "statement",
        "13": "statement",
        "14": "protest",
        "145": "riot",
        "15": "mobilization",
        "16": "statement",
        "17": "political_change",
        "175": "violence_against_civilians",
        "176": "mobilization",
        "18": "violence_against_civilians",
        "183": "remote_violence",
        "19": "battle",
        "191": "mobilization",
        "192": "mobilization",
        "194": "remote_violence",
        "195": "remote_violence",
        "20": "violence_against_civilians",
        "204": "remote_violence",
    }
)
"""Our event type by CAMEO code; the longest beginning of a code decides."""

QUAD_CLASSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "1": "verbal cooperation",
        "2": "material cooperation",
        "3": "verbal conflict",
        "4": "material conflict",
    }
)

PLACE_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "0": "",
        "1": "a country",
        "2": "a state of the United States",
        "3": "a town or landmark in the United States",
        "4": "a town or landmark",
        "5": "a state or province",
    }
)
"""What a location was matched with, by ``ActionGeo_Type``."""

_CODE: Final = re.compile(r"\d{2,4}", re.ASCII)


@functools.cache
def labels() -> Mapping[str, str]:
    """The label of every CAMEO event code of two, three or four digits."""
    return MappingProxyType(dict(_table("cameo.csv")))


@functools.cache
def countries() -> Mapping[str, str]:
    """The country (ISO 3166-1 alpha-3) by its FIPS 10-4 code, where the boundaries have it."""
    known = regions.regions()
    found = {fips: iso3 for fips, iso3, _ in _table("fips.csv") if iso3 in known}
    return MappingProxyType(found)


def _table(name: str) -> list[list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def cameo_code(value: str, root: str) -> str:
    """The CAMEO code that stands in ``EventCode``; that above it where it is not listed.

    A root (``EventRootCode``) of one digit shows that a spreadsheet dropped leading zeros.

    Raises:
        CellError: no CAMEO code, or one whose leading zero may be lost.
    """
    if not _CODE.fullmatch(value):
        raise CellError("expected a CAMEO event code such as 042; GDELT could not code this row")
    code = f"0{value}" if len(root) == 1 and not value.startswith("0") else value
    if len(code) == 2 and code != root:  # noqa: PLR2004 - as many digits as a root has
        raise CellError(
            "expected a CAMEO event code such as 042: its leading zero seems to be lost"
        )
    found = next((code[:size] for size in (4, 3, 2) if code[:size] in labels()), "")
    if not found:
        raise CellError(
            "expected a CAMEO event code from 010 to 2042; its leading zero may be lost"
        )
    return found


def event_type(code: str) -> str:
    """Our event type for a CAMEO code of ``labels``."""
    return next(EVENT_TYPE_OF[code[:size]] for size in (4, 3, 2) if code[:size] in EVENT_TYPE_OF)


def full_label(code: str) -> str:
    """A CAMEO label with its code: “Meet at a "third" location (044)”."""
    return f"{labels()[code]} ({code})"


def action(code: str) -> str:
    """A CAMEO label fit for a title."""
    return labels()[code].removesuffix(", not specified below")
