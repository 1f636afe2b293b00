"""Charts of pictures: the page's figures as SVG, the timeline and ranked bars."""

from __future__ import annotations

import io
import re
from copy import deepcopy
from datetime import timedelta
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from support.chart_figures import (
    BARS,
    COUNTED,
    EVERY_GROUP,
    FIGURES,
    FIRST,
    ISRAEL,
    LANES,
    LAST,
    MINISTER,
    NOTHING,
    PAIR,
    SYRIA,
    D,
    mark,
)

from dashboard.figures.actors import NO_ACTORS, actors_figure
from dashboard.figures.theme import LIGHT, PRINT, SHAPES, Theme
from dashboard.pictures import render, svg
from dashboard.pictures.charts.axes import UnsupportedError
from dashboard.pictures.charts.drawers import ChartPart, draw_matrix, draw_ranks, draw_timeline
from dashboard.pictures.charts.figure_svg import draw
from dashboard.pictures.text import metrics
from geodata.filters import Filters
from geodata.results import Bucket, Dyad, Histogram, Lane, Lanes, Matrix, MatrixActor, Rank


def parsed(parts: tuple[str, ...], width: float = 400, height: float = 300) -> ET.Element:
    drawing = svg.document(width, height, parts, title="", about="")
    return ET.fromstring(drawing)  # noqa: S314 - our own drawing


def said(parts: tuple[str, ...]) -> list[str]:
    """The words of a drawing, in the order in which they are drawn."""
    return [
        "".join(node.itertext()).strip("\u2067\u2069")
        for node in parsed(parts).iter()
        if node.tag.endswith("}text")
    ]


def timeline(
    lanes: Lanes = LANES,
    bars: Histogram = BARS,
    width: float = 815,
    height: float = 240,
    theme: Theme = LIGHT,
    **more: Any,
) -> ChartPart:
    return draw_timeline(bars, lanes, theme, width, height, **({"days": (FIRST, LAST)} | more))


# ---- the page's figures as SVG


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_of_the_page_can_be_drawn(name: str):
    """Whole, as valid XML, from the figure and from its JSON alike."""
    figure = FIGURES[name]
    parts = draw(figure)
    assert parsed(parts) is not None
    assert parts == draw(figure.to_plotly_json())


@pytest.mark.parametrize("name", FIGURES)
def test_all_words_of_a_figure_are_drawn(name: str):
    """Annotations and names, none lost and none added."""
    figure = FIGURES[name]
    words = [note.text for note in figure.layout.annotations]
    words += [text for trace in figure.data if trace.type == "scatter" for text in trace.text or ()]
    lines = [line for text in words for line in text.split("<br>")]
    assert sorted(said(draw(figure))) == sorted(lines)


def test_a_bar_has_the_length_of_its_count():
    """Stacked from zero: the parts of a row follow one another and fill its length."""
    figure = actors_figure([SYRIA, ISRAEL], LIGHT, 328)
    boxes = [
        tuple(map(float, found))
        for part in draw(figure)
        for found in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-", part)
    ]
    rows = {y: sorted((x, wide) for x, top, wide, _ in boxes if top == y) for _, y, _, _ in boxes}
    syria, israel = (rows[y] for y in sorted(rows))
    assert len(syria) == 6
    assert len(israel) == 5
    for row in (syria, israel):
        for (x, wide), (following, _) in pairwise(row):
            assert x + wide == pytest.approx(following, abs=0.02)
    assert sum(w for _, w in israel) / sum(w for _, w in syria) == pytest.approx(63 / 86, abs=0.01)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("data", 0, "type"), "pie"),
        (("data", 0, "text"), ["a"]),
        (("data", 0, "marker", "pattern"), {"shape": "/"}),
        (("data", 0, "marker", "cornerradius"), 3),
        (("layout", "title"), {"text": "Title"}),
        (("layout", "barmode"), "group"),
        (("layout", "showlegend"), True),
        (("layout", "margin"), {"l": 10, "r": 0, "t": 0, "b": 0}),
        (("layout", "xaxis", "visible"), True),
        (("layout", "xaxis", "type"), "log"),
        (("layout", "xaxis", "title"), {"text": "Days"}),
        (("layout", "shapes", 0, "type"), "ellipse"),
        (("layout", "shapes", 0, "label"), {"text": "a"}),
        (("layout", "shapes", 0, "xref"), "x9"),
        (("layout", "shapes", 0, "line", "dash"), "dashdot"),
        (("layout", "annotations", 0, "text"), "<i>5</i>"),
        (("layout", "annotations", 0, "showarrow"), True),
        (("layout", "annotations", 0, "textangle"), 90),
        (("layout", "annotations", 0, "font", "style"), "italic"),
        (("layout", "images"), [{"source": "a.png"}]),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_drawn_is_refused(path: tuple[Any, ...], value: object):
    """A figure that asks for more than is known here is an error and no poorer drawing."""
    figure = deepcopy(FIGURES["timeline"].to_plotly_json())
    *way, last = path
    inside = figure
    for step in way:
        inside = inside[step]
    if isinstance(inside, tuple):
        inside = list(inside)
    inside[last] = value
    with pytest.raises(UnsupportedError):
        draw(figure)


def _marks_of(figure: dict[str, Any]) -> dict[str, Any]:
    return next(t for t in figure["data"] if t.get("mode") == "markers" and "symbol" in t["marker"])


def test_a_mark_that_plotly_would_hide_is_refused():
    """A point outside the axes, or of a shape that is not one of the six."""
    figure = FIGURES["timeline"].to_plotly_json()
    outside = deepcopy(figure)
    _marks_of(outside)["x"] = [0.0]
    with pytest.raises(UnsupportedError, match="lost"):
        draw(outside)
    star = deepcopy(figure)
    _marks_of(star)["marker"]["symbol"] = "star"
    with pytest.raises(UnsupportedError, match="star"):
        draw(star)


def test_an_event_that_only_touches_the_axis_has_its_mark_on_it():
    """Days that lie mostly before the first day of the axis do not hide the event."""
    before = mark("before", D(2025, 1, 1) - timedelta(days=5), D(2025, 1, 1))
    lanes = Lanes("storyline", (Lane("a", "a", 1, (before,), ()),), "")
    part = draw_timeline(NOTHING, lanes, LIGHT, 815, 200, days=(D(2025, 1, 1), D(2026, 12, 31)))
    circles = [node for node in parsed(part.parts).iter() if node.tag.endswith("}circle")]
    assert len(circles) == 1


# ---- the timeline


def test_the_timeline_has_lanes_counts_and_days():
    """Names left, counts before the axis, counts over the bars, days below."""
    words = said(timeline().parts)
    assert words.count("Paris talks") == 1
    assert {"Sweida", "July 2025", "1", "28"} <= set(words)
    assert words.count("3") == 3  # a tick, the lane and the bar of three


def test_lanes_of_types_have_their_shapes():
    """A key of the group's shape and colour stands before its name, and none before others."""
    keys = [one for one in timeline(EVERY_GROUP).parts if re.match(r"<g [^>]*><[^>]*></g>$", one)]
    for group in SHAPES:
        drawn = [key for key in keys if LIGHT.group(group) in key]
        # its event, and its key
        assert len(drawn) == 2, group
    storylines = timeline(EVERY_GROUP._replace(by="storyline")).parts
    # its event, and its bar: an actor or a storyline has no shape
    assert sum(LIGHT.violence in one for one in storylines) == 2


@pytest.mark.parametrize("width", [375, 380, 520, 815, 1370])
@pytest.mark.parametrize("height", [150, 220, 300, 700])
@pytest.mark.parametrize("lanes", [LANES, EVERY_GROUP, COUNTED], ids=["few", "types", "counts"])
def test_words_stay_in_the_frame_and_apart(width: float, height: float, lanes: Lanes):
    """At every size: nothing said runs out of the frame or over other words."""
    long = lanes.rows[0]._replace(
        label="Negotiations on a ceasefire in the south of Syria", events=12345
    )
    lanes = lanes._replace(rows=(long, *lanes.rows[1:]))
    boxes = word_boxes(timeline(lanes, width=width, height=height).parts)
    for box in boxes:
        assert box[0] >= -0.5, box
        assert box[2] <= width + 0.5, box
        assert box[1] >= 0, box
        assert box[3] <= height, box
    assert overlaps(boxes) == []


def word_boxes(parts: tuple[str, ...]) -> list[tuple[float, float, float, float, str]]:
    """What each line of words takes: capitals above its baseline, and where it reaches."""
    made = []
    for node in parsed(parts).iter():
        if node.tag.endswith("}text"):
            words, size = "".join(node.itertext()), float(node.get("font-size"))
            wide = metrics.width(words, size, int(node.get("font-weight", 400)))
            x, y = float(node.get("x")), float(node.get("y"))
            left = x - wide * {"middle": 0.5, "end": 1}.get(node.get("text-anchor"), 0)
            made.append((left, y - 0.7 * size, left + wide, y, words))
    return made


def overlaps(boxes: list[tuple[float, float, float, float, str]]) -> list[tuple[str, str]]:
    return [
        (a[4], b[4])
        for at, a in enumerate(boxes)
        for b in boxes[:at]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


def test_lanes_without_room_are_summed_up_in_words():
    """The largest are kept, in their order; the rest is counted."""
    rows = tuple(Lane(f"S{n}", f"Story {n}", n, (), ()) for n in range(1, 21))
    words = said(timeline(Lanes("storyline", rows, ""), height=200).parts)
    shown = [word for word in words if word.startswith("Story")]
    left = 20 - len(shown)
    assert shown == [f"Story {n}" for n in range(left + 1, 21)]
    assert f"and {left} more lanes, with 1–{left} events each" in words


def test_types_without_room_are_summed():
    """An event has one type, so that what is left out can be added up."""
    words = said(timeline(EVERY_GROUP, height=150).parts)
    found = [re.fullmatch(r"and (\d) more lanes, (\d) events", word) for word in words]
    (one,) = [match for match in found if match]
    assert one[1] == one[2]


def test_counts_over_bars_are_all_or_none():
    """A bar without its count among bars that have one would look like none."""
    dense = Histogram(
        "day", tuple(Bucket(FIRST + timedelta(n), (1000, 0, 0, 0, 0, 0)) for n in range(31))
    )
    few = Histogram("day", dense.rows[:1])
    assert said(timeline(bars=few).parts).count("1,000") == 2  # a tick and the bar
    assert said(timeline(bars=dense).parts).count("1,000") == 1


def test_the_axis_is_pale_only_outside_chosen_dates():
    """A picture whose axis ends at its dates has no veil; a shorter choice has one, and says so."""
    whole = timeline(chosen=(FIRST, LAST))
    assert not any("0.68" in part for part in whole.parts)
    assert "pale" not in whole.note
    part = timeline(chosen=(D(2025, 7, 10), D(2025, 7, 20)))
    assert sum("0.68" in one for one in part.parts) == 2
    assert "pale: outside the chosen dates, 10–20 Jul 2025" in part.note


def test_the_note_says_how_the_chart_is_read():
    """Unit, date basis, bars, hollow marks, double counts, and events that no bar counts."""
    note = timeline(total=6, theme=PRINT).note
    assert note.startswith("Events per day, by day of start (UTC), and by storyline;")
    assert "an event can be in several lanes" in note
    assert "bars in lanes: more than one day" in note
    assert "hollow: not dated to the day, or an aggregate" in note
    assert "bars of diplomacy are hatched" in note
    assert "2 of 6 start outside these dates, and no bar counts them" in note
    plain = timeline(EVERY_GROUP).note
    assert plain == "Events per day, by day of start (UTC), and by type."


def test_an_empty_timeline_says_so():
    """The lanes stay, and words stand where the bars would."""
    words = said(timeline(LANES._replace(rows=(LANES.rows[1],)), NOTHING).parts)
    assert "No events in this selection" in words
    assert "Sweida" in words
    assert "No events in this selection" not in said(timeline().parts)


def test_a_single_day_is_no_block_of_colour():
    """The bar of an axis of one day is at most 64 units wide."""
    day = D(2025, 7, 12)
    part = draw_timeline(
        BARS._replace(rows=BARS.rows[:1]), LANES, LIGHT, 1370, 240, days=(day, day)
    )
    (wide,) = [
        float(found[1])
        for one in part.parts
        if f'fill="{LIGHT.diplomacy}"' in one and (found := re.search(r"h([\d.]+)v[\d.]+h-", one))
    ]
    assert wide == pytest.approx(64, abs=0.1)


# ---- ranked bars


def test_ranked_bars_have_names_and_counts_at_their_ends():
    """A part follows what it is part of, indented."""
    part = draw_ranks([SYRIA, ISRAEL, MINISTER], LIGHT, 500, 200, kind="actors", total=104)
    assert said(part.parts) == ["Syria (government)", "86", "Israel", "63", "Minister", "4"]
    assert part.note == (
        "104 events, 3 actors. An event with several actors counts for each of them,"
        " so the bars need not add up to 104."
    )


@pytest.mark.parametrize("kind", ["actors", "dyads", "regions"])
@pytest.mark.parametrize(("width", "height"), [(380, 150), (380, 500), (815, 300), (1370, 700)])
def test_ranked_names_stay_in_the_frame_and_apart(kind: str, width: float, height: float):
    """Also long names and many rows; what has no room is said."""
    name = "Military Forces of Israel (2022-) and all of their branches"
    rows = [
        Dyad(f"{name} {n}", "Syria", 90 - n, (90 - n, 0, 0, 0, 0, 0))
        if kind == "dyads"
        else Rank(str(n), f"{n} {name}", "", 90 - n, (90 - n, 0, 0, 0, 0, 0))
        for n in range(60)
    ]
    part = draw_ranks(rows, LIGHT, width, height, kind=kind, total=100)
    boxes = word_boxes(part.parts)
    assert overlaps(boxes) == []
    assert all(box[0] >= 0 and box[2] <= width + 0.5 and box[3] <= height for box in boxes)
    (last,) = [box[4] for box in boxes if box[4].startswith("and ")]
    shown = sum(box[4].isdigit() for box in boxes)
    assert last.startswith(f"and {60 - shown} more ")
    assert last.endswith(f"with 31–{90 - shown} events each")


@pytest.mark.parametrize(("width", "height"), [(380, 150), (380, 500), (815, 300), (1370, 700)])
def test_a_matrix_stays_in_its_frame_and_says_who_has_no_room(width: float, height: float):
    """Names and numbers lie over no other; how many of how many are shown is in the note."""
    actors = tuple(MatrixActor(f"{n} Party of Another State", f"{n}", 90 - n) for n in range(24))
    pairs = tuple(
        Dyad(a.name, b.name, 1_000 - n, (1_000 - n, 0, 0, 0, 0, 0))
        for n, a in enumerate(actors)
        for b in actors[:n]
    )
    matrix = Matrix("parties", actors, pairs, 40)
    part = draw_matrix(matrix, Filters(), LIGHT, width, height, total=2_000)
    boxes = word_boxes(part.parts)
    assert overlaps(boxes) == []
    assert all(box[0] >= 0 and box[2] <= width + 0.5 and box[3] <= height for box in boxes)
    names = sum(" Party" in box[4] for box in boxes)
    assert names >= 6
    assert part.note.startswith("2,000 events, 40 parties that share some with another side")
    assert f", the {names} with most." in part.note


def test_a_picture_says_that_it_counts_only_those_that_take_part():
    """A filter without an actor does not say it."""
    rows, size = [PAIR], (LIGHT, 500, 200)
    part = draw_ranks(rows, *size, kind="dyads", total=60, level="persons", participants_only=True)
    assert part.note.startswith("60 events, 1 pair. Only those that take part are counted. An ")
    assert "take part" not in draw_ranks(rows, *size, kind="dyads", total=60).note


def test_no_row_is_said_in_the_words_of_the_page():
    """An empty ranking names what is missing, not just a blank."""
    part = draw_ranks([], LIGHT, 380, 200, kind="actors", total=0)
    assert said(part.parts) == [NO_ACTORS]
    assert part.note == "0 events."


def test_names_are_escaped_and_read_in_their_direction():
    """A name is text, whatever it contains, and Arabic is isolated."""
    rows = [
        Rank("a", "<b>& Co", "", 2, (2, 0, 0, 0, 0, 0)),
        SYRIA._replace(label="الحكومة السورية"),
    ]
    part = draw_ranks(rows, LIGHT, 500, 200, kind="actors", total=2)
    assert {"<b>& Co", "الحكومة السورية"} <= set(said(part.parts))
    assert any("\u2067" in one for one in part.parts)


# ---- print


def test_print_hatches_the_bars_of_one_group_and_says_so():
    """Violence and diplomacy are of like lightness in grey; on a screen nothing is hatched."""
    rows = [SYRIA, ISRAEL]
    on_paper = draw_ranks(rows, PRINT, 500, 200, kind="actors", total=104)
    on_screen = draw_ranks(rows, LIGHT, 500, 200, kind="actors", total=104)
    assert len(on_paper.parts) == len(on_screen.parts) + 1
    assert "2 actors; bars of diplomacy are hatched." in on_paper.note
    assert "hatched" not in on_screen.note
    without = [SYRIA._replace(counts=(86, 0, 0, 0, 0, 0))]
    assert "hatched" not in draw_ranks(without, PRINT, 500, 200, kind="actors", total=1).note


def test_in_print_bars_in_lanes_carry_their_shape():
    """Grey bars do not tell their group where lanes are no groups."""
    count = len(timeline(theme=LIGHT).parts)
    # one for each of the two bars, and the hatching of the columns
    assert len(timeline(theme=PRINT).parts) == count + 2 + 1


def test_a_drawing_is_the_same_each_time():
    """Pictures can be compared byte for byte."""
    assert timeline() == timeline()


# ---- pixels


@pytest.mark.parametrize(
    ("width", "height", "pixels"),
    [(400, 300, 800), (400, 300, 687), (1371.428, 771.428, 1920), (815.506, 599.637, 2008)],
)
def test_a_png_has_every_row_of_its_drawing(width: float, height: float, pixels: int):
    """Lines of one pixel stay what they are: no row is lost, doubled or blurred, which would
    cut through a line of words."""
    rows = round(pixels * height / width)
    step = round(height, 2) / rows
    lines = [
        f'<rect y="{row * step:.5f}" width="{width}" height="{step:.5f}"/>'
        for row in range(0, rows, 2)
    ]
    drawing = svg.document(width, height, lines, title="", about="")
    png = render.png(drawing, width, height, pixels)
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    assert image.size == (pixels, rows)
    shades = [sum(image.getpixel((pixels // 2, row))[:3]) > 382 for row in range(rows)]
    assert shades == [bool(row % 2) for row in range(rows)]
