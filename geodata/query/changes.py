"""What imports changed: which events are new, which were revised, which are gone.

An event is matched with the filters as it is today, also in an import of long ago; one that is
gone, as it was last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

import pyarrow as pa

from geodata.event_results import Changed, ChangedEvent, ChangedValue, Changes, ImportChanges
from geodata.filters import Filters
from geodata.filters.facets import FACETS
from geodata.query.cache import cached
from geodata.query.events import event_rows, number_of
from geodata.query.revisions import in_words
from geodata.query.sql import fetch
from geodata.query.where import where
from geodata.results import Relaxed
from geodata.store import Snapshot

LISTED: Final = 20
"""How many events of each kind are listed for an import."""

_VERDICTS: Final = ("added", "revised", "removed")

_Key = tuple[int, str, str]
_Tally = Mapping[_Key, tuple[int, Sequence[int]]]
"""By import, data set and verdict: how many events, and the sort_keys of the newest."""


class _Import(NamedTuple):
    """An import of a data set that shows; the fields are those of ``ImportChanges``."""

    number: int
    source: str
    dataset: str
    at: datetime
    file: str
    taken: int
    rejected: int
    unchanged: int | None
    first: bool

    def changes(self, tally: _Tally) -> int:
        """How many events it changed."""
        return sum(_at(tally, self, verdict)[0] for verdict in _VERDICTS)


@cached
def changes(db: Snapshot, filters: Filters, limit: int = 5, after: int = 0) -> Changes:
    """What a few imports changed in the events that match, the newest import first.

    ``after`` is what the answer before gave. With a filter, an import that changed nothing
    that matches is left out.
    """
    every, matching = _tally(db, Filters()), _tally(db, filters)
    imports = _imports(db)
    chosen = any(facet.chosen(filters) for facet in FACETS)
    listed = [imp for imp in imports if not chosen or imp.changes(matching)]
    older = [imp for imp in listed if not after or imp.number < after]
    # an import into several data sets is not parted
    last = older[:limit][-1].number if older else 0
    page = [imp for imp in older if imp.number >= last]
    return Changes(
        imports=_described(db, page, every, matching),
        matching=_since_first(imports, matching),
        changes=_since_first(imports, every),
        left_out=len(imports) - len(listed),
        after=last if len(page) < len(older) else 0,
    )


@cached
def relaxed_changes(db: Snapshot, filters: Filters) -> tuple[Relaxed, ...]:
    """For each facet with a choice, the changes that match without it, first readings not
    counted; the most helpful first."""
    gains = [
        Relaxed(facet.name, _since_first(_imports(db), _tally(db, facet.cleared(filters))))
        for facet in FACETS
        if facet.chosen(filters)
    ]
    return tuple(sorted(gains, key=lambda gain: -gain.events))


def _since_first(imports: Iterable[_Import], tally: _Tally) -> int:
    return sum(imp.changes(tally) for imp in imports if not imp.first)


def _at(tally: _Tally, imp: _Import, verdict: str) -> tuple[int, Sequence[int]]:
    return tally.get((imp.number, imp.source, verdict), (0, ()))


@cached
def _tally(db: Snapshot, filters: Filters) -> _Tally:
    selection = where(db, filters, removed=True)
    rows = fetch(
        db,
        "SELECT import, source, verdict, count(*), max(sort_key, $most)"
        f" FROM {selection.of('event JOIN change USING (number)')} GROUP BY ALL",
        selection.binds(most=LISTED),
    )
    return {
        (number, source, verdict): (count, newest)
        for number, source, verdict, count, newest in rows
    }


@cached
def _imports(db: Snapshot) -> tuple[_Import, ...]:
    """Every import of a data set that shows, newest first."""
    rows = fetch(
        db,
        "SELECT i.import, i.source, coalesce(d.name, i.source), i.done_at, i.file, i.taken,"
        " i.rejected, i.unchanged, i.added + i.revised + i.removed"
        " FROM import i LEFT JOIN dataset d USING (source)"
        " WHERE d.hidden IS NOT TRUE AND d.deleted IS NOT TRUE AND d.kind IS DISTINCT FROM 'zones'"
        " ORDER BY i.import DESC, i.source",
    )
    every = _tally(db, Filters())
    first = _first_readings(db, every)
    made = []
    for number, source, name, at, file, taken, rejected, unchanged, changed in rows:
        imp = _Import(
            number, source, name, at.replace(tzinfo=UTC), file, taken, rejected, None, False
        )
        # events that came without a file are written down without their numbers
        counted = changed == imp.changes(every)
        made.append(
            imp._replace(
                unchanged=unchanged if counted else None, first=first.get(source) == number
            )
        )
    return tuple(made)


def _first_readings(db: Snapshot, every: _Tally) -> dict[str, int]:
    """By data set, the import that read it first; none when it had events before the store
    kept what imports did."""
    earliest: dict[str, int] = {}
    new: defaultdict[str, int] = defaultdict(int)
    for number, source, verdict in every:
        earliest[source] = min(number, earliest.get(source, number))
        if verdict == "added":
            new[source] += every[number, source, verdict][0]
    rows = fetch(db, "SELECT source, count(*) FROM event GROUP BY source")
    return {source: earliest[source] for source, events in rows if new.get(source) == events}


def _described(
    db: Snapshot, page: Sequence[_Import], every: _Tally, matching: _Tally
) -> tuple[ImportChanges, ...]:
    """The imports with the events to list."""
    matches = {(imp, verdict): _at(matching, imp, verdict) for imp in page for verdict in _VERDICTS}
    shown = {
        sort_key
        for (imp, _), (_, newest) in matches.items()
        if not imp.first
        for sort_key in newest
    }
    newest_first = sorted(shown, reverse=True)
    rows = dict(zip(newest_first, event_rows(db, newest_first), strict=True))
    values = _values(db, [imp.number for imp in page], newest_first)

    def changed(imp: _Import, verdict: str) -> Changed:
        total, newest = matches[imp, verdict]
        events = (
            ChangedEvent(rows[sort_key], values.get((imp.number, number_of(sort_key)), ()))
            for sort_key in (() if imp.first else newest)
        )
        return Changed(_at(every, imp, verdict)[0], total, tuple(events))

    return tuple(
        ImportChanges(*imp, *(changed(imp, verdict) for verdict in _VERDICTS)) for imp in page
    )


def _values(
    db: Snapshot, imports: Sequence[int], sort_keys: Sequence[int]
) -> dict[tuple[int, int], tuple[ChangedValue, ...]]:
    """What these imports revised in these events, by import and number of the event."""
    shown = pa.table({"number": pa.array(map(number_of, sort_keys), pa.int32())})
    these = pa.table({"import": pa.array(imports, pa.int32())})
    rows = fetch(
        db,
        "SELECT import, number, name, old, new FROM revision"
        " WHERE number IN (SELECT number FROM shown) AND import IN (SELECT import FROM these)",
        {"shown": shown, "these": these},
    )
    revised: defaultdict[tuple[int, int], list[tuple[str, str, str]]] = defaultdict(list)
    for number, event, *change in rows:
        name, old, new = change
        revised[number, event].append((name, old, new))
    return {key: in_words(values) for key, values in revised.items()}
