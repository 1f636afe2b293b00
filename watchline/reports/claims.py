"""Who says what of deaths, as a report has it: under each event its sources with their numbers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from geodata import query
from geodata.event_results import Source
from geodata.filters import Filters
from geodata.query.claims import EventClaims
from geodata.store import Snapshot
from geodata.text import claimed, count, dated, day, deaths
from geodata.writers.restrictions import allowed
from watchline.reports.sources import SourceNumbers
from watchline.reports.text import line

CLAIMS_HEAD: Final = "Who says what"
CLAIMS_COLUMNS: Final = ("Source", "Deaths", "Published")
EVENTS: Final = 8
"""Events that a section lists."""


class ClaimEntry(NamedTuple):
    """What a source states: its name, its number and its day in words, and its number here."""

    publisher: str
    deaths: str
    published: str
    cites: tuple[int, ...]


class ClaimedEvent(NamedTuple):
    """An event on which numbers differ. ``about`` is its days and range; without ``entries``, the
    data does not say who gave which number."""

    title: str
    about: str
    entries: tuple[ClaimEntry, ...]


class SectionClaims(NamedTuple):
    """The events of a section on which numbers differ, and what the list is."""

    events: tuple[ClaimedEvent, ...] = ()
    note: str = ""


def section_claims(
    db: Snapshot, filters: Filters, numbered: SourceNumbers, keys: Collection[str]
) -> SectionClaims:
    """Those that may be listed, earliest first; ``keys``: see ``writers.allowed``."""
    found = query.claims(db, allowed(db, filters, keys).filters, EVENTS)
    if not found.total:
        return SectionClaims()
    note = "What each source states of deaths, by event and day of publication."
    if left := found.total - len(found.events):
        note += f" {count(left, 'more event')} on which numbers differ less."
    return SectionClaims(tuple(_event(one, numbered) for one in found.events), note)


def _event(one: EventClaims, numbered: SourceNumbers) -> ClaimedEvent:
    row = one.event
    when = dated(row.date_start, row.date_end, row.date_precision)
    range_ = deaths(row.fatalities_low, row.fatalities_best, row.fatalities_high)
    extra = "; an aggregate, in no sum" if row.aggregate else ""
    return ClaimedEvent(
        line(row.title, 300),
        f"{when}: {range_}{extra}",
        tuple(_entry(source, numbered) for source in one.sources) if one.recorded else (),
    )


def _entry(source: Source, numbered: SourceNumbers) -> ClaimEntry:
    return ClaimEntry(
        line(source.publisher, 160) or "Publisher not named",
        claimed(source.fatalities_low, source.fatalities_high),
        day(source.published) if source.published else "no date",
        (numbered.report(source),),
    )
