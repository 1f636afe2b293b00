"""Who with whom in a picture: the matrix of the page, as large as its frame allows."""

from __future__ import annotations

from typing import Final

from dashboard.figures.matrix import matrix_figure
from dashboard.figures.theme import Theme
from dashboard.pictures.charts.figure_svg import draw
from dashboard.pictures.charts.part import ChartPart
from geodata import text
from geodata.actors import LEVELS
from geodata.filters import Filters
from geodata.results import Matrix

MOST: Final = 24
_LEAST_ROW, _ROW = 18, 40
_WIDEST: Final = 72


def draw_matrix(
    matrix: Matrix,
    filters: Filters,
    theme: Theme,
    width: float,
    height: float,
    *,
    total: int,
) -> ChartPart:
    """The actors and pairs that a frame of ``width`` × ``height`` has room for.

    ``total`` is how many events match all filters.
    """
    count = max(1, min(len(matrix.actors), int((height - 4) // _LEAST_ROW)))
    row = int(min(_ROW, (height - 4) / count))
    drawn = matrix_figure(
        matrix._replace(actors=matrix.actors[:count]),
        theme,
        int(width),
        filters=filters,
        row=row,
        widest=_WIDEST,
    )
    drawn.layout.paper_bgcolor = None
    shown = int((drawn.layout.height - 4) / row) if matrix.actors else 0
    return ChartPart(draw(drawn), _note(matrix, filters, shown, total))


def _note(matrix: Matrix, filters: Filters, shown: int, total: int) -> str:
    """How many events and actors there are, what a cell counts, and what is crossed out."""
    events = text.count(total, "event")
    if not shown:
        return f"{events}."
    noun = LEVELS[matrix.level].lower()
    most = f", the {shown} with most" if shown < matrix.total else ""
    both = "both take part in" if filters.participants_only else "both are in, in any role"
    return (
        f"{events}, {text.number(matrix.total)} {noun} that share some with another side{most}."
        f" A cell counts the events that {both}; crossed out: of one side."
    )
