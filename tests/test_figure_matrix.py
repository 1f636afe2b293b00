"""Who with whom as a matrix: what stands in its cells, where a click leads, what has room."""

from __future__ import annotations

import re

import plotly.graph_objects as go
import pytest
from support.chart_figures import MATRIX
from support.contrast import contrast

from dashboard.figures.matrix import matrix_figure
from dashboard.figures.theme import DARK, LIGHT, PRINT, Theme
from geodata.actors import LEVELS
from geodata.filters import Filters
from geodata.results import Dyad, Matrix, MatrixActor

NOBODY = Matrix("persons", (), (), 0)


def draw(
    matrix: Matrix = MATRIX, theme: Theme = LIGHT, width: int = 328, filters: Filters | None = None
) -> go.Figure:
    return matrix_figure(matrix, theme, width, filters=filters or Filters())


def places(figure: go.Figure) -> dict[str, tuple[float, float]]:
    """Each word by the pixel it stands at."""
    size = figure.layout
    return {n.text: (n.x * size.width, (1 - n.y) * size.height) for n in size.annotations}


def targets(figure: go.Figure) -> dict[str, list[str]]:
    """What a click gives, by the first line of what the pointer is told."""
    (trace,) = figure.data
    said = [one.split("<br>")[0] for one in trace.hovertext]
    return dict(zip(said, map(list, trace.customdata), strict=True))


def test_a_number_stands_under_the_one_name_and_left_of_the_other():
    """The column of Barrack, the row of al-Shaibani; names are once in the order given."""
    figure = draw()
    at = places(figure)
    names = [actor.name for actor in MATRIX.actors]
    assert sorted(names, key=lambda name: at[name][1]) == names
    assert sorted(names, key=lambda name: at[name][0]) == names
    assert at["11"][1] == pytest.approx(at["Asaad al-Shaibani"][1])
    assert at["Tom Barrack"][0] <= at["11"][0] < at["Asaad al-Shaibani"][0]


def test_a_pair_without_events_is_empty_and_one_side_is_crossed_out():
    """No cell says 0, which would be a count of something that cannot be."""
    figure = draw()
    assert sorted(word for word in places(figure) if word.isdigit()) == ["1", "11", "4"]
    lines = [shape for shape in figure.layout.shapes if shape.type == "line"]
    assert len(lines) == 1
    said = targets(figure)
    assert said["Asaad al-Shaibani and Ahmad al-Sharaa, one side"] == []
    assert "Ahmad al-Sharaa and Ron Dermer" not in said


def test_a_cell_asks_for_both_beside_those_who_were_asked_for():
    """The number is of events under the filters: what has to be there stays."""
    assert targets(draw())["Tom Barrack and Ron Dermer"] == ["Tom Barrack", "Ron Dermer"]
    wanted = Filters(actors=("France",))
    assert targets(draw(filters=wanted))["Tom Barrack and Ron Dermer"] == [
        "France",
        "Tom Barrack",
        "Ron Dermer",
    ]
    assert targets(draw(filters=Filters(actors=("United States",))))[
        "Tom Barrack and Ron Dermer"
    ] == ["Tom Barrack", "Ron Dermer"]
    assert targets(draw())["Ron Dermer"] == ["Ron Dermer"]


@pytest.mark.parametrize("theme", [LIGHT, DARK, PRINT], ids=lambda theme: theme.name)
def test_numbers_can_be_read_on_every_ground(theme: Theme):
    """The darkest cell too; and the more events, the further from the paper."""
    figure = draw(theme=theme)
    grounds = {shape.fillcolor for shape in figure.layout.shapes if shape.type == "rect"}
    assert len(grounds) == 4  # nothing, 1, 4, 11
    assert min(contrast(theme.ink, ground) for ground in grounds) >= 4.5
    assert max(contrast(theme.paper, ground) for ground in grounds) > 1.5


def many(count: int, name: str, events: int = 3) -> Matrix:
    actors = tuple(MatrixActor(f"{name} {n}", f"Side {n}", 99 - n) for n in range(count))
    pairs = tuple(
        Dyad(a.name, b.name, events, (events, 0, 0, 0, 0, 0))
        for n, a in enumerate(actors)
        for b in actors[:n]
    )
    return Matrix("parties", actors, pairs, count)


@pytest.mark.parametrize("events", [3, 12_345])
def test_as_many_actors_are_drawn_as_have_room(events: int):
    """Cells of 24 px or more for the pointer, as wide as their numbers; names are cut."""
    figure = draw(many(20, "Military Forces of a State with a Long Name", events))
    cells = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    wide = [(shape.x1 - shape.x0) * figure.layout.width for shape in cells]
    assert min(wide) >= (24 if events == 3 else 40)
    assert figure.layout.height - 4 >= 24 * (1 + 2 * len(cells)) ** 0.5
    names = [note for note in figure.layout.annotations if note.text.startswith("Military")]
    assert 4 <= len(names) < 20
    assert all(note.text.endswith("…") for note in names[4:])
    assert {re.sub(r"\D", "", note.text) for note in figure.layout.annotations} >= {str(events)}


@pytest.mark.parametrize("level", LEVELS)
def test_nobody_is_said_in_words(level: str):
    """Of the level that was asked for."""
    figure = draw(NOBODY._replace(level=level))
    assert list(places(figure)) == [
        f"No two {LEVELS[level].lower()} of different sides share an event here"
    ]


def test_names_are_text():
    """Markup in an imported name is shown, not obeyed."""
    figure = draw(many(2, "<b>x"))
    assert "&lt;b&gt;x 0" in places(figure)
    assert all("<b>" not in said for said in figure.data[0].hovertext)
