"""The small typed tables of single events: the list, details, changes; ``query`` makes them.

Days are UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple


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

    @property
    def contested(self) -> bool:
        """Whether the numbers of deaths differ."""
        figures = {self.fatalities_low, self.fatalities_best, self.fatalities_high} - {None}
        return len(figures) > 1


class EventPage(NamedTuple):
    """A part of the list, newest start first; ``after`` continues it, empty at its end."""

    rows: tuple[EventRow, ...]
    total: int
    after: str


class TableRow(NamedTuple):
    """An event as a line of the table: what the list has, and further columns.

    ``number`` is its own in this store. ``first_day``/``last_day`` are the days it may cover, as
    widened by its precision. ``lon``/``lat`` are degrees WGS84; ``updated_at`` is UTC.
    """

    event: EventRow
    number: int
    first_day: date
    last_day: date
    admin1: str
    actors: tuple[str, ...]
    sub_type: str
    storylines: tuple[str, ...]
    lon: float | None
    lat: float | None
    updated_at: datetime


class TablePage(NamedTuple):
    """A page of the table, from 1, of ``pages``; ``first`` is the place of its first row among
    the ``total``, from 1, and 0 when there is none."""

    rows: tuple[TableRow, ...]
    total: int
    page: int
    pages: int
    first: int


class Source(NamedTuple):
    """A published report that an event rests on, and the deaths (persons) that it states itself:
    equal for one number, one ``None`` for an open range, both where it is not recorded to."""

    publisher: str
    title: str
    url: str
    published: date | None
    language: str
    note: str
    fatalities_low: int | None = None
    fatalities_high: int | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Source:
        """From a struct of ``schema.SOURCE_TYPE``, in which text that is not known is null."""
        words = ("publisher", "title", "url", "language", "note")
        return cls(**{**row, **{name: row[name] or "" for name in words}})

    @property
    def states_deaths(self) -> bool:
        """Whether a number of its own is recorded."""
        return self.fatalities_low is not None or self.fatalities_high is not None


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
