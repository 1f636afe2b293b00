"""A small map of what an event is about, shown when that is far from where it happened.

It is an SVG figure in px of the Web-Mercator plane: it needs no WebGL, no style and no
requests, and prints sharp. Shapes: ``geodata.places``; lines, lakes and towns: the base
map's own GeoJSON (Natural Earth and GeoNames, as its notices say).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import plotly.graph_objects as go
import shapely
from shapely.geometry import shape as from_geojson

from dashboard.figures import geo
from dashboard.figures.basemap import Boundaries
from dashboard.figures.theme import FONT, Theme
from geodata import places

GEO_FOLDER: Final = Path(__file__).parents[2] / "assets" / "geo"
FILLS: Final = 0.62
"""Of the inset's height or width, what the subject takes."""
SCALE_PX: Final = 45.0
TOWN_PX, NAME_PX, COUNTRY_PX = 11, 12, 11
CHAR: Final = 0.56
"""Mean width of a letter as a part of the size; names are short, so this is near enough."""

Shape = dict[str, Any]


class _Frame(NamedTuple):
    """From degrees to px of the inset."""

    bounds: geo.Bounds
    view: geo.View
    width: float
    height: float

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        world = geo.WORLD_PX * 2**self.view.zoom
        x0, y0 = geo.mercator(self.view.lon, self.view.lat)
        x, y = geo.mercator(lon, lat)
        return (x - x0) * world + self.width / 2, (y - y0) * world + self.height / 2

    def px(self, geometry: shapely.Geometry) -> shapely.Geometry:
        clipped = shapely.clip_by_rect(geometry, *self.bounds)
        return shapely.transform(clipped, lambda xy: [self.xy(*point) for point in xy])


class _Label(NamedTuple):
    x: float
    y: float
    text: str
    size: int
    colour: str
    anchor: str
    bold: bool = False


def subjects(regions: Iterable[str]) -> tuple[str, ...]:
    """The regions to draw: a country only where none of its parts is named as well."""
    known = [code for code in dict.fromkeys(regions) if code in places.regions()]
    parts = [code for code in known if places.regions()[code].level != "country"]
    return tuple(parts or known)


def extent(regions: Iterable[str], width: float = 292, height: float = 264) -> geo.Bounds:
    """The box that the inset of these regions shows, degrees WGS84.

    Raises:
        ValueError: none of the codes is a region.
    """
    return _frame(subjects(regions), width, height).bounds


def _frame(codes: Sequence[str], width: float, height: float) -> _Frame:
    if not codes:
        raise ValueError("an inset needs at least one known region")
    boxes = [places.shape(code).bounds for code in codes]
    box = geo.bounds_of([corner for w, s, e, n in boxes for corner in ((w, s), (e, n))])
    view = geo.fit(box, width * FILLS, height * FILLS, padding=0, max_zoom=10)
    world = geo.WORLD_PX * 2**view.zoom
    x, y = geo.mercator(view.lon, view.lat)
    west, north = geo.unmercator(x - width / 2 / world, y - height / 2 / world)
    east, south = geo.unmercator(x + width / 2 / world, y + height / 2 / world)
    return _Frame(geo.Bounds(west, south, east, north), view, width, height)


@lru_cache(maxsize=8)
def _read(name: str) -> tuple[tuple[shapely.Geometry, dict[str, Any]], ...]:
    features = json.loads((GEO_FOLDER / f"{name}.geojson").read_text("utf-8"))["features"]
    return tuple((from_geojson(f["geometry"]), f["properties"]) for f in features)


def inset_figure(
    regions: Iterable[str],
    theme: Theme,
    boundaries: Boundaries = "un",
    width: int = 292,
    height: int = 264,
) -> go.Figure:
    """The subject in its surroundings: outlined, with neighbours, towns and a scale.

    Raises:
        ValueError: none of the codes is a region.
    """
    codes = subjects(regions)
    frame = _frame(codes, width, height)
    labels: list[_Label] = []
    taken: list[shapely.Geometry] = []
    shapes = [
        *_land(frame, codes, theme, boundaries),
        *_water(frame, theme),
        *_lines(frame, theme, boundaries),
        *_outlines(frame, codes, theme),
        *_scale(frame, theme, labels, taken),
    ]
    _name_subjects(frame, codes, theme, labels, taken)
    shapes += _name_towns(frame, theme, labels, taken)
    _name_countries(frame, codes, theme, labels, taken)
    axis = {"visible": False, "fixedrange": True}
    return go.Figure(
        [_text(label, theme) for label in labels],
        {
            "shapes": shapes,
            "width": width,
            "height": height,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "xaxis": axis | {"range": [0, width]},
            "yaxis": axis | {"range": [height, 0]},
            "plot_bgcolor": theme.water,
            "paper_bgcolor": theme.water,
            "showlegend": False,
            "hovermode": False,
            "template": None,
        },
    )


def _path(geometry: shapely.Geometry) -> str:
    """An SVG path of all rings and lines, to a tenth of a px."""
    parts: list[str] = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            rings = [part.exterior, *part.interiors]
        elif part.geom_type == "LineString":
            rings = [part]
        else:
            continue
        for ring in rings:
            points = "L".join(f"{x:.1f},{y:.1f}" for x, y in ring.coords)
            if points:
                parts.append(f"M{points}" + ("Z" if part.geom_type == "Polygon" else ""))
    return "".join(parts)


def _drawn(geometry: shapely.Geometry, **look: Any) -> list[Shape]:
    path = _path(geometry)
    return [{"type": "path", "path": path, "layer": "below"} | look] if path else []


def _no_line(colour: str) -> dict[str, Any]:
    return {"fillcolor": colour, "line": {"width": 0}}


def _land(frame: _Frame, codes: Sequence[str], theme: Theme, boundaries: Boundaries) -> list[Shape]:
    about = {(places.ancestors(code) or (code,))[-1] for code in codes}
    made: list[Shape] = []
    for geometry, properties in _read("land"):
        colour = theme.land if properties[boundaries] in about else theme.land2
        made += _drawn(frame.px(geometry), **_no_line(colour))
    return made


def _water(frame: _Frame, theme: Theme) -> list[Shape]:
    made: list[Shape] = []
    for geometry, properties in _read("lakes"):
        if properties["minzoom"] <= frame.view.zoom + 1:
            made += _drawn(frame.px(geometry), **_no_line(theme.water))
    return made


def _lines(frame: _Frame, theme: Theme, boundaries: Boundaries) -> list[Shape]:
    looks = {
        "coast": {"color": theme.coast, "width": 0.6},
        "admin1": {"color": theme.a1, "width": 0.75},
        "zone": {"color": theme.zone, "width": 0.8},
        "country": {"color": theme.bord, "width": 1},
        "unsettled": {"color": theme.bord, "width": 1, "dash": "4px,3px"},
    }
    made: list[Shape] = []
    for kind, line in looks.items():
        if kind == "admin1" and frame.view.zoom < 6:  # noqa: PLR2004 - as on the large map
            continue
        found = [
            geometry
            for geometry, properties in _read("lines")
            if properties["kind"] == kind and properties["view"] in ("both", boundaries)
        ]
        made += _drawn(frame.px(shapely.geometrycollections(_flat(found))), line=line)
    return made


def _flat(geometries: Iterable[shapely.Geometry]) -> list[shapely.Geometry]:
    return [part for geometry in geometries for part in shapely.get_parts(geometry)]


def _outlines(frame: _Frame, codes: Sequence[str], theme: Theme) -> list[Shape]:
    made: list[Shape] = []
    for code in codes:
        area = frame.px(places.shape(code))
        if code == "UNDOF":
            made += _drawn(_hatch(area), line={"color": theme.zone, "width": 0.8}, opacity=0.55)
        dash = {"dash": "5px,3px"} if code == "Golan" else {}
        made += _drawn(area, line={"color": theme.ink, "width": 2} | dash)
    return made


def _hatch(area: shapely.Geometry, every: float = 5.0) -> shapely.Geometry:
    """Lines at 45° inside an area."""
    west, north, east, south = area.bounds
    step, high = every * math.sqrt(2), south - north
    starts = [west - high + i * step for i in range(math.ceil((east - west + high) / step) + 1)]
    lines = [shapely.LineString([(x, south), (x + high, north)]) for x in starts]
    return shapely.intersection(shapely.multilinestrings(lines), area)


def _scale(
    frame: _Frame, theme: Theme, labels: list[_Label], taken: list[shapely.Geometry]
) -> list[Shape]:
    bar = geo.scale_bar(frame.view.lat, frame.view.zoom, SCALE_PX)
    right, y = frame.width - 12, frame.height - 10
    left = right - bar.px
    labels.append(_Label(left, y - 10, "0", 11, theme.ink, "center"))
    labels.append(_Label(right + 4, y - 10, f"{bar.km:g} km", 11, theme.ink, "left"))
    taken.append(shapely.box(left - 20, y - 22, frame.width, frame.height))
    path = f"M{left},{y - 4}V{y}H{right}V{y - 4}M{(left + right) / 2},{y - 2.5}V{y}"
    return [{"type": "path", "path": path, "line": {"color": theme.ink, "width": 1}}]


def _wide(text: str, size: float) -> float:
    return max(len(line) for line in text.split("<br>")) * size * CHAR


def _box(x: float, y: float, text: str, size: float, anchor: str) -> shapely.Geometry:
    wide, high = _wide(text, size), size * 1.2 * (1 + text.count("<br>"))
    left = {"right": x, "left": x - wide, "center": x - wide / 2}[anchor]
    return shapely.box(left, y - high / 2, left + wide, y + high / 2)


def _clear(box: shapely.Geometry, frame: _Frame, taken: Sequence[shapely.Geometry]) -> bool:
    inside = shapely.box(2, 2, frame.width - 2, frame.height - 2).contains(box)
    return bool(inside) and not any(box.intersects(other) for other in taken)


def _name_subjects(
    frame: _Frame,
    codes: Sequence[str],
    theme: Theme,
    labels: list[_Label],
    taken: list[shapely.Geometry],
) -> None:
    """Inside the shape where the name fits, else beside it."""
    for code in codes:
        area = frame.px(places.shape(code))
        if area.is_empty:
            continue
        text = _wrap(places.label(code).replace(" of separation", ""))
        region = places.regions()[code]
        x, y = frame.xy(region.lon, region.lat)
        box = _box(x, y, text, NAME_PX, "center")
        if area.intersection(box).area > 0.8 * box.area:  # noqa: PLR2004 - its edge may touch
            labels.append(_Label(x, y, text, NAME_PX, theme.ink, "center", bold=True))
        else:
            x = area.bounds[2] + 5
            y -= 0.15 * (area.bounds[3] - area.bounds[1])
            box = _box(x, y, text, NAME_PX, "right")
            labels.append(_Label(x, y, text, NAME_PX, theme.ink, "right", bold=True))
        taken.append(box)


def _wrap(text: str, most: int = 12) -> str:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)


def _name_towns(
    frame: _Frame, theme: Theme, labels: list[_Label], taken: list[shapely.Geometry]
) -> list[Shape]:
    """Towns in order of rank, each to the right or the left of its dot, where there is room."""
    made: list[Shape] = []
    west, south, east, north = frame.bounds
    rows = sorted(_read("towns"), key=lambda row: float(row[1]["rank"]))
    for point, town in rows:
        inside = west < point.x < east and south < point.y < north
        if not inside or town["minzoom"] > frame.view.zoom:
            continue
        x, y = frame.xy(point.x, point.y)
        for anchor, tx in (("right", x + 6), ("left", x - 6)):
            box = _box(tx, y, town["name"], TOWN_PX, anchor)
            if _clear(box, frame, taken):
                labels.append(_Label(tx, y, town["name"], TOWN_PX, theme.label_region, anchor))
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


def _name_countries(
    frame: _Frame,
    codes: Sequence[str],
    theme: Theme,
    labels: list[_Label],
    taken: list[shapely.Geometry],
) -> None:
    """A country's name where most of it is free, and only wholly inside its land."""
    covered = [shapely.buffer(box, 4) for box in taken]
    covered += [frame.px(places.shape(code)) for code in codes if code not in _countries()]
    for code in _countries():
        land = frame.px(places.shape(code))
        if land.is_empty or land.area < 900:  # noqa: PLR2004 - px², no room for a word
            continue
        free = shapely.difference(shapely.make_valid(land), shapely.union_all(covered))
        text = "\u200a".join(places.label(code).upper())
        wide = _wide(places.label(code), COUNTRY_PX) * 1.45
        # a word is wide: shrink the plane to its proportion, and look for a circle
        flat = shapely.transform(free, lambda xy, k=wide / 16: xy / [k, 1])
        if flat.is_empty:
            continue
        parts = max(shapely.get_parts(flat), key=shapely.area)
        circle = shapely.maximum_inscribed_circle(parts, tolerance=0.5)
        if circle.length < 8:  # noqa: PLR2004 - half the height of a word with its margins
            continue
        x, y = circle.coords[0][0] * wide / 16, circle.coords[0][1]
        labels.append(_Label(x, y, text, COUNTRY_PX, theme.label_country, "center"))


@lru_cache(maxsize=1)
def _countries() -> tuple[str, ...]:
    return tuple(code for code, region in places.regions().items() if region.level == "country")


def _text(label: _Label, theme: Theme) -> go.Scatter:
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
