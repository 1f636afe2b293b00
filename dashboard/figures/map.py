"""The map of events: what the browser draws its marks from, over the base map.

The figure has one Scattermap trace that cannot be seen. It answers hover, click, box and
lasso; ``assets/map.js`` reads its ``customdata`` and ``meta``, draws one image for each
place, pushes touching ones apart and moves the trace's points to where it drew them.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

import plotly.graph_objects as go

from dashboard.figures import crowd, geo, inset
from dashboard.figures.basemap import REGULAR, Boundaries, map_style
from dashboard.figures.marks import radius, spec
from dashboard.figures.theme import Theme
from geodata.schema import GEO_PRECISIONS, GROUPS
from geodata.shapes import Bin, Counts, Place, Places

CUSTOMDATA: Final = (
    "key",
    "spec",
    "name",
    "count",
    "total",
    "tone",
    "opacity",
    "tooltip",
    "event_id",
    "members",
    "box",
)
"""The columns of ``customdata``. ``key`` is the place key, or a bin's; empty for several
places drawn as one, whose keys are then in ``members`` and whose extent is ``box``
(west, south, east, north, degrees WGS84). ``event_id`` is set when there is one event."""

CAP_PX: Final = 28.0
BIN_CAP_PX: Final = 20.0
STRONG_FROM: Final = 5
"""A place with so many events has its name in semi-bold."""
FAR_ZOOM: Final = 5.0
FAR_SCALE: Final = 3.6
"""Below ``FAR_ZOOM`` no mark of one event is larger than this radius, px."""
DIM: Final = 0.28
DIM_SCALE: Final = 0.6
"""Other marks beside an open event's line: their opacity, and their size as a part."""


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
        mark_scale: radius in px of the circle for one event.
        geo_root: where the base map's GeoJSON is served from.
    """
    crowded = not isinstance(places, Places)
    if isinstance(places, Places):
        rows = _place_rows(places, zoom, selected, dim=link is not None)
        tints = {} if link else _tints(places.rows)
        named = {place.name for place in places.rows if place.precision != "admin1"}
        regions_marked = [place.region for place in places.rows if place.precision == "admin1"]
        home = geo.home(places.rows)
        k, cap = crowd.scale(places.rows, center, zoom, mark_scale), CAP_PX
    else:
        rows = [_bin_row(row, dim=link is not None) for row in places]
        tints, named, regions_marked = {}, set(), []
        home = geo.bounds_of((row.lon, row.lat) for row in places) if places else geo.WORLD
        k, cap = crowd.bin_scale(places, mark_scale, BIN_CAP_PX), BIN_CAP_PX
    focus = {code[:3] for code in link.regions if code[:3].isupper()} if link else set()
    trace = go.Scattermap(
        lon=[row[0] for row in rows],
        lat=[row[1] for row in rows],
        customdata=[row[2:] for row in rows],
        mode="markers",
        marker={"size": 2 * mark_scale, "opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        hovertemplate=f"%{{customdata[{CUSTOMDATA.index('tooltip')}]}}<extra></extra>",
        hoverlabel={
            "bgcolor": theme.paper,
            "bordercolor": theme.hair2,
            "font": {"family": ",".join(REGULAR), "size": 12, "color": theme.ink},
            "align": "left",
        },
        showlegend=False,
        meta={
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
    )
    style = map_style(
        theme,
        boundaries,
        tints,
        in_filter,
        named=named,
        marked=regions_marked,
        focus=focus,
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
    return go.Figure(trace, layout)


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


def _tints(places: Sequence[Place]) -> Mapping[str, int]:
    return {
        place.region: sum(place.counts)
        for place in places
        if place.precision == "admin1" and place.region
    }


def _governorate(place: Place) -> bool:
    """Whether a mark stands for a governorate, and not for a zone, which has no ``-``."""
    return place.precision == "admin1" and "-" in place.region


def label_of(place: Place) -> str:
    """The name as written on the map: a governorate says that it is one."""
    return f"{place.name} gov." if _governorate(place) else place.name


def _place_rows(places: Places, zoom: float, selected: str, *, dim: bool) -> list[list[Any]]:
    return [
        _cluster_row(cluster, selected, dim=dim) for cluster in crowd.clusters(places.rows, zoom)
    ]


def _cluster_row(cluster: crowd.Cluster, selected: str, *, dim: bool) -> list[Any]:
    filled, hollow = crowd.split(cluster.places)
    first, total = cluster.places[0], cluster.total
    several = len(cluster.places) > 1
    precisions = {place.precision for place in cluster.places}
    members = [place.key for place in cluster.places]
    tone = "region" if precisions == {"admin1"} else "town"
    if tone == "town" and total >= STRONG_FROM and not several:
        tone = "strong"
    return [
        cluster.lon,
        cluster.lat,
        "" if several else first.key,
        spec(filled, hollow, ring=precisions == {"admin2"}),
        label_of(first),
        (f" and {len(members) - 1} more," if several else "")
        + (f" {total:,}" if total > 1 else ""),
        total,
        tone,
        DIM if dim and selected not in members else 1,
        _tooltip(cluster),
        first.event_id if not several else "",
        members if several else [],
        list(geo.bounds_of((place.lon, place.lat) for place in cluster.places)) if several else [],
    ]


def _bin_row(row: Bin, *, dim: bool) -> list[Any]:
    total = sum(row.counts)
    lines = [f"<b>{total:,} event{'s' if total > 1 else ''}</b> in this square"]
    lines += _counted(row.counts)
    return [
        row.lon,
        row.lat,
        row.key,
        crowd.bin_spec(row.counts),
        "",
        "",
        total,
        "town",
        DIM if dim else 1,
        "<br>".join(lines),
        "",
        [],
        [],
    ]


def _counted(counts: Counts | Sequence[int]) -> list[str]:
    """Counts by group in words, at most three groups to a line."""
    parts = [f"{n:,} {group}" for n, group in zip(counts, GROUPS, strict=True) if n]
    lines = [", ".join(parts[i : i + 3]) for i in range(0, len(parts), 3)]
    return [line + "," for line in lines[:-1]] + lines[-1:]


def _tooltip(cluster: crowd.Cluster) -> str:
    """At most five lines: name, how precisely it is known, counts, aggregates."""
    first, places = cluster.places[0], cluster.places
    if len(places) > 1:
        names = ", ".join(html.escape(label_of(place)) for place in places[:2])
        more = f" and {len(places) - 2} more" if len(places) > 2 else ""  # noqa: PLR2004
        head = [f"<b>{len(places)} places</b>: {names}{more}"]
    elif first.precision == "admin1":
        head = [
            f"<b>{html.escape(label_of(first))}</b>",
            f"known to the {'governorate' if _governorate(first) else 'area'} only",
        ]
    else:
        words = GEO_PRECISIONS.get(first.precision, first.precision)
        head = [f"<b>{html.escape(first.name)}</b>", words]
    counts = [sum(column) for column in zip(*(place.counts for place in places), strict=True)]
    aggregates = sum(sum(place.aggregates) for place in places)
    tail = [f"{aggregates} {'is an aggregate' if aggregates == 1 else 'are aggregates'}"]
    return "<br>".join([*head, *_counted(counts), *(tail if aggregates else [])])
