"""The key of a picture whose events are counted in hexagons or regions: colours and numbers."""

from __future__ import annotations

from typing import Final

from dashboard.figures.map.legend import DensityLegend, RegionsLegend
from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.page import keys
from dashboard.pictures.text import metrics
from dashboard.pictures.text.paragraph import Block
from geodata.text import number

SWATCH: Final = 12.0
LEAST: Final = 34.0
"""How high and how wide at least the field of a colour is, units."""

TEXT: Final = 11.0


def width_in_words(legend: DensityLegend) -> str:
    """How wide a hexagon is: to the km, from ten km on."""
    return f"{legend.km:,.0f}" if legend.km >= 10 else f"{legend.km:.1f}"  # noqa: PLR2004


def block(legend: DensityLegend | RegionsLegend, theme: Theme, wide: float, *, zones: int) -> Block:
    """The fields side by side with their numbers under them, then the words."""
    parts = [svg.text(0, 11, _head(legend), size=TEXT, fill=theme.ink, weight=svg.SEMIBOLD)]
    parts += _fields(legend, theme, 18, min(LEAST, wide / max(len(legend.classes), 1)))
    y = 18 + SWATCH + 13
    for line in metrics.lines(_words(legend), TEXT, wide):
        y += 15
        parts.append(svg.text(0, y, line, size=TEXT, fill=theme.ink2))
    for drawn, said in keys.samples(theme, (), zones):
        y += 17
        parts.append(svg.moved(8, y - 4, [drawn]))
        parts.append(svg.text(20, y, said, size=TEXT, fill=theme.ink2))
    return Block(tuple(parts), y + 5)


def row(legend: DensityLegend | RegionsLegend, theme: Theme, wide: float, *, zones: int) -> Block:
    """The same in rows."""
    head = _head(legend)
    x = metrics.width(head, TEXT) + 10
    parts = [svg.text(0, 11, head, size=TEXT, fill=theme.ink2)]
    parts.append(svg.moved(x, 0, _fields(legend, theme, 2, LEAST)))
    x += LEAST * len(legend.classes) + 24
    y = 11.0
    notes = [("", _words(legend)), *keys.samples(theme, (), zones)]
    for drawn, said in notes:
        indent = 18.0 if drawn else 0.0
        if x + indent + metrics.width(said, TEXT) > wide:
            x, y = 0.0, y + (30 if y == 11 else 16)  # noqa: PLR2004 - below the numbers
        if drawn:
            parts.append(svg.moved(x + 7, y - 4, [drawn]))
        parts.append(svg.text(x + indent, y, said, size=TEXT, fill=theme.ink2))
        x += indent + metrics.width(said, TEXT) + 14
    return Block(tuple(parts), max(y + 4, 2 + SWATCH + 15))


def _fields(
    legend: DensityLegend | RegionsLegend, theme: Theme, top: float, wide: float
) -> list[str]:
    parts = []
    for i, (least, colour) in enumerate(legend.classes):
        field = {"fill": theme.densities[colour], "stroke": theme.paper, "stroke_width": 1}
        parts += [
            svg.rect(i * wide, top, wide, SWATCH, **field),
            svg.text(i * wide, top + SWATCH + 11, number(least), size=10, fill=theme.ink2),
        ]
    return parts


def _head(legend: DensityLegend | RegionsLegend) -> str:
    return f"Events in one {'hexagon' if isinstance(legend, DensityLegend) else 'region'}"


def _words(legend: DensityLegend | RegionsLegend) -> str:
    if isinstance(legend, RegionsLegend):
        return f"Most in one: {number(legend.fullest)}. No colour: no event there."
    return (
        f"Most in one: {number(legend.fullest)}. About {width_in_words(legend)} km wide at the"
        " middle of the map. No colour: no event."
    )
