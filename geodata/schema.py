"""The event table: its columns, its controlled words, and what a reader hands over.

One row is one reported event. Days are calendar days in UTC, both ends included;
coordinates are degrees WGS84 (EPSG:4326); numbers of deaths are persons, and null
means *not known*, never zero.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

import pyarrow as pa

# Order is the stacking order of every chart, from the axis outwards, and the
# position of a group in every tuple of counts.
GROUPS: Final[tuple[str, ...]] = (
    "violence",
    "posture",
    "demonstrations",
    "politics",
    "diplomacy",
    "humanitarian",
)
GROUP_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {group: group.capitalize() for group in GROUPS}
)


class EventType(NamedTuple):
    """What a reader sees for an event type, and the group that gives it colour and shape."""

    label: str
    group: str


EVENT_TYPES: Final[Mapping[str, EventType]] = MappingProxyType(
    {
        "battle": EventType("Battle", "violence"),
        "remote_violence": EventType("Explosion or remote violence", "violence"),
        "violence_against_civilians": EventType("Violence against civilians", "violence"),
        "mobilization": EventType("Mobilization", "posture"),
        "protest": EventType("Protest", "demonstrations"),
        "riot": EventType("Riot", "demonstrations"),
        "political_change": EventType("Political change", "politics"),
        "consultation": EventType("Consultation", "diplomacy"),
        "agreement": EventType("Agreement", "diplomacy"),
        "statement": EventType("Statement", "diplomacy"),
        "aid": EventType("Aid", "humanitarian"),
    }
)

DATE_PRECISIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "day": "dated to the day",
        "week": "dated to the week",
        "month": "dated to the month",
        "year": "dated to the year",
    }
)
GEO_PRECISIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "exact": "exact place",
        "town": "town",
        "admin2": "district",
        "admin1": "governorate",
        "country": "country only",
        "none": "without a place",
    }
)
POINT_PRECISIONS: Final = ("exact", "town", "admin2")
"""Of an event that is known to a point: its coordinates say where it was."""
ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "initiator": "Initiator",
        "target": "Target",
        "party": "Party",
        "mediator": "Mediator",
        "host": "Host",
        "subject": "Subject",
        "witness": "Witness",
    }
)

# The Admiralty code: NATO AJP-2.1, source reliability A-F and credibility of the
# information 1-6.
RELIABILITY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A": "Completely reliable source",
        "B": "Usually reliable source",
        "C": "Fairly reliable source",
        "D": "Not usually reliable source",
        "E": "Unreliable source",
        "F": "Reliability of the source cannot be judged",
    }
)
CREDIBILITY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "1": "confirmed by other sources",
        "2": "probably true",
        "3": "possibly true",
        "4": "doubtful",
        "5": "improbable",
        "6": "truth cannot be judged",
    }
)

AGGREGATE_TAG: Final = "aggregate"

ACTOR_TYPE: Final = pa.struct([("name", pa.string()), ("role", pa.string())])
DETAIL_TYPE: Final = pa.struct([("name", pa.string()), ("value", pa.string())])
SOURCE_TYPE: Final = pa.struct(
    [
        ("publisher", pa.string()),
        ("title", pa.string()),
        ("url", pa.string()),
        ("published", pa.date32()),
        ("language", pa.string()),
        ("note", pa.string()),
        ("fatalities_low", pa.int32()),
        ("fatalities_high", pa.int32()),
    ]
)
"""A published report. ``fatalities_low`` and ``fatalities_high`` are the deaths that it states
itself for the event, persons: equal for one number, one of them null for "at least" or "at most",
both null where no number of its own is recorded."""

EVENT_SCHEMA: Final = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("source_id", pa.string(), nullable=False),
        pa.field("date_start", pa.date32(), nullable=False),
        pa.field("date_end", pa.date32(), nullable=False),
        pa.field("date_precision", pa.string(), nullable=False),
        pa.field("event_type", pa.string(), nullable=False),
        pa.field("sub_type", pa.string()),
        pa.field("title", pa.string(), nullable=False),
        pa.field("summary", pa.string(), nullable=False),
        pa.field("actors", pa.list_(ACTOR_TYPE), nullable=False),
        pa.field("place", pa.string()),
        pa.field("lon", pa.float64()),
        pa.field("lat", pa.float64()),
        pa.field("geo_precision", pa.string(), nullable=False),
        pa.field("country", pa.string()),
        pa.field("admin1", pa.string()),
        pa.field("zones", pa.list_(pa.string()), nullable=False),
        pa.field("about", pa.list_(pa.string()), nullable=False),
        pa.field("fatalities_low", pa.int32()),
        pa.field("fatalities_best", pa.int32()),
        pa.field("fatalities_high", pa.int32()),
        pa.field("reliability", pa.string(), nullable=False),
        pa.field("credibility", pa.string(), nullable=False),
        pa.field("storylines", pa.list_(pa.string()), nullable=False),
        pa.field("tags", pa.list_(pa.string()), nullable=False),
        pa.field("details", pa.list_(DETAIL_TYPE), nullable=False),
        pa.field("sources", pa.list_(SOURCE_TYPE), nullable=False),
        pa.field("retrieved_at", pa.timestamp("us", tz="UTC")),
    ]
)
"""What a reader yields. ``date_end`` equals ``date_start`` for one day. ``country``,
``admin1`` and ``zones`` may be empty: locating fills them for events that have a point.
``country`` is ISO 3166-1 alpha-3; ``admin1`` and ``about`` are region codes such as
``SYR-Sweida``, ``UNDOF``, ``Golan``. ``details`` is what the source says besides, in its own
words, for the reader of one event. ``updated_at`` is the store's own."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken: where it stood and what a person can do about it.

    ``row`` counts as the file's own programs do: the line of a text file from 1, header
    included, the row of a sheet, or the item of a JSON list or Parquet table from 1. A file
    refused as a whole is one fault of row 1 without a column. ``column`` is empty when the
    whole row is at fault.
    """

    file: str
    row: int
    column: str
    value: str
    reason: str


class Note(NamedTuple):
    """Something a person should know about rows that were taken, or about the whole file.

    ``row`` is the first row concerned, 0 for the file; ``rows`` is how many are.
    """

    file: str
    row: int
    text: str
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Batch:
    """A part of a file as read.

    ``events`` are in ``EVENT_SCHEMA``; ``lines`` has the row of each, counted as in
    ``Rejected``. ``versions``, where the source tells, orders editions of the same event: of
    rows with the same id the highest counts. ``rejected`` holds the faults of rows not taken;
    a row may have several. ``rows`` is how many rows of events were read, taken or not, and
    ``done`` the part of the file behind this batch, 0 to 1.
    """

    events: pa.Table
    rejected: tuple[Rejected, ...]
    lines: pa.Array = dataclasses.field(default_factory=lambda: pa.array([], pa.int64()))
    versions: pa.Array | None = None
    notes: tuple[Note, ...] = ()
    rows: int = 0
    done: float = 1.0


@dataclass(frozen=True, slots=True)
class Dataset:
    """Where a set of events comes from and on what terms it may be shown.

    ``key`` is the value of the events' ``source`` column. ``kind`` is the reader's name,
    or ``curated``. ``terms`` are conditions beyond the licence, shown wherever the data is.
    """

    key: str
    name: str
    kind: str
    licence: str
    attribution: str
    url: str = ""
    terms: str = ""
