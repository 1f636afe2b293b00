"""Who with whom as a matrix: the half of it that a table of distances has, since a pair has no
direction. A name stands once, at the right of its row and at the head of its column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final, NamedTuple

import plotly.graph_objects as go

from dashboard.figures.chart_elements import box, figure, fit, line, text_width, words
from dashboard.figures.ranking import Drawn, hover, pixel_layout
from dashboard.figures.theme import Theme
from geodata import text
from geodata.actors import LEVELS
from geodata.filters import Filters, together
from geodata.results import Dyad, Matrix, MatrixActor

ROW: Final = 26
WIDEST: Final = 40
"""Of a cell, px."""
_LEAST: Final = 25.0
_PAD: Final = 6
_NAME: Final = 112.0
"""Px that the name of the last rows may ask for; a longer one is cut."""
_STRONGEST: Final = 0.34
_FAINTEST: Final = 0.05
"""Parts of ink in the ground of a cell: the number on it stays at 5:1 or more."""


class _Grid(NamedTuple):
    """Cells of ``cell`` × ``row`` px in a figure of ``size``, for the actors that are shown, and
    the pairs of these by the positions of the two, the later first."""

    shown: Sequence[MatrixActor]
    pairs: Mapping[tuple[int, int], Dyad]
    cell: int
    row: int
    size: tuple[int, int]


class _Cell(NamedTuple):
    """A cell by its top left corner in px; ``pair`` where it has events."""

    left: int
    top: int
    actors: tuple[MatrixActor, MatrixActor]
    pair: Dyad | None

    @property
    def of_one_side(self) -> bool:
        """Whether the two can be no pair."""
        return self.actors[0].side == self.actors[1].side


def no_pairs(level: str) -> str:
    """What stands in place of pairs when there are none."""
    return f"No two {LEVELS[level].lower()} of different sides share an event here"


def matrix_figure(
    matrix: Matrix,
    theme: Theme,
    width: int,
    *,
    filters: Filters,
    row: int = ROW,
    widest: int = WIDEST,
) -> go.Figure:
    """The events of each pair, as a number on a ground that darkens with it.

    As many of the actors as ``width`` (px) has room for, in rows of ``row`` px. A cell without a
    number is a pair without events; one that is crossed out is of one side and so no pair. Its
    ``customdata`` is the actors to filter by, which is those that ``filters`` ask for and both of
    the pair; that of a name is the actor.
    """
    grid = _grid(matrix, width, row, widest)
    layout = pixel_layout(theme, grid.size, (0, width))
    layout["shapes"] = [shape for cell in _cells(grid) for shape in _ground(cell, grid, theme)]
    layout["annotations"] = [
        *(_number(cell, grid, theme) for cell in _cells(grid) if cell.pair),
        *(_name(at, grid, theme, filters) for at in range(len(grid.shown))),
    ]
    if not grid.shown:
        nothing = words(no_pairs(matrix.level), 0, row / 2, grid.size, theme.ink3, font=12)
        layout["annotations"] = [nothing]
    return figure(_targets(grid, filters), layout)


def _grid(matrix: Matrix, width: int, row: int, widest: int) -> _Grid:
    """As many actors as leave each cell its least width and the names theirs."""
    number = max((text_width(text.number(pair.events)) for pair in matrix.pairs), default=0)
    least = max(_LEAST, number + _PAD)
    cell, count = max(float(widest), least), 0
    for at, actor in enumerate(matrix.actors):
        name = min(text_width(actor.name), _NAME) + _PAD
        fits = min(cell, (width - name) / at if at else cell)
        if fits < least:
            break
        cell, count = fits, count + 1
    shown = matrix.actors[:count]
    names = {actor.name: at for at, actor in enumerate(shown)}
    pairs = {
        (max(ends), min(ends)): pair
        for pair in matrix.pairs
        for ends in [[names[name] for name in (pair.a, pair.b) if name in names]]
        if len(ends) > 1
    }
    return _Grid(shown, pairs, int(cell), row, (width, max(count, 1) * row + 4))


def _cells(grid: _Grid) -> Iterator[_Cell]:
    for at, actor in enumerate(grid.shown):
        for column, other in enumerate(grid.shown[:at]):
            left, top = column * grid.cell, at * grid.row
            yield _Cell(left, top, (other, actor), grid.pairs.get((at, column)))


def _ground(cell: _Cell, grid: _Grid, theme: Theme) -> Iterator[Drawn]:
    start = (cell.left, cell.top)
    end = (cell.left + grid.cell, cell.top + grid.row)
    part = 0.0
    if cell.pair:
        most = max(pair.events for pair in grid.pairs.values())
        part = _FAINTEST + (_STRONGEST - _FAINTEST) * cell.pair.events / most
    frame = {"color": theme.hair, "width": 1}
    yield box(start, end, grid.size, fillcolor=_mixed(theme.paper, theme.ink, part), line=frame)
    if cell.of_one_side:
        yield line(start, end, grid.size, theme.hair2)


def _mixed(ground: str, ink: str, part: float) -> str:
    """A colour between two (``#rrggbb``)."""
    pairs = ((int(ground[i : i + 2], 16), int(ink[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in pairs)


def _number(cell: _Cell, grid: _Grid, theme: Theme) -> Drawn:
    said = text.number(cell.pair.events) if cell.pair else ""
    x, y = cell.left + grid.cell / 2, cell.top + grid.row / 2
    return words(said, x, y, grid.size, theme.ink, font=12, anchor="center")


def _name(at: int, grid: _Grid, theme: Theme, filters: Filters) -> Drawn:
    name, left = grid.shown[at].name, at * grid.cell + (_PAD if at else 0)
    # a little less: the width of words is an estimate
    said = escape(fit(name, 0.96 * (grid.size[0] - left))[0], quote=False)
    weight = 600 if name in filters.actors else 400
    y = (at + 0.5) * grid.row
    return words(said, left, y, grid.size, theme.ink, font=12, weight=weight)


class _Target(NamedTuple):
    """What answers the pointer and clicks, in px: ``keys`` are the actors to filter by."""

    left: int
    top: int
    width: int
    keys: list[str]
    said: str


def _targets(grid: _Grid, filters: Filters) -> list[Drawn]:
    found = [*_cell_targets(grid, filters), *_name_targets(grid)]
    return [
        {
            "type": "bar",
            "orientation": "h",
            "base": [one.left for one in found],
            "x": [one.width for one in found],
            "y": [one.top + grid.row / 2 for one in found],
            "width": grid.row,
            "opacity": 0,
            "customdata": [one.keys for one in found],
            "hovertext": [one.said for one in found],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
    ]


def _cell_targets(grid: _Grid, filters: Filters) -> Iterator[_Target]:
    for cell in _cells(grid):
        a, b = cell.actors
        both = f"{a.name} and {b.name}"
        if cell.pair:
            keys = list(together(filters, a.name, b.name).actors)
            said = hover(both, cell.pair.events, cell.pair.counts)
        elif cell.of_one_side:
            keys, said = [], escape(f"{both}, one side", quote=False)
        else:
            continue
        yield _Target(cell.left, cell.top, grid.cell, keys, said)


def _name_targets(grid: _Grid) -> Iterator[_Target]:
    for at, actor in enumerate(grid.shown):
        name, events = escape(actor.name, quote=False), text.count(actor.events, "event")
        left = at * grid.cell
        said = f"{name}<br>{events} with another side"
        yield _Target(left, at * grid.row, grid.size[0] - left, [actor.name], said)
