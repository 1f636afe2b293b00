"""A small map of what an event is about, shown when that is far from where it happened.

It is an SVG figure in px of the Web-Mercator plane: it needs no WebGL, no style and no
requests, and prints sharp. Shapes: ``geodata.regions``; lines, lakes and towns: the base
map's own GeoJSON (Natural Earth and GeoNames, as its notices say).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import plotly.graph_objects as go
import shapely

from dashboard.figures.map import geometry as geo
from dashboard.figures.map.basemap import Boundaries
from dashboard.figures.map.inset_labels import (
    InsetLabel,
    InsetProjection,
    Shape,
    name_countries,
    name_subjects,
    name_towns,
    scale,
    text_trace,
)
from dashboard.figures.map.vectors import flat, hatch, path, read
from dashboard.figures.theme import Theme
from geodata import regions as places

FILLS: Final = 0.62
"""Of the inset's height or width, what the subject takes."""


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


def _frame(codes: Sequence[str], width: float, height: float) -> InsetProjection:
    if not codes:
        raise ValueError("an inset needs at least one known region")
    boxes = [_main_part(code).bounds for code in codes]
    box = geo.bounds_of([corner for w, s, e, n in boxes for corner in ((w, s), (e, n))])
    view = geo.fit(box, width * FILLS, height * FILLS, padding=0, max_zoom=10)
    world = geo.WORLD_PX * 2**view.zoom
    x, y = geo.mercator(view.lon, view.lat)
    west, north = geo.unmercator(x - width / 2 / world, y - height / 2 / world)
    east, south = geo.unmercator(x + width / 2 / world, y + height / 2 / world)
    return InsetProjection(geo.Bounds(west, south, east, north), view, width, height)


def _main_part(code: str) -> shapely.Geometry:
    """A region without far islands and overseas parts, which would shrink it to a dot."""
    area = places.shape(code)
    if places.regions()[code].level != "country":
        return area
    return max(shapely.get_parts(area), key=shapely.area)


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
    labels: list[InsetLabel] = []
    taken: list[shapely.Geometry] = []
    shapes = [
        *_land(frame, codes, theme, boundaries),
        *_water(frame, theme),
        *_lines(frame, theme, boundaries),
        *_outlines(frame, codes, theme),
        *scale(frame, theme, labels, taken),
    ]
    name_subjects(frame, codes, theme, labels, taken)
    shapes += name_towns(frame, theme, labels, taken)
    name_countries(frame, codes, theme, labels, taken)
    axis = {"visible": False, "fixedrange": True}
    return go.Figure(
        [text_trace(label, theme) for label in labels],
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


def _drawn(geometry: shapely.Geometry, look: Shape) -> list[Shape]:
    found = path(geometry)
    return [{"type": "path", "path": found, "layer": "below"} | look] if found else []


def _no_line(colour: str) -> dict[str, Any]:
    return {"fillcolor": colour, "line": {"width": 0}}


def _land(
    frame: InsetProjection, codes: Sequence[str], theme: Theme, boundaries: Boundaries
) -> list[Shape]:
    about = {(places.ancestors(code) or (code,))[-1] for code in codes}
    made: list[Shape] = []
    for geometry, properties in read("land"):
        colour = theme.land if properties[boundaries] in about else theme.land2
        made += _drawn(frame.px(geometry), _no_line(colour))
    return made


def _water(frame: InsetProjection, theme: Theme) -> list[Shape]:
    made: list[Shape] = []
    for geometry, properties in read("lakes"):
        if properties["minzoom"] <= frame.view.zoom + 1:
            made += _drawn(frame.px(geometry), _no_line(theme.water))
    return made


def _lines(frame: InsetProjection, theme: Theme, boundaries: Boundaries) -> list[Shape]:
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
            for geometry, properties in read("lines")
            if properties["kind"] == kind and properties["view"] in ("both", boundaries)
        ]
        made += _drawn(frame.px(shapely.geometrycollections(flat(found))), {"line": line})
    return made


def _outlines(frame: InsetProjection, codes: Sequence[str], theme: Theme) -> list[Shape]:
    made: list[Shape] = []
    for code in codes:
        area = frame.px(places.shape(code))
        if code == "UNDOF":
            made += _drawn(
                hatch(area), {"line": {"color": theme.zone, "width": 0.8}, "opacity": 0.55}
            )
        dash = {"dash": "5px,3px"} if code == "Golan" else {}
        made += _drawn(area, {"line": {"color": theme.ink, "width": 2} | dash})
    return made
