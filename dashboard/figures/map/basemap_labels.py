"""The names on the base map: towns, regions, seas and countries."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain
from typing import Any, Final

from dashboard.figures.theme import Theme

REGULAR: Final = [
    "IBM Plex Sans",
    "IBM Plex Sans Arabic",
    "IBM Plex Sans Hebrew",
    "Noto Sans",
]
SEMIBOLD: Final = ["IBM Plex Sans SemiBold", *REGULAR]
ITALIC: Final = ["IBM Plex Sans Italic", *REGULAR]
"""The first name sets weight and slant; MapLibre then draws with the families that exist."""

Stops = tuple[tuple[float, ...], tuple[float, ...]]
"""Zooms, and the number at each; it changes evenly from one to the next."""

COUNTRY_SIZE: Final[Stops] = ((3, 5, 8), (10, 11, 13))
COUNTRY_SPACING: Final[Stops] = ((5, 8), (0.11, 0.185))
"""Of names of countries: the size of the letters, px, and the space between them, em."""

BASE: Final = "base"
"""The source of the style that has the world in it."""

Layer = dict[str, Any]
"""A layer of a MapLibre style, or a part of one."""


def text(size: object, layout: Layer, font: list[str] = REGULAR) -> Layer:
    """The layout of a layer of names."""
    return {"text-field": ["get", "name"], "text-font": font, "text-size": size} | layout


def ink(theme: Theme, colour: object) -> Layer:
    """The paint of a layer of names: 3 px of halo under each."""
    return {"text-color": colour, "text-halo-color": theme.halo, "text-halo-width": 1.5}


def _between(stops: Stops) -> list[Any]:
    """The same as an expression of a style."""
    return ["interpolate", ["linear"], ["zoom"], *chain(*zip(*stops, strict=True))]


def names(theme: Theme, named: Collection[str], marked: Collection[str]) -> list[Layer]:
    """Names, the least important first: MapLibre places the topmost layer before the others."""
    in_zoom: list[Any] = [
        "all",
        [">=", ["zoom"], ["get", "minzoom"]],
        ["<=", ["zoom"], ["get", "maxzoom"]],
    ]
    return [
        _towns(theme, named, "towns", ["<", ["get", "capital"], 2]),
        {
            "id": "regions",
            "type": "symbol",
            "source": BASE,
            "source-layer": "labels",
            "minzoom": 5,
            "filter": [
                *in_zoom,
                ["in", ["get", "kind"], ["literal", ["region", "zone"]]],
                ["!", ["in", ["get", "code"], ["literal", sorted(marked)]]],
            ],
            "layout": text(
                11,
                {
                    "symbol-sort-key": ["get", "rank"],
                    "text-max-width": 7,
                    # told from towns, which stand closer
                    "text-letter-spacing": 0.08,
                },
            ),
            "paint": ink(theme, theme.label_region),
        },
        {
            "id": "seas",
            "type": "symbol",
            "source": BASE,
            "source-layer": "labels",
            "filter": [*in_zoom, ["in", ["get", "kind"], ["literal", ["sea", "lake"]]]],
            "layout": text(["step", ["zoom"], 12, 6, 12.5], {"text-letter-spacing": 0.03}, ITALIC),
            "paint": ink(theme, theme.label_water) | {"text-halo-color": theme.water},
        },
        _towns(theme, named, "capitals", ["==", ["get", "capital"], 2]),
        {
            "id": "countries",
            "type": "symbol",
            "source": "countries",
            "layout": text(
                _between(COUNTRY_SIZE),
                {
                    "text-transform": "uppercase",
                    "text-letter-spacing": _between(COUNTRY_SPACING),
                    "text-max-width": 30,
                    "text-padding": 4,
                    "symbol-sort-key": ["get", "rank"],
                },
            ),
            "paint": ink(theme, theme.label_country),
        },
    ]


def _towns(theme: Theme, named: Collection[str], name: str, which: list[Any]) -> Layer:
    """Dots and names of towns without a mark of their own."""
    seat = [">", ["get", "capital"], 0]
    size = ["step", ["zoom"], ["case", seat, 12, 11.5], 8, ["case", seat, 11.5, 11]]
    return {
        "id": name,
        "type": "symbol",
        "source": BASE,
        "source-layer": "towns",
        "filter": [
            "all",
            which,
            [">=", ["zoom"], ["get", "minzoom"]],
            ["!", ["in", ["get", "name"], ["literal", sorted(named)]]],
        ],
        "layout": text(
            size,
            {
                "icon-image": f"wl:dot:{theme.name}",
                "icon-padding": 1,
                "text-padding": 2,
                "symbol-sort-key": ["get", "rank"],
                "text-variable-anchor": ["left", "right", "top", "bottom"],
                "text-radial-offset": 0.5,
                "text-justify": "auto",
                "text-max-width": 20,
            },
        ),
        "paint": ink(theme, ["case", seat, theme.label_town, theme.label_region]),
    }
