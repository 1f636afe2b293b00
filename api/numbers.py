"""Answers that are numbers: the summary, the histogram, rankings and pairs."""

from __future__ import annotations

from api.answering import Context, Made, written
from api.asked import Asked
from api.credits import said, told
from api.models import Bar, Counts, Dyad, Dyads, Histogram, Rank, Ranking, SetCount, Summary
from api.own_parameters import USUAL_RANKS
from dashboard.figures.timeline_axis import bucket_for
from geodata import query

TIMELINE_WIDTH = 800
"""Px of the timeline whose bars the histogram has when no width is asked for."""


def summary(context: Context, asked: Asked) -> Made:
    """What is in view as numbers: the same as in the head of the page."""
    totals = query.totals(context.store, asked.filters)
    found = told(context.store, asked)
    numbers = totals._asdict()
    numbers |= {
        "by_group": Counts.of(totals.by_group),
        "by_source": [SetCount(name=name, events=events) for name, events in totals.by_source],
        "data_as_of": found.as_of,
    }
    return written(Summary(**said(context.store, asked, found), **numbers))


def histogram(context: Context, asked: Asked) -> Made:
    """Bars over the days that are chosen, or else over those of the events."""
    span = query.span(context.store, asked.filters)
    first = asked.filters.date_from or (span and span.first)
    last = asked.filters.date_to or (span and span.last)
    bucket = asked.own.get("bucket", "")
    bars: list[Bar] = []
    if first and last and first <= last:
        bucket = bucket or bucket_for(first, last, TIMELINE_WIDTH)
        found = query.histogram(context.store, asked.filters, first, last, bucket)
        bars = [
            Bar(start=start, events=sum(counts), by_group=Counts.of(counts))
            for start, counts in found.rows
        ]
    return written(
        Histogram.model_validate(
            {
                **said(context.store, asked),
                "bucket": bucket or "day",
                "first": first,
                "last": last,
                "bars": bars,
            }
        )
    )


def actors(context: Context, asked: Asked) -> Made:
    """The actors with most events."""
    return _ranking(context, asked, "actor")


def regions(context: Context, asked: Asked) -> Made:
    """The regions with most events."""
    return _ranking(context, asked, "region")


def _ranking(context: Context, asked: Asked, of: str) -> Made:
    limit = asked.number("limit", USUAL_RANKS)
    found = query.ranking(context.store, asked.filters, of, limit)
    ranks = [
        Rank(
            key=one.key,
            label=one.label,
            parent=one.parent or None,
            events=one.events,
            by_group=Counts.of(one.counts),
        )
        for one in found
    ]
    return written(Ranking(**said(context.store, asked), ranks=ranks))


def dyads(context: Context, asked: Asked) -> Made:
    """The pairs of actors with most events."""
    found = query.dyads(context.store, asked.filters, asked.number("limit", USUAL_RANKS))
    pairs = [
        Dyad(a=one.a, b=one.b, events=one.events, by_group=Counts.of(one.counts)) for one in found
    ]
    return written(Dyads(**said(context.store, asked), dyads=pairs))
