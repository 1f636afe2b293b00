"""Lanes that hold too many events for single marks: small stacked columns."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from dashboard.figures.theme import Theme
from dashboard.figures.timeline.axis import TimelineFrame
from dashboard.figures.timeline.lanes import LaneBand
from dashboard.figures.timeline.traces import bucket_days, bucket_hover, columns, columns_of
from geodata import text
from geodata.results import Lane
from geodata.schema import GROUPS


def lane_counts(
    placed: Sequence[LaneBand],
    unit: str,
    frame: TimelineFrame,
    theme: Theme,
    *,
    one_scale: bool = False,
    answers: bool = True,
) -> list[dict[str, Any]]:
    """Lanes with too many events for single marks: small stacked columns, each lane on its own
    scale, or on ``one_scale`` for all; and one trace that ``answers`` the pointer."""
    ends = _ends(placed, one_scale=one_scale)
    traces = []
    for index, group in enumerate(GROUPS):
        x, widths, height, base = [], [], [], []
        for band in placed:
            own = [row for row in band.lane.buckets if row.counts[index]]
            centres, wide = columns(own, unit, frame)
            x += centres
            widths += wide
            scale = _room(band) / max(ends[band.lane.key], 1)
            height += [-row.counts[index] * scale for row in own]
            base += [band.bottom - 1 - sum(row.counts[:index]) * scale for row in own]
        if x:
            # columns this low have no room for paper between the groups
            trace = columns_of(group, x, height, widths, theme, gap=0)
            traces.append(trace | {"base": base, "yaxis": "y2"})
    rows = [(band, row) for band in placed for row in band.lane.buckets if sum(row.counts)]
    if rows and answers:
        centres, widths = columns([row for _, row in rows], unit, frame)
        traces.append(
            {
                "type": "bar",
                "meta": {"kind": "bucket"},
                "x": centres,
                "y": [band.top - band.bottom for band, _ in rows],
                "base": [band.bottom for band, _ in rows],
                "yaxis": "y2",
                "width": widths,
                "opacity": 0,
                "customdata": [
                    [day.isoformat() for day in bucket_days(unit, row, frame)] for _, row in rows
                ],
                "hovertext": [
                    f"{escape(band.lane.label, quote=False)}<br>"
                    + bucket_hover(unit, row, frame, (_scale_ends(ends[band.lane.key]),))
                    for band, row in rows
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    return traces


def peak(lane: Lane) -> int:
    """The most events in one column."""
    return max((sum(row.counts) for row in lane.buckets), default=0)


def _ends(placed: Sequence[LaneBand], *, one_scale: bool) -> dict[str, int]:
    """By the key of each lane: how many events its full height stands for."""
    peaks = {band.lane.key: peak(band.lane) for band in placed}
    if not one_scale:
        return peaks
    return dict.fromkeys(peaks, max(peaks.values(), default=0))


def _scale_ends(count: int) -> str:
    return f"the scale of this lane ends at {text.number(count)}"


def _room(band: LaneBand) -> float:
    return max(band.bottom - band.top - 5, 4.0)
