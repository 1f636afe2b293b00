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

from dashboard.figures.theme import DARK, LIGHT, SHAPES, Theme
from dashboard.figures.timeline import NOTHING, heading, timeline_figure
from dashboard.figures.timeline_axis import Frame, bucket_end, bucket_for, domain, milliseconds
from dashboard.figures.timeline_lanes import STEP, bands
from dashboard.figures.timeline_marks import fit, marker_size
from dashboard.figures.timeline_ticks import count_ticks, ticks
from geodata.schema import GROUPS
from geodata.shapes import Bucket, Histogram, Lane, LaneMark, Lanes, Span

D = date
FIRST, LAST = D(2024, 12, 2), D(2026, 3, 29)
CHOSEN = (D(2025, 3, 21), D(2026, 3, 20))
SPAN = Span(D(1974, 5, 31), D(2026, 3, 20), D(2024, 12, 8), 2)


def _mark(name: str, first: date, last: date | None = None, **more: object) -> LaneMark:
    settings = {"date_precision": "day", "group": "diplomacy", "aggregate": False} | more
    return LaneMark(f"levant:{name}", f"Title of {name}", first, last or first, **settings)


def _lanes(*marks: LaneMark, label: str = "Paris talks", events: int = 31) -> Lanes:
    return Lanes("storyline", (Lane(label, label, events, marks, ()),), "")


def _histogram(*rows: Bucket, unit: str = "week") -> Histogram:
    return Histogram(unit, rows)


def _draw(histogram: Histogram, lanes: Lanes, theme: Theme = LIGHT, **more: object) -> go.Figure:
    return timeline_figure(
        histogram, lanes, theme, **({"first": FIRST, "last": LAST, "chosen": CHOSEN} | more)
    )


def _words(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def _events(figure: go.Figure) -> list[Any]:
    return [t for t in figure.data if t.meta and t.meta["kind"] == "event"]


def _shapes(figure: go.Figure, name: str) -> list[Any]:
    return [s for s in figure.layout.shapes if (s.name or "").startswith(name)]


# ---- axis


def test_a_year_is_shown_in_weeks_a_month_in_days_and_a_decade_in_months():
    """The unit follows the length shown, so that bars stand at least 4 px apart."""
    assert bucket_for(FIRST, LAST, 800) == "week"
    assert bucket_for(D(2025, 6, 20), D(2025, 8, 11), 800) == "day"
    assert bucket_for(D(2016, 1, 1), D(2025, 12, 31), 800) == "month"
    assert bucket_for(D(1900, 1, 1), D(2025, 12, 31), 800) == "year"


@given(st.dates(D(1900, 1, 1), D(2100, 1, 1)), st.integers(0, 20000), st.integers(320, 2000))
def test_bars_never_stand_closer_than_4_px(first: date, days: int, width: int):
    """Whatever the dates and the width, only years may be thinner."""
    last = first + timedelta(days=days)
    unit = bucket_for(first, last, width)
    shortest = {"day": 1, "week": 7, "month": 30.4}.get(unit)
    if shortest:
        assert shortest * Frame(first, last, width, 274).day_px >= 4


def test_a_choice_stands_with_room_around_it_as_far_as_there_are_data():
    """A year in two years of data starts where the data start; a month has a week around."""
    first, last = domain(SPAN, CHOSEN)
    assert first == D(2024, 12, 2)
    assert CHOSEN[1] < last <= D(2026, 4, 5)
    first, last = domain(SPAN, (D(2025, 7, 1), D(2025, 7, 31)))
    assert first == D(2025, 6, 20)
    assert last == D(2025, 8, 12)


def test_without_a_choice_far_earlier_events_do_not_stretch_the_axis():
    """All dates means the core of the data; what is earlier is said in words."""
    assert domain(SPAN, (None, None))[0] == D(2024, 12, 2)
    assert heading(_histogram(), SPAN) == (
        "Events per week, Monday to Sunday, by day of start",
        "2 earlier, from 31 May 1974",
    )
    assert heading(_histogram(unit="day"), None) == ("Events per day, by day of start", "")


@given(
    st.none() | st.dates(D(1950, 1, 1), D(2050, 1, 1)),
    st.none() | st.dates(D(1950, 1, 1), D(2050, 1, 1)),
)
def test_the_choice_is_always_on_the_axis(start: date | None, end: date | None):
    """Also when it lies outside the data, and also with an open end."""
    first, last = domain(SPAN, (start, end))
    assert first < last
    assert all(first <= day <= last for day in (start, end) if day)


def test_an_empty_selection_keeps_its_dates_on_the_axis():
    """No event at any date leaves the chosen range to look at."""
    first, last = domain(None, CHOSEN)
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
    drawn = ticks(Frame(FIRST, LAST, 800, 274))
    assert [tick.label for tick in drawn][:4] == ["Dec", "Jan", "Feb", "Mar"]
    assert [(tick.label, tick.below) for tick in drawn if tick.below] == [
        ("Dec", "2024"),
        ("Jan", "2025"),
        ("Jan", "2026"),
    ]


@pytest.mark.parametrize("days", [3, 20, 53, 120, 480, 3650, 20000])
@pytest.mark.parametrize("width", [390, 800, 1400])
def test_labels_of_the_axis_do_not_run_into_each_other(days: int, width: int):
    """At every length, on a phone and on a desk, there are labels and they are apart."""
    frame = Frame(FIRST, FIRST + timedelta(days=days - 1), width, 274)
    labelled = [tick for tick in ticks(frame) if tick.label]
    assert labelled
    for one, other in pairwise(labelled):
        assert other.x - one.x >= 5.5 * len(one.label)
    assert all(frame.left <= tick.x <= frame.right for tick in labelled)


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


def test_a_column_says_its_days_and_its_counts_in_five_lines_at_most():
    """The tooltip names the week in words, the total and the groups."""
    figure = _draw(_histogram(Bucket(D(2025, 7, 14), (2, 1, 1, 1, 8, 1))), _lanes())
    (said,) = next(t for t in figure.data if t.meta and t.meta["kind"] == "bucket").hovertext
    lines = said.split("<br>")
    assert lines[:2] == ["Week of 14 Jul 2025, Monday to Sunday", "14 events"]
    assert lines[2] == "Violence 2 · Posture 1"
    assert len(lines) == 5


@pytest.mark.parametrize(
    ("unit", "start", "end"),
    [
        ("day", D(2025, 12, 31), D(2026, 1, 1)),
        ("week", D(2025, 12, 29), D(2026, 1, 5)),
        ("month", D(2025, 12, 1), D(2026, 1, 1)),
        ("year", D(2025, 1, 1), D(2026, 1, 1)),
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
    half_pixel = 0.51 / Frame(FIRST, LAST, 800, 274).day_px * 86_400_000
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
    day_px = Frame(FIRST, LAST, 800, 274).day_px
    assert all((b - a) / 86_400_000 * day_px < 8 for a, b in pairwise(hits.x))


def test_a_tooltip_has_five_lines_at_most_and_shows_titles_as_plain_text():
    """Long titles are cut; markup in a title is shown, not obeyed."""
    mark = _mark("x", D(2025, 5, 1), D(2025, 5, 31), date_precision="month", aggregate=True)
    mark = mark._replace(title="<b>Strikes</b> " + "and talks " * 30)
    (trace,) = _events(_draw(_histogram(), _lanes(mark)))
    lines = trace.hovertext[0].split("<br>")
    assert len(lines) == 5
    assert lines[0].startswith("&lt;b&gt;Strikes&lt;/b&gt;")
    assert "May 2025, dated to the month" in lines


def test_events_of_one_day_are_stacked_apart():
    """Marks do not cover each other until a lane is eight rows high."""
    marks = [_mark(str(i), D(2025, 7, 16)) for i in range(8)]
    (band,) = bands(_lanes(*marks), Frame(FIRST, LAST, 800, 274))
    rows = sorted(placed.y for placed in band.placed)
    assert all(b - a == pytest.approx(STEP) for a, b in pairwise(rows))
    assert band.top <= rows[0] - STEP / 2
    assert rows[-1] + STEP / 2 <= band.bottom


def test_a_crowded_lane_overlaps_and_loses_nothing():
    """More events than rows are still all drawn, inside their lane."""
    marks = [_mark(str(i), D(2025, 7, 16)) for i in range(40)]
    (band,) = bands(_lanes(*marks), Frame(FIRST, LAST, 800, 274))
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
    frame = Frame(FIRST, LAST, 800, 274)
    placed = bands(Lanes("type", tuple(rows), ""), frame)
    assert placed[0].top == frame.lanes_top
    assert placed[-1].bottom == pytest.approx(frame.bottom)
    for band, lane in zip(placed, days, strict=True):
        assert len(band.placed) == len(lane)
        assert all(band.top <= p.y <= band.bottom for p in band.placed)
    assert all(one.bottom == other.top for one, other in pairwise(placed))


def test_lanes_with_too_many_events_become_columns_on_one_scale():
    """Lanes can be compared, and the scale is stated."""
    lanes = Lanes(
        "actor",
        (
            Lane("a", "A", 400, (), (Bucket(D(2025, 5, 5), (300, 0, 0, 0, 100, 0)),)),
            Lane("b", "B", 100, (), (Bucket(D(2025, 5, 5), (100, 0, 0, 0, 0, 0)),)),
        ),
        "week",
    )
    figure = _draw(_histogram(), lanes)
    violence = next(t for t in figure.data if t.name == "Violence")
    assert violence.y[0] == pytest.approx(3 * violence.y[1])
    assert any("highest 400 a week" in said for said in _words(figure))


def test_names_stand_before_their_lanes_with_the_count_of_the_choice():
    """A long name takes two lines or ends in an ellipsis; a number never does."""
    words = _words(_draw(_histogram(), _lanes(label="Paris talks", events=1234)))
    assert "Paris talks" in words
    assert "1,234" in words
    assert fit("Military Forces of Syria (2000-2024)", 80, lines=1) == ["Military Forc…"]
    assert fit("Israeli strikes in Syria", 97, lines=2) == ["Israeli strikes in", "Syria"]
    assert fit("Paris talks", 97) == ["Paris talks"]


# ---- brush, selection, empty


def test_what_is_not_chosen_lies_under_a_veil_of_paper():
    """The veil is above the data, and a line marks each end of the choice."""
    figure = _draw(_histogram(), _lanes(), DARK)
    before, after = _shapes(figure, "veil")
    assert (before.layer, before.opacity, before.fillcolor) == ("above", 0.68, DARK.paper)
    frame = Frame(FIRST, LAST, 800, 274)
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
    middle = Frame(FIRST, LAST, 800, 274).x(D(2026, 1, 6))
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
