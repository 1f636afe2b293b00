"""The map of events: what the browser draws its marks from, over the base map.

The figure has one Scattermap trace that cannot be seen. It answers hover, click, box and
lasso; ``assets/map.js`` reads its ``customdata`` and ``meta``, draws one image for each
place, pushes touching ones apart and moves the trace's points to where it drew them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import plotly.graph_objects as go

from dashboard.figures import crowd, geo
from dashboard.figures import map_rows as rows
from dashboard.figures.basemap import Boundaries, map_style
from dashboard.figures.legend import Legend, legend
from dashboard.figures.link import VenueSubject, link_features
from dashboard.figures.marks import BIN_CAP_PX, CAP_PX, FAR_SCALE, FAR_ZOOM
from dashboard.figures.own_zones import OwnZones
from dashboard.figures.theme import FONT, Theme
from geodata.schema import GROUPS
from geodata.shapes import Bin, Places

__all__ = [
    "CUSTOMDATA",
    "Legend",
    "VenueSubject",
    "legend",
    "link_features",
    "map_figure",
    "patch_parts",
]

CUSTOMDATA = rows.CUSTOMDATA
DIM_SCALE: Final = 0.6
"""The size of other marks beside an open event's line, as a part of their own."""


def map_figure(
    places: Places | Sequence[Bin],
    theme: Theme,
    *,
    boundaries: Boundaries = "un",
    center: tuple[float, float] = (36.05, 33.05),
    zoom: float = 8.0,
    in_filter: Collection[str] = (),
    selected: str = "",
    link: VenueSubject | None = None,
    zones: OwnZones | None = None,
    mark_scale: float = 4.6,
    geo_root: str = "/assets/geo",
) -> go.Figure:
    """The map as a figure; draws nothing by itself that needs another host.

    Args:
        places: the places of a view, or the squares of a crowded one.
        theme: the colours.
        boundaries: ``un`` or ``defacto``.
        center: longitude and latitude, degrees WGS84.
        zoom: MapLibre's; below ``crowd.SINGLE_FROM`` close places share a mark, so ask again
            when a reader has zoomed out past it or within it.
        in_filter: ISO3 codes of the countries asked about; the others recede.
        selected: the place key that gets the ring.
        link: the open event's venue and subject; other events then stand at 28 %.
        zones: people's own zones, when there are any on these days.
        mark_scale: radius in px of the circle for one event.
        geo_root: where the base map's GeoJSON is served from.
    """
    crowded = not isinstance(places, Places)
    if isinstance(places, Places):
        made = [
            rows.cluster_row(cluster, selected, dim=link is not None)
            for cluster in crowd.clusters(places.rows, zoom)
        ]
        tints = {} if link else rows.tints(places.rows)
        named = {place.name for place in places.rows if place.precision != "admin1"}
        regions_marked = [place.region for place in places.rows if place.precision == "admin1"]
        home = geo.home(places.rows)
        k, cap = crowd.scale(places.rows, center, zoom, mark_scale), CAP_PX
    else:
        made = [rows.bin_row(row, dim=link is not None) for row in places]
        tints, named, regions_marked = {}, set(), []
        home = geo.bounds_of((row.lon, row.lat) for row in places) if places else geo.WORLD
        k, cap = crowd.bin_scale(places, mark_scale, BIN_CAP_PX), BIN_CAP_PX
    focus = {code[:3] for code in link.regions if code[:3].isupper()} if link else set()
    trace = {
        "type": "scattermap",
        "lon": [row[0] for row in made],
        "lat": [row[1] for row in made],
        "customdata": [row[2:] for row in made],
        "mode": "markers",
        "marker": {"size": 2 * mark_scale, "opacity": 0},
        "selected": {"marker": {"opacity": 0}},
        "unselected": {"marker": {"opacity": 0}},
        "hovertemplate": f"%{{customdata[{CUSTOMDATA.index('tooltip')}]}}<extra></extra>",
        "hoverlabel": {
            "bgcolor": theme.paper,
            "bordercolor": theme.hair2,
            "font": {"family": FONT, "size": 12, "color": theme.ink},
            "align": "left",
        },
        "showlegend": False,
        "meta": {
            "watchline": "map",
            "columns": list(CUSTOMDATA),
            "theme": _ink(theme),
            "scale": k,
            "far": [FAR_ZOOM, FAR_SCALE],
            "dim": DIM_SCALE,
            "cap": cap,
            "apart": not crowded,
            "selected": selected,
            "home": list(home),
            "link": link_features(link) if link else None,
        },
    }
    style = map_style(
        theme,
        boundaries,
        tints,
        in_filter,
        named=named,
        marked=regions_marked,
        focus=focus,
        zones=zones,
        geo_root=geo_root,
    )
    layout = {
        "map": {"style": style, "center": {"lon": center[0], "lat": center[1]}, "zoom": zoom},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": theme.paper,
        "dragmode": "pan",
        "hovermode": "closest",
        "hoverdistance": 6,
        "template": None,
        "showlegend": False,
    }
    # checking thousands of our own tooltips took longer than everything else
    return go.Figure([trace], layout, _validate=False)


def area_trace(ring: Sequence[tuple[float, float]], theme: Theme) -> go.Scattermap:
    """The line around a chosen area. ``ring``: (lon, lat), degrees WGS84, not closed."""
    closed = [*ring, ring[0]]
    return go.Scattermap(
        lon=[lon for lon, _ in closed],
        lat=[lat for _, lat in closed],
        mode="lines",
        line={"color": theme.ink, "width": 1.25},
        hoverinfo="skip",
        showlegend=False,
    )


def patch_parts(figure: go.Figure) -> dict[str, Any]:
    """What a callback may change of a map that is on the page: ``data`` and ``style``.

    Put them into a ``dash.Patch``::

        parts = patch_parts(map_figure(...))
        patch["data"] = parts["data"]
        patch["layout"]["map"]["style"] = parts["style"]

    Returning a whole figure would set the view back to ``center`` and ``zoom`` and move the
    map under the reader; ``uirevision`` does not prevent it here. With the patch the view
    stays where it is: nothing in it says where the map looks. An equal style is not set
    again; a different one is applied as a difference, and ``map.js`` hands it the marks in
    the same moment, so that no frame is without them.
    """
    made = figure.to_plotly_json()
    return {"data": made["data"], "style": made["layout"]["map"]["style"]}


def _ink(theme: Theme) -> dict[str, Any]:
    """The colours that marks are drawn with in the browser."""
    groups = {str(i): theme.group(group) for i, group in enumerate(GROUPS)}
    return {
        "name": theme.name,
        "groups": groups | {"n": theme.ink2},
        "outline": theme.outline,
        "fill": theme.land2 + "E6",  # 90 %
        "ring": theme.ink2,
        "paper": theme.paper,
        "dot": theme.ink2,
        "zone": theme.zone,
    }
