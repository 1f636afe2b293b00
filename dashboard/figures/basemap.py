"""The map under the marks, as a MapLibre style: land, lines, labels, and empty mark layers.

Every source is our own GeoJSON, fonts are the page's and images are drawn in the browser
(names that begin with ``wl:``), so that a map asks no other host for anything. Widths, sizes
and colours follow the drawings of the page; the zoom steps are theirs too.
Boundaries: Natural Earth, public domain, as derived by ``geodata.build_boundaries``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, Literal

from dashboard.figures.basemap_labels import Layer, names
from dashboard.figures.basemap_marks import link_layers, mark_layers
from dashboard.figures.own_zones import OwnZones, name_layers, shape_layers
from dashboard.figures.own_zones import sources as zone_sources
from dashboard.figures.theme import Theme

Boundaries = Literal["un", "defacto"]
"""``un``: the Golan has Syria's colour, dashed on both sides. ``defacto``: as administered."""

MANY: Final = 6
"""From so many events known only to a governorate, its tint is the darker one."""

NO_FEATURES: Final = {"type": "FeatureCollection", "features": []}
MARK_SOURCES: Final = ("marks", "link", "countries")
"""Sources that ``assets/map.js`` fills: places, the open event's line, names of countries."""


def map_style(
    theme: Theme,
    boundaries: Boundaries,
    tints: Mapping[str, int],
    in_filter: Collection[str],
    *,
    named: Collection[str] = (),
    marked: Collection[str] = (),
    focus: Collection[str] = (),
    zones: OwnZones | None = None,
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
        zones: people's own zones, when there are any.
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
    sources |= zone_sources(zones)
    return {
        "version": 8,
        "id": f"watchline-{theme.name}",
        "sources": sources,
        "layers": [
            *_land(theme, boundaries, tints, in_filter, focus),
            *_lines(theme, boundaries),
            *shape_layers(theme, zones),
            *names(theme, named, marked),
            *name_layers(theme, zones),
            *link_layers(theme),
            *mark_layers(theme),
        ],
    }


def _land(
    theme: Theme,
    boundaries: Boundaries,
    tints: Mapping[str, int],
    in_filter: Collection[str],
    focus: Collection[str],
) -> list[Layer]:
    owner: Any = ["get", boundaries]
    asked: Any = theme.land
    if in_filter:
        asked = ["case", ["in", owner, ["literal", sorted(in_filter)]], theme.land, theme.land2]
    land = asked
    if focus:
        land = ["case", ["in", owner, ["literal", sorted(focus)]], theme.tint2, asked]
    few = sorted(code for code, events in tints.items() if 0 < events < MANY)
    many = sorted(code for code, events in tints.items() if events >= MANY)
    layers: list[Layer] = [
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
    view: Any = ["in", ["get", "view"], ["literal", ["both", boundaries]]]

    def line(
        kind: str, colour: object, width: object, *, minzoom: float = 0, dash: object = None
    ) -> Layer:
        return {
            "id": f"line-{kind}",
            "type": "line",
            "source": "lines",
            "minzoom": minzoom,
            "filter": ["all", ["==", ["get", "kind"], kind], view],
            "layout": {"line-join": "round"},
            "paint": {"line-color": colour, "line-width": width}
            | ({"line-dasharray": dash} if dash else {}),
        }

    country = ["step", ["zoom"], 0.7, 6, 1, 10, 1.25]
    return [
        line("coast", theme.coast, 0.6, minzoom=6),
        line("admin1", theme.a1, ["step", ["zoom"], 0.5, 8, 0.75, 10, 1], minzoom=6),
        line("zone", theme.zone, 0.8, minzoom=6),
        line("country", ["step", ["zoom"], theme.hair2, 5.5, theme.bord], country),
        line("unsettled", theme.bord, 1, dash=[3.2, 2.4]),
    ]
