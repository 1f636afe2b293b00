"""What is said in and about the timeline of a picture: counts, what is left out, its note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from dashboard.figures.theme import Theme
from dashboard.figures.timeline.annotations import Chosen
from dashboard.figures.timeline.axis import TimelineFrame
from dashboard.figures.timeline.figure import far_before, heading, lane_scales
from dashboard.figures.timeline.lane_columns import peak
from dashboard.figures.timeline.lanes import LaneBand
from dashboard.figures.timeline.looks import TimelineLooks
from dashboard.figures.timeline.traces import FAR_PX, is_far
from dashboard.pictures import svg
from dashboard.pictures.charts.labels import MIDDLE
from dashboard.pictures.charts.lane_labels import overlap
from dashboard.pictures.charts.part import HATCHED_WORDS, hatched
from dashboard.pictures.text import metrics
from geodata import text
from geodata.buckets import bucket_end
from geodata.results import Bucket, Histogram, Lanes

NOTHING: Final = "No events in this selection"

SMALL: Final = 11.0
MORE: Final = 17
"""How high the line is that says what is left out."""

_NEAR: Final = 10  # bars on either side that a count could touch; bars stand 4 px apart

_Box = tuple[float, float, float, float]


def values(
    histogram: Histogram, frame: TimelineFrame, theme: Theme, top: int, chosen: Chosen
) -> list[str]:
    """The count over each bar, if there is room over all of them; over some would mislead."""
    rows = [row for row in histogram.rows if any(row.counts)]
    bars, boxes = [], []
    for row in rows:
        x0, x1 = _sides(row, histogram.bucket, frame)
        y = frame.base - (frame.base - frame.top) * sum(row.counts) / top
        wide = metrics.width(text.number(sum(row.counts)), SMALL) + 1
        middle = min((x0 + x1) / 2, frame.right - wide / 2)
        bars.append((x0, y, x1, frame.base))
        boxes.append((middle - wide / 2, y - 13, middle + wide / 2, y - 3))
    for index, box in enumerate(boxes):
        near = slice(max(0, index - _NEAR), index + _NEAR + 1)
        others = [*bars[near], *(other for other in boxes[near] if other is not box)]
        if any(_meet(box, other) for other in others):
            return []
    return [
        drawn
        for row, (x0, y0, x1, y1) in zip(rows, boxes, strict=True)
        for drawn in (
            svg.rect(x0, y0, x1 - x0, y1 - y0, fill=theme.paper),
            svg.text(
                (x0 + x1) / 2,
                y1 - 1,
                text.number(sum(row.counts)),
                size=SMALL,
                fill=theme.ink2 if _inside(row.start, chosen) else theme.hair2,
                anchor="middle",
            ),
        )
    ]


def _sides(row: Bucket, unit: str, frame: TimelineFrame) -> tuple[float, float]:
    """The left and the right end of a bar."""
    if is_far(row, frame):
        middle = frame.x(row.start)
        return middle - FAR_PX / 2, middle + FAR_PX / 2
    return max(frame.x(row.start), frame.left), min(
        frame.x(bucket_end(unit, row.start)), frame.right
    )


def _inside(day: date, chosen: Chosen) -> bool:
    return (chosen[0] is None or day >= chosen[0]) and (chosen[1] is None or day <= chosen[1])


def _meet(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def left_out(words: str, frame: TimelineFrame, theme: Theme) -> list[str]:
    """A line under the lanes."""
    y = frame.bottom - MORE / 2 + MIDDLE * SMALL
    words = metrics.shortened(words, SMALL, frame.right)
    wide = metrics.width(words, SMALL)
    ground = svg.rect(0, frame.bottom - MORE + 1, wide + 4, MORE - 1, fill=theme.paper)
    return [ground, svg.text(0, y, words, size=SMALL, fill=theme.ink3)]


def nothing(frame: TimelineFrame, theme: Theme) -> str:
    """That there is no event, where the bars would stand."""
    x, y = (frame.left + frame.right) / 2, (frame.top + frame.base) / 2
    words = metrics.shortened(NOTHING, 12, frame.right - frame.left)
    wide = metrics.width(words, 12) + 8
    ground = svg.rect(x - wide / 2, y - 8, wide, 16, fill=theme.paper)
    return ground + svg.text(x, y + MIDDLE * 12, words, fill=theme.ink3, anchor="middle")


def note(
    histogram: Histogram,
    lanes: Lanes,
    placed: tuple[LaneBand, ...],
    frame: TimelineFrame,
    theme: Theme,
    *,
    chosen: Chosen,
    total: int | None,
    dropped: bool = False,
    curves: Sequence[str] = (),
    looks: TimelineLooks,
) -> str:
    """What the chart counts and how it is to be read, of what is in it; what matters most
    stands first. ``dropped``: lanes without events are not drawn; ``curves``: what the lines over
    the bars are."""
    counts = [row.counts for row in histogram.rows]
    everything = [p for band in placed for p in band.placed]
    several = f", and by {lanes.by}" if placed else ""
    once = not placed or lanes.by == "type"
    far = far_before(histogram, frame)
    rest = 0 if total is None else total - sum(map(sum, counts))
    starts = "starts" if rest == 1 else "start"
    outside = f"{rest:,} of {total or 0:,} {starts} outside these dates"
    clauses = (
        (True, f"{heading(histogram)} (UTC){several}"),
        *((True, words) for words in curves),
        (bool(far), far),
        (not once, "an event can be in several lanes"),
        (any(p.bar for p in everything), "bars in lanes: more than one day"),
        (any(p.hollow for p in everything), "hollow: not dated to the day, or an aggregate"),
        (hatched(counts, theme), HATCHED_WORDS),
        (chosen != (None, None), f"pale: outside the chosen dates, {text.period(*chosen)}"),
        (rest > 0 and chosen == (None, None), f"{outside}, and no bar counts them"),
        (dropped, "lanes without events are left out"),
        (any(overlap(band.placed) for band in placed), "marks overlap where events are many"),
        (
            any(peak(band.lane) for band in placed),
            f"columns in lanes: events per {lanes.bucket}, {lane_scales(lanes, looks)}",
        ),
    )
    return "; ".join(words for holds, words in clauses if holds) + "."
