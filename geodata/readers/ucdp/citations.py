"""The reports that UCDP's event data cites, one source each where they can be told apart.

Newer events hold ``source_article`` as ``"publisher,2023-04-24,headline";"…"``, and the same
again as lists in ``source_office``, ``source_date`` and ``source_headline``. Events coded
before 2013 hold free text (``Reuters 9/1 1992``), which is not taken apart: what is the
publisher in it, and what the date, would be a guess.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from geodata.readers.cells import NAME_LIMIT, TITLE_LIMIT
from geodata.readers.sheet import CellError, Sheet
from geodata.readers.ucdp import vocabulary as words
from geodata.schema import EVENT_SCHEMA

UNSPLIT: Final = "As cited by UCDP"
"""The publisher of a citation that is kept as one text."""

_KIND: Final = EVENT_SCHEMA.field("sources").type
_COLUMNS: Final = ("source_article", "source_office", "source_date", "source_headline")
_PART: Final = "\x1f"  # between cells; clean text holds none
_CITED: Final = re.compile(r"(.{1,400}?),(\d{4}-\d\d-\d\d),(.*)", re.DOTALL)
_NOTE_LIMIT: Final = 4_000
_MOST: Final = 200


class _Cited(NamedTuple):
    publisher: str
    title: str | None
    published: date | None
    note: str | None


def sources(sheet: Sheet) -> pa.Array:
    """The sources of each row, as ``EVENT_SCHEMA`` has them.

    ``source_original``, whom the reports quote, becomes the note of a single report; where
    there are several it is not told which one quotes whom, and it is left to the details.
    """
    cells = [pc.fill_null(sheet.text(name, 100_000), "") for name in _COLUMNS]
    quoted = pc.fill_null(sheet.text("source_original", _NOTE_LIMIT), "")
    coded = pc.binary_join_element_wise(*cells, quoted, _PART).dictionary_encode()
    publishers: list[str] = []
    titles: list[str | None] = []
    published: list[date | None] = []
    notes: list[str | None] = []
    ends = [0]
    for value in coded.dictionary.to_pylist():
        for cited in _cited(*value.split(_PART)):
            publishers.append(cited.publisher)
            titles.append(cited.title)
            published.append(cited.published)
            notes.append(cited.note)
        ends.append(len(publishers))
    nothing = pa.nulls(len(publishers), pa.string())
    flat = pa.StructArray.from_arrays(
        [
            pa.array(publishers, pa.string()),
            pa.array(titles, pa.string()),
            nothing,
            pa.array(published, pa.date32()),
            nothing,
            pa.array(notes, pa.string()),
            *(pa.nulls(len(publishers), pa.int32()) for _ in ("low", "high")),
        ],
        fields=list(_KIND.value_type),
    )
    lists = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), flat)
    return lists.take(coded.indices).cast(_KIND)


def _cited(article: str, office: str, when: str, headline: str, quoted: str) -> list[_Cited]:
    """The reports of one event, all or none of them taken apart."""
    found = _articles(article) or _lists(office, when, headline)
    if not found and article not in words.UNKNOWN:
        long = len(article) > TITLE_LIMIT
        found = [_Cited(UNSPLIT, _cut(article, TITLE_LIMIT), None, article if long else None)]
    if len(found) == 1 and quoted not in words.UNKNOWN:
        note = f"Quotes: {quoted}"
        found = [found[0]._replace(note=f"{found[0].note}\n{note}" if found[0].note else note)]
    return found[:_MOST]


def _articles(article: str) -> list[_Cited]:
    """``"publisher,2023-04-24,headline";"…"``; empty unless every part is so."""
    if not article.startswith('"') or not article.endswith('"'):
        return []
    parts = [_CITED.fullmatch(part.strip()) for part in re.split(r'" ?; ?"', article[1:-1])]
    whole = [_source(part[1], part[2], part[3]) for part in parts if part]
    return whole if len(whole) == len(parts) else []


def _lists(office: str, when: str, headline: str) -> list[_Cited]:
    """Three lists of the same length; empty when they are not, as headlines hold semicolons."""
    lists = [[] if text in words.UNKNOWN else text.split(";") for text in (office, when, headline)]
    if len(lists[0]) == 1 == len(lists[1]):
        return [_source(office, when, headline)]
    if not lists[0] or len(lists[0]) != len(lists[1]):
        return []
    titles = lists[2] if len(lists[2]) == len(lists[0]) else [""] * len(lists[0])
    return [_source(*one) for one in zip(lists[0], lists[1], titles, strict=True)]


def _source(publisher: str, when: str, headline: str) -> _Cited:
    try:
        published = words.day(when.strip())
    except CellError:
        published = None
    named = publisher.strip()
    known = UNSPLIT if named in words.UNKNOWN else _cut(named, NAME_LIMIT)
    title = headline.strip()
    return _Cited(known, _cut(title, TITLE_LIMIT) if title else None, published, None)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
