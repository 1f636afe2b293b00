"""The layers of what is drawn over the base map; ``assets/map.js`` fills their sources."""

from __future__ import annotations

from typing import Any, Final

from dashboard.figures.map.basemap_labels import REGULAR, SEMIBOLD, Layer, ink
from dashboard.figures.theme import Theme


def link_layers(theme: Theme) -> list[Layer]:
    """From venue to subject of the open event."""
    way: Any = ["all", ["==", ["geometry-type"], "LineString"], ["!", ["has", "frame"]]]
    frame = ["has", "frame"]
    end: Any = ["==", ["get", "end"], "subject"]
    return [
        {
            "id": "link-frame",
            "type": "line",
            "source": "link",
            "filter": frame,
            "paint": {
                "line-color": ["case", ["get", "frame"], theme.ink2, theme.hair2],
                "line-width": ["case", ["get", "frame"], 1.25, 1],
            },
        },
        {
            "id": "link-halo",
            "type": "line",
            "source": "link",
            "filter": way,
            "layout": {"line-cap": "round"},
            "paint": {"line-color": theme.halo, "line-width": 4, "line-opacity": 0.8},
        },
        {
            "id": "link",
            "type": "line",
            "source": "link",
            "filter": way,
            "paint": {"line-color": theme.ink, "line-width": 1.25},
        },
        {
            "id": "link-dot",
            "type": "circle",
            "source": "link",
            "filter": end,
            "paint": {"circle-radius": 2.6, "circle-color": theme.ink},
        },
    ]


PLACE: Final[Any] = ["==", ["get", "kind"], "place"]
"""The features that are marks, not what belongs to them."""


def mark_layers(theme: Theme) -> list[Layer]:
    """Leaders, rings, labels and clusters of the places; ``map.js`` gives the features."""
    return [*_leaders(theme), *_labels(theme), _link_labels(theme), _marks(), _rings(theme)]


def _leaders(theme: Theme) -> list[Layer]:
    """From a mark that was pushed aside to where it belongs."""
    return [
        {
            "id": "leaders",
            "type": "line",
            "source": "marks",
            "filter": ["==", ["get", "kind"], "leader"],
            "paint": {"line-color": theme.ink2, "line-width": 0.8},
        },
        {
            "id": "origins",
            "type": "circle",
            "source": "marks",
            "filter": ["==", ["get", "kind"], "origin"],
            "paint": {
                "circle-radius": 1.9,
                "circle-color": theme.paper,
                "circle-stroke-width": 1.1,
                "circle-stroke-color": theme.ink2,
            },
        },
    ]


def _labels(theme: Theme) -> list[Layer]:
    """Names with counts, where ``map-mark-names.js`` says that they may stand; none hides a mark or
    another name."""
    label = {
        "text-field": [
            "format",
            ["get", "name"],
            {"text-font": ["case", ["get", "strong"], ["literal", SEMIBOLD], ["literal", REGULAR]]},
            ["get", "count"],
            {"text-color": theme.ink3},
        ],
        "text-font": REGULAR,
        "text-size": ["case", ["get", "strong"], 13, 11.5],
        "text-max-width": 24,
        "text-padding": 1,
        "text-justify": "auto",
        "text-anchor": ["get", "anchor"],
        "text-offset": ["get", "offset"],
        "symbol-sort-key": ["-", 0, ["get", "total"]],
    }
    tone = ["match", ["get", "tone"], "region", theme.label_region, theme.label_town]
    paint = ink(theme, ["case", ["get", "strong"], theme.ink, tone])
    return [
        {
            "id": "mark-names",
            "type": "symbol",
            "source": "marks",
            "filter": ["all", PLACE, ["!=", ["get", "name"], ""]],
            # map-mark-names.js has found room for each
            "layout": label | {"text-overlap": "always"},
            "paint": paint,
        }
    ]


def _link_labels(theme: Theme) -> Layer:
    """The names of venue and subject of the open event."""
    return {
        "id": "link-names",
        "type": "symbol",
        "source": "link",
        "filter": ["has", "end"],
        "layout": {
            "text-field": [
                "format",
                ["get", "name"],
                {"text-font": ["literal", SEMIBOLD]},
                "\n",
                {},
                ["get", "end"],
                {"text-color": theme.ink2, "font-scale": 0.86},
            ],
            "text-font": REGULAR,
            "text-size": 13,
            "text-max-width": 24,
            "text-anchor": ["get", "anchor"],
            "text-justify": "auto",
            "text-offset": ["get", "offset"],
            "text-overlap": "always",
        },
        "paint": ink(theme, theme.ink),
    }


def _marks() -> Layer:
    return {
        "id": "marks",
        "type": "symbol",
        "source": "marks",
        "filter": PLACE,
        "layout": {
            "icon-image": ["get", "icon"],
            "icon-overlap": "always",
            "icon-padding": 0,
            # other than 1: MapLibre then smooths images that lie between two pixels
            "icon-size": 1.001,
            "symbol-sort-key": ["-", 0, ["get", "total"]],
        },
        "paint": {"icon-opacity": ["get", "opacity"]},
    }


def _rings(theme: Theme) -> Layer:
    """Around the chosen mark, and around the one under the pointer."""
    chosen = ["boolean", ["get", "chosen"], False]
    hovered = ["boolean", ["feature-state", "hover"], False]
    return {
        "id": "rings",
        "type": "circle",
        "source": "marks",
        "filter": PLACE,
        "paint": {
            "circle-radius": ["get", "ring"],
            "circle-opacity": 0,
            "circle-stroke-color": theme.ink,
            "circle-stroke-width": ["case", chosen, 2.0, hovered, 1.25, 0],
        },
    }
