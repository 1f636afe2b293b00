"""Actors, pairs of actors, and regions as ranked bars."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from dashboard.figures.actors import actors_figure, dyads_figure
from dashboard.figures.regions import regions_figure
from dashboard.figures.theme import DARK, LIGHT
from geodata.filters import Filters
from geodata.results import Dyad, Rank

SYRIA = Rank("Syria (government)", "Syria (government)", "", 86, (30, 6, 2, 2, 44, 2))
ISRAEL = Rank("Israel", "Israel", "", 63, (17, 7, 2, 1, 36, 0))
PAIR = Dyad("Israel", "Syria (government)", 53, (16, 7, 1, 0, 29, 0))


def _words(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def _keys(figure: go.Figure) -> list[object]:
    return list(next(t for t in figure.data if t.customdata is not None).customdata)


def test_actors_stand_in_order_with_name_and_count():
    """The name at the left, the count at the right, stacked bars between."""
    figure = actors_figure([SYRIA, ISRAEL], LIGHT, 328)
    assert _words(figure) == ["Syria (government)", "86", "Israel", "63"]
    assert {t.name: sum(t.x) for t in figure.data if t.name} == {
        "Violence": 47,
        "Posture": 13,
        "Demonstrations": 4,
        "Politics": 3,
        "Diplomacy": 80,
        "Humanitarian": 2,
    }


def test_a_row_leads_to_its_actor_wherever_it_is_clicked():
    """The whole row answers, name and count included."""
    figure = actors_figure([SYRIA, ISRAEL], LIGHT, 328)
    assert _keys(figure) == ["Syria (government)", "Israel"]
    hit = next(t for t in figure.data if t.customdata is not None)
    start, end = figure.layout.xaxis.range
    assert hit.base[0] == pytest.approx(start)
    assert hit.base[0] + hit.x[0] == pytest.approx(end)


def test_bars_fit_between_the_longest_name_and_the_counts():
    """The longest bar ends before the counts; a long name takes at most half the width."""
    long = ISRAEL._replace(label="Military Forces of Israel (2022-) and all of their branches")
    figure = actors_figure([SYRIA, long], LIGHT, 328)
    start, end = figure.layout.xaxis.range
    per_event = 328 / (end - start)
    assert -start * per_event <= 328 / 2 + 12
    assert 86 * per_event < 328 + start * per_event - 20
    assert any(said.endswith("…") for said in _words(figure))


def test_rows_are_24_px_high_and_the_chosen_one_is_heavier():
    """The height follows the number of rows."""
    figure = actors_figure([SYRIA, ISRAEL], DARK, 328, chosen={"Israel"})
    assert figure.layout.height == 2 * 24 + 4
    weights = {note.text: note.font.weight for note in figure.layout.annotations}
    assert (weights["Syria (government)"], weights["Israel"]) == (400, 600)
    assert figure.layout.paper_bgcolor == DARK.paper


def test_pairs_read_as_they_can_be_quoted_and_lead_to_both_actors():
    """Israel – Syria (government) 53."""
    figure = dyads_figure([PAIR], LIGHT, 328, level="parties", filters=Filters())
    assert _words(figure) == ["Israel – Syria (government)", "53"]
    (key,) = _keys(figure)
    assert list(key) == ["Israel", "Syria (government)"]


def test_parts_are_indented_under_their_country():
    """A country is followed by its parts; a part without its country stands alone."""

    def rank(key: str, label: str, parent: str, events: int) -> Rank:
        return Rank(key, label, parent, events, (events, 0, 0, 0, 0, 0))

    figure = regions_figure(
        [
            rank("SYR", "Syria", "", 104),
            rank("SYR-Sweida", "Sweida", "SYR", 41),
            rank("ISR", "Israel", "", 41),
            rank("Golan", "Golan Heights", "SYR", 17),
            rank("LBN-South", "South", "LBN", 2),
        ],
        LIGHT,
        328,
    )
    assert _keys(figure) == ["SYR", "SYR-Sweida", "Golan", "ISR", "LBN-South"]
    left = {note.text: note.x for note in figure.layout.annotations}
    assert left["Syria"] == left["Israel"] == left["South"]
    assert left["Sweida"] == left["Golan Heights"] > left["Syria"]


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (actors_figure([], LIGHT, 328), "No actors in this selection"),
        (
            dyads_figure([], LIGHT, 328, level="persons", filters=Filters()),
            "No two persons of different sides share an event here",
        ),
        (regions_figure([], LIGHT, 328), "No regions in this selection"),
    ],
)
def test_an_empty_ranking_says_so(figure: go.Figure, said: str):
    """Instead of an empty box."""
    assert _words(figure) == [said]


def test_names_are_plain_text_and_tooltips_have_five_lines_at_most():
    """Markup in an imported name is shown, not obeyed."""
    odd = Rank("x", "<i>Front</i>", "", 21, (1, 2, 3, 4, 5, 6))
    figure = actors_figure([odd], LIGHT, 328)
    assert _words(figure)[0] == "&lt;i&gt;Front&lt;/i&gt;"
    (said,) = next(t for t in figure.data if t.customdata is not None).hovertext
    assert said.split("<br>")[:2] == ["&lt;i&gt;Front&lt;/i&gt;", "21 events"]
    assert len(said.split("<br>")) == 5
