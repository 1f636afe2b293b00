"""The map under the marks, as a MapLibre style: land, lines, labels, and empty mark layers.

The world comes as our own vector tiles (``dashboard.tiles``), fonts are the page's and images are
drawn in the browser (names that begin with ``wl:``), so that a map asks no other host for anything.
Widths, sizes and colours follow the drawings of the page; the zoom steps are theirs too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from dashboard import tiles
from dashboard.figures.map.basemap_labels import BASE, Layer, names
from dashboard.figures.map.choropleth import choropleth_layers
from dashboard.figures.map.density import density_layers
from dashboard.figures.map.mark_layers import link_layers, mark_layers
from dashboard.figures.map.zones import OwnZones, name_layers, shape_layers
from dashboard.figures.map.zones import sources as zone_sources
from dashboard.figures.theme import Theme

Boundaries = Literal["un", "defacto"]
"""``un``: the Golan has Syria's colour, dashed on both sides. ``defacto``: as administered."""

MANY: Final = 6
"""From so many events known only to a governorate, its tint is the darker one."""

NO_FEATURES: Final = {"type": "FeatureCollection", "features": []}
MARK_SOURCES: Final = ("marks", "link", "countries", "hexagons")
"""Sources that ``assets/map.js`` fills: places, hexagons, the open event's line, names of
countries."""


class BaseMap(NamedTuple):
    """What a map shows under the marks.

    Attributes:
        theme: the colours.
        boundaries: whose view of what is not settled.
        in_filter: ISO3 codes of the countries asked about; all when empty. The others recede.
        zones: people's own zones, when there are any on these days.
    """

    theme: Theme
    boundaries: Boundaries = "un"
    in_filter: Collection[str] = ()
    zones: OwnZones | None = None


def map_style(
    base: BaseMap,
    tints: Mapping[str, int],
    *,
    named: Collection[str] = (),
    marked: Collection[str] = (),
    regions: Mapping[str, int] = MappingProxyType({}),
    focus: Collection[str] = (),
    dim: bool = False,
) -> dict[str, Any]:
    """Return a MapLibre style document.

    Args:
        base: what is drawn.
        tints: events known only to a governorate, by its code.
        named: names of towns that marks already name, so that no town is written twice.
        marked: codes of regions whose mark names them, for the same reason.
        regions: the place in ``Theme.densities`` of the colour of each region, by its code.
        focus: ISO3 codes of the countries that the open event is about, in the darker tint.
        dim: hexagons are paler, beside an open event's line.
    """
    theme = base.theme
    # the browser puts its own host before the address of a tile, which may not be relative
    base_tiles = {
        "type": "vector",
        "tiles": [tiles.address()],
        "maxzoom": tiles.DEEPEST,
        "promoteId": {"admin1": "code"},
    }
    sources: dict[str, Any] = {BASE: base_tiles}
    sources |= {
        name: {"type": "geojson", "data": NO_FEATURES, "maxzoom": 10, "tolerance": 0}
        for name in MARK_SOURCES
    }
    sources |= zone_sources(base.zones)
    return {
        "version": 8,
        "id": f"watchline-{theme.name}",
        "sources": sources,
        "layers": [
            {"id": "water", "type": "background", "paint": {"background-color": theme.water}},
            _land(base, focus),
            *_tints(theme, tints),
            *choropleth_layers(theme, regions, dim=dim),
            _hatch(theme),
            _lakes(theme),
            *density_layers(theme, dim=dim),
            *_lines(theme, base.boundaries),
            *shape_layers(theme, base.zones),
            *names(theme, named, marked),
            *name_layers(theme, base.zones),
            *link_layers(theme),
            *mark_layers(theme),
        ],
    }


def _land(base: BaseMap, focus: Collection[str]) -> Layer:
    theme, owner = base.theme, ["get", base.boundaries]
    colour: Any = theme.land
    if base.in_filter:
        chosen = ["literal", sorted(base.in_filter)]
        colour = ["case", ["in", owner, chosen], theme.land, theme.land2]
    if focus:
        colour = ["case", ["in", owner, ["literal", sorted(focus)]], theme.tint2, colour]
    return {
        "id": "land",
        "type": "fill",
        "source": BASE,
        "source-layer": "land",
        # without antialiasing no hairline shows between two parts of one country
        "paint": {"fill-color": colour, "fill-antialias": False},
    }


def _tints(theme: Theme, tints: Mapping[str, int]) -> list[Layer]:
    few = sorted(code for code, events in tints.items() if 0 < events < MANY)
    many = sorted(code for code, events in tints.items() if events >= MANY)
    return [
        {
            "id": name,
            "type": "fill",
            "source": BASE,
            "source-layer": "admin1",
            "filter": ["in", ["get", "code"], ["literal", codes]],
            "paint": {"fill-color": colour, "fill-antialias": False},
        }
        for name, codes, colour in (("tint1", few, theme.tint1), ("tint2", many, theme.tint2))
    ]


def _hatch(theme: Theme) -> Layer:
    near, nearer = (f"wl:hatch:{theme.name}:{width}" for width in (5, 6))
    return {
        "id": "hatch",
        "type": "fill",
        "source": BASE,
        "source-layer": "zones",
        "minzoom": 7.2,
        "filter": ["==", ["get", "code"], "UNDOF"],
        "paint": {"fill-pattern": ["step", ["zoom"], near, 10, nearer], "fill-opacity": 0.55},
    }


def _lakes(theme: Theme) -> Layer:
    return {
        "id": "lakes",
        "type": "fill",
        "source": BASE,
        "source-layer": "lakes",
        "filter": [">=", ["zoom"], ["get", "minzoom"]],
        "paint": {
            "fill-color": theme.water,
            # as of the sea: shores that are near each other would become one dark spot
            "fill-outline-color": ["step", ["zoom"], theme.water, 6, theme.coast],
        },
    }


def _lines(theme: Theme, boundaries: Boundaries) -> list[Layer]:
    view: Any = ["in", ["get", "view"], ["literal", ["both", boundaries]]]

    def line(
        kind: str, colour: object, width: object, *, minzoom: float = 0, dash: object = None
    ) -> Layer:
        return {
            "id": f"line-{kind}",
            "type": "line",
            "source": BASE,
            "source-layer": "lines",
            "minzoom": minzoom,
            "filter": ["all", ["==", ["get", "kind"], kind], view],
            "layout": {"line-join": "round"},
            "paint": {"line-color": colour, "line-width": width}
            | ({"line-dasharray": dash} if dash else {}),
        }

    country = ["step", ["zoom"], 0.7, 6, 1, 10, 1.25]
    return [
        line("coast", theme.coast, 0.6, minzoom=6),
        line("admin1", theme.a1, ["step", ["zoom"], 0.5, 8, 0.75, 10, 1]),
        line("zone", theme.zone, 0.8, minzoom=6),
        line("country", ["step", ["zoom"], theme.hair2, 5, theme.bord], country),
        line("unsettled", theme.bord, 1, dash=[3.2, 2.4]),
    ]
