"""The small typed tables that views are drawn from; ``query.py`` makes them.

Counts by group are tuples in the order of ``schema.GROUPS``. Days are UTC.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

Counts = tuple[int, int, int, int, int, int]
"""Events per group, in the order of ``schema.GROUPS``."""


class Totals(NamedTuple):
    """What is in view, as numbers that add up.

    ``events = placed + country_only + without_place``. Deaths are summed over events
    that state them and are no aggregate; ``None`` when no event in view states any.
    ``deaths_low`` takes low, else best, else high of each such event; ``deaths_high``
    takes high, else best, else low.
    """

    events: int
    all_events: int
    placed: int
    country_only: int
    without_place: int
    aggregates: int
    deaths_low: int | None
    deaths_high: int | None
    deaths_known: int
    deaths_unknown: int
    first: date | None
    last: date | None
    by_group: Counts
    by_source: tuple[tuple[str, int], ...]
    citations: int
    publishers: int


class Precisions(NamedTuple):
    """Events per word of ``schema.GEO_PRECISIONS`` and ``DATE_PRECISIONS``, and per Admiralty
    grade such as ``B2``; words without events are left out."""

    geo: dict[str, int]
    date: dict[str, int]
    grade: dict[str, int]


class Span(NamedTuple):
    """The days that the data covers under all filters but the dates.

    ``first``/``last`` are the outer ends. ``core_first`` leaves out a few far earlier
    events, ``earlier`` of them, so that an axis is not mostly empty.
    """

    first: date
    last: date
    core_first: date
    earlier: int


class Place(NamedTuple):
    """Events that share a mark on the map.

    Exact, town and admin2 events share a mark when their coordinates are the same;
    admin1 events share one mark per governorate, at a point clear of its capital.
    ``key`` is stable and goes into links. ``aggregates`` is the part of ``counts`` that is
    aggregates. ``event_id`` is set when there is one event only.
    """

    key: str
    name: str
    lon: float
    lat: float
    precision: str
    country: str
    region: str
    counts: Counts
    aggregates: Counts
    event_id: str


class Places(NamedTuple):
    """The marks of the map, or ``crowded`` when there are too many to draw singly."""

    rows: tuple[Place, ...]
    total: int
    crowded: bool


class Bin(NamedTuple):
    """A square of the Web-Mercator grid; lon/lat of its centre, degrees WGS84."""

    key: str
    lon: float
    lat: float
    counts: Counts


class Bucket(NamedTuple):
    """Events that start in the bucket beginning on ``start``."""

    start: date
    counts: Counts


class Histogram(NamedTuple):
    """Events per day, ISO week (Monday to Sunday), month or year, by day of start."""

    bucket: str
    rows: tuple[Bucket, ...]


class LaneMark(NamedTuple):
    """One event in a lane. ``first``/``last`` are the days it may cover, as widened by its
    precision; it is hollow when not dated to the day or when it is an aggregate."""

    event_id: str
    title: str
    first: date
    last: date
    date_precision: str
    group: str
    aggregate: bool


class Lane(NamedTuple):
    """``events`` is what matches all filters; ``marks`` also holds what lies outside the
    chosen dates. ``buckets`` is filled instead of ``marks`` when there are too many."""

    key: str
    label: str
    events: int
    marks: tuple[LaneMark, ...]
    buckets: tuple[Bucket, ...]


class Lanes(NamedTuple):
    """Swim lanes; ``bucket`` is the unit of ``Lane.buckets``, empty when marks are single."""

    by: str
    rows: tuple[Lane, ...]
    bucket: str


class Rank(NamedTuple):
    """Events of one actor, region, type or storyline, its parts included."""

    key: str
    label: str
    parent: str
    events: int
    counts: Counts


class Dyad(NamedTuple):
    """Events in which both actors appear, in whatever roles."""

    a: str
    b: str
    events: int
    counts: Counts


class FacetValue(NamedTuple):
    """A value one can choose. ``events`` is what choosing it alone would give under the
    other filters; ``total`` is its count under the chosen data sets alone, which gives the
    order."""

    key: str
    label: str
    parent: str
    events: int
    total: int


class Facets(NamedTuple):
    """Every facet's values; each counted with the other facets applied. The parent of a zone
    is the name of its data set."""

    regions: tuple[FacetValue, ...]
    actors: tuple[FacetValue, ...]
    types: tuple[FacetValue, ...]
    storylines: tuple[FacetValue, ...]
    datasets: tuple[FacetValue, ...]
    geo_precisions: tuple[FacetValue, ...]
    date_precisions: tuple[FacetValue, ...]
    reliability: tuple[FacetValue, ...]
    credibility: tuple[FacetValue, ...]
    deaths: tuple[FacetValue, ...]
    zones: tuple[FacetValue, ...]


class EventRow(NamedTuple):
    """An event as a line of the list. ``subject_only`` says that a chosen region is what the
    event is about, while it happened elsewhere."""

    event_id: str
    source: str
    date_start: date
    date_end: date
    date_precision: str
    event_type: str
    title: str
    place: str
    place_key: str
    geo_precision: str
    country: str
    fatalities_low: int | None
    fatalities_best: int | None
    fatalities_high: int | None
    sources: int
    reliability: str
    credibility: str
    aggregate: bool
    subject_only: bool


class Page(NamedTuple):
    """A part of the list, newest start first; ``after`` continues it, empty at its end."""

    rows: tuple[EventRow, ...]
    total: int
    after: str


class Source(NamedTuple):
    """A published report that an event rests on."""

    publisher: str
    title: str
    url: str
    published: date | None
    language: str
    note: str


class Revision(NamedTuple):
    """One earlier value of a column, and when it was replaced (UTC)."""

    column: str
    old: str
    new: str
    at: datetime


class Removal(NamedTuple):
    """When an event was found to be gone from its data set (UTC), and from which file."""

    at: datetime
    file: str


class EventDetail(NamedTuple):
    """All of one event. ``details`` are name and value, as its source puts them; one that is
    ``removed`` is no longer in its data set, and in no other answer but the changes."""

    row: EventRow
    summary: str
    sub_type: str
    lon: float | None
    lat: float | None
    admin1: str
    zones: tuple[str, ...]
    about: tuple[str, ...]
    actors: tuple[tuple[str, str], ...]
    storylines: tuple[str, ...]
    tags: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    revisions: tuple[Revision, ...]
    updated_at: datetime
    removed: bool
    removal: Removal | None = None


class Position(NamedTuple):
    """Where an event stands in the list; ``number`` from 1, 0 when the filters leave it out.
    ``previous`` is the event above it (newer), ``following`` the one below (older)."""

    number: int
    total: int
    previous: str
    following: str


class Related(NamedTuple):
    """The events of one storyline around an event, whatever the filters are."""

    storyline: str
    before: tuple[EventRow, ...]
    before_total: int
    after: tuple[EventRow, ...]
    after_total: int


class Relaxed(NamedTuple):
    """What removing one facet from a filter would give."""

    facet: str
    events: int


class ChangedValue(NamedTuple):
    """A value of an event that was revised, what it was and what it became, in words."""

    label: str
    old: str
    new: str


class ChangedEvent(NamedTuple):
    """An event that an import changed, as it is today; ``values`` is what it revised."""

    row: EventRow
    values: tuple[ChangedValue, ...]


class Changed(NamedTuple):
    """What an import added, revised or removed: how many events in all and how many that
    match the filters, and of these the first ones, newest start first."""

    total: int
    matching: int
    events: tuple[ChangedEvent, ...]


class ImportChanges(NamedTuple):
    """What one import changed in one data set; ``dataset`` is its name, ``at`` is UTC.

    ``taken`` and ``rejected`` are rows of ``file``; ``unchanged`` is ``None`` when it was not
    counted. ``first``: the data set was read for the first time, so all of it is new and no
    event is listed.
    """

    number: int
    source: str
    dataset: str
    at: datetime
    file: str
    taken: int
    rejected: int
    unchanged: int | None
    first: bool
    added: Changed
    revised: Changed
    removed: Changed


class Changes(NamedTuple):
    """Imports, newest first, and what they changed. ``after`` continues them, 0 at the end.

    ``matching`` is how many changes match the filters, first readings not counted, of
    ``changes`` in all. ``left_out`` is how many imports have nothing that matches.
    """

    imports: tuple[ImportChanges, ...]
    matching: int
    changes: int
    left_out: int
    after: int


class Duplicate(NamedTuple):
    """An event of another data set that may be the same as one; ``dataset`` is its name.

    ``km`` is how far apart they are, ``None`` where one is known to a region only. ``days``
    is how many days lie from the one to the other, 0 where they may be of the same day.
    """

    event: EventRow
    dataset: str
    km: float | None
    days: int
