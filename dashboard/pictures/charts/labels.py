"""Words of a figure: its annotations, and those of its text traces."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Final

from dashboard.pictures import svg
from dashboard.pictures.charts.axes import Axis, Drawn, UnsupportedError, must, only
from dashboard.pictures.text import metrics

LINE: Final = 1.3
"""From one line to the next, in sizes of the type, as Plotly has it."""

MIDDLE: Final = 0.375
"""How far the baseline lies below the middle of a line, in sizes of the type: half of what IBM
Plex Sans rises above it (1.025) less what it reaches below (0.275)."""

_NOTE: Final = frozenset(
    {
        *("text", "x", "y", "xref", "yref", "xanchor", "yanchor", "align", "showarrow"),
        *("borderpad", "font", "bgcolor", "hovertext", "captureevents", "hoverlabel"),
    }
)
_FONT: Final = frozenset({"family", "size", "color", "weight", "shadow"})
_ANCHORS: Final = {"left": "start", "center": "middle", "right": "end"}
# a word at the left of its point ends there
_SIDES: Final = {"middle left": "end", "middle center": "middle", "middle right": "start"}
# Plotly leaves a px for a frame that is not drawn
_FRAME: Final = {"left": 1, "center": 0, "right": -1}
_HALO: Final = 3.0


def rows(words: str) -> list[str]:
    """Plotly's text as lines of plain words.

    Raises:
        UnsupportedError: it has a tag other than the one that ends a line.
    """
    lines = words.split("<br>")
    if any("<" in line for line in lines):
        raise UnsupportedError(f"{words!r} has a tag that is not drawn here")
    return [html.unescape(line) for line in lines]


def note(given: Drawn, sheet: Mapping[str, Axis], family: Drawn) -> list[str]:
    """An annotation on the paper, without an arrow.

    Raises:
        UnsupportedError: it asks for something that is not drawn here.
    """
    only(given, _NOTE, "an annotation")
    must(given, "an annotation", xref="paper", yref="paper", yanchor="middle", showarrow=False)
    must(given, "an annotation", align=given["xanchor"], borderpad=0)
    font = {**family, **given["font"]}
    only(font, _FONT, "the type of an annotation")
    size, weight = font["size"], font.get("weight", metrics.REGULAR)
    x, y = sheet["x"].place(given["x"]), sheet["y"].place(given["y"])
    x += _FRAME[given["xanchor"]]
    lines = rows(given["text"])
    made = []
    if given.get("bgcolor"):
        wide = max(metrics.width(line, size, weight) for line in lines)
        left = x - wide * {"left": 0, "center": 0.5, "right": 1}[given["xanchor"]]
        high = LINE * size * len(lines)
        made.append(svg.rect(left, y - high / 2, wide, high, fill=given["bgcolor"]))
    first = y + MIDDLE * size - LINE * size * (len(lines) - 1) / 2
    made += [
        svg.text(
            x,
            first + row * LINE * size,
            line,
            size=size,
            fill=font["color"],
            weight=weight,
            anchor=_ANCHORS[given["xanchor"]],
        )
        for row, line in enumerate(lines)
    ]
    return made


def beside(words: str, x: float, y: float, side: str, font: Drawn) -> list[str]:
    """Words of a text trace, beside a point or on it.

    Raises:
        UnsupportedError: they ask for something that is not drawn here.
    """
    only(font, _FONT, "the type of words")
    if side not in _SIDES:
        raise UnsupportedError(f"words at the {side} are not drawn here")
    lines, size = rows(words), font["size"]
    first = y + size * (0.75 - ((len(lines) - 1) * LINE + 1) / 2)
    return [
        svg.text(
            x,
            first + row * LINE * size,
            line,
            size=size,
            fill=font["color"],
            weight=font.get("weight", metrics.REGULAR),
            anchor=_SIDES[side],
            halo=_halo(font.get("shadow")),
        )
        for row, line in enumerate(lines)
    ]


def _halo(shadow: str | None) -> tuple[str, float] | None:
    """A shadow to all sides is a halo of one colour."""
    if not shadow or shadow == "none":
        return None
    colours = set(re.findall(r"#[0-9A-Fa-f]{6}", shadow))
    if len(colours) != 1:
        raise UnsupportedError(f"the shadow {shadow!r} is not drawn here")
    return colours.pop(), _HALO
