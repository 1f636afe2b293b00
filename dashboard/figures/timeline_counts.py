"""Lanes that hold too many events for single marks: small stacked columns."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from dashboard.figures.theme import Theme
from dashboard.figures.timeline_axis import Frame
from dashboard.figures.timeline_lanes import Band
from dashboard.figures.timeline_traces import bucket_hover, columns, columns_of
from geodata.schema import GROUPS


def lane_counts(
    placed: Sequence[Band], unit: str, frame: Frame, theme: Theme, *, answers: bool = True
) -> list[dict[str, Any]]:
    """Lanes with too many events for single marks: small stacked columns, one scale for all
    lanes, so that lanes can be compared; and one trace that ``answers`` the pointer."""
    scale = _count_scale(placed)
    traces = []
    for index, group in enumerate(GROUPS):
        x, widths, height, base = [], [], [], []
        for band in placed:
            own = [row for row in band.lane.buckets if row.counts[index]]
            centres, wide = columns(own, unit, frame)
            x += centres
            widths += wide
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
                "hovertext": [
                    f"{escape(band.lane.label, quote=False)}<br>{bucket_hover(unit, row)}"
                    for band, row in rows
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    return traces


def _count_scale(placed: Sequence[Band]) -> float:
    """Pixels per event: the highest column fits the lowest lane that holds counts."""
    lanes = [band for band in placed if band.lane.buckets]
    most = max((sum(row.counts) for band in lanes for row in band.lane.buckets), default=0)
    room = min((band.bottom - band.top for band in lanes), default=0.0) - 5
    return max(room, 4.0) / most if most else 0.0
