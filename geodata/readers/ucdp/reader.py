"""UCDP's georeferenced events (GED): the annual and the candidate releases, and the API's JSON.

``docs/sources/ucdp.md`` has the columns, the mapping tables and the reasons for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from geodata.readers.batches import batches, rejected_file
from geodata.readers.cells import NAME_LIMIT
from geodata.readers.rows import Table, refused
from geodata.readers.sheet import Sheet
from geodata.readers.terms import Terms
from geodata.readers.ucdp import columns
from geodata.readers.ucdp import place as ucdp_where
from geodata.readers.ucdp import vocabulary as words
from geodata.readers.ucdp.citations import sources
from geodata.schema import Batch

LABEL: Final = "UCDP GED"
ABOUT: Final = Terms(
    licence="CC BY 4.0",
    attribution=(
        "Uppsala Conflict Data Program (UCDP), Georeferenced Event Dataset: Davies et al.,"
        " Organized violence, Journal of Peace Research (the article of the release’s year);"
        " Sundberg & Melander (2013), Introducing the UCDP Georeferenced Event Dataset, Journal of"
        " Peace Research 50(4). Candidate events: Hegre, Croicu, Eck & Högbladh (2020),"
        " Introducing the UCDP Candidate Events Dataset, Research & Politics 7(3)"
    ),
    url="https://ucdp.uu.se/downloads/",
)

_NEEDED: Final = frozenset({"id", "type_of_violence", "side_a", "side_b", "date_start"})
_RELATIONAL: Final = re.compile(r"[A-Z]{3}-\d{4}-[123]-\d+-[\d.]+", re.ASCII)


def recognises(table: Table) -> bool:
    """Whether a table is of UCDP, by its columns: events, or yearly data (refused by name)."""
    names = {name.lower() for name in table.names}
    return names >= _NEEDED or _headless(table.names) or bool(_yearly(names))


def read(table: Table, dataset: str, *, retrieved_at: datetime | None = None) -> Iterator[Batch]:
    """The events of a release, in ``EVENT_SCHEMA``.

    Days are UTC, coordinates degrees WGS84, deaths persons. Refused as a whole: UCDP's yearly
    data, and a file without the names of its columns. Refused row by row: no id, day or type,
    numbers and codes that are none, an end before the start, and
    coordinates off the globe or at 0,0. ``versions`` puts clear events over candidates.
    """
    names = {name.lower() for name in table.names}
    if _headless(table.names):
        reason = "these are UCDP events without the line that names the columns: copy the first"
        yield from rejected_file(
            refused(table.file, f"{reason} line of another GED file to the top")
        )
    elif not names >= _NEEDED and (kind := _yearly(names)):
        reason = f"this is {kind}, which holds no single events: download the UCDP Georeferenced"
        yield from rejected_file(refused(table.file, f"{reason} Event Dataset (GED) instead"))
    elif not names >= _NEEDED:
        missing = ", ".join(sorted(_NEEDED - names))
        yield from rejected_file(
            refused(table.file, f"UCDP events have these columns too: {missing}")
        )
    else:
        yield from batches(table, lambda sheet: _sheet(sheet, dataset, retrieved_at))


def _headless(names: Sequence[str]) -> bool:
    """Whether what should name the columns is an event, as in a few candidate releases."""
    return len(names) > 1 and names[0].isdigit() and bool(_RELATIONAL.fullmatch(names[1]))


def _yearly(names: set[str]) -> str:
    return next((kind for columns, kind in words.YEARLY if names >= columns), "")


def _sheet(sheet: Sheet, dataset: str, retrieved_at: datetime | None) -> Batch:
    violence = columns.codes(sheet, "type_of_violence", words.VIOLENCE, required=True)
    where = columns.codes(sheet, "where_prec", words.WHERE)
    when = columns.codes(sheet, "date_prec", words.WHEN)
    side_a = columns.text(sheet, "side_a", NAME_LIMIT)
    side_b = columns.text(sheet, "side_b", NAME_LIMIT)
    around = ucdp_where.areas(sheet)
    place = ucdp_where.place(sheet, around)
    days = columns.days(sheet, when)
    cited = sources(sheet)
    said = [
        *columns.said(sheet, where, when),
        ("Country in UCDP", around.country),
        ("First-order area", around.first),
        ("Second-order area", around.second),
        ("Original source", columns.several(cited, columns.text(sheet, "source_original", 500))),
    ]
    return sheet.batch(
        dataset,
        {
            "source_id": columns.ids(sheet),
            **days,
            "event_type": columns.word(violence, words.EVENT_TYPE),
            "sub_type": columns.word(violence, words.VIOLENCE),
            "title": columns.titles(violence, side_a, side_b, where, place),
            "summary": ucdp_where.summary(sheet, place),
            "actors": columns.parties(side_a, side_b),
            "place": place,
            **ucdp_where.position(sheet, where, days["date_start"], around),
            **columns.fatalities(sheet),
            "storylines": columns.single(columns.text(sheet, "conflict_name", NAME_LIMIT)),
            "details": columns.details(said),
            "sources": cited,
            "retrieved_at": retrieved_at,
        },
        versions=columns.versions(sheet),
    )
