"""Reading a drawing back: where its words stand, so that tests can say that none is cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from dashboard.figures.map.density import Density
from dashboard.figures.map.geometry import Bounds
from dashboard.figures.theme import Theme
from dashboard.pictures.maps.map import MapPart, draw_map, map_plane
from dashboard.pictures.text import metrics
from geodata.results import Places

SVG = "{http://www.w3.org/2000/svg}"
ISOLATES = str.maketrans("", "", "\u2067\u2069")
CAPITALS, BELOW = 0.7, 0.2  # of the size of the type, above and below the baseline


class Words(NamedTuple):
    """One line of words and the box it fills, in units of the drawing."""

    words: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


def root(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def words(svg: str) -> list[Words]:
    """Every line of a drawing."""
    return list(_walk(root(svg), (0.0, 0.0, 1.0)))


def said(svg: str) -> str:
    """All words of a drawing, a line each."""
    return "\n".join(one.words for one in words(svg))


def _walk(element: ET.Element, at: tuple[float, float, float]) -> Iterator[Words]:
    x, y, scale = at
    for name, given in re.findall(r"(\w+)\(([^)]*)\)", element.get("transform", "")):
        numbers = [float(part) for part in re.split(r"[ ,]+", given.strip())]
        if name == "translate":
            x, y = x + scale * numbers[0], y + scale * (numbers[1] if len(numbers) > 1 else 0)
        elif name == "scale":
            scale *= numbers[0]
        else:
            raise AssertionError(f"{name} is not read here")
    if element.tag == f"{SVG}text":
        yield _line(element, x, y, scale)
        return
    for child in element:
        yield from _walk(child, (x, y, scale))


def _line(element: ET.Element, x: float, y: float, scale: float) -> Words:
    size = float(element.get("font-size", "12"))
    runs = [(element.text or "", element)]
    for span in element:
        runs += [(span.text or "", span), (span.tail or "", element)]
    wide = 0.0
    for run, owner in runs:
        weight = int(owner.get("font-weight") or element.get("font-weight") or 400)
        italic = element.get("font-style") == "italic"
        clean = run.translate(ISOLATES)
        wide += metrics.width(clean, size, weight, italic=italic)
        wide += len(clean) * float(element.get("letter-spacing") or 0)
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
    left = x + scale * (float(element.get("x", "0")) - shift * wide)
    base = y + scale * float(element.get("y", "0"))
    return Words(
        "".join(run for run, _ in runs).translate(ISOLATES),
        left,
        base - scale * size * CAPITALS,
        left + scale * wide,
        base + scale * size * BELOW,
        size * scale,
    )


def outside(found: list[Words], width: float, height: float, slack: float = 0.5) -> list[Words]:
    """Words that run out of the drawing."""
    return [
        one
        for one in found
        if one.left < -slack
        or one.top < -slack
        or one.right > width + slack
        or one.bottom > height + slack
    ]


def over_one_another(found: list[Words], slack: float = 1.5) -> list[tuple[str, str]]:
    """Pairs of lines that share room; a halo may be touched."""
    return [
        (a.words, b.words)
        for a, b in combinations([one for one in found if one.words.strip()], 2)
        if min(a.right, b.right) - max(a.left, b.left) > slack
        and min(a.bottom, b.bottom) - max(a.top, b.top) > slack
    ]


def drawn_map(
    places: Places | Density,
    theme: Theme,
    width: float,
    height: float,
    *,
    extent: Bounds | None = None,
    **more: Any,
) -> MapPart:
    """Return the map of a picture in a frame of ``width`` by ``height``."""
    frame = places if isinstance(places, Places) else Places((), 0, crowded=True)
    return draw_map(places, theme, map_plane(frame, width, height, extent), **more)
