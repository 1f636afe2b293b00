"""Event data of ACLED, the Armed Conflict Location & Event Data: one row per event, as CSV,
Excel or the JSON of its API. ``docs/sources/acled.md`` says what becomes of every column."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from geodata.readers.acled import vocabulary as words
from geodata.readers.acled.columns import DETAILS, REQUIRED, lowered, summary, unread
from geodata.readers.acled.lists import details, distinct, parties, publishers, split
from geodata.readers.acled.place import whereabouts
from geodata.readers.batches import batches, rejected_file
from geodata.readers.cells import NAME_LIMIT, SUMMARY_LIMIT, TITLE_LIMIT
from geodata.readers.rows import Table, refused
from geodata.readers.sheet import Sheet, joined
from geodata.readers.terms import Terms
from geodata.schema import Batch

LABEL: Final = "ACLED export"
ABOUT: Final = Terms(
    licence="ACLED terms of use",
    attribution="Armed Conflict Location & Event Data (ACLED); www.acleddata.com",
    url="https://acleddata.com/attributionpolicy",
    terms="ACLED must be named, with the day on which the data was accessed; its original"
    " rows may not be passed on or opened to other people.",
)

_LIST_LIMIT: Final = 5_000  # characters of a list of names; ACLED's longest have some hundreds


def recognises(table: Table) -> bool:
    """Whether a table is ACLED's, events or a summary of them, by the names of its columns."""
    names = lowered(table)
    return names.issuperset(REQUIRED) or bool(summary(names))


def read(table: Table, dataset: str, *, retrieved_at: datetime | None = None) -> Iterator[Batch]:
    """The events of an ACLED file; ``dataset`` is the value of their column ``source``.

    Columns are those of ACLED's codebook and of its older files, any case. Coordinates are
    degrees WGS84; days are the source's, taken as UTC; ``fatalities`` is the one number that
    ACLED states, in ``fatalities_best``. Versions are ``timestamp``, seconds since 1970.
    Refused are summaries as a whole, and rows without an id, a type that is known or a day
    that can be told, with coordinates that are off the globe or 0,0, or with a code of
    precision or a number that is none. ``retrieved_at`` needs a time zone.
    """
    names = lowered(table)
    if reason := summary(names):
        yield from rejected_file(refused(table.file, reason))
        return
    if missing := [name for name in REQUIRED if name not in names]:
        said = f"an ACLED export has the columns {', '.join(REQUIRED)}"
        yield from rejected_file(refused(table.file, f"{said}; not found: {', '.join(missing)}"))
        return
    noted = dataclasses.replace(table, notes=(*table.notes, *unread(table)))
    yield from batches(noted, lambda sheet: _sheet(sheet, dataset, retrieved_at))


def _sheet(sheet: Sheet, dataset: str, retrieved_at: datetime | None) -> Batch:
    ids = sheet.text("event_id_cnty", NAME_LIMIT, required=True)
    days = sheet.parsed("event_date", words.day, pa.date32(), required=True)
    shown = _shown(sheet)
    places = whereabouts(sheet, shown["location"], shown["admin1"])
    first, second = sheet.text("actor1", NAME_LIMIT), sheet.text("actor2", NAME_LIMIT)
    sub = pc.coalesce(sheet.text("sub_event_type", NAME_LIMIT), shown["event_type"])
    _check_year(sheet, days)
    return sheet.batch(
        dataset,
        {
            "source_id": ids,
            "date_start": days,
            "date_end": days,
            "date_precision": _date_precision(sheet),
            "event_type": _types(sheet, first, second),
            "sub_type": sub,
            "title": _title(_kind(sub, shown["event_type"]), first, second, places["place"]),
            "summary": sheet.text("notes", SUMMARY_LIMIT, lines=True),
            "actors": _parties(sheet, first, second),
            **places,
            "fatalities_best": sheet.parsed("fatalities", words.whole, pa.int32()),
            "tags": distinct([split(sheet.text("tags", _LIST_LIMIT))]),
            "sources": publishers(distinct([split(sheet.text("source", _LIST_LIMIT))])),
            "details": _details(shown, places["geo_precision"]),
            "retrieved_at": retrieved_at,
        },
        versions=_versions(sheet) if "timestamp" in sheet else None,
    )


def _shown(sheet: Sheet) -> dict[str, pa.Array]:
    """The columns that are shown as they stand."""
    return {
        name: sheet.text(name, NAME_LIMIT)
        for name in DETAILS
        if name in sheet or name in {"event_type", "location", "admin1"}
    }


def _check_year(sheet: Sheet, days: pa.Array) -> None:
    """Say where the column of the year is not the year of the day, which counts."""
    if "year" in sheet:
        years = pc.replace_substring_regex(sheet.raw("year"), r"\.0+$", "")
        same = pc.equal(years, pc.year(days).cast(pa.string()))
        other = pc.and_(pc.invert(same), pc.not_equal(years, ""))
        sheet.note(other, "year is not that of event_date, which is taken")


def _date_precision(sheet: Sheet) -> pa.Array:
    found = sheet.parsed(
        "time_precision", lambda value: words.code(value, words.DATE_PRECISION), pa.string()
    )
    sheet.note(
        pc.equal(sheet.raw("time_precision"), ""),
        "time_precision is empty: the date is taken to be known to the day",
    )
    return found


def _types(sheet: Sheet, first: pa.Array, second: pa.Array) -> pa.Array:
    """Event types; those that once were one word are told apart by who took part."""
    pair = ("event_type", "sub_event_type")
    found = sheet.combined(pair, words.event_type, pa.string())
    strange = sheet.combined(pair, words.unknown_development, pa.bool_())
    sheet.note(
        strange,
        "sub_event_type is not known for a strategic development: taken as mobilization",
    )
    either = pc.fill_null(pc.equal(found, words.RIOTS_PROTESTS), fill_value=False)
    if not pc.any(either).as_py():
        return found
    both = joined([first, second, *map(sheet.raw, ("inter1", "inter2"))], "\n")
    rioters = _mentions(both, r"(?m)^(Rioters\b.*|5(\.0)?)$")
    protesters = _mentions(both, r"(?m)^(Protesters\b.*|6(\.0)?)$")
    told = pc.if_else(rioters, "riot", pc.if_else(protesters, "protest", None))
    sheet.refuse(
        pc.and_(either, pc.is_null(told)),
        "event_type",
        "neither actor is Rioters or Protesters, so that it cannot be told which of both it"
        " was: write Riots or Protests",
    )
    return pc.if_else(either, told, found)


def _mentions(text: pa.Array, pattern: str) -> pa.Array:
    return pc.fill_null(pc.match_substring_regex(text, pattern), fill_value=False)


def _kind(sub: pa.Array, kind: pa.Array) -> pa.Array:
    """What an event is called in its title: “Other” alone says nothing."""
    return pc.if_else(pc.equal(sub, "Other"), kind, sub)


def _title(kind: pa.Array, first: pa.Array, second: pa.Array, place: pa.Array) -> pa.Array:
    """Such as “Armed clash: Rebels – Militia, Idleb”, of what there is."""
    who = joined([first, second], " – ")
    title = joined([kind, pc.if_else(pc.equal(who, ""), None, who)], ": ")
    title = joined([title, place], ", ")
    long = pc.greater(pc.utf8_length(title), TITLE_LIMIT)
    cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(title, 0, TITLE_LIMIT - 1), "…", "")
    return pc.if_else(long, cut, title)


def _parties(sheet: Sheet, first: pa.Array, second: pa.Array) -> pa.ListArray:
    """All who are named; of ACLED's columns only those of associated actors are lists."""
    with_first = [
        split(sheet.text(name, _LIST_LIMIT)) for name in ("assoc_actor_1", "ally_actor_1")
    ]
    with_second = [
        split(sheet.text(name, _LIST_LIMIT)) for name in ("assoc_actor_2", "ally_actor_2")
    ]
    return parties(distinct([first, *with_first, second, *with_second]))


def _versions(sheet: Sheet) -> pa.Array:
    """When a row was last changed, in seconds since 1970; 0 when that is not told."""
    told = pc.replace_substring_regex(sheet.raw("timestamp"), r"\.0+$", "")
    fit = pc.match_substring_regex(told, r"^\d{1,15}$")
    sheet.note(
        pc.and_(pc.invert(fit), pc.not_equal(told, "")),
        "timestamp is no number of seconds: the row counts as older than others of its id",
    )
    return pc.if_else(fit, told, "0").cast(pa.int64())


def _details(shown: Mapping[str, pa.Array], precision: pa.Array) -> pa.ListArray:
    """What ACLED says besides, labelled, its codes in words."""
    said = {name: _in_words(name, text) for name, text in shown.items()}
    # where the place is the event's own, it stands there already
    known = pc.is_in(precision, pa.array(["town", "admin2"]))
    said["location"] = pc.if_else(known, None, said["location"])
    return details([(label, said[name]) for name, label in DETAILS.items() if name in said])


def _in_words(name: str, text: pa.Array) -> pa.Array:
    if name not in words.IN_WORDS:
        return text
    coded = text.dictionary_encode()
    reworded = [words.IN_WORDS[name](value) for value in coded.dictionary.to_pylist()]
    return pa.array(reworded, pa.string()).take(coded.indices)
