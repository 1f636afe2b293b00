"""The columns of ACLED's files: events, and the summaries that are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from geodata.readers.rows import Table, named
from geodata.schema import Note

REQUIRED: Final = ("event_id_cnty", "event_date", "event_type")
DETAILS: Final[Mapping[str, str]] = {
    "event_type": "Event type",
    "disorder_type": "Kind of disorder",
    "civilian_targeting": "Civilians targeted",
    "inter1": "Kind of actor 1",
    "inter2": "Kind of actor 2",
    "interaction": "Kinds of actors together",
    "time_precision": "Precision of the date",
    "geo_precision": "Precision of the place",
    "location": "Place as coded",
    "admin3": "Third-level region",
    "admin2": "Second-level region",
    "admin1": "First-level region",
    "country": "Country as coded",
    "region": "World region",
    "source_scale": "Reach of the sources",
    "population_1km": "People living within 1 km",
    "population_2km": "People living within 2 km",
    "population_5km": "People living within 5 km",
    "population_best": "People exposed, best estimate",
}
_ALSO_READ: Final = frozenset(
    {
        "sub_event_type",
        "year",
        "actor1",
        "assoc_actor_1",
        "ally_actor_1",
        "actor2",
        "assoc_actor_2",
        "ally_actor_2",
        "iso",
        "iso3",
        "latitude",
        "longitude",
        "source",
        "notes",
        "fatalities",
        "tags",
        "timestamp",
    }
)
_PASSED_OVER: Final = frozenset({"data_id", "event_id_no_cnty", "gwno"})
"""Numbers of rows that change from file to file, and a code of countries that is not ISO's."""

_NAMED: Final = 10  # columns named in a note
_COUNTS: Final = frozenset({"events", "fatalities"})
_COUNTS_BY: Final = _COUNTS | frozenset(
    {
        "country",
        "region",
        "iso3",
        "admin1",
        "admin2",
        "admin1_pcode",
        "admin2_pcode",
        "month",
        "year",
    }
)
_INSTEAD: Final = (
    "a summary cannot be taken apart again: download the event data instead (acleddata.com, Data"
    " Export Tool or API), which has one row per event, with event_id_cnty and event_date"
)


def lowered(table: Table) -> frozenset[str]:
    """The names of a table's columns, of which the case does not count."""
    return frozenset(name.lower() for name in table.names)


def summary(names: frozenset[str]) -> str:
    """Why a table is none of events though ACLED's; empty when it is or is another's."""
    names = frozenset(name.replace(" ", "_") for name in names)
    if {"event_id_cnty", "deleted_timestamp"} <= names and "event_date" not in names:
        return "this is ACLED's list of deleted events, and no file of events"
    if {"week", "country", "events"} <= names:
        return (
            "this is ACLED's weekly summary: numbers of events by week, region and type, and no"
            f" list of events; {_INSTEAD}"
        )
    if {"country", "year"} <= names <= _COUNTS_BY and names & _COUNTS:
        by = "month" if "month" in names else "year"
        return (
            f"this is a summary by country and {by}, as ACLED publishes them, and no list of"
            f" events; {_INSTEAD}"
        )
    return ""


def unread(table: Table) -> Iterator[Note]:
    """What is not read of a table, so that no column vanishes."""
    known = {*REQUIRED, *_ALSO_READ, *DETAILS, *_PASSED_OVER}
    if other := [name for name in table.names if name.lower() not in known]:
        said = ", ".join(map(named, other[:_NAMED])) + (" …" if len(other) > _NAMED else "")
        yield Note(table.file, 0, f"columns that ACLED's files do not have are not read: {said}")
