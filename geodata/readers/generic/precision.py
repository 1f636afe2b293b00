"""How well the places of the rows of a table are known, checked against what they say."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata.folding import fold
from geodata.readers.cells import nearest
from geodata.readers.generic.folding import is_unknown
from geodata.readers.generic.mapping import TableMapping
from geodata.readers.sheet import CellError, Sheet
from geodata.schema import GEO_PRECISIONS

_WITH_POINT: Final = frozenset({"exact", "town", "admin2"})
_PRECISION: Final = tuple(GEO_PRECISIONS)
_ALSO: Final = {
    **{fold(label): word for word, label in GEO_PRECISIONS.items()},
    "city": "town",
    "village": "town",
    "province": "admin1",
    "national": "country",
}


class _Outcome(NamedTuple):
    """What becomes of what a row says of its place."""

    precision: str
    drop_point: bool = False
    fault: str = ""
    note: str = ""


def precisions(
    sheet: Sheet,
    mapping: TableMapping,
    has_point: npt.NDArray[np.bool_],
    within: npt.NDArray[np.bool_],
    has_country: npt.NDArray[np.bool_],
) -> tuple[pa.StringArray, npt.NDArray[np.bool_]]:
    """The precision of each row, and whose point is dropped for it."""
    column = mapping.columns.get("geo_precision", "")
    stated = np.zeros(len(sheet), dtype=np.int64)
    if column:
        said = sheet.parsed(column, _word, pa.int64()).fill_null(0)
        stated = np.asarray(said.to_numpy(zero_copy_only=False), dtype=np.int64)
    # few combinations for many rows: each is settled once
    key = stated * 8 + has_point * 4 + within * 2 + has_country
    kinds, which = np.unique(key, return_inverse=True)
    outcomes = [_settled(int(kind), mapping.geo_precision) for kind in kinds]
    for at, outcome in enumerate(outcomes):
        if outcome.fault:
            sheet.refuse(which == at, column, outcome.fault)
        if outcome.note:
            sheet.note(which == at, outcome.note)
    words = pa.array([outcome.precision for outcome in outcomes], pa.string())
    dropped = np.array([outcome.drop_point for outcome in outcomes], dtype=bool)
    return words.take(pa.array(which.ravel())), dropped[which.ravel()]


def may_be_a_point(sheet: Sheet, mapping: TableMapping) -> npt.NDArray[np.bool_]:
    """Which rows say nothing of their precision, or that a point is known."""
    column = mapping.columns.get("geo_precision", "")
    if not column:
        return np.ones(len(sheet), dtype=bool)
    coded = sheet.raw(column).dictionary_encode()
    fitting = [
        is_unknown(text) or _ALSO.get(fold(text), text.casefold()) in {"", *_WITH_POINT}
        for text in coded.dictionary.to_pylist()
    ]
    return np.asarray(pa.array(fitting, pa.bool_()).take(coded.indices))


def _word(text: str) -> int | None:
    """Where a word stands among the precisions, from 1."""
    word = _ALSO.get(fold(text), text.casefold())
    if word not in _PRECISION and is_unknown(text):
        return None
    if word not in _PRECISION:
        raise CellError(f"expected one of {', '.join(_PRECISION)}{nearest(word, _PRECISION)}")
    return _PRECISION.index(word) + 1


def _settled(key: int, usual: str) -> _Outcome:
    """What becomes of a combination of a stated precision with point, region and country."""
    stated, point, within, country = key >> 3, bool(key & 4), bool(key & 2), bool(key & 1)
    narrowest = "admin1" if within else "country" if country else "none"
    if not stated:
        return _Outcome(usual if point else narrowest)
    word = _PRECISION[stated - 1]
    found = _too_narrow(word, narrowest, point=point, within=within)
    return found or _too_wide(word, point=point, within=within, country=country) or _Outcome(word)


def _too_narrow(word: str, narrowest: str, *, point: bool, within: bool) -> _Outcome | None:
    """A precision that the row does not bear out becomes the one it does."""
    if word in _WITH_POINT and not point:
        note = f"“{word}” needs coordinates: taken as {GEO_PRECISIONS[narrowest]}"
    elif word == "admin1" and not (point or within):
        note = f"no governorate that is known here: taken as {GEO_PRECISIONS[narrowest]}"
    else:
        return None
    return _Outcome(narrowest, note=note)


def _too_wide(word: str, *, point: bool, within: bool, country: bool) -> _Outcome | None:
    """A precision that says less than the row is refused, or the point is not kept."""
    if word == "none" and (point or within or country):
        return _Outcome(word, fault="coordinates, country and regions must then be empty")
    if word != "country":
        return None
    if within:
        return _Outcome(word, fault="a governorate or zone says more than that: say admin1")
    if not country:
        return _Outcome(word, fault="this needs a country")
    note = "known to the country only: the coordinates are not where it happened, not kept"
    return _Outcome(word, drop_point=True, note=note) if point else None
