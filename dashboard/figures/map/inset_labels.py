"""The plane and the names of the small map of an event's subject."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import plotly.graph_objects as go
import shapely

from dashboard.figures.map import geometry as geo
from dashboard.figures.map.vectors import read
from dashboard.figures.theme import FONT, Theme
from geodata import regions

SCALE_PX: Final = 45.0
TOWN_PX, NAME_PX, COUNTRY_PX = 11, 12, 11
CHAR: Final = 0.56
"""Mean width of a letter as a part of the size; names are short, so this is near enough."""

Shape = dict[str, Any]
"""A shape of a Plotly layout."""


class InsetProjection(NamedTuple):
    """From degrees to px of the inset."""

    bounds: geo.Bounds
    view: geo.Viewport
    width: float
    height: float

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """A point, px from the upper left corner."""
        world = geo.WORLD_PX * 2**self.view.zoom
        x0, y0 = geo.mercator(self.view.lon, self.view.lat)
        x, y = geo.mercator(lon, lat)
        return (x - x0) * world + self.width / 2, (y - y0) * world + self.height / 2

    def px(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """A geometry in degrees, cut to the inset, in px."""
        clipped = shapely.clip_by_rect(geometry, *self.bounds)
        return shapely.transform(clipped, lambda xy: [self.xy(*point) for point in xy])


class InsetLabel(NamedTuple):
    """A name at a point, px; ``anchor`` says on which side of the point it stands."""

    x: float
    y: float
    text: str
    size: int
    colour: str
    anchor: str
    bold: bool = False


def scale(
    frame: InsetProjection, theme: Theme, labels: list[InsetLabel], taken: list[shapely.Geometry]
) -> list[Shape]:
    """The scale bar in the lower right corner."""
    bar = geo.scale_bar(frame.view.lat, frame.view.zoom, SCALE_PX)
    right, y = frame.width - 12, frame.height - 10
    left = right - bar.px
    labels.append(InsetLabel(left, y - 10, "0", 11, theme.ink, "center"))
    labels.append(InsetLabel(right + 4, y - 10, f"{bar.km:g} km", 11, theme.ink, "left"))
    taken.append(shapely.box(left - 20, y - 22, frame.width, frame.height))
    path = f"M{left},{y - 4}V{y}H{right}V{y - 4}M{(left + right) / 2},{y - 2.5}V{y}"
    return [{"type": "path", "path": path, "line": {"color": theme.ink, "width": 1}}]


def _wide(text: str, size: float) -> float:
    return max(len(line) for line in text.split("<br>")) * size * CHAR


def _box(x: float, y: float, text: str, size: float, anchor: str) -> shapely.Geometry:
    wide, high = _wide(text, size), size * 1.2 * (1 + text.count("<br>"))
    left = {"right": x, "left": x - wide, "center": x - wide / 2}[anchor]
    return shapely.box(left, y - high / 2, left + wide, y + high / 2)


def _clear(
    box: shapely.Geometry, frame: InsetProjection, taken: Sequence[shapely.Geometry]
) -> bool:
    inside = shapely.box(2, 2, frame.width - 2, frame.height - 2).contains(box)
    return bool(inside) and not any(box.intersects(other) for other in taken)


def name_subjects(
    frame: InsetProjection,
    codes: Sequence[str],
    theme: Theme,
    labels: list[InsetLabel],
    taken: list[shapely.Geometry],
) -> None:
    """Inside the shape where the name fits, else beside it."""
    for code in codes:
        area = frame.px(regions.shape(code))
        if area.is_empty:
            continue
        text = _wrap(regions.label(code).replace(" of separation", ""))
        region = regions.regions()[code]
        x, y = frame.xy(region.lon, region.lat)
        box = _box(x, y, text, NAME_PX, "center")
        if area.intersection(box).area > 0.8 * box.area:
            labels.append(InsetLabel(x, y, text, NAME_PX, theme.ink, "center", bold=True))
        else:
            x = area.bounds[2] + 5
            y -= 0.15 * (area.bounds[3] - area.bounds[1])
            box = _box(x, y, text, NAME_PX, "right")
            labels.append(InsetLabel(x, y, text, NAME_PX, theme.ink, "right", bold=True))
        taken.append(box)


def _wrap(text: str, most: int = 12) -> str:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)


def name_towns(
    frame: InsetProjection, theme: Theme, labels: list[InsetLabel], taken: list[shapely.Geometry]
) -> list[Shape]:
    """Towns in order of rank, each to the right or the left of its dot, where there is room."""
    made: list[Shape] = []
    west, south, east, north = frame.bounds
    rows = sorted(read("towns"), key=lambda row: float(row[1]["rank"]))
    for point, town in rows:
        inside = west < point.x < east and south < point.y < north
        if not inside or town["minzoom"] > frame.view.zoom:
            continue
        x, y = frame.xy(point.x, point.y)
        for anchor, tx in (("right", x + 6), ("left", x - 6)):
            box = _box(tx, y, town["name"], TOWN_PX, anchor)
            if _clear(box, frame, taken):
                labels.append(InsetLabel(tx, y, town["name"], TOWN_PX, theme.label_region, anchor))
                taken += [box, shapely.box(x - 3, y - 3, x + 3, y + 3)]
                made.append(
                    {
                        "type": "circle",
                        "x0": x - 2,
                        "x1": x + 2,
                        "y0": y - 2,
                        "y1": y + 2,
                        "fillcolor": theme.paper,
                        "line": {"color": theme.ink2, "width": 1.1},
                    }
                )
                break
    return made


def name_countries(
    frame: InsetProjection,
    codes: Sequence[str],
    theme: Theme,
    labels: list[InsetLabel],
    taken: list[shapely.Geometry],
) -> None:
    """A country's name where most of it is free, and only wholly inside its land."""
    covered = [shapely.buffer(box, 4) for box in taken]
    covered += [frame.px(regions.shape(code)) for code in codes if code not in _countries()]
    for code in _countries():
        land = frame.px(regions.shape(code))
        if land.is_empty or land.area < 900:  # noqa: PLR2004 - px², no room for a word
            continue
        free = shapely.difference(shapely.make_valid(land), shapely.union_all(covered))
        text = "\u200a".join(regions.label(code).upper())
        wide = _wide(regions.label(code), COUNTRY_PX) * 1.45
        # a word is wide: shrink the plane to its proportion, and look for a circle
        flat = shapely.transform(free, lambda xy, k=wide / 16: xy / [k, 1])
        if flat.is_empty:
            continue
        parts = max(shapely.get_parts(flat), key=shapely.area)
        circle = shapely.maximum_inscribed_circle(parts, tolerance=0.5)
        if circle.length < 8:  # noqa: PLR2004 - half the height of a word with its margins
            continue
        x, y = circle.coords[0][0] * wide / 16, circle.coords[0][1]
        labels.append(InsetLabel(x, y, text, COUNTRY_PX, theme.label_country, "center"))


@lru_cache(maxsize=1)
def _countries() -> tuple[str, ...]:
    return tuple(code for code, region in regions.regions().items() if region.level == "country")


def text_trace(label: InsetLabel, theme: Theme) -> go.Scatter:
    """A label with the halo that every name on a map has."""
    around = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]
    return go.Scatter(
        x=[label.x],
        y=[label.y],
        text=[label.text],
        mode="text",
        textposition={"center": "middle center", "left": "middle left", "right": "middle right"}[
            label.anchor
        ],
        textfont={
            "family": FONT,
            "size": label.size,
            "color": label.colour,
            "weight": 600 if label.bold else 400,
            "shadow": ", ".join(f"{dx}px {dy}px 1px {theme.halo}" for dx, dy in around),
        },
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
