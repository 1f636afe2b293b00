"""The map of events: what the browser draws its marks from, over the base map.

The figure has one Scattermap trace that cannot be seen. It answers hover, click, box and
lasso; ``assets/map.js`` reads its ``customdata`` and ``meta``, draws one image for each
place, pushes touching ones apart and moves the trace's points to where it drew them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import plotly.graph_objects as go

from dashboard.figures.map import choropleth, geometry
from dashboard.figures.map import features as rows
from dashboard.figures.map.basemap import BaseMap, map_style
from dashboard.figures.map.choropleth import Choropleth
from dashboard.figures.map.density import Density, drawing
from dashboard.figures.map.legend import Legend, legend
from dashboard.figures.map.marks import mark_shapes
from dashboard.figures.map.place_marks import PlaceMarks
from dashboard.figures.map.venue_subject_line import VenueSubject, link_features
from dashboard.figures.theme import FONT, Theme
from geodata.schema import GROUPS

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
HOME: Final = geometry.Viewport(36.05, 33.05, 8.0)
DIM_SCALE: Final = 0.6
"""The size of other marks beside an open event's line, as a part of their own."""


class MarkRows(NamedTuple):
    """What is drawn: a row per mark, what the base map leaves out or tints for it, and sizes."""

    rows: Sequence[Sequence[Any]]
    home: geometry.Bounds
    scale: float
    tints: Mapping[str, int] = MappingProxyType({})
    named: Collection[str] = ()
    marked: Collection[str] = ()


def map_figure(
    shown: PlaceMarks | Density | Choropleth,
    base: BaseMap,
    *,
    view: geometry.Viewport = HOME,
    selected: str = "",
    link: VenueSubject | None = None,
    home: geometry.Bounds | None = None,
) -> go.Figure:
    """Return the map as a figure; it draws nothing by itself that needs another host.

    Args:
        shown: the marks of a view, which differ from zoom to zoom, its hexagons or its regions.
        base: the map under the marks.
        view: where the map looks.
        selected: the place key that gets the ring.
        link: the open event's venue and subject; other events then stand at 28 %.
        home: where most events are, when that does not follow from the places.
    """
    density = shown if isinstance(shown, Density) else None
    regions = shown if isinstance(shown, Choropleth) else None
    drawn = (
        _rows(shown, selected, dim=link is not None)
        if isinstance(shown, PlaceMarks)
        else MarkRows((), geometry.WORLD, 1)
    )
    meta = {
        "watchline": "map",
        "columns": list(CUSTOMDATA),
        "theme": _ink(base.theme),
        "scale": drawn.scale,
        "dim": DIM_SCALE,
        "selected": selected,
        "home": list(home or drawn.home),
        "density": drawing(density) if density else None,
        "regions": choropleth.drawing(regions) if regions else None,
        "link": link_features(link) if link else None,
    }
    style = map_style(
        base,
        {} if link else drawn.tints,
        named=drawn.named,
        marked=drawn.marked,
        regions=regions.colours if regions else {},
        dim=link is not None,
        focus={code[:3] for code in link.regions if code[:3].isupper()} if link else (),
    )
    layout = {
        # sent with the first drawing only: a patch leaves the layout's meta as it is
        "meta": {"marks": mark_shapes()},
        "map": {"style": style, "center": {"lon": view.lon, "lat": view.lat}, "zoom": view.zoom},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": base.theme.paper,
        "dragmode": "pan",
        "hovermode": "closest",
        "hoverdistance": 6,
        "template": None,
        "showlegend": False,
    }
    trace = _trace(drawn.rows, base.theme) | {"meta": meta}
    # checking thousands of our own tooltips took longer than everything else
    return go.Figure([trace], layout, _validate=False)


def _rows(marks: PlaceMarks, selected: str, *, dim: bool) -> MarkRows:
    places = marks.places
    return MarkRows(
        rows=[rows.cluster_row(cluster, selected, dim=dim) for cluster in marks.clusters],
        home=geometry.home(places.rows),
        scale=marks.scale.k,
        tints=rows.tints(places.rows),
        named={place.name for place in places.rows if place.precision != "admin1"},
        marked=[place.region for place in places.rows if place.precision == "admin1"],
    )


def _trace(drawn: Sequence[Sequence[Any]], theme: Theme) -> dict[str, Any]:
    """Return the trace that cannot be seen and answers the pointer."""
    return {
        "type": "scattermap",
        # a trace without a point would not be there to be drawn around
        "lon": [row[0] for row in drawn] or [0],
        "lat": [row[1] for row in drawn] or [-90],
        "customdata": [row[2:] for row in drawn],
        "mode": "markers",
        "marker": {"size": 8, "opacity": 0},  # map.js says how far each mark reaches
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
    }


def outline_trace(ring: Sequence[tuple[float, float]], theme: Theme) -> go.Scattermap:
    """The line around a chosen area or circle. ``ring``: (lon, lat), degrees WGS84, not closed."""
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
