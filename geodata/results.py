"""The small typed tables that figures and the rail are drawn from; ``query`` makes them.

Counts by group are tuples in the order of ``schema.GROUPS``. Days are UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

Counts = tuple[int, int, int, int, int, int]
"""Events per group, in the order of ``schema.GROUPS``."""


class Totals(NamedTuple):
    """What is in view, as numbers that add up.

    ``events = placed + country_only + without_place``. Deaths are summed over events
    that state them and are no aggregate; ``None`` when no event in view states any.
    ``deaths_low`` takes low, else best, else high of each such event; ``deaths_high``
    takes high, else best, else low. ``perhaps_within``: events beyond these, known only to a
    governorate or country that the circle of ``near`` touches.
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
    perhaps_within: int = 0


class AggregateDeaths(NamedTuple):
    """What an aggregate states of deaths (lowest and highest claim, persons), and who
    states a number; all who published it where the data does not say who does."""

    event_id: str
    title: str
    low: int
    high: int
    publishers: tuple[str, ...]


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


class Deaths(NamedTuple):
    """What is stated of the deaths in an event, in persons; ``None`` is not known."""

    low: int | None
    best: int | None
    high: int | None


class EventMark(NamedTuple):
    """One event as it is drawn. ``first``/``last`` are the days it may cover, as widened by its
    precision; an aggregate overlaps others, and is hollow."""

    event_id: str
    title: str
    first: date
    last: date
    date_precision: str
    group: str
    aggregate: bool
    deaths: Deaths


class Place(NamedTuple):
    """Events that share a mark on the map.

    Exact, town and admin2 events share a mark when their coordinates are the same;
    admin1 events share one mark per governorate, at a point clear of its capital.
    ``key`` is stable and goes into links. ``aggregates`` is the part of ``counts`` that is
    aggregates. ``event`` is set when there is one only.
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
    event: EventMark | None


class Places(NamedTuple):
    """The marks of the map, or ``crowded`` when there are too many to draw singly."""

    rows: tuple[Place, ...]
    total: int
    crowded: bool


class Hexagon(NamedTuple):
    """Events in a hexagon of a ``geodata.hexagons.Lattice``; lon/lat of its centre, degrees
    WGS84. ``place`` is the name of the position in it with most events."""

    column: int
    row: int
    lon: float
    lat: float
    counts: Counts
    place: str

    @property
    def total(self) -> int:
        """All of its events."""
        return sum(self.counts)


class RegionCount(NamedTuple):
    """Events that happened in a first-level region, and the lowest and highest sum of what they
    state of deaths (persons); ``None`` when none of them states any."""

    code: str
    name: str
    counts: Counts
    deaths_low: int | None
    deaths_high: int | None

    @property
    def total(self) -> int:
        """All of its events."""
        return sum(self.counts)


class RegionCounts(NamedTuple):
    """The regions with events, those with most first."""

    rows: tuple[RegionCount, ...]

    @property
    def total(self) -> int:
        """Events in any of them."""
        return sum(one.total for one in self.rows)


class Bucket(NamedTuple):
    """Events that start in the bucket beginning on ``start``; ``aggregates`` are those among
    them that overlap others."""

    start: date
    counts: Counts
    aggregates: Counts = (0, 0, 0, 0, 0, 0)


class Histogram(NamedTuple):
    """Events per unit of ``geodata.buckets``, by day of start."""

    bucket: str
    rows: tuple[Bucket, ...]


class Lane(NamedTuple):
    """``events`` is what matches all filters; ``marks`` also holds what lies outside the
    chosen dates. ``buckets`` is filled instead of ``marks`` when there are too many."""

    key: str
    label: str
    events: int
    marks: tuple[EventMark, ...]
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


class MatrixActor(NamedTuple):
    """An actor of a matrix, the whole that it is part of (itself for none), and the events
    that it shares with another actor of its level."""

    name: str
    side: str
    events: int


class Matrix(NamedTuple):
    """Who with whom at a level: the actors that share most events, those with most first, of
    ``total`` that share any, and their pairs. Pairs without events are left out."""

    level: str
    actors: tuple[MatrixActor, ...]
    pairs: tuple[Dyad, ...]
    total: int


class FacetValue(NamedTuple):
    """A value one can choose. ``events`` is what choosing it alone would give under the
    other filters; ``total`` is its count under the chosen data sets alone, which gives the
    order."""

    key: str
    label: str
    parent: str
    events: int
    total: int


Facets = Mapping[str, tuple[FacetValue, ...]]
"""The values of every facet by its name; each counted with the other facets applied. The parent
of a zone is the name of its data set."""


class Suggestion(NamedTuple):
    """Another text to search for, and how many events match it and the other filters."""

    text: str
    events: int


class Relaxed(NamedTuple):
    """What removing one facet from a filter would give."""

    facet: str
    events: int
