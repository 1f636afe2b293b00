"""The map under the marks, as a MapLibre style: land, lines, labels, and empty mark layers.

Every source is our own GeoJSON, fonts are the page's and images are drawn in the browser
(names that begin with ``wl:``), so that a map asks no other host for anything. Widths, sizes
and colours follow the drawings of the page; the zoom steps are theirs too.
Boundaries: Natural Earth, public domain, as derived by ``geodata.build_boundaries``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, Literal

from dashboard.figures.theme import Theme

Boundaries = Literal["un", "defacto"]
"""``un``: the Golan has Syria's colour, dashed on both sides. ``defacto``: as administered."""

MANY: Final = 6
"""From so many events known only to a governorate, its tint is the darker one."""

REGULAR: Final = [
    "IBM Plex Sans",
    "IBM Plex Sans Arabic",
    "IBM Plex Sans Hebrew",
    "Noto Sans",
]
SEMIBOLD: Final = ["IBM Plex Sans SemiBold", *REGULAR]
ITALIC: Final = ["IBM Plex Sans Italic", *REGULAR]
"""The first name sets weight and slant; MapLibre then draws with the families that exist."""

NO_FEATURES: Final = {"type": "FeatureCollection", "features": []}
MARK_SOURCES: Final = ("marks", "link", "countries")
"""Sources that ``assets/map.js`` fills: places, the open event's line, names of countries."""

Layer = dict[str, Any]


def map_style(
    theme: Theme,
    boundaries: Boundaries,
    tints: Mapping[str, int],
    in_filter: Collection[str],
    *,
    named: Collection[str] = (),
    marked: Collection[str] = (),
    focus: Collection[str] = (),
    geo_root: str = "/assets/geo",
) -> dict[str, Any]:
    """A MapLibre style document.

    Args:
        theme: the colours.
        boundaries: whose view of what is not settled.
        tints: events known only to a governorate, by its code.
        in_filter: ISO3 codes of the countries asked about; all when empty. The others recede.
        named: names of towns that marks already name, so that no town is written twice.
        marked: codes of regions whose mark names them, for the same reason.
        focus: ISO3 codes of the countries that the open event is about, in the darker tint.
        geo_root: where the GeoJSON files are served from, without a final slash.
    """
    files = ("land", "admin1", "zones", "lines", "lakes", "labels", "towns")
    sources: dict[str, Any] = {
        name: {"type": "geojson", "data": f"{geo_root}/{name}.geojson"} for name in files
    }
    sources["land"]["tolerance"] = 0.2
    sources |= {
        name: {"type": "geojson", "data": NO_FEATURES, "maxzoom": 10, "tolerance": 0}
        for name in MARK_SOURCES
    }
    return {
        "version": 8,
        "id": f"watchline-{theme.name}",
        "sources": sources,
        "layers": [
            *_land(theme, boundaries, tints, in_filter, focus),
            *_lines(theme, boundaries),
            *_labels(theme, named, marked),
            *_link(theme),
            *_marks(theme),
        ],
    }


def _land(
    theme: Theme,
    boundaries: Boundaries,
    tints: Mapping[str, int],
    in_filter: Collection[str],
    focus: Collection[str],
) -> list[Layer]:
    owner = ["get", boundaries]
    asked: Any = theme.land
    if in_filter:
        asked = ["case", ["in", owner, ["literal", sorted(in_filter)]], theme.land, theme.land2]
    land = asked
    if focus:
        land = ["case", ["in", owner, ["literal", sorted(focus)]], theme.tint2, asked]
    few = sorted(code for code, events in tints.items() if 0 < events < MANY)
    many = sorted(code for code, events in tints.items() if events >= MANY)
    layers = [
        {"id": "water", "type": "background", "paint": {"background-color": theme.water}},
        # without antialiasing no hairline shows between two parts of one country
        {
            "id": "land",
            "type": "fill",
            "source": "land",
            "paint": {"fill-color": land, "fill-antialias": False},
        },
    ]
    layers += [
        {
            "id": name,
            "type": "fill",
            "source": "admin1",
            "filter": ["in", ["get", "code"], ["literal", codes]],
            "paint": {"fill-color": colour, "fill-antialias": False},
        }
        for name, codes, colour in (("tint1", few, theme.tint1), ("tint2", many, theme.tint2))
    ]
    layers.append(
        {
            "id": "hatch",
            "type": "fill",
            "source": "zones",
            "minzoom": 7.2,
            "filter": ["==", ["get", "code"], "UNDOF"],
            "paint": {
                "fill-pattern": [
                    "step",
                    ["zoom"],
                    f"wl:hatch:{theme.name}:5",
                    10,
                    f"wl:hatch:{theme.name}:6",
                ],
                "fill-opacity": 0.55,
            },
        }
    )
    layers.append(
        {
            "id": "lakes",
            "type": "fill",
            "source": "lakes",
            "filter": [">=", ["zoom"], ["get", "minzoom"]],
            "paint": {"fill-color": theme.water, "fill-outline-color": theme.coast},
        }
    )
    return layers


def _lines(theme: Theme, boundaries: Boundaries) -> list[Layer]:
    view = ["in", ["get", "view"], ["literal", ["both", boundaries]]]

    def line(kind: str, colour: Any, width: Any, *, minzoom: float = 0, **paint: Any) -> Layer:
        return {
            "id": f"line-{kind}",
            "type": "line",
            "source": "lines",
            "minzoom": minzoom,
            "filter": ["all", ["==", ["get", "kind"], kind], view],
            "layout": {"line-join": "round"},
            "paint": {"line-color": colour, "line-width": width} | paint,
        }

    country = ["step", ["zoom"], 0.7, 6, 1, 10, 1.25]
    return [
        line("coast", theme.coast, 0.6, minzoom=6),
        line("admin1", theme.a1, ["step", ["zoom"], 0.5, 8, 0.75, 10, 1], minzoom=6),
        line("zone", theme.zone, 0.8, minzoom=6),
        line("country", ["step", ["zoom"], theme.hair2, 5.5, theme.bord], country),
        line("unsettled", theme.bord, 1, **{"line-dasharray": [3.2, 2.4]}),
    ]


def _text(size: Any, font: list[str] = REGULAR, **layout: Any) -> dict[str, Any]:
    return {"text-field": ["get", "name"], "text-font": font, "text-size": size} | layout


def _ink(theme: Theme, colour: Any) -> dict[str, Any]:
    return {"text-color": colour, "text-halo-color": theme.halo, "text-halo-width": 1.5}


def _labels(theme: Theme, named: Collection[str], marked: Collection[str]) -> list[Layer]:
    """Names, the least important first: MapLibre places the topmost layer before the others."""
    in_zoom: list[Any] = [
        "all",
        [">=", ["zoom"], ["get", "minzoom"]],
        ["<=", ["zoom"], ["get", "maxzoom"]],
    ]
    town: Any = [
        "all",
        [">=", ["zoom"], ["get", "minzoom"]],
        ["!", ["in", ["get", "name"], ["literal", sorted(named)]]],
    ]
    spread = {"letter-spacing": ["interpolate", ["linear"], ["zoom"], 5, 0.11, 8, 0.185]}
    return [
        {
            "id": "towns",
            "type": "symbol",
            "source": "towns",
            "filter": town,
            "layout": _text(
                [
                    "step",
                    ["zoom"],
                    ["case", [">", ["get", "capital"], 0], 12, 11.5],
                    8,
                    ["case", [">", ["get", "capital"], 0], 11.5, 11],
                ],
                **{
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
            "paint": _ink(
                theme,
                ["case", [">", ["get", "capital"], 0], theme.label_town, theme.label_region],
            ),
        },
        {
            "id": "regions",
            "type": "symbol",
            "source": "labels",
            "minzoom": 6.5,
            "filter": [
                *in_zoom,
                ["in", ["get", "kind"], ["literal", ["region", "zone"]]],
                ["!", ["in", ["get", "code"], ["literal", sorted(marked)]]],
            ],
            "layout": _text(11, **{"symbol-sort-key": ["get", "rank"], "text-max-width": 7}),
            "paint": _ink(theme, theme.label_region),
        },
        {
            "id": "seas",
            "type": "symbol",
            "source": "labels",
            "filter": [*in_zoom, ["in", ["get", "kind"], ["literal", ["sea", "lake"]]]],
            "layout": _text(
                ["step", ["zoom"], 12, 6, 12.5], ITALIC, **{"text-letter-spacing": 0.03}
            ),
            "paint": _ink(theme, theme.label_water) | {"text-halo-color": theme.water},
        },
        {
            "id": "countries",
            "type": "symbol",
            "source": "countries",
            "layout": _text(
                ["interpolate", ["linear"], ["zoom"], 3, 10, 5, 11, 8, 13],
                **{
                    "text-transform": "uppercase",
                    "text-letter-spacing": spread["letter-spacing"],
                    "text-max-width": 30,
                    "text-padding": 4,
                    "symbol-sort-key": ["get", "rank"],
                },
            ),
            "paint": _ink(theme, theme.label_country),
        },
    ]


def _link(theme: Theme) -> list[Layer]:
    """From venue to subject of the open event."""
    way = ["all", ["==", ["geometry-type"], "LineString"], ["!", ["has", "frame"]]]
    frame = ["has", "frame"]
    end: Any = ["==", ["get", "end"], "subject"]
    return [
        {
            "id": "link-frame",
            "type": "line",
            "source": "link",
            "filter": frame,
            "paint": {
                "line-color": theme.ink2,
                "line-width": ["case", ["get", "frame"], 1.25, 0.5],
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


def _marks(theme: Theme) -> list[Layer]:
    """Leaders, rings, labels and clusters of the places; ``map.js`` gives the features."""
    place: Any = ["==", ["get", "kind"], "place"]
    ring = ["case", ["boolean", ["get", "chosen"], False], 2.0]
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
        "text-variable-anchor-offset": ["get", "anchors"],
        "symbol-sort-key": ["-", 0, ["get", "total"]],
    }
    tone = ["match", ["get", "tone"], "region", theme.label_region, theme.label_town]
    ink = _ink(theme, ["case", ["get", "strong"], theme.ink, tone])
    layers: list[Layer] = [
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
    # map.js says which labels must not be left out: those of places with several events
    layers += [
        {
            "id": f"mark-names-{overlap}",
            "type": "symbol",
            "source": "marks",
            "filter": ["all", place, ["==", ["get", "must"], must]],
            "layout": label | {"text-overlap": overlap},
            "paint": ink,
        }
        for overlap, must in (("never", False), ("always", True))
    ]
    layers += [
        {
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
            "paint": _ink(theme, theme.ink),
        },
        {
            "id": "marks",
            "type": "symbol",
            "source": "marks",
            "filter": place,
            "layout": {
                "icon-image": ["get", "icon"],
                "icon-overlap": "always",
                "icon-padding": 0,
                # other than 1: MapLibre then smooths images that lie between two pixels
                "icon-size": 1.001,
                "symbol-sort-key": ["-", 0, ["get", "total"]],
            },
            "paint": {"icon-opacity": ["get", "opacity"]},
        },
        {
            "id": "rings",
            "type": "circle",
            "source": "marks",
            "filter": place,
            "paint": {
                "circle-radius": ["get", "ring"],
                "circle-opacity": 0,
                "circle-stroke-color": theme.ink,
                "circle-stroke-width": [
                    *ring,
                    ["boolean", ["feature-state", "hover"], False],
                    1.25,
                    0,
                ],
            },
        },
    ]
    return layers
