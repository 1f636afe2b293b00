"""What stands in a report, whatever file it becomes: sentences, figures, events, sources."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, NamedTuple

from dashboard import captions, state
from dashboard.captions import CaptionFacts
from dashboard.pictures import data
from dashboard.pictures.compose import WITH_MAP
from dashboard.pictures.page.event_list import where
from dashboard.pictures.request import KINDS, Kind
from dashboard.state import BOUNDARIES, View
from geodata import query
from geodata.event_results import EventDetail
from geodata.schema import EVENT_TYPES
from geodata.store import Snapshot
from geodata.text import count, dated, deaths, number, period
from geodata.writers.provenance import DatasetProvenance, Provenance, about, boundary_note, moment
from geodata.writers.restrictions import allowed
from watchline.reports.claims import SectionClaims, section_claims
from watchline.reports.request import Report, Section
from watchline.reports.sentences import Sentence, happened, known
from watchline.reports.sources import NumberedSource, SourceNumbers
from watchline.reports.text import address, inside, line

EVENTS: Final = 10
"""Events that a section lists."""
CITED: Final = 6
"""Sources that an event is given; how many more there are is said."""
EVENTS_HEAD: Final = "Main events"
SAME_VIEW: Final = "Same view"
DEFAULT_TITLE: Final = "Situation report"
GRADES: Final = (
    "Grade: Admiralty code; A–F for the reliability of the source, 1–6 for the credibility of the"
    " information; F and 6 mean that it cannot be judged."
)
NOTHING_SAID: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of a report of no data."""


class EventEntry(NamedTuple):
    """An event of the list, in words. ``more`` is how many sources it has beyond ``cites``."""

    when: str
    where: str
    title: str
    kind: str
    group: str
    deaths: str
    grade: str
    cites: tuple[int, ...]
    more: int


class ReportFigure(NamedTuple):
    """A figure to be drawn: of which view, what is called how, and what stands under it."""

    kind: Kind
    view: View
    label: str
    name: str
    caption: Sentence


class SectionContent(NamedTuple):
    """A section: heading, filters in words, sentences, figures, claims and events."""

    heading: str
    filters: str
    link: str
    total: int
    happened: tuple[Sentence, ...]
    known: tuple[Sentence, ...]
    figures: tuple[ReportFigure, ...]
    claims: SectionClaims
    events: tuple[EventEntry, ...]
    events_note: str


class ReportContent(NamedTuple):
    """A report in words. ``created`` is when the newest of its data was taken in (UTC)."""

    title: str
    period: str
    as_of: str
    holds: tuple[str, ...]
    parts: tuple[SectionContent, ...]
    sources: tuple[NumberedSource, ...]
    notes: tuple[str, ...]
    created: datetime


def gathered(
    db: Snapshot, report: Report, *, base_link: str, keys: Collection[str] = ()
) -> ReportContent:
    """All words of a report. ``base_link`` is the address of the page; unless it is of http or
    https there are no links to it. ``keys``: see ``writers.allowed``."""
    numbered = SourceNumbers()
    base = address(base_link)
    views = report.views()
    sets: dict[str, DatasetProvenance] = {}
    parts, cautions = [], list[str]()
    for section, view in zip(report.sections, views, strict=True):
        link = (base.partition("?")[0] + state.link(view)).removesuffix("?") if base else ""
        said = about(
            db,
            view.filters,
            link=link,
            now=NOTHING_SAID,
            boundaries=BOUNDARIES[view.boundaries],
        )
        sets |= {one.source: one for one in said.datasets if one.source not in sets}
        part, held = _part(db, replace(section, view=view), said, numbered, keys)
        parts.append(part)
        cautions += held
    created = _created(db, set(sets))
    return ReportContent(
        title=report.title or DEFAULT_TITLE,
        period=_period(report, views),
        as_of=f"Data as of {moment(created)}" if sets else "No data in this report",
        holds=tuple(f"{inside(part.heading)} ({count(part.total, 'event')})" for part in parts),
        parts=tuple(parts),
        sources=numbered.entries,
        notes=_notes(sets, views, cautions),
        created=created,
    )


def _created(db: Snapshot, sources: Collection[str]) -> datetime:
    read = [
        one.read_at.astimezone(UTC)
        for one in db.datasets()
        if one.read_at and one.dataset.key in sources
    ]
    return max(read, default=NOTHING_SAID).replace(microsecond=0)


def _period(report: Report, views: tuple[View, ...]) -> str:
    """The days of the report when all its sections have the same."""
    found = {(view.filters.date_from, view.filters.date_to) for view in views}
    if report.period:
        found = {report.period}
    if len(found) > 1:
        return "Dates differ by section"
    return f"{period(*found.pop())} (UTC)".replace("all dates (UTC)", "All dates")


def _part(
    db: Snapshot,
    section: Section,
    said: Provenance,
    numbered: SourceNumbers,
    keys: Collection[str],
) -> tuple[SectionContent, list[str]]:
    view = section.view
    facts = data.facts(db, view)
    heading = section.name or line(captions.title(view.filters, facts.totals), 200)
    cites = tuple(numbered.dataset(one) for one in said.datasets)
    first = happened(db, view.filters, facts, cites)
    figures = _figures(section.figures, view, heading, facts, cites) if facts.totals.events else ()
    claims = section_claims(db, view.filters, numbered, keys)
    events, note, cautions = _events(db, view, facts, numbered, keys)
    return (
        SectionContent(
            heading=heading,
            filters=line(captions.subtitle(view.filters)) + ".",
            link=said.link,
            total=facts.totals.events,
            happened=_cleaned(first),
            known=_cleaned(known(facts)),
            figures=figures,
            claims=claims,
            events=events,
            events_note=note,
        ),
        cautions,
    )


def _cleaned(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Sentences with names of data sets in them, which come from outside."""
    return tuple(Sentence(line(one.text), one.cites) for one in sentences)


def _figures(
    kinds: tuple[Kind, ...], view: View, heading: str, facts: CaptionFacts, cites: tuple[int, ...]
) -> tuple[ReportFigure, ...]:
    made = []
    for kind in kinds:
        words = f"{KINDS[kind]}: {inside(heading)}. {count(facts.totals.events, 'event')}."
        if kind in WITH_MAP and facts.totals.events > facts.totals.placed:
            words += f" {number(facts.totals.events - facts.totals.placed)} cannot be on a map."
        made.append(ReportFigure(kind, view, KINDS[kind], heading, Sentence(words, cites)))
    return tuple(made)


def _events(
    db: Snapshot, view: View, facts: CaptionFacts, numbered: SourceNumbers, keys: Collection[str]
) -> tuple[tuple[EventEntry, ...], str, list[str]]:
    """The main events that may be listed, newest first, what the list is, and what it is not."""
    let = allowed(db, view.filters, keys)
    found = data.main_events(db, view, EVENTS, keys)
    newest_first = sorted(found, key=lambda event: event.row.date_start, reverse=True)
    events = tuple(_listed(event, numbered) for event in newest_first)
    cautions = [
        f"{count(one.events, 'event')} of {one.name} that match are counted and drawn, and not"
        f" listed one by one, because their terms do not let rows be passed on. {one.terms}".strip()
        for one in let.left_out
    ]
    total = query.count(db, let.filters)
    if not events:
        note = ""
    elif len(events) == total == facts.totals.events:
        note = f"All {count(total, 'event')}, newest first."
        note = "The one event." if total == 1 else note
    else:
        note = (
            f"{number(len(events))} of {count(facts.totals.events, 'event')}: those with most"
            " sources and those with most reported deaths, newest first."
        )
    return events, note, cautions


def _listed(event: EventDetail, numbered: SourceNumbers) -> EventEntry:
    row = event.row
    kind = EVENT_TYPES[row.event_type]
    said = deaths(row.fatalities_low, row.fatalities_best, row.fatalities_high)
    words = "not known" if said.startswith("Deaths") else said.removesuffix(" dead")
    label = kind.label + (" · aggregate, overlaps others" if row.aggregate else "")
    return EventEntry(
        when=dated(row.date_start, row.date_end, row.date_precision),
        where=line(where(event), 160),
        title=line(row.title, 300),
        kind=label,
        group=kind.group,
        deaths=words,
        grade=f"{row.reliability}{row.credibility}",
        cites=tuple(dict.fromkeys(numbered.report(one) for one in event.sources[:CITED])),
        more=max(0, len(event.sources) - CITED),
    )


def _notes(
    sets: dict[str, DatasetProvenance], views: tuple[View, ...], cautions: list[str]
) -> tuple[str, ...]:
    """What has to be said of the whole report."""
    said = []
    for one in sets.values():
        words = line(f"{one.credit} {one.terms}", 1_200)
        said.append(words + (f" Data as of {moment(one.as_of)}." if one.as_of else ""))
    if len(sets) > 1:
        said.append("The same event may be in more than one data set; they are not added up.")
    said += dict.fromkeys(line(caution, 1_200) for caution in cautions)
    said.append(
        "Numbers are counts of reported events. What is not known is left out of a sum and named"
        " beside it; it is never taken for zero. Days are UTC."
    )
    said.append(GRADES)
    said += dict.fromkeys(boundary_note(BOUNDARIES[view.boundaries]) for view in views)
    return tuple(said)
