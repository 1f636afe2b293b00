"""Columns of events out of columns of UCDP's event data, a whole part of a file at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geodata.readers.cells import NAME_LIMIT, TITLE_LIMIT
from geodata.readers.sheet import CellError, Sheet, joined
from geodata.readers.ucdp import vocabulary as words
from geodata.schema import EVENT_SCHEMA

_DEATHS: Final = (("low", "low_est"), ("best", "best_est"), ("high", "high_est"))
"""The columns of each estimate; the second is that of releases before 17.1."""

_AS_IT_STANDS: Final[Mapping[str, str]] = {
    "dyad_name": "Dyad",
    "relid": "UCDP relational id",
    "conflict_new_id": "UCDP conflict id",
    "dyad_new_id": "UCDP dyad id",
    "side_a_new_id": "UCDP id of side A",
    "side_b_new_id": "UCDP id of side B",
    "priogrid_gid": "PRIO-GRID cell",
}
_COUNTED: Final[Mapping[str, str]] = {
    "deaths_a": "Deaths of side A",
    "deaths_b": "Deaths of side B",
    "deaths_civilians": "Deaths of civilians",
    "deaths_unknown": "Deaths of unknown persons",
    "number_of_sources": "Number of reports",
}
_DETAIL_LIMIT: Final = 500
_INACTIVE: Final = "no: below 25 deaths that year"
_ONE_SIDED: Final = 3

Ints = npt.NDArray[np.int64]


def text(sheet: Sheet, column: str, limit: int) -> pa.StringArray:
    """One line of text; null where the cell is empty or says NULL or NA."""
    found = sheet.text(column, limit)
    nothing = pc.is_in(found, pa.array(words.UNKNOWN))
    return pc.if_else(nothing, pa.scalar(None, pa.string()), found)


def codes(
    sheet: Sheet, column: str, meaning: Mapping[int, str], *, required: bool = False
) -> pa.Int32Array:
    """The codes of a column that are in a table; any other is refused."""
    parse = words.coded(meaning)
    parse = words.required(parse) if required else parse
    return sheet.parsed(column, parse, pa.int32(), required=required)


def word(found: pa.Int32Array, meaning: Mapping[int, str]) -> pa.StringArray:
    """What codes stand for."""
    return pa.array([meaning.get(code) for code in range(max(meaning) + 1)]).take(found)


def ids(sheet: Sheet) -> pa.StringArray:
    """UCDP's number of each event, also where a statistics program wrote it as ``48528.0``."""
    found = sheet.text("id", NAME_LIMIT, required=True)
    sheet.refuse(pc.is_in(found, pa.array(words.UNKNOWN[1:])), "id", "this column may not be empty")
    return _whole(found)


def days(sheet: Sheet, when: pa.Int32Array) -> dict[str, pa.Array]:
    """``date_start``, ``date_end`` and ``date_precision``; the precision covers the window."""
    first = sheet.parsed("date_start", words.required(words.day), pa.date32(), required=True)
    last = pc.coalesce(sheet.parsed("date_end", words.day, pa.date32()), first)
    before = pc.less(last, first)
    sheet.refuse(before, "date_end", "it is before date_start")
    start = pc.fill_null(first, 0).to_numpy(zero_copy_only=False).astype("datetime64[D]")
    end = pc.fill_null(last, 0).to_numpy(zero_copy_only=False).astype("datetime64[D]")
    precision = _precision(start, end, numbers(when))
    return {"date_start": first, "date_end": last, "date_precision": pa.array(precision)}


def _precision(
    start: npt.NDArray[np.datetime64], end: npt.NDArray[np.datetime64], when: Ints
) -> npt.NDArray[np.str_]:
    one = start == end
    whole_years = (start == start.astype("datetime64[Y]")) & (
        end + 1 == (end + 1).astype("datetime64[Y]")
    )
    return np.select(
        # a window of a few days is its own precision; one day for a window hides its ends
        [(when == 2) & one, when == 3, (when == 5) & (one | whole_years), when >= 4],  # noqa: PLR2004 - codes of date_prec
        ["week", "week", "year", "month"],
        "day",
    )


def titles(
    violence: pa.Int32Array,
    side_a: pa.StringArray,
    side_b: pa.StringArray,
    where: pa.Int32Array,
    named: pa.StringArray,
) -> pa.StringArray:
    """``Government of X – Y: armed violence near Z``; nothing that UCDP does not say."""
    one_sided = pc.fill_null(pc.equal(violence, _ONE_SIDED), fill_value=False)
    both = joined([side_a, side_b], " – ")
    who = pc.coalesce(pc.if_else(one_sided, side_a, both), pa.scalar(""))
    what = pc.if_else(one_sided, "violence against civilians", "armed violence")
    capital = pc.if_else(one_sided, "Violence against civilians", "Armed violence")
    head = pc.if_else(pc.equal(who, ""), capital, pc.binary_join_element_wise(who, what, ": "))
    before = pc.fill_null(word(where, words.BEFORE_PLACE), " in ")
    at = pc.coalesce(pc.binary_join_element_wise(before, named, ""), pa.scalar(""))
    title = pc.binary_join_element_wise(head, at, "")
    cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(title, 0, TITLE_LIMIT - 1), "…", "")
    return pc.if_else(pc.greater(pc.utf8_length(title), TITLE_LIMIT), cut, title)


def parties(side_a: pa.StringArray, side_b: pa.StringArray) -> pa.ListArray:
    """Both sides, each once; UCDP's A and B say nothing of who began."""
    other = pc.if_else(pc.equal(side_a, side_b), pa.scalar(None, pa.string()), side_b)
    other = pc.if_else(pc.is_null(side_a), side_b, other)
    ends, names, _ = _by_row([side_a, other])
    roles = pa.repeat("party", len(names))
    pairs = pa.StructArray.from_arrays([names, roles], ["name", "role"])
    return pa.ListArray.from_arrays(ends, pairs).cast(EVENT_SCHEMA.field("actors").type)


def single(found: pa.StringArray) -> pa.ListArray:
    """Lists of one text or none."""
    ends, values, _ = _by_row([found])
    return pa.ListArray.from_arrays(ends, values)


def several(cited: pa.ListArray, found: pa.StringArray) -> pa.StringArray:
    """Texts of the rows that have no source or several."""
    one = pc.equal(pc.list_value_length(cited), 1)
    return pc.if_else(one, pa.scalar(None, pa.string()), found)


def fatalities(sheet: Sheet) -> dict[str, pa.Array]:
    """The three estimates. Where they do not rise, which is an error of the release, only the
    best one is taken, and the event's page has all three."""
    low, best, high = (sheet.parsed(name, words.number, pa.int32()) for name in _names(sheet))
    wrong = _contradictory(low, best, high)
    sheet.note(wrong, "the estimates of deaths contradict one another: only the best one is taken")
    nothing = pa.scalar(None, pa.int32())
    return {
        "fatalities_low": pc.if_else(wrong, nothing, low),
        "fatalities_best": best,
        "fatalities_high": pc.if_else(wrong, nothing, high),
    }


def _names(sheet: Sheet) -> list[str]:
    return [new if new in sheet or old not in sheet else old for new, old in _DEATHS]


def _contradictory(low: pa.Array, best: pa.Array, high: pa.Array) -> pa.BooleanArray:
    falls = [pc.greater(low, best), pc.greater(best, high), pc.greater(low, high)]
    first, second, third = (pc.fill_null(one, fill_value=False) for one in falls)
    return pc.or_(first, pc.or_(second, third))


def _as_coded(sheet: Sheet) -> pa.StringArray:
    """The three estimates of the rows in which they contradict one another."""
    raw = [text(sheet, name, _DETAIL_LIMIT) for name in _names(sheet)]
    numbers = [sheet.parsed(name, _or_nothing, pa.int32()) for name in _names(sheet)]
    wrong = _contradictory(*numbers)
    labelled = [
        pc.binary_join_element_wise(label, one.fill_null("not stated"), " ")
        for label, one in zip(("low", "best", "high"), raw, strict=True)
    ]
    said = pc.binary_join_element_wise(*labelled, ", ")
    return pc.if_else(wrong, said, pa.scalar(None, pa.string()))


def _or_nothing(value: str) -> int | None:
    """A number, or nothing for one that is refused elsewhere."""
    try:
        return words.number(value)
    except CellError:
        return None


def versions(sheet: Sheet) -> pa.Int64Array | None:
    """1 for an event that UCDP holds for clear, 0 for a candidate still to be checked."""
    if "code_status" not in sheet:
        return None
    return pc.equal(pc.utf8_lower(sheet.raw("code_status")), "clear").cast(pa.int64())


Said = tuple[str, pa.StringArray]


def said(sheet: Sheet, where: pa.Int32Array, when: pa.Int32Array) -> list[Said]:
    """What the event's page says besides, label and column."""
    nothing = pa.scalar(None, pa.string())
    status = text(sheet, "code_status", _DETAIL_LIMIT)
    inactive = pc.is_in(pc.utf8_lower(sheet.raw("active_year")), pa.array(["false", "0", "f"]))
    clarity = text(sheet, "event_clarity", _DETAIL_LIMIT)
    for code, meaning in words.CLARITY.items():
        clarity = pc.if_else(pc.equal(_whole(clarity), str(code)), meaning, clarity)
    return [
        ("Place precision", word(where, words.WHERE)),
        ("Date precision", word(when, words.WHEN)),
        ("Event clarity", clarity),
        ("Active year", pc.if_else(inactive, _INACTIVE, nothing)),
        ("Deaths as coded, contradictory", _as_coded(sheet)),
        ("Coding status", pc.if_else(pc.equal(pc.utf8_lower(status), "clear"), nothing, status)),
        *((label, _counted(sheet, column)) for column, label in _COUNTED.items()),
        *((label, text(sheet, name, _DETAIL_LIMIT)) for name, label in _AS_IT_STANDS.items()),
    ]


def _counted(sheet: Sheet, column: str) -> pa.StringArray:
    """A number as it stands; -1 is UCDP's word for not known."""
    found = _whole(text(sheet, column, _DETAIL_LIMIT))
    return pc.if_else(pc.equal(found, "-1"), pa.scalar(None, pa.string()), found)


def _whole(found: pa.StringArray) -> pa.StringArray:
    """Whole numbers without the ``.0`` that statistics programs write."""
    return pc.replace_substring_regex(found, r"^(-?\d+)\.0$", r"\1")


def details(pairs: Sequence[Said]) -> pa.ListArray:
    """Labelled texts as ``details``, those that are null left out."""
    ends, values, which = _by_row([found for _, found in pairs])
    labels = pa.array([label for label, _ in pairs]).take(pa.array(which))
    named = pa.StructArray.from_arrays([labels, values], ["name", "value"])
    return pa.ListArray.from_arrays(ends, named).cast(EVENT_SCHEMA.field("details").type)


def _by_row(columns: Sequence[pa.StringArray]) -> tuple[pa.Int32Array, pa.StringArray, Ints]:
    """The values of several columns row after row without nulls: where each row ends (with a
    first 0), the values, and the column of each."""
    stated = np.column_stack([np.asarray(column.is_valid()) for column in columns])
    row, which = np.nonzero(stated)
    flat = pa.concat_arrays(columns)
    values = flat.take(pa.array(which * len(stated) + row))
    ends = np.concatenate([[0], np.cumsum(stated.sum(axis=1))])
    return pa.array(ends, pa.int32()), values, which


def numbers(found: pa.Int32Array) -> Ints:
    """Codes as numbers, 0 for none."""
    return np.asarray(pc.fill_null(found, 0), dtype=np.int64)
