"""Tag rows of the Humanitarian Exchange Language (HXL), which say what columns hold.

Facts: HXL standard 1.1, dictionary of hashtags and attributes; the tags that the
Humanitarian Data Exchange gives to files of ACLED and UCDP.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from geodata.readers.rows import Rows

ROWS_LOOKED_AT: Final = 25
"""The standard wants the tag row among the first 25 rows."""

_TAG: Final = re.compile(r"#[A-Za-z]\w*(?:\s*\+\s*[A-Za-z]\w*)*")
_ENOUGH: Final = 0.5

_RULES: Final = (
    *(("date_start", "#date+occurred"), ("date_start", "#date+start"), ("date_start", "#date")),
    *(("date_end", "#date+end"), ("year", "#date+year"), ("year", "#date+start+year")),
    *(("lat", "#geo+lat"), ("lon", "#geo+lon"), ("coordinates", "#geo+coord")),
    *(("country", "#country+code"), ("country", "#country+name"), ("country", "#country")),
    *(("admin1", "#adm1+name"), ("admin1", "#adm1+code"), ("admin1", "#adm1")),
    *(("place", "#loc+name"), ("place", "#loc"), ("event_type", "#event+type")),
    *(("sub_type", "#event+sub+type"), ("id", "#event+id"), ("id", "#event+code")),
    *(("id", "#meta+id"), ("title", "#event+name"), ("title", "#event")),
    *(("actor1", "#group+first+name"), ("actor1", "#actor+first+name")),
    *(("actor2", "#group+name+second"), ("actor2", "#actor+name+second")),
    *(("actors", "#group+name"), ("actors", "#group"), ("actors", "#actor+name")),
    *(("actors", "#actor"), ("actors", "#org+name"), ("actors", "#org")),
    *(("fatalities_best", "#affected+killed"), ("fatalities_best", "#affected+killed+num")),
    *(("fatalities_best", "#affected+killed+total"), ("fatalities_low", "#affected+killed+min")),
    *(("fatalities_high", "#affected+killed+max"), ("summary", "#description")),
    *(("summary", "#event+description"), ("source_url", "#meta+url")),
    *(("source_url", "#meta+source+url"), ("source_publisher", "#meta+source")),
    *(("source_publisher", "#meta+name+source"), ("date_precision", "#date+precision")),
)
"""Fields and the tags that fill them, better ones first; attributes in the order of letters."""

# of several columns of one tag the one in English, or in no said language; or with ISO codes
_PREFERRED: Final = ("i_en", "v_iso3", "v_iso2")
_INDIFFERENT: Final = re.compile(r"v_iso[23]?|v_pcodes?|i_[a-z]{2,3}|text")


class HxlTag(NamedTuple):
    """A hashtag with its attributes, in small letters."""

    hashtag: str
    attributes: frozenset[str]


def parse(text: str) -> HxlTag | None:
    """The tag that a cell is, else None."""
    if not _TAG.fullmatch(text.strip()):
        return None
    hashtag, *attributes = (part.strip() for part in text.strip().casefold().split("+"))
    return HxlTag(hashtag, frozenset(attributes))


def is_tag_row(cells: Iterable[str]) -> bool:
    """Whether the cells of a row are tags: at least half of the filled ones, and two."""
    filled = [cell for cell in cells if cell.strip()]
    tags = sum(parse(cell) is not None for cell in filled)
    return tags >= min(2, len(filled)) and tags >= _ENOUGH * len(filled) and tags > 0


def tag_row(rows: Rows) -> int | None:
    """Where the tag row stands among the first rows of a table; None when there is none."""
    for at in range(min(ROWS_LOOKED_AT, len(rows.lines))):
        if is_tag_row(str(values[at]) for values in rows.values.values()):
            return at
    return None


def fields(names: Sequence[str], cells: Mapping[str, str]) -> dict[str, str]:
    """The columns of the fields that tags name; ``cells`` are the tags by column."""
    tags = {name: parse(cells.get(name, "")) for name in names}
    found: dict[str, str] = {}
    for field, wanted in _RULES:
        if field in found:
            continue
        fitting = [name for name, tag in tags.items() if tag and _bare(tag) == wanted]
        free = [name for name in fitting if name not in found.values()]
        if free:
            found[field] = min(free, key=lambda name: _rank(tags[name]))
    if "date_start" in found:
        found.pop("year", None)
    return found


def _bare(tag: HxlTag) -> str:
    """A tag without attributes that change nothing of what a column holds."""
    kept = sorted(one for one in tag.attributes if not _INDIFFERENT.fullmatch(one))
    return "+".join([tag.hashtag, *kept])


def _rank(tag: HxlTag | None) -> int:
    attributes = tag.attributes if tag else frozenset()
    foreign = any(one.startswith("i_") for one in attributes)
    last = len(_PREFERRED) + foreign
    return next((at for at, one in enumerate(_PREFERRED) if one in attributes), last)
