"""Ranked bars of a picture: who, who with whom, and where, stacked by group from zero."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from dashboard.figures.actors import NO_ACTORS
from dashboard.figures.matrix import no_pairs
from dashboard.figures.ranking import RankingLayout, RankingRow, bars, per_pixel
from dashboard.figures.regions import NO_REGIONS, nested
from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.charts.figure_svg import draw
from dashboard.pictures.charts.labels import MIDDLE
from dashboard.pictures.charts.part import HATCHED_WORDS, ChartPart, hatched, more, most
from dashboard.pictures.text import metrics
from geodata import text
from geodata.actors import LEVELS
from geodata.results import Dyad, Rank

Kind = Literal["actors", "dyads", "regions"]

SIZE: Final = 12.0
_SMALL: Final = 11.0
_GAP: Final = 10.0
_AFTER: Final = 6.0  # from a bar's end to its count
_LEAST_ROW, _ROW = 17, 26
_LEAST_ABOVE, _ABOVE = 30, 38
_NAMES_ABOVE: Final = 480  # pairs in charts narrower than this have their names over the bars
_SHARE: Final = 0.46
_MORE: Final = 18


class _Kind(NamedTuple):
    noun: str
    plural: str
    empty: str
    twice: str


_KINDS: Final = {
    "actors": _Kind(
        "actor", "actors", NO_ACTORS, "An event with several actors counts for each of them"
    ),
    "dyads": _Kind(
        "pair",
        "pairs",
        "",
        "An event with more than two actors counts for each pair of them",
    ),
    "regions": _Kind(
        "region",
        "regions",
        NO_REGIONS,
        "An event in or about several regions counts for each, and a part also for its country",
    ),
}


def draw_ranks(
    rows: Sequence[Rank] | Sequence[Dyad],
    theme: Theme,
    width: float,
    height: float,
    *,
    kind: Kind,
    total: int,
    level: str = "parties",
    participants_only: bool = False,
) -> ChartPart:
    """A bar for each row, in the order given, in a frame of ``width`` × ``height``.

    ``rows`` is all there is: what there is no room for is summed up in words. ``total`` is how
    many events match all filters, which the bars need not add up to. ``level`` is that of pairs;
    ``participants_only``: actors count where they take part.
    """
    said = _KINDS[kind]
    if participants_only and kind != "regions":
        said = said._replace(twice=f"Only those that take part are counted. {said.twice}")
    if kind == "dyads":
        noun = LEVELS[level].lower()
        said = said._replace(plural=f"pairs of {noun}", empty=no_pairs(level))
    given = _rows(rows)
    if not given:
        return ChartPart(
            (svg.text(0, 14, said.empty, fill=theme.ink3),), _note(said, total, (), 0, theme)
        )
    above = kind == "dyads" and width < _NAMES_ABOVE
    least, usual = (_LEAST_ABOVE, _ABOVE) if above else (_LEAST_ROW, _ROW)
    shown, left_out = _shown(given, height, least)
    spare = _MORE if left_out else 0
    high = int(min(usual, (height - spare) / max(len(shown), 1)))
    frame = _frame(shown, width, high, above=above)
    traces, layout = bars(shown, frame, theme)
    figure = {"data": traces, "layout": layout | {"paper_bgcolor": None}}
    foot = high * len(shown)
    axis = svg.line(frame.left, 0, frame.left, foot, stroke=theme.hair2, stroke_width=1)
    parts = [
        *(() if above else (axis,)),
        *draw(figure, theme if theme.name == "print" else None),
        *_words(shown, frame, theme, above=above),
    ]
    if left_out:
        words = more([row.events for row in left_out], said.noun, said.plural, once=False)
        y = foot + _MORE / 2 + MIDDLE * _SMALL
        words = metrics.shortened(words, _SMALL, width)
        parts.append(svg.text(0, y, words, size=_SMALL, fill=theme.ink3))
    return ChartPart(tuple(parts), _note(said, total, shown, len(given), theme))


def _rows(rows: Sequence[Rank] | Sequence[Dyad]) -> list[RankingRow]:
    ranks = [row for row in rows if isinstance(row, Rank)]
    pairs = [row for row in rows if isinstance(row, Dyad)]
    return [
        *(RankingRow(r.key, r.label, r.events, r.counts, indent) for r, indent in nested(ranks)),
        *(RankingRow([d.a, d.b], f"{d.a} – {d.b}", d.events, d.counts) for d in pairs),
    ]


def _shown(
    rows: list[RankingRow], height: float, least: int
) -> tuple[list[RankingRow], list[RankingRow]]:
    if len(rows) * least <= height:
        return rows, []
    kept = set(most([row.events for row in rows], int((height - _MORE) // least)))
    return (
        [row for index, row in enumerate(rows) if index in kept],
        [row for index, row in enumerate(rows) if index not in kept],
    )


def _frame(rows: Sequence[RankingRow], width: float, high: int, *, above: bool) -> RankingLayout:
    """Names beside the bars as far as they need it, or above; counts at the bars' ends."""
    count = max((metrics.width(text.number(row.events), SIZE) for row in rows), default=0)
    right = width - count - _AFTER - 2
    if above:
        return RankingLayout(
            int(width), 0, right, high, high * 0.3, high * 0.72, min(8, high * 0.26)
        )
    longest = max((row.indent + metrics.width(row.label, SIZE) for row in rows), default=0)
    left = math.ceil(min(longest + _GAP, width * _SHARE))
    thick = min(12, round(high * 0.55))
    return RankingLayout(int(width), left, right, high, high / 2, high / 2, thick)


def _words(
    rows: Sequence[RankingRow], frame: RankingLayout, theme: Theme, *, above: bool
) -> list[str]:
    unit = per_pixel(rows, frame)
    made = []
    for index, row in enumerate(rows):
        top = index * frame.row
        room = (frame.width if above else frame.left - _GAP) - row.indent
        name_y = top + frame.name_y + MIDDLE * SIZE
        name = metrics.shortened(row.label, SIZE, room)
        end = frame.left + sum(row.counts) / unit + _AFTER
        made += [
            svg.text(row.indent, name_y, name, size=SIZE, fill=theme.ink),
            svg.text(
                end,
                top + frame.bar_y + MIDDLE * SIZE,
                text.number(row.events),
                size=SIZE,
                fill=theme.ink2,
            ),
        ]
    return made


def _note(kind: _Kind, total: int, shown: Sequence[RankingRow], rows: int, theme: Theme) -> str:
    """How many events and rows there are, what counts twice, and whether bars are hatched."""
    if not rows:
        return f"{text.count(total, 'event')}."
    marked = f"; {HATCHED_WORDS}" if hatched([row.counts for row in shown], theme) else ""
    return (
        f"{text.count(total, 'event')}, {text.count(rows, kind.noun, kind.plural)}{marked}."
        f" {kind.twice}, so the bars need not add up to {total:,}."
    )
