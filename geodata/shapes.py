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
    other filters; ``total`` is its count with no filter at all, which gives the order."""

    key: str
    label: str
    parent: str
    events: int
    total: int


class Facets(NamedTuple):
    """Every facet's values; each counted with the other facets applied."""

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


class EventDetail(NamedTuple):
    """All of one event. ``details`` are name and value, as its source puts them; one that is
    ``removed`` is no longer in its data set, and in no other answer."""

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
