"""What stands in every file: what it holds, of whom, on what terms, and what it leaves out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, NamedTuple

from geodata import query, text
from geodata.filters import Filters
from geodata.query.precision import precisions
from geodata.schema import DATE_PRECISIONS
from geodata.store import Snapshot
from geodata.store.datasets import StoredDataset
from geodata.writers.restrictions import WithheldEvents, allowed

TITLE: Final = "Watchline events"
UN_POSITION: Final = "UN position"


class DatasetProvenance(NamedTuple):
    """A data set in the file: how many events of it, whom to name, and on what terms.

    ``as_of`` is when its data was fetched from its publisher, else when it was read (UTC)."""

    source: str
    name: str
    events: int
    licence: str
    attribution: str
    url: str
    terms: str
    as_of: datetime | None

    @property
    def credit(self) -> str:
        """Name, whom to name and the licence in one line."""
        parts = dict.fromkeys((self.name, self.attribution, self.licence))
        return ". ".join(part.rstrip(".") for part in parts if part) + "."


class Provenance(NamedTuple):
    """The numbers and words that belong to a selection of events, wherever it is shown.

    ``shown`` of ``all_events`` match and are handed on: ``shown = placed + country_only +
    without_place``; ``region_only`` of those placed are known to a governorate or zone, and
    have no point of their own. ``imprecise`` is how many are dated to a week, a month or a year.
    ``flagged`` of them may be the same as one of another data set;
    ``citations`` is how many published reports they rest on. ``as_of`` is the newest moment of
    the data sets, ``written_at`` when this was made (both UTC), of which files tell the day.
    """

    title: str
    filters: str
    shown: int
    all_events: int
    placed: int
    region_only: int
    country_only: int
    without_place: int
    perhaps_within: int
    imprecise: tuple[tuple[str, int], ...]
    aggregates: int
    flagged: int
    citations: int
    datasets: tuple[DatasetProvenance, ...]
    left_out: tuple[WithheldEvents, ...]
    as_of: datetime | None
    written_at: datetime
    boundaries: str
    link: str

    @property
    def counted(self) -> str:
        """``76 of 130 events; 5 without a place; 3 dated to the month``."""
        said = [f"{text.number(self.shown)} of {text.count(self.all_events, 'event')}"]
        for number, words in (
            (self.region_only, "known to a governorate only"),
            (self.country_only, "known to a country only"),
            (self.without_place, "without a place"),
            (self.perhaps_within, text.PERHAPS_WITHIN),
            *((number, DATE_PRECISIONS[word]) for word, number in self.imprecise),
            (self.aggregates, "overlapping others (aggregates)"),
        ):
            if number:
                said.append(f"{text.number(number)} {words}")
        return "; ".join(said)

    @property
    def cautions(self) -> tuple[str, ...]:
        """What a reader has to know before counting, a sentence each."""
        said = []
        if len(self.datasets) > 1:
            names = ", ".join(one.name for one in self.datasets)
            said.append(
                f"Events of {len(self.datasets)} data sets ({names}): the same event may be in"
                f" more than one of them; {text.number(self.flagged)} are flagged so."
            )
        if self.aggregates:
            said.append(
                "An event tagged “aggregate” overlaps others: leave its deaths out of sums."
            )
        said += [
            f"{text.count(one.events, 'event')} of {one.name} that match are not in this file,"
            f" because their terms do not let rows be passed on. {one.terms}".rstrip()
            for one in self.left_out
        ]
        return tuple(said)

    def lines(self) -> tuple[tuple[str, str], ...]:
        """All of it as labels and words, in the order in which people read it."""
        said = [
            ("Title", self.title),
            ("Filters", self.filters),
            ("Events", self.counted),
            ("Sources cited", text.number(self.citations)),
            *(("Note", caution) for caution in self.cautions),
        ]
        for one in self.datasets:
            said.append((f"Data set {one.source}", f"{text.count(one.events, 'event')}."))
            said.append((f"Data set {one.source}", one.credit))
            said += [(f"Data set {one.source}", part) for part in (one.url, one.terms) if part]
            if one.as_of:
                said.append((f"Data set {one.source}", f"Data as of {moment(one.as_of)}"))
        said += [
            ("Data as of", moment(self.as_of) if self.as_of else "not known"),
            ("Written on", f"{text.day(self.written_at)} (UTC)"),
            ("Not known", "Empty means not known, never zero. Days are UTC, degrees WGS84."),
            ("Boundaries", self.boundaries.removeprefix("Boundaries: ")),
            ("Link", self.link),
        ]
        return tuple((label, words) for label, words in said if words)


def about(
    db: Snapshot,
    filters: Filters,
    *,
    link: str,
    now: datetime,
    keys: Collection[str] | None = None,
    boundaries: str = UN_POSITION,
) -> Provenance:
    """What is to be said of the events that match.

    ``link`` leads to them on the page. ``now`` needs a time zone. ``keys`` are the data sets
    that the operator lets be handed on, for files of rows (see ``allowed``); ``None``, for
    pictures and counts, leaves nothing out. ``boundaries`` names the view of the borders.
    """
    let = allowed(db, filters, keys) if keys is not None else None
    kept, left_out = let or (filters, ())
    found = query.totals(db, kept)
    known = precisions(db, kept)
    sets = _sets(db, kept)
    return Provenance(
        title=TITLE,
        filters=query.sentence_in_full(db, filters),
        shown=found.events,
        all_events=found.all_events,
        placed=found.placed,
        region_only=known.geo.get("admin1", 0),
        country_only=found.country_only,
        without_place=found.without_place,
        perhaps_within=found.perhaps_within,
        imprecise=tuple(
            (word, known.date[word])
            for word in DATE_PRECISIONS
            if word != "day" and known.date.get(word)
        ),
        aggregates=found.aggregates,
        flagged=query.duplicate_count(db, kept),
        citations=found.citations,
        datasets=sets,
        left_out=left_out,
        as_of=max((one.as_of for one in sets if one.as_of), default=None),
        written_at=now.astimezone(UTC),
        boundaries=boundary_note(boundaries),
        link=link,
    )


def boundary_note(view: str) -> str:
    """The note that every map, picture and file carries."""
    return (
        f"Boundaries: Natural Earth, {view}. They imply no opinion on the legal status of any"
        " territory; UNDOF and Golan shapes are approximate."
    )


def moment(at: datetime) -> str:
    """``20 Mar 2026, 14:05 UTC``."""
    there = at.astimezone(UTC)
    return f"{text.day(there)}, {there:%H:%M} UTC"


def _sets(db: Snapshot, filters: Filters) -> tuple[DatasetProvenance, ...]:
    """The data sets that have events among these, those with most first."""
    counted = []
    for stored in db.datasets():
        source = stored.dataset.key
        if filters.datasets and source not in filters.datasets:
            continue
        events = query.count(db, replace(filters, datasets=(source,)))
        if events:
            counted.append(_set(stored, events))
    return tuple(sorted(counted, key=lambda one: (-one.events, one.name)))


def _set(stored: StoredDataset, events: int) -> DatasetProvenance:
    said = stored.dataset
    return DatasetProvenance(
        source=said.key,
        name=said.name,
        events=events,
        licence=said.licence,
        attribution=said.attribution,
        url=said.url,
        terms=said.terms,
        as_of=stored.retrieved_at or stored.read_at,
    )
