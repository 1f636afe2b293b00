"""What stands around a picture in words, so that it tells where it came from a year later.

Pure: numbers in, sentences out. The page, the pictures and the reports say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, timedelta
from typing import Final, NamedTuple

from dashboard.figures.map.basemap import Boundaries
from dashboard.state import BOUNDARIES
from geodata import regions
from geodata.buckets import next_month
from geodata.filters import NO_FILTER, Filters, sentence
from geodata.filters.english import circle, either, zone
from geodata.results import AggregateDeaths, Precisions, Totals
from geodata.store.datasets import StoredDataset
from geodata.text import PERHAPS_WITHIN, count, day, days, month, number, period
from geodata.writers.provenance import boundary_note as in_words

NAMED: Final = 3
"""Values of one kind that a title names."""

Run = tuple[str, bool]
"""Words, and whether they stand out."""


class CaptionFacts(NamedTuple):
    """What a caption is made of: numbers of the events in view, and whose they are.

    ``flagged`` of the events may be the same as one of another data set. ``publishers`` are
    those with most events, ``aggregates`` the ones that state deaths.
    """

    totals: Totals
    precisions: Precisions
    datasets: tuple[StoredDataset, ...]
    publishers: tuple[str, ...]
    flagged: int
    aggregates: tuple[AggregateDeaths, ...] = ()


class MapSpread(NamedTuple):
    """Where the events of a map stand: on it, and at places outside its frame. ``counted_in``:
    hexagons or regions in which they are counted; hexagons hold none of ``by_region``, known to a
    region only."""

    on_map: int
    elsewhere: tuple[tuple[str, int], ...]
    counted_in: str = ""
    by_region: int = 0


def boundary_note(boundaries: Boundaries) -> str:
    """The note that every map and picture carries."""
    return in_words(BOUNDARIES[boundaries])


def title(filters: Filters, totals: Totals) -> str:
    """A title that follows from the filters: ``Sweida, July 2025``."""
    named = [
        (filters.actors, filters.actors),
        (filters.regions, tuple(map(regions.label, filters.regions))),
        (filters.zones, tuple(map(zone, filters.zones))),
        (filters.near, (circle(filters.near),) if filters.near else ()),
        (filters.storylines, filters.storylines),
    ]
    parts = [either(_few(labels), "and") for chosen, labels in named if chosen]
    subject = ", ".join(parts) or "Reported events"
    subject = subject[:1].upper() + subject[1:]
    when = _months(filters.date_from, filters.date_to)
    if not when and totals.first and totals.last:
        when = days(totals.first, totals.last)
    return f"{subject}, {when}" if when else subject


def _few(labels: tuple[str, ...]) -> tuple[str, ...]:
    if len(labels) <= NAMED:
        return labels
    return (*labels[: NAMED - 1], f"{len(labels) - NAMED + 1} more")


def _months(first: date | None, last: date | None) -> str:
    """Chosen dates; whole months and years by their names, nothing when there are none."""
    if first is None or last is None:
        return period(first, last) if first or last else ""
    after = last + timedelta(days=1)
    if first.day == after.day == 1:
        if after == next_month(first):
            return month(first)
        if first.month == after.month == 1 and after.year == first.year + 1:
            return str(first.year)
    return days(first, last)


def subtitle(filters: Filters) -> str:
    """The filters in words, as on the page."""
    words = sentence(filters)
    if words == NO_FILTER:
        return "All reported events; no filter"
    return f"Reported events: {words}{' (UTC)' if filters.date_from or filters.date_to else ''}"


def counts(facts: CaptionFacts, spread: MapSpread | None) -> list[list[Run]]:
    """How many are shown, and where the others are: a line each."""
    totals = facts.totals
    of = f" of {count(totals.all_events, 'event')}"
    lines: list[list[Run]] = [[(number(totals.events), True), (of, False)]]
    if spread is not None:
        in_regions = spread.counted_in == "regions"
        word = " on this map" + (", counted in hexagons" if spread.counted_in else "")
        word = " in first-level regions" if in_regions else word
        lines.append([(number(spread.on_map), True), (word, False)])
        by_region = spread.by_region
        away = totals.placed - spread.on_map - by_region
        if away:
            rest = " in none of these" if in_regions else _elsewhere(spread, away)
            lines.append([(number(away), True), (rest, False)])
        if by_region:
            lines.append([(number(by_region), True), (" known to a region only", False)])
    if totals.country_only:
        lines.append([(number(totals.country_only), True), (" known to a country only", False)])
    lines.append([(number(totals.without_place), True), (" without a place", False)])
    if totals.perhaps_within:
        lines.append([(number(totals.perhaps_within), True), (f" {PERHAPS_WITHIN}", False)])
    dates = facts.precisions.date
    loose = [(n, word) for word in ("week", "month", "year") if (n := dates.get(word, 0))]
    said = ", ".join(f"{number(n)} dated to the {word} only" for n, word in loose)
    if said:
        first, _, rest = said.partition(" ")
        lines.append([(first, True), (f" {rest}", False)])
    else:
        lines.append([("0", True), (" dated less exactly than to the day", False)])
    if totals.aggregates:
        several = totals.aggregates > 1
        word = " are aggregates that overlap" if several else " is an aggregate that overlaps"
        lines.append([(number(totals.aggregates), True), (f"{word} others, drawn hollow", False)])
    if facts.flagged:
        word = " may be the same event in two data sets; both are counted"
        lines.append([(number(facts.flagged), True), (word, False)])
    return lines


ELSEWHERE: Final = 4
"""Places outside a map that are named."""


def _elsewhere(spread: MapSpread, away: int) -> str:
    named = [f"{name} {number(n)}" for name, n in spread.elsewhere[:ELSEWHERE]]
    rest = away - sum(n for _, n in spread.elsewhere[:ELSEWHERE])
    if not named:
        return " elsewhere"
    return f" elsewhere: {', '.join(named)}" + (f" and {number(rest)} more" if rest else "")


def deaths(facts: CaptionFacts) -> list[Run]:
    """Reported deaths as a range over the events that state them, and what is left out."""
    return deaths_of(facts.totals, facts.aggregates)


def deaths_of(totals: Totals, aggregates: Sequence[AggregateDeaths]) -> list[Run]:
    """The same of these numbers."""
    if not totals.events:
        return []
    aggregate = _aggregates(totals.aggregates, aggregates)
    if totals.deaths_low is None or totals.deaths_high is None:
        return [("Deaths: not known", True), (f" for any of these events.{aggregate}", False)]
    said = _span(totals.deaths_low, totals.deaths_high)
    rest = f" in {count(totals.deaths_known, 'event')} that state them"
    if totals.deaths_unknown:
        rest += f"; not known in the other {number(totals.deaths_unknown)}"
    return [(f"Deaths reported: {said}", True), (f"{rest}.{aggregate}", False)]


def _span(low: int, high: int) -> str:
    return number(low) if low == high else f"{number(low)}–{number(high)}"


STATED: Final = 2
"""Aggregates whose numbers are said, and publishers of each that are named."""


def _aggregates(aggregates: int, stating: Sequence[AggregateDeaths]) -> str:
    """What the aggregates in view state, by whom, and that it is in no sum."""
    if not aggregates:
        return ""
    said = []
    for one in stating[:STATED]:
        more = len(one.publishers) - STATED
        names = ", ".join(one.publishers[:STATED]) or "no source named"
        said.append(
            f"{_span(one.low, one.high)} ({names}{f' and {more} more' if more > 0 else ''})"
        )
    if rest := len(stating) - len(said):
        said.append(f"{number(rest)} more")
    if aggregates == 1:
        stated = f" states {said[0]} and" if said else ""
        return f" An aggregate in view{stated} is not in this sum."
    stated = f": they state {'; '.join(said)}" if said else ""
    return f" {number(aggregates)} aggregates in view are not in this sum{stated}."


def sources(facts: CaptionFacts, *, publishers: bool = True) -> list[Run]:
    """The data sets in view, with what each of them demands, and who reported."""
    totals = facts.totals
    said: list[Run] = [("Data " if totals.events else "Looked for in ", True)]
    parts = []
    for stored in facts.datasets:
        one = stored.dataset
        words = f"{one.name} ({one.licence})"
        if one.attribution and one.attribution not in words:
            words += f": {one.attribution}"
        if stored.retrieved_at:
            words += f", retrieved {day(stored.retrieved_at.astimezone(UTC))}"
        if one.terms:
            words += f". {one.terms}"
        parts.append(words.rstrip("."))
    said.append((". ".join(parts) + "." if parts else "no data set.", False))
    if totals.citations and publishers:
        reports = f" {count(totals.citations, 'citation')} from "
        reports += count(totals.publishers, "publisher")
        if facts.publishers:
            few = totals.publishers > len(facts.publishers)
            reports += f"{', among them' if few else ':'} {', '.join(facts.publishers)}"
        said.append((reports + ".", False))
    if len(totals.by_source) > 1:
        shares = ", ".join(f"{name} {number(n)}" for name, n in totals.by_source)
        said.append((f" They are of several data sets, which overlap: {shares}.", False))
    return said


def as_of(facts: CaptionFacts) -> list[Run]:
    """When the store last took these data, and how far they reach."""
    read = [stored.read_at for stored in facts.datasets if stored.read_at]
    said: list[Run] = []
    if read:
        latest = max(read).astimezone(UTC)
        said += [("Data as of ", True), (f"{day(latest)}, {latest:%H:%M} UTC", False)]
    if facts.totals.last:
        newest = f"newest event shown {day(facts.totals.last)}"
        said.append((f"; {newest}." if said else f"{newest.capitalize()}.", False))
    return said


def grades(precisions: Precisions) -> str:
    """The Admiralty grades of the events in view."""
    if not precisions.grade:
        return ""
    listed = ", ".join(f"{grade} {number(n)}" for grade, n in precisions.grade.items())
    return f"Grades (Admiralty code): {listed}."


def plain(runs: Iterable[Run]) -> str:
    """Runs as one text."""
    return "".join(words for words, _ in runs)
