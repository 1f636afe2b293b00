"""What is said of the events in view: sentences that follow from counts, and from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, NamedTuple

from dashboard import captions
from dashboard.captions import CaptionFacts
from geodata import query
from geodata.filters import Filters
from geodata.filters.english import either
from geodata.schema import GEO_PRECISIONS
from geodata.store import Snapshot
from geodata.text import PERHAPS_WITHIN, count, day, days, groups, number

_PLACES: Final = {
    "town": "to an exact place or town",
    "admin2": "to a district",
    "admin1": "to a governorate",
    "country": "to a country only",
}
_DATES: Final = {"day": "the day", "week": "the week", "month": "the month", "year": "the year"}


class Sentence(NamedTuple):
    """A statement, and the numbers of the sources it rests on."""

    text: str
    cites: tuple[int, ...] = ()


def happened(
    db: Snapshot, filters: Filters, facts: CaptionFacts, cites: tuple[int, ...]
) -> tuple[Sentence, ...]:
    """How many events, of what kind, with how many deaths, and how many there were before."""
    totals = facts.totals
    if not totals.events:
        said = [Sentence("No event matches these filters.")]
    else:
        said = [Sentence(_events(facts), cites), Sentence(_kinds(facts))]
    if before := compared(db, filters, totals.events):
        said.append(Sentence(before, cites))
    if late := ends(db, filters):
        said.append(Sentence(late, cites))
    if totals.events:
        said.append(Sentence(captions.plain(captions.deaths(facts))))
    return tuple(said)


def _events(facts: CaptionFacts) -> str:
    totals = facts.totals
    words = f"{number(totals.events)} of {count(totals.all_events, 'event')}"
    words += " match these filters" if totals.events != 1 else " matches these filters"
    if totals.first and totals.last:
        several = totals.events > 1 or totals.first != totals.last
        words += f", dated {days(totals.first, totals.last)}"
        words += " (UTC)" if several else ""
    return words + "."


def _kinds(facts: CaptionFacts) -> str:
    words = "By type: " + _and(groups(facts.totals.by_group)) + "."
    if facts.totals.aggregates:
        several = facts.totals.aggregates > 1
        words += f" {number(facts.totals.aggregates)} of them "
        words += "are aggregates that overlap" if several else "is an aggregate that overlaps"
        words += " others."
    return words


def known(facts: CaptionFacts) -> tuple[Sentence, ...]:
    """How precisely and how surely the events are known, and what counts twice."""
    totals = facts.totals
    if not totals.events:
        return ()
    said = [_places(facts), _dates(facts)]
    if totals.perhaps_within:
        said.append(f"{number(totals.perhaps_within)} {PERHAPS_WITHIN}.")
    reports = count(totals.citations, "citation")
    if totals.citations:
        said.append(
            f"{'They rest' if totals.events > 1 else 'It rests'} on {reports} from"
            f" {count(totals.publishers, 'publisher')}."
        )
    if grades := captions.grades(facts.precisions):
        said.append(grades)
    if len(totals.by_source) > 1:
        shares = _and([f"{name} {number(n)}" for name, n in totals.by_source])
        said.append(f"Data sets overlap and are not added up: {shares}.")
    if facts.flagged:
        said.append(
            f"{count(facts.flagged, 'event')} may be the same as one of another data set;"
            " both are counted."
        )
    return tuple(map(Sentence, said))


def _places(facts: CaptionFacts) -> str:
    geo = dict(facts.precisions.geo)
    geo["town"] = geo.pop("exact", 0) + geo.get("town", 0)
    parts = [f"{number(geo[word])} {words}" for word, words in _PLACES.items() if geo.get(word)]
    without = geo.get("none", 0)
    if not parts:
        return "The place is not known" + (" for any of them." if facts.totals.events > 1 else ".")
    parts[0] = parts[0].replace(" to ", " known to ", 1)
    words = f"By place: {_and(parts)}"
    return words + (f"; {number(without)} {GEO_PRECISIONS['none']}." if without else ".")


def _dates(facts: CaptionFacts) -> str:
    dates = facts.precisions.date
    if set(dates) == {"day"}:
        return f"{'All are' if facts.totals.events > 1 else 'It is'} dated to the day."
    return (
        "By date: "
        + _and([f"{number(dates[w])} to {_DATES[w]}" for w in _DATES if w in dates])
        + "."
    )


def _and(parts: Sequence[str]) -> str:
    return either(tuple(parts), "and")


class PreviousPeriod(NamedTuple):
    """The days of the same number before a period."""

    first: date
    last: date
    days: int


def span_before(filters: Filters) -> PreviousPeriod | None:
    """The span of the same length before chosen dates; ``None`` when an end is open."""
    first, last = filters.date_from, filters.date_to
    if first is None or last is None or last < first:
        return None
    length = (last - first).days + 1
    if first.toordinal() <= length:
        return None
    return PreviousPeriod(first - timedelta(days=length), first - timedelta(days=1), length)


def compared(db: Snapshot, filters: Filters, events: int) -> str:
    """The number of events beside that of the span before, or why there is none.

    Data sets that begin within the span before know too little of it to be compared.
    """
    before = span_before(filters)
    if before is None:
        return ""
    earlier = replace(filters, date_from=before.first, date_to=before.last)
    both = replace(filters, date_from=before.first)
    found, union = query.count(db, earlier), query.count(db, both)
    the_days = f"the {count(before.days, 'day')} before" if before.days > 1 else "the day before"
    when = f"{the_days} ({days(before.first, before.last)})"
    if young := _young(db, both, before.first):
        return f"No comparison with {when} is made: {_and(young)} within or after them."
    if not found:
        said = f"No event matches in {when}."
    else:
        said = f"{count(found, 'event')} {'match' if found > 1 else 'matches'} in {when}."
    if overlap := events + found - union:
        said += f" {number(overlap)} {'lie' if overlap > 1 else 'lies'} in both spans."
    return f"{said} Late reports can change both numbers, and leave the last days incomplete."


def ends(db: Snapshot, filters: Filters) -> str:
    """That the data end before the chosen dates do, when that is so."""
    span = query.span(db, Filters(datasets=filters.datasets))
    if span is None or filters.date_to is None or span.last >= filters.date_to:
        return ""
    return f"The newest event of these data sets is of {day(span.last)}."


def _young(db: Snapshot, filters: Filters, first: date) -> list[str]:
    """The data sets in view that begin later than ``first``, in words."""
    said = []
    for stored in db.datasets():
        source = stored.dataset.key
        if filters.datasets and source not in filters.datasets:
            continue
        if not query.count(db, replace(filters, datasets=(source,))):
            continue
        span = query.span(db, Filters(datasets=(source,)))
        if span and span.core_first > first:
            said.append(f"{stored.dataset.name} begins on {day(span.core_first)}")
    return said
