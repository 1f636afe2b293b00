"""Answers that are numbers: the summary, the histogram, rankings and pairs."""

from __future__ import annotations

from dashboard.figures.timeline.axis import bucket_for
from geodata import query
from watchline.api.models import (
    AggregateDeaths,
    Bar,
    Counts,
    Dyad,
    Dyads,
    Histogram,
    Rank,
    Ranking,
    SetCount,
    Summary,
)
from watchline.api.negotiation import AnswerContext, ResponseBody, written
from watchline.api.provenance import said, told
from watchline.api.request import ApiRequest
from watchline.api.route_parameters import USUAL_RANKS

TIMELINE_WIDTH = 800
"""Px of the timeline whose bars the histogram has when no width is asked for."""


def summary(context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    """What is in view as numbers: the same as in the head of the page."""
    totals = query.totals(context.db, asked.filters)
    found = told(context.db, asked)
    numbers = totals._asdict()
    numbers |= {
        "by_group": Counts.of(totals.by_group),
        "by_source": [SetCount(name=name, events=events) for name, events in totals.by_source],
        "aggregate_deaths": [
            AggregateDeaths.model_validate(one._asdict())
            for one in query.aggregate_deaths(context.db, asked.filters)
        ],
        "data_as_of": found.as_of,
    }
    return written(Summary(**said(context.db, asked, found), **numbers))


def histogram(context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    """Bars over the days that are chosen, or else over those of the events."""
    span = query.span(context.db, asked.filters)
    first = asked.filters.date_from or (span and span.first)
    last = asked.filters.date_to or (span and span.last)
    bucket = asked.own.get("bucket", "")
    bars: list[Bar] = []
    if first and last and first <= last:
        bucket = bucket or bucket_for(first, last, TIMELINE_WIDTH)
        found = query.histogram(context.db, asked.filters, first, last, bucket)
        bars = [
            Bar(start=row.start, events=sum(row.counts), by_group=Counts.of(row.counts))
            for row in found.rows
        ]
    return written(
        Histogram.model_validate(
            {
                **said(context.db, asked),
                "bucket": bucket or "day",
                "first": first,
                "last": last,
                "bars": bars,
            }
        )
    )


def actors(context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    """The actors with most events."""
    return _ranking(context, asked, "actor")


def regions(context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    """The regions with most events."""
    return _ranking(context, asked, "region")


def _ranking(context: AnswerContext, asked: ApiRequest, of: str) -> ResponseBody:
    limit = asked.number("limit", USUAL_RANKS)
    found = query.ranking(context.db, asked.filters, of, limit)
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
    return written(Ranking(**said(context.db, asked), ranks=ranks))


def dyads(context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    """The pairs of actors with most events."""
    found = query.dyads(
        context.db, asked.filters, asked.number("limit", USUAL_RANKS), asked.view.level
    )
    pairs = [
        Dyad(a=one.a, b=one.b, events=one.events, by_group=Counts.of(one.counts)) for one in found
    ]
    return written(Dyads(**said(context.db, asked), dyads=pairs))
