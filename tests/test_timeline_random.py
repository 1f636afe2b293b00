"""The timeline as drawn holds the numbers of the query, whatever is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import naive_query
from support.answers import reads
from support.random_filters import NAIVE, filters, many

from dashboard.figures.theme import LIGHT
from dashboard.figures.timeline.axis import Extent, milliseconds, whole_bars
from dashboard.figures.timeline.figure import timeline_figure
from dashboard.figures.timeline.lanes import bands
from dashboard.figures.timeline.looks import TimelineLooks, frame_for
from geodata import query
from geodata.buckets import BUCKETS, bucket_end, bucket_start, starts
from geodata.filters import Filters
from geodata.schema import EVENT_TYPES, GROUP_LABELS, GROUPS
from geodata.store import Store

FIRST, LAST = date(2020, 1, 1), date(2029, 12, 31)


def moment(unit: str, start: date) -> float:
    """The middle of a column, as it stands on the axis."""
    return (milliseconds(start) + milliseconds(bucket_end(unit, start))) / 2


@many
@given(chosen=filters(), unit=st.sampled_from(BUCKETS), one_scale=st.booleans())
def test_bars_lanes_and_lines_are_as_high_as_the_numbers(
    either_store: Store, chosen: Filters, unit: str, one_scale: bool
) -> None:
    """Bars and lanes by group and the sum at its end, against a naive reading."""
    undated = replace(chosen, date_from=None, date_to=None)
    first = bucket_start(unit, FIRST)
    expected: Counter[tuple[str, float]] = Counter()
    for event in naive_query.matching(NAIVE, undated):
        start = event.given["date_start"]
        if first <= start <= LAST:
            group = EVENT_TYPES[event.given["event_type"]].group
            expected[group, moment(unit, bucket_start(unit, start))] += 1

    axis = Extent(first, LAST, unit)
    histogram = reads(either_store, query.histogram, chosen, *axis)
    lanes = reads(either_store, query.lanes, chosen, "type", *axis, max_marks=-1)
    frame = frame_for(lanes, axis, 800, 274)
    looks = TimelineLooks(one_scale, ("mean", "sum"), LAST)
    figure = timeline_figure(histogram, lanes, LIGHT, frame, looks=looks)

    drawn: Counter[tuple[str, float]] = Counter()
    for trace in columns(figure, "y"):
        for x, y in zip(trace.x, trace.y, strict=True):
            drawn[group_of(trace), x] += y
    assert drawn == expected

    placed = {band.lane.key: band for band in bands(lanes, frame)}
    peaks = {
        key: max((sum(row.counts) for row in band.lane.buckets), default=0)
        for key, band in placed.items()
    }
    in_lanes = {}
    for trace in columns(figure, "y2"):
        group = group_of(trace)
        band = placed[group]
        ends = max(peaks.values()) if one_scale else peaks[group]
        for x, y in zip(trace.x, trace.y, strict=True):
            in_lanes[group, x] = -y / (band.bottom - band.top - 5) * ends
    assert in_lanes == pytest.approx({key: n for key, n in expected.items() if key[0] in placed})

    if expected:
        sums = [trace for trace in figure.data if trace.type == "scatter"][-1]
        assert sums.y[-1] == pytest.approx(figure.layout.yaxis.range[1])
        last = max(x for _, x in expected)
        now = max(x for x in sums.x if x < last)
        before = sum(n for (_, x), n in expected.items() if x < now)
        share = sums.y[sums.x.index(now)] / sums.y[-1]
        assert share == pytest.approx(before / expected.total())
    said = [note.text for note in figure.layout.annotations]
    assert all(f"{peak:,}" in said for peak in peaks.values() if peak)


def columns(figure: Any, axis: str) -> list[Any]:
    """The columns on an axis; those that only answer the pointer have no name."""
    return [t for t in figure.data if t.type == "bar" and t.name and (t.yaxis or "y") == axis]


def group_of(trace: Any) -> str:
    return next(group for group in GROUPS if GROUP_LABELS[group] == trace.name)


@pytest.mark.parametrize("days", [1, 30, 400, 4_000, 40_000, 400_000])
@pytest.mark.parametrize("width", [390, 800, 1_400])
def test_there_are_never_more_columns_than_have_room(days: int, width: int) -> None:
    """However many events there are, and however long: one for 3.5 px."""
    axis = whole_bars(FIRST - timedelta(days=days), FIRST, width)
    assert len(list(starts(*axis))) <= width / 3.5
