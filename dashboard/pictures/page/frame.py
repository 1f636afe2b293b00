"""The frame of a picture: title and subtitle above, sources and notes below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from dashboard.captions import Run
from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.text import metrics
from dashboard.pictures.text.paragraph import Block, paragraph

WIDE: Final = 1000.0
"""From here on a picture has a column beside its map."""
NARROW: Final = 520.0
SMALL: Final = 11.0


class PictureFrame(NamedTuple):
    """Where the body of a picture lies, and what stands around it."""

    left: float
    top: float
    width: float
    height: float
    parts: tuple[str, ...]


def margin(width: float) -> float:
    """Left free at each side."""
    return 30.0 if width >= WIDE else 20.0 if width >= NARROW else 14.0


def title_size(width: float) -> float:
    """Of the title's type."""
    return 26.0 if width >= WIDE else 21.0 if width >= NARROW else 16.0


def framed(
    size: tuple[float, float],
    theme: Theme,
    words: tuple[str, str],
    notes: Sequence[Sequence[Run]],
) -> PictureFrame:
    """Title, subtitle and notes of a picture of ``size``, and the room left between them.

    Words that are read from the right stand at the right.
    """
    width, height = size
    side = margin(width)
    wide = width - 2 * side
    head = _head(words, theme, wide, title_size(width))
    foot = _foot(notes, theme, wide)
    top = side * 0.8 + head.height
    below = height - side * 0.7 - foot.height
    parts = (
        svg.rect(0, 0, width, height, fill=theme.paper),
        svg.moved(side, side * 0.8, head.parts),
        svg.moved(side, below, foot.parts),
    )
    return PictureFrame(side, top, wide, below - top - 8, parts)


def _head(words: tuple[str, str], theme: Theme, wide: float, size: float) -> Block:
    title, subtitle = words
    parts: list[str] = []
    y = 0.0
    for text, type_size, weight, colour, most in (
        (title, size, svg.SEMIBOLD, theme.ink, 3),
        (subtitle, max(SMALL + 1, size / 2), metrics.REGULAR, theme.ink2, 4),
    ):
        if not text:
            continue
        right = svg.right_to_left(text)
        for line in metrics.lines(text, type_size, wide, weight, most):
            y += type_size * 1.24
            x, anchor = (wide, "end") if right else (0.0, "start")
            parts.append(
                svg.text(
                    x, y - type_size * 0.2, line, size=type_size, fill=colour, weight=weight,
                    anchor=anchor,
                )
            )  # fmt: skip
        y += 4
    return Block(tuple(parts), y + 8)


def _foot(notes: Sequence[Sequence[Run]], theme: Theme, wide: float) -> Block:
    parts = [svg.line(0, 0, wide, 0, stroke=theme.hair2, stroke_width=1)]
    y = 7.0
    for note in notes:
        block = paragraph(note, theme, wide, size=SMALL)
        parts.append(svg.moved(0, y, block.parts))
        y += block.height + 1
    return Block(tuple(parts), y)
