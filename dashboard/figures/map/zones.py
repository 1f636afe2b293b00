"""The zones that people bring, on the map: where their shapes come from, and how they look."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from dashboard.figures.map.basemap_labels import REGULAR, SEMIBOLD, Layer, ink, text
from dashboard.figures.theme import Theme

PATH: Final = "/data/zones.geojson"
SOURCE: Final = "own-zones"


class OwnZones(NamedTuple):
    """What to draw: the address of the shapes, and the keys of the zones that are chosen."""

    address: str
    chosen: tuple[str, ...] = ()


def address(version: int, first: date | None, last: date | None) -> str:
    """Where the shapes of the zones in force on these days are, at a version of the data."""
    days = {"from": first, "to": last}
    asked = {name: day.isoformat() for name, day in days.items() if day}
    return f"{PATH}?{urlencode({'v': version, **asked})}"


def sources(zones: OwnZones | None) -> dict[str, Any]:
    """The source of a MapLibre style; none when there is no zone."""
    return {SOURCE: {"type": "geojson", "data": zones.address}} if zones else {}


def shape_layers(theme: Theme, zones: OwnZones | None) -> list[Layer]:
    """Light fills and thin outlines; chosen zones stronger, lines dashed.

    A line in a colour of its own has an edge in the theme's, to show on any ground.
    """
    if zones is None:
        return []
    chosen = _is_chosen(zones.chosen)
    # what is no colour, whatever a file says, is drawn in the theme's
    colour = ["to-color", ["get", "colour"], theme.zone]
    area: Any = ["==", ["get", "kind"], "area"]
    line: Any = ["==", ["get", "kind"], "line"]
    return [
        {
            "id": "own-zone-fills",
            "type": "fill",
            "source": SOURCE,
            "filter": area,
            "paint": {
                "fill-color": colour,
                "fill-opacity": ["case", chosen, 0.15, 0.07],
                "fill-antialias": False,
            },
        },
        {
            "id": "own-zone-edges",
            "type": "line",
            "source": SOURCE,
            "filter": ["all", ["has", "colour"], ["!=", ["get", "kind"], "name"]],
            "layout": {"line-join": "round"},
            "paint": {
                "line-color": theme.zone,
                "line-width": ["case", chosen, 4, 2.6],
                "line-opacity": 0.6,
            },
        },
        *(
            {
                "id": f"own-zone-{name}",
                "type": "line",
                "source": SOURCE,
                "filter": which,
                "layout": {"line-join": "round"},
                "paint": {"line-color": colour, "line-width": ["case", chosen, 2.4, 1.2]} | dash,
            }
            for name, which, dash in (
                ("outlines", area, {}),
                ("lines", line, {"line-dasharray": [4, 2.5]}),
            )
        ),
    ]


def name_layers(theme: Theme, zones: OwnZones | None) -> list[Layer]:
    """The names: along lines and wide outlines, where marks seldom are; else in the middle."""
    if zones is None:
        return []
    chosen = _is_chosen(zones.chosen)
    kind: Any = ["get", "kind"]
    wide = [">=", ["zoom"], ["get", "wide"]]
    outlines = ["any", ["==", kind, "line"], ["all", ["==", kind, "area"], wide]]
    middles = ["all", ["==", kind, "name"], ["!", wide]]
    along = {"symbol-placement": "line", "symbol-spacing": 600, "text-max-angle": 30}
    around = {
        "text-variable-anchor": ["center", "top", "bottom", "left", "right"],
        "text-radial-offset": 1.4,
        "text-justify": "auto",
        "text-max-width": 9,
        "text-padding": 2,
    }
    return [
        {
            "id": f"own-zone-names-{name}",
            "type": "symbol",
            "source": SOURCE,
            "filter": which,
            "layout": text(11, layout)
            | {"text-font": ["case", chosen, ["literal", SEMIBOLD], ["literal", REGULAR]]},
            "paint": ink(theme, ["case", chosen, theme.ink, theme.label_region]),
        }
        for name, which, layout in (("along", outlines, along), ("middle", middles, around))
    ]


def _is_chosen(keys: Collection[str]) -> Any:  # noqa: ANN401 - an expression of MapLibre
    return ["in", ["get", "key"], ["literal", sorted(keys)]]
