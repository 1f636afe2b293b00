"""Numbers of deaths as people write them: whole numbers, ranges, or “not known”."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from geodata.readers.cells import NUMBER_LIMIT
from geodata.readers.generic.folding import is_unknown, western
from geodata.readers.sheet import CellError

_WHOLE: Final = re.compile(r"\d{1,12}", re.ASCII)
# 12.0 comes from tables of decimal numbers; 12.000 could be twelve thousand
_DECIMAL: Final = re.compile(r"(\d{1,12})[.,]0{1,2}", re.ASCII)
_GROUPED: Final = re.compile(r"\d{1,3}(?:([ '’\u00a0\u202f])\d{3})(?:\1\d{3})*", re.ASCII)
_MILLIONS: Final = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})+", re.ASCII)
_THOUSANDS: Final = re.compile(r"\d{1,3}[.,]\d{3}", re.ASCII)
_RANGE: Final = re.compile(r"(\S.*?) ?(?:[-–—]| to ) ?(\S.*)")
_AT_LEAST: Final = re.compile(r"(?:≥|>=|at least ) ?(\S.*)|(\S.*?) ?\+", re.IGNORECASE)


class Deaths(NamedTuple):
    """Persons, lowest, prevailing and highest claim; None for not known."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


def number(text: str) -> int | None:
    """A whole number from 0 to 100 million; None when the text says “not known”.

    Raises:
        CellError: it is none.
    """
    if _WHOLE.fullmatch(text):
        return _limited(text)
    if is_unknown(text):
        return None
    text = western(text)
    if found := _DECIMAL.fullmatch(text):
        return _limited(found[1])
    if _WHOLE.fullmatch(text) or _GROUPED.fullmatch(text) or _MILLIONS.fullmatch(text):
        return _limited(re.sub(r"\D", "", text))
    if _THOUSANDS.fullmatch(text):
        raise CellError(
            "this can be thousands or decimals: write whole numbers without a separator"
        )
    raise CellError("expected a whole number or nothing")


def _limited(figures: str) -> int:
    if int(figures) > NUMBER_LIMIT:
        raise CellError(f"at most {NUMBER_LIMIT:,} are taken")
    return int(figures)


def deaths(text: str) -> Deaths:
    """The deaths that one cell states: ``12``, ``12-15`` (low and high), ``10+`` (low).

    Raises:
        CellError: it states none.
    """
    if _WHOLE.fullmatch(text) or is_unknown(text):
        return Deaths(best=number(text))
    text = " ".join(western(text).split())
    if found := _AT_LEAST.fullmatch(text):
        return Deaths(low=number(found[1] or found[2]))
    if found := _RANGE.fullmatch(text):
        low, high = number(found[1]), number(found[2])
        if low is None or high is None or low > high:
            raise CellError("expected a lower number before a higher one, such as 12-15")
        return Deaths(low=low, high=high)
    return Deaths(best=number(text))
