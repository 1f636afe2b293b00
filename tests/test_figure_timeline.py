"""The timeline: its axis, its bars and its lanes."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from math import pi, sqrt
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.chart_figures import mark as _mark

from dashboard.figures.chart_elements import marker_size
from dashboard.figures.theme import DARK, LIGHT, SHAPES, Theme
from dashboard.figures.timeline.axis import (
    Extent,
    FarBefore,
    TimelineFrame,
    bucket_for,
    extent,
    milliseconds,
)
from dashboard.figures.timeline.curves import points
from dashboard.figures.timeline.figure import NOTHING, far_before, heading, timeline_figure
from dashboard.figures.timeline.lane_names import cut, cut_apart, lane_names
from dashboard.figures.timeline.lanes import STEP, bands, holding
from dashboard.figures.timeline.looks import TimelineLooks, frame_for
from dashboard.figures.timeline.ticks import Tick, count_ticks, ticks
from geodata.buckets import BUCKET_DAYS, BUCKETS, bucket_end, bucket_last, bucket_start, starts
from geodata.results import Bucket, Deaths, EventMark, Histogram, Lane, Lanes, Span
from geodata.schema import GROUPS

D = date
FIRST, LAST = D(2024, 12, 2), D(2026, 3, 29)
CHOSEN = (D(2025, 3, 21), D(2026, 3, 20))
SPAN = Span(D(1974, 5, 31), D(2026, 3, 20), D(2024, 12, 8), 2)


def _lanes(*marks: EventMark, label: str = "Paris talks", events: int = 31) -> Lanes:
    return Lanes("storyline", (Lane(label, label, events, marks, ()),), "")


def _histogram(*rows: Bucket, unit: str = "week") -> Histogram:
    return Histogram(unit, rows)


def _draw(histogram: Histogram, lanes: Lanes, theme: Theme = LIGHT, **more: object) -> go.Figure:
    size = [int(str(more.pop(name, usual))) for name, usual in (("width", 800), ("height", 274))]
    days = (more.pop("first", FIRST), more.pop("last", LAST))
    return timeline_figure(
        histogram, lanes, theme, TimelineFrame(*days, *size), **({"chosen": CHOSEN} | more)
    )


def _words(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def _events(figure: go.Figure) -> list[Any]:
    return [t for t in figure.data if t.meta and t.meta["kind"] == "event"]


def _shapes(figure: go.Figure, name: str) -> list[Any]:
    return [s for s in figure.layout.shapes if (s.name or "").startswith(name)]


# ---- axis


@pytest.mark.parametrize(
    ("years", "unit"), [(0.1, "day"), (1, "week"), (3, "week"), (10, "month"), (35, "quarter")]
)
def test_the_unit_of_the_bars_follows_the_time_shown(years: float, unit: str):
    """From days to decades, the finest whose bars can be told apart."""
    first = D(1989, 1, 1)
    assert bucket_for(first, first + timedelta(days=round(365 * years)), 800) == unit
    assert bucket_for(D(1900, 1, 1), D(2025, 12, 31), 800) == "year"
    assert bucket_for(D(1000, 1, 1), D(2025, 12, 31), 800) == "decade"


@given(st.dates(D(1900, 1, 1), D(2100, 1, 1)), st.integers(0, 40000), st.integers(320, 2000))
def test_bars_take_three_and_a_half_px_and_the_first_and_the_last_are_whole(
    first: date, days: int, width: int
):
    """Whatever the dates and the width, only decades may be thinner; no bar is cut."""
    last = first + timedelta(days=days)
    axis = extent(Span(first, last, first, 0), (None, None), width)
    px = TimelineFrame(axis.first, axis.last, width, 274).day_px
    assert axis.bucket == "decade" or BUCKET_DAYS[axis.bucket] * px >= 3.5
    assert axis.first <= first <= last <= axis.last
    assert bucket_start(axis.bucket, axis.first) == axis.first
    assert bucket_last(axis.bucket, bucket_start(axis.bucket, axis.last)) == axis.last


def test_a_choice_stands_with_room_around_it_as_far_as_there_are_data():
    """A year in two years of data starts where the data start; a month has a week around."""
    first, last, _ = extent(SPAN, CHOSEN, 800)
    assert first == D(2024, 12, 2)
    assert CHOSEN[1] < last <= D(2026, 4, 5)
    first, last, _ = extent(SPAN, (D(2025, 7, 1), D(2025, 7, 31)), 800)
    assert first == D(2025, 6, 20)
    assert last == D(2025, 8, 12)


def test_far_earlier_events_stand_before_the_axis_and_do_not_stretch_it():
    """They have a column and marks of their own, their year, and a break; "All" is to scale."""
    axis = extent(SPAN, (None, None), 800)
    assert axis.first == D(2024, 12, 2)
    before = FarBefore(D(1974, 5, 31), D(1974, 5, 31))
    far = EventMark(
        "levant:old", "Agreement", *before, "day", "diplomacy", False, Deaths(None, None, None)
    )
    lanes = _lanes(far)
    frame = frame_for(lanes, axis, 800, 274, before)
    early = Bucket(before.first, (0, 0, 0, 0, 2, 0))
    histogram = _histogram(early, Bucket(D(2025, 7, 14), (3, 0, 0, 0, 0, 0)))
    figure = timeline_figure(histogram, lanes, LIGHT, frame)
    assert "1974" in _words(figure)
    (column,) = [t for t in figure.data if t.meta and t.meta["kind"] == "bucket"]
    assert column.customdata[0] == ["1974-05-31", "1974-05-31"]
    assert "not to scale" in column.hovertext[0]
    (mark,) = _events(figure)
    assert frame.edge < frame.x(before.first) < frame.left
    assert mark.x[0] == frame.time(frame.x(before.first))
    assert figure.layout.xaxis.range[0] < mark.x[0]
    assert far_before(histogram, frame) == "2 before the break, 31 May 1974"
    whole = extent(SPAN, (None, None), 800, shown=(SPAN.first, SPAN.last))
    assert whole == Extent(D(1974, 1, 1), D(2026, 12, 31), "year")


def test_the_heading_says_what_bars_count():
    """A week has its days."""
    assert heading(_histogram()) == "Events per week, Monday to Sunday, by day of start"
    assert heading(_histogram(unit="day")) == "Events per day, by day of start"


@given(st.dates(D(1950, 1, 1), D(2050, 1, 1)), st.integers(0, 9000))
def test_what_is_shown_never_passes_the_data(start: date, days: int):
    """But for the rest of the first and of the last bar."""
    axis = extent(SPAN, CHOSEN, 800, shown=(start, start + timedelta(days=days)))
    assert axis.first >= bucket_start(axis.bucket, SPAN.first)
    assert (axis.last - SPAN.last).days <= max(BUCKET_DAYS[axis.bucket], 60)


@given(
    st.none() | st.dates(D(1950, 1, 1), D(2050, 1, 1)),
    st.none() | st.dates(D(1950, 1, 1), D(2050, 1, 1)),
)
def test_the_choice_is_always_on_the_axis(start: date | None, end: date | None):
    """Also when it lies outside the data, and also with an open end."""
    first, last, _ = extent(SPAN, (start, end), 800)
    assert first < last
    assert all(first <= day <= last for day in (start, end) if day)


def test_an_empty_selection_keeps_its_dates_on_the_axis():
    """No event at any date leaves the chosen range to look at."""
    first, last, _ = extent(None, CHOSEN, 800)
    assert first <= CHOSEN[0]
    assert CHOSEN[1] <= last


@pytest.mark.parametrize(
    ("most", "expected"),
    [(1, (1,)), (2, (1, 2)), (3, (1, 2, 3)), (4, (2, 4)), (13, (5, 10, 15)), (31, (20, 40))],
)
def test_counts_are_marked_by_round_numbers(most: int, expected: tuple[int, ...]):
    """Never a fraction of an event."""
    assert count_ticks(most) == expected


@given(st.integers(1, 10**7))
def test_the_highest_bar_is_never_cut(most: int):
    """The last tick is at or over the highest bar, with at most three ticks."""
    marks = count_ticks(most)
    assert marks[-1] >= most
    assert len(marks) <= 3


def test_months_are_named_and_their_years_stand_below_january_and_the_first():
    """The year stands once, where it begins."""
    drawn = ticks(TimelineFrame(FIRST, LAST, 800, 274))
    assert [tick.label for tick in drawn if tick.label] == ["Jan", "Apr", "Jul", "Oct", "Jan"]
    assert [(tick.label, tick.below) for tick in drawn if tick.below] == [
        ("", "2024"),
        ("Jan", "2025"),
        ("Jan", "2026"),
    ]


@pytest.mark.parametrize("days", [3, 20, 53, 120, 480, 1100, 3650, 12783, 20000, 80000])
@pytest.mark.parametrize("width", [390, 800, 1400])
def test_labels_of_the_axis_stand_44_px_apart(days: int, width: int):
    """At every length, on a phone and on a desk, there are labels, both lines of them apart."""
    frame = TimelineFrame(FIRST, FIRST + timedelta(days=days - 1), width, 274)
    drawn = ticks(frame)
    for rows in ([t for t in drawn if t.label], [t for t in drawn if t.below]):
        spans = [_span(tick, tick.label or tick.below) for tick in rows]
        assert all(other[0] > one[1] for one, other in pairwise(spans))
        assert all(frame.left - 1 <= one[0] and one[1] <= frame.right + 30 for one in spans)
    labelled = [tick.x for tick in drawn if tick.label]
    assert labelled
    assert all(other - one >= 43.5 for one, other in pairwise(labelled))


def _span(tick: Tick, label: str) -> tuple[float, float]:
    """Where a label stands, about."""
    wide = 6 * len(label)
    left = tick.x - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[tick.anchor]
    return left, left + wide


@pytest.mark.parametrize("years", [6, 35, 60, 300])
def test_the_first_and_the_last_year_are_printed(years: int):
    """In bold at the two ends; the others lie between them."""
    frame = TimelineFrame(D(1989, 1, 1), D(1988 + years, 12, 31), 800, 274)
    said = {word for tick in ticks(frame) for word in (tick.label, tick.below)}
    assert "1989" in said
    assert str(1988 + years) in said


# ---- bars


def test_bars_hold_the_counts_by_group_from_the_axis_up():
    """Violence stands on the axis, and no event is lost or added."""
    figure = _draw(
        _histogram(
            Bucket(D(2025, 7, 14), (2, 1, 1, 0, 8, 1)), Bucket(D(2025, 7, 21), (1, 0, 0, 0, 1, 2))
        ),
        _lanes(),
    )
    bars = [t for t in figure.data if t.type == "bar" and t.name]
    assert bars[0].name == "Violence"
    assert {t.name: sum(t.y) for t in bars} == {
        "Violence": 3,
        "Posture": 1,
        "Demonstrations": 1,
        "Diplomacy": 9,
        "Humanitarian": 3,
    }
    assert figure.layout.barmode == "stack"


def test_a_bar_lies_on_the_days_it_counts():
    """A week's bar is centred on the week and leaves 1.5 px to the next."""
    figure = _draw(_histogram(Bucket(D(2025, 7, 14), (1, 0, 0, 0, 0, 0))), _lanes())
    bar = figure.data[0]
    assert bar.x[0] == milliseconds(D(2025, 7, 14), 3.5)
    assert 0.8 * 7 * 86_400_000 < bar.width[0] < 7 * 86_400_000


def test_a_column_says_its_days_and_its_counts_and_what_a_click_does():
    """The tooltip names the week in words, the total and the groups."""
    figure = _draw(_histogram(Bucket(D(2025, 7, 14), (2, 1, 1, 1, 8, 1))), _lanes())
    (said,) = next(t for t in figure.data if t.meta and t.meta["kind"] == "bucket").hovertext
    lines = said.split("<br>")
    assert lines[:2] == ["Week of 14 Jul 2025, Monday to Sunday", "14 events"]
    assert lines[2] == "Violence 2 · Posture 1"
    assert lines[5:] == ["Click: only 14–20 Jul 2025"]


@pytest.mark.parametrize(
    ("unit", "start", "last", "words"),
    [
        ("day", D(2024, 2, 29), D(2024, 2, 29), "29 Feb 2024"),
        ("week", D(2025, 12, 29), D(2026, 1, 4), "29 Dec 2025 – 4 Jan 2026"),
        ("month", D(2025, 12, 1), D(2025, 12, 31), "December 2025"),
        ("quarter", D(2025, 10, 1), D(2025, 12, 31), "Oct–Dec 2025"),
        ("year", D(2024, 1, 1), D(2024, 12, 31), "2024"),
    ],
)
def test_a_click_on_a_column_takes_its_first_and_last_day(unit, start, last, words):
    """In the bars and in lanes of columns alike, whole; the tooltip says so beforehand."""
    row = Bucket(start, (2, 0, 0, 0, 0, 0))
    crowd = Lanes("actor", (Lane("A", "A", 2, (), (row,)),), unit)
    figure = _draw(_histogram(row, unit=unit), crowd, first=D(2023, 1, 2), last=D(2026, 3, 29))
    columns = [trace for trace in figure.data if trace.meta and trace.meta["kind"] == "bucket"]
    assert len(columns) == 2
    for trace in columns:
        assert [list(days) for days in trace.customdata] == [[start.isoformat(), last.isoformat()]]
        assert trace.hovertext[0].endswith(f"Click: only {words}")


@pytest.mark.parametrize(
    ("unit", "start", "end"),
    [
        ("day", D(2025, 12, 31), D(2026, 1, 1)),
        ("week", D(2025, 12, 29), D(2026, 1, 5)),
        ("month", D(2025, 12, 1), D(2026, 1, 1)),
        ("quarter", D(2025, 10, 1), D(2026, 1, 1)),
        ("year", D(2025, 1, 1), D(2026, 1, 1)),
        ("decade", D(2020, 1, 1), D(2030, 1, 1)),
        ("decade", D(9990, 1, 1), date.max),
    ],
)
def test_a_bucket_ends_where_the_next_begins(unit: str, start: date, end: date):
    """Also over the turn of the year."""
    assert bucket_end(unit, start) == end


# ---- lanes


def test_every_shape_has_the_same_area():
    """A square does not look like more than a circle; Plotly's own sizes differ by half."""
    areas = {
        "circle": lambda e: pi * e * e,
        "square": lambda e: (2 * e) ** 2,
        "diamond": lambda e: 2 * (1.3 * e) ** 2,
        "triangle-up": lambda e: (2 * e * 2 / sqrt(3)) * (1.5 * e) / 2,
        "triangle-down": lambda e: (2 * e * 2 / sqrt(3)) * (1.5 * e) / 2,
        "cross": lambda e: 2 * (0.8 * e * 2.4 * e) - (0.8 * e) ** 2,
    }
    for group in GROUPS:
        drawn = areas[SHAPES[group]](marker_size(group, 2.7) / 2)
        assert drawn == pytest.approx(pi * 2.7**2)


def test_an_event_of_a_day_is_a_filled_mark_that_knows_its_id():
    """Clicking or pointing at it leads to the event."""
    figure = _draw(_histogram(), _lanes(_mark("paris", D(2025, 8, 19))))
    (trace,) = _events(figure)
    assert list(trace.customdata) == ["levant:paris"]
    assert trace.marker.color == LIGHT.diplomacy
    assert trace.marker.symbol == "circle"
    assert trace.x[0] == pytest.approx(milliseconds(D(2025, 8, 19), 0.5))


def test_a_month_is_a_hollow_dashed_bar_and_a_stated_range_a_solid_one():
    """What is not known to the day looks like it, and both lie on whole days."""
    figure = _draw(
        _histogram(),
        _lanes(
            _mark("may", D(2025, 5, 1), D(2025, 5, 31), date_precision="month"),
            _mark("siege", D(2025, 9, 1), D(2025, 9, 30), group="violence"),
        ),
    )
    solid, hollow = (t for t in figure.data if t.mode == "lines")
    assert hollow.line.dash != "solid"
    assert hollow.fillcolor == LIGHT.paper
    assert hollow.line.color == LIGHT.diplomacy
    assert solid.fillcolor == LIGHT.violence
    half_pixel = 0.51 / TimelineFrame(FIRST, LAST, 800, 274).day_px * 86_400_000
    assert min(hollow.x[:4]) == pytest.approx(milliseconds(D(2025, 5, 1)), abs=half_pixel)
    assert max(hollow.x[:4]) == pytest.approx(milliseconds(D(2025, 6, 1)), abs=half_pixel)


def test_an_aggregate_is_hollow_and_says_that_it_overlaps_others():
    """Even when it is dated to the day."""
    figure = _draw(
        _histogram(), _lanes(_mark("week", D(2025, 7, 13), group="violence", aggregate=True))
    )
    (trace,) = _events(figure)
    assert trace.marker.color == LIGHT.paper
    assert trace.marker.line.color == LIGHT.violence
    assert trace.hovertext[0].endswith("aggregate: overlaps other events")


def test_a_long_bar_answers_the_pointer_over_its_whole_length():
    """Not only at its ends or its middle."""
    figure = _draw(
        _histogram(), _lanes(_mark("may", D(2025, 5, 1), D(2025, 5, 31), date_precision="month"))
    )
    (hits,) = _events(figure)
    assert set(hits.customdata) == {"levant:may"}
    day_px = TimelineFrame(FIRST, LAST, 800, 274).day_px
    assert all((b - a) / 86_400_000 * day_px < 8 for a, b in pairwise(hits.x))


def test_a_tooltip_has_five_lines_at_most_and_shows_titles_as_plain_text():
    """Long titles are cut; markup in a title is shown, not obeyed; deaths are a range."""
    mark = _mark("x", D(2025, 5, 1), D(2025, 5, 31), date_precision="month", aggregate=True)
    mark = mark._replace(title="<b>Strikes</b> " + "and talks " * 30, deaths=Deaths(4, 4, 7))
    (trace,) = _events(_draw(_histogram(), _lanes(mark)))
    lines = trace.hovertext[0].split("<br>")
    assert len(lines) == 5
    assert lines[0].startswith("&lt;b&gt;Strikes&lt;/b&gt;")
    assert lines[1].endswith("…")
    assert lines[2:4] == ["May 2025, dated to the month", "Diplomacy · 4–7 dead"]


def test_events_of_one_day_are_stacked_apart():
    """Marks do not cover each other until a lane is eight rows high."""
    marks = [_mark(str(i), D(2025, 7, 16)) for i in range(8)]
    (band,) = bands(_lanes(*marks), TimelineFrame(FIRST, LAST, 800, 274))
    rows = sorted(placed.y for placed in band.placed)
    assert all(b - a == pytest.approx(STEP) for a, b in pairwise(rows))
    assert band.top <= rows[0] - STEP / 2
    assert rows[-1] + STEP / 2 <= band.bottom


def test_a_crowded_lane_overlaps_and_loses_nothing():
    """More events than rows are still all drawn, inside their lane."""
    marks = [_mark(str(i), D(2025, 7, 16)) for i in range(40)]
    (band,) = bands(_lanes(*marks), TimelineFrame(FIRST, LAST, 800, 274))
    assert len(band.placed) == 40
    assert len({placed.y for placed in band.placed}) == 8


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 480), st.integers(0, 40)), max_size=40),
        min_size=1,
        max_size=8,
    )
)
def test_lanes_fill_the_chart_exactly_whatever_they_hold(days: list[list[tuple[int, int]]]):
    """The height is fixed: the page does not jump, and marks stay in their lane."""
    rows = []
    for i, lane in enumerate(days):
        starts = [FIRST + timedelta(days=d) for d, _ in lane]
        marks = tuple(
            _mark(f"{i}-{j}", start, start + timedelta(days=length))
            for j, (start, (_, length)) in enumerate(zip(starts, lane, strict=True))
        )
        rows.append(Lane(str(i), str(i), len(lane), marks, ()))
    frame = TimelineFrame(FIRST, LAST, 800, 274)
    placed = bands(Lanes("type", tuple(rows), ""), frame)
    assert placed[0].top == frame.lanes_top
    assert placed[-1].bottom == pytest.approx(frame.bottom)
    for band, lane in zip(placed, days, strict=True):
        assert len(band.placed) == len(lane)
        assert all(band.top <= p.y <= band.bottom for p in band.placed)
    assert all(one.bottom == other.top for one, other in pairwise(placed))


CROWDED = Lanes(
    "actor",
    (
        Lane("a", "A", 400, (), (Bucket(D(2025, 5, 5), (300, 0, 0, 0, 100, 0)),)),
        Lane("b", "B", 100, (), (Bucket(D(2025, 5, 5), (100, 0, 0, 0, 0, 0)),)),
    ),
    "week",
)


def test_lanes_with_too_many_events_become_columns_with_their_peaks_in_figures():
    """Each on its own scale, or all on one; the figure at the right says how high each is."""
    own = _draw(_histogram(), CROWDED)
    one = _draw(_histogram(), CROWDED, looks=TimelineLooks(one_scale=True))
    shares = []
    for figure in (own, one):
        violence = next(t for t in figure.data if t.name == "Violence")
        shares.append(violence.y[0] / violence.y[1])
        assert _words(figure).count("400") == 2  # its events, and its peak
        assert "peak" in _words(figure)
    assert shares == pytest.approx([0.75, 3])
    (hover,) = (t.hovertext for t in own.data if t.meta and t.meta["kind"] == "bucket")
    assert "the scale of this lane ends at 100" in hover[1]


def test_the_prefix_of_most_lanes_goes_and_a_government_is_short():
    """Names say what sets lanes apart; what would be the same twice stays whole."""
    labels = ["Myanmar (Burma): Government", "Myanmar (Burma): Karen", "NUG - Civilians"]
    labels.append("Government of Myanmar (Burma) - Civilians")
    assert lane_names(labels) == ["Government", "Karen", "NUG - Civilians", "Gov. - Civilians"]
    assert lane_names(["Government of Syria", "Israel"]) == ["Gov. of Syria", "Israel"]
    assert lane_names(["A: x", "B: x", "A: y", "x"]) == ["A: x", "B: x", "y", "x"]
    assert lane_names([]) == []


def test_names_stand_before_their_lanes_in_one_line_cut_at_a_word():
    """The count stands beside it, and the full name in the tooltip."""
    words = _words(_draw(_histogram(), _lanes(label="Paris talks", events=1234)))
    assert "Paris talks" in words
    assert "1,234" in words
    long = "Negotiations on a ceasefire in the south"
    figure = _draw(_histogram(), _lanes(label=long))
    (note,) = (n for n in figure.layout.annotations if n.text.endswith("…"))
    assert note.hovertext == long
    assert "<br>" not in note.text
    assert cut("Military Forces of Syria (2000-2024)", 80) == "Military…"
    assert cut("Paris talks", 97) == "Paris talks"
    groups = [f"Armed group {n} (Syria)" for n in (1, 2)]
    apart = cut_apart([*groups, "Israel"], [90, 90, 90])
    assert all("1" in one or "2" in one for one in apart[:2])
    assert len({*apart}) == 3


def test_lanes_get_the_room_that_their_names_need():
    """Short names leave it to the axis, and few lanes leave the height to the bars."""
    axis = Extent(FIRST, LAST, "week")
    short, long = (
        frame_for(_lanes(label=label), axis, 800, 274)
        for label in ("Iran", "Israeli strikes in Syria")
    )
    assert short.left < long.left
    assert short.right == 784
    assert frame_for(CROWDED, axis, 800, 274).right < 784
    assert short.base > frame_for(Lanes("a", CROWDED.rows * 3, "week"), axis, 800, 274).base


def test_lanes_without_events_leave_and_are_counted():
    """What lies outside the chosen dates is still drawn."""
    mark = _mark("x", D(2025, 5, 1))
    rows = (Lane("a", "A", 0, (), ()), Lane("b", "B", 0, (mark,), ()), CROWDED.rows[0])
    kept, empty = holding(Lanes("actor", rows, ""))
    assert ([lane.key for lane in kept.rows], empty) == (["b", "a"], 1)


# ---- lines


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40), st.sampled_from(BUCKETS[:4]))
def test_the_lines_say_the_mean_of_a_full_window_and_the_sum_so_far(counts: list[int], unit: str):
    """Of 7 days, 4 weeks, 12 months; bars without events count as nothing happening."""
    days = list(starts(bucket_start(unit, D(2024, 1, 1)), D(2060, 1, 1), unit))[: len(counts)]
    rows = [Bucket(day, (n, 0, 0, 0, 0, 0)) for day, n in zip(days, counts, strict=True) if n]
    found = points(_histogram(*rows, unit=unit), days[0], bucket_last(unit, days[-1]))
    assert [point.total for point in found] == [sum(counts[: n + 1]) for n in range(len(counts))]
    window = {"day": 7, "week": 4, "month": 12, "quarter": 4}[unit]
    for n, point in enumerate(found):
        full = n + 1 >= window
        mean = sum(counts[n + 1 - window : n + 1]) / window if full else None
        assert point.mean == (pytest.approx(mean) if full else None)


def test_lines_end_with_the_data_and_a_mean_takes_no_part_of_a_bar():
    """After the last event nothing is known; a month that is not over has no mean."""
    rows = [Bucket(D(2025, month, 1), (month, 0, 0, 0, 0, 0)) for month in range(1, 13)]
    whole = points(_histogram(*rows, unit="month"), D(2025, 1, 1), D(2025, 12, 31))
    assert whole[-1].mean == 6.5
    cut_short = points(_histogram(*rows, unit="month"), D(2025, 1, 1), D(2025, 12, 30))
    assert cut_short[-1].mean is None
    looks = TimelineLooks(curves=("mean", "sum"), until=D(2025, 6, 1))
    weeks = [Bucket(D(2025, 3, 3) + timedelta(weeks=n), (2, 0, 0, 0, 0, 0)) for n in range(20)]
    figure = _draw(_histogram(*weeks), _lanes(), looks=looks)
    lines = [trace for trace in figure.data if trace.type == "scatter"]
    assert len(lines) == 3  # the mean on paper, and the sum
    assert all(max(line.x) <= milliseconds(D(2025, 6, 2)) for line in lines)
    assert lines[-1].y[-1] == pytest.approx(figure.layout.yaxis.range[1])


# ---- brush, selection, empty


def test_what_is_not_chosen_lies_under_a_veil_of_paper():
    """The veil is above the data, and a line marks each end of the choice."""
    figure = _draw(_histogram(), _lanes(), DARK)
    before, after = _shapes(figure, "veil")
    assert (before.layer, before.opacity, before.fillcolor) == ("above", 0.68, DARK.paper)
    frame = TimelineFrame(FIRST, LAST, 800, 274)
    assert before.x1 * 800 == pytest.approx(frame.x(CHOSEN[0]))
    assert after.x0 * 800 == pytest.approx(frame.x(CHOSEN[1], 1))
    assert len(_shapes(figure, "edge")) == 2
    assert not _shapes(_draw(_histogram(), _lanes(), chosen=(None, None)), "veil")


def test_the_brush_can_read_what_the_axis_covers():
    """The handles in the browser need the axis and the choice, an open end as nothing."""
    meta = _draw(_histogram(), _lanes(), chosen=(CHOSEN[0], None)).layout.meta
    assert (meta["first"], meta["last"]) == ("2024-12-02", "2026-03-29")
    assert (meta["from"], meta["to"], meta["bucket"]) == ("2025-03-21", None, "week")


def test_the_selected_event_is_ringed_in_every_lane_and_has_a_dotted_line():
    """The line stands at its middle day, also when no lane holds the event."""
    mark = _mark("paris", D(2026, 1, 5), D(2026, 1, 6))
    lane = Lane("a", "A", 1, (mark,), ())
    lanes = Lanes("actor", (lane, lane._replace(key="b", label="B")), "")

    def extra(**more: object) -> list[Any]:
        plain, drawn = _draw(_histogram(), lanes), _draw(_histogram(), lanes, **more)
        return list(drawn.layout.shapes[len(plain.layout.shapes) :])

    line, *rings = extra(selected="levant:paris")
    assert (line.line.dash == "solid", len(rings)) == (False, 2)
    assert {ring.line.width for ring in rings} == {2}
    middle = TimelineFrame(FIRST, LAST, 800, 274).x(D(2026, 1, 6))
    assert line.x0 * 800 == pytest.approx(middle, abs=1)
    days = (D(2025, 5, 1), D(2025, 5, 1))
    assert len(extra(selected="levant:elsewhere", selected_days=days)) == 1
    assert not extra(selected="levant:elsewhere")


def test_an_empty_selection_keeps_axes_and_lanes_and_says_so():
    """Nothing jumps: names, zero counts and ticks stay, with a message."""
    figure = _draw(_histogram(), _lanes(events=0))
    words = _words(figure)
    assert NOTHING in words
    assert {"Paris talks", "0", "5", "10", "15", "Jan", "2025"} <= set(words)
    assert figure.layout.height == 274
    assert NOTHING not in _words(_draw(_histogram(), _lanes(_mark("x", D(2025, 5, 1)))))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_figure_uses_only_trace_types_of_the_small_bundle(theme: Theme):
    """The page ships a Plotly with few kinds of traces, and no template travels."""
    figure = _draw(
        _histogram(Bucket(D(2025, 7, 14), (1, 0, 0, 0, 0, 0))),
        _lanes(
            _mark("a", D(2025, 5, 1)),
            _mark("b", D(2025, 5, 1), D(2025, 5, 31), date_precision="month"),
        ),
        theme,
    )
    assert {trace.type for trace in figure.data} <= {"bar", "scatter"}
    assert "template" not in figure.to_plotly_json()["layout"]
    assert figure.layout.paper_bgcolor == theme.paper


def test_aggregates_are_hollow_in_the_bars_too():
    """They overlap others: the height stays, and a part of it is an outline."""
    overlapping = Bucket(D(2025, 7, 14), (3, 0, 0, 0, 1, 0), (1, 0, 0, 0, 0, 0))
    figure = _draw(_histogram(overlapping), _lanes())
    solid, hollow = (bar for bar in figure.data if bar.name == "Violence")
    assert (list(solid.y), list(hollow.y)) == ([2], [1])
    assert hollow.marker.color == LIGHT.paper
    assert hollow.marker.line.color == solid.marker.color
    (answers,) = (bar for bar in figure.data if bar.meta == {"kind": "bucket"})
    assert "hollow: 1 aggregate, overlapping other events" in answers.hovertext[0]
