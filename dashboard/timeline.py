"""The bars and lanes of a timeline, with the few events far before its axis; for page and
pictures."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from dashboard.figures.timeline.axis import Extent, FarBefore
from dashboard.state import View
from geodata import query
from geodata.query.sql import as_counts
from geodata.results import Bucket, Histogram, Lanes, Span
from geodata.store import Snapshot


class TimelineContent(NamedTuple):
    """What is drawn on an axis. The first bar is ``before``, where there is such a piece; lanes of
    single marks have its marks too."""

    histogram: Histogram
    lanes: Lanes
    before: FarBefore | None


def timeline_content(
    db: Snapshot, view: View, axis: Extent, span: Span | None, lanes: int
) -> TimelineContent:
    """What a view shows on an axis, in at most so many lanes. Where no dates are chosen and no
    part of the time is looked at, events that the axis would leave out stand before it."""
    histogram = query.histogram(db, view.filters, *axis)
    rows = query.lanes(db, view.filters, view.lanes, *axis, limit=lanes)
    dated = view.filters.date_from or view.filters.date_to or view.time
    if dated or span is None or span.first >= axis.first:
        return TimelineContent(histogram, rows, None)
    until = axis.first - timedelta(days=1)
    days = query.histogram(db, view.filters, span.first, until, "day").rows
    if not days:
        return TimelineContent(histogram, rows, None)
    before = FarBefore(days[0].start, days[-1].start)
    counts, aggregates = (
        as_counts([sum(column) for column in zip(*rows_of, strict=True)])
        for rows_of in ([day.counts for day in days], [day.aggregates for day in days])
    )
    bar = Bucket(before.first, counts, aggregates)
    if not rows.bucket:
        far = query.lanes(db, view.filters, view.lanes, *before, "day", limit=lanes)
        rows = _joined(far, rows)
    return TimelineContent(histogram._replace(rows=(bar, *histogram.rows)), rows, before)


def _joined(far: Lanes, rows: Lanes) -> Lanes:
    """The marks of both; an event that reaches from one into the other is drawn once."""
    found = []
    for before, lane in zip(far.rows, rows.rows, strict=True):
        known = {mark.event_id for mark in lane.marks}
        marks = tuple(mark for mark in before.marks if mark.event_id not in known)
        found.append(lane._replace(marks=(*marks, *lane.marks)))
    return rows._replace(rows=tuple(found))
