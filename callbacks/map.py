"""The map, its legend and the inset of an event far from its subject."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

import plotly.graph_objects as go
from dash import Dash, Input, Output, Patch, State, no_update
from dash.exceptions import PreventUpdate

from callbacks.screen import map_screen
from callbacks.threads import reading
from dashboard import density as dense
from dashboard import ids
from dashboard.components import map as mapparts
from dashboard.components.tree import plain
from dashboard.figures.map import clusters, framing, geometry
from dashboard.figures.map.basemap import BaseMap
from dashboard.figures.map.choropleth import Choropleth
from dashboard.figures.map.density import Density
from dashboard.figures.map.figure import (
    VenueSubject,
    legend,
    map_figure,
    outline_trace,
    patch_parts,
)
from dashboard.figures.map.framing import MapScreen
from dashboard.figures.map.inset import inset_figure
from dashboard.figures.map.legend import density_legend, regions_legend
from dashboard.figures.map.mark_scale import MarkScale
from dashboard.figures.map.place_marks import MARK_PX, PlaceMarks, place_marks
from dashboard.figures.map.venue_subject import venue_subject
from dashboard.figures.map.zones import OwnZones, address
from dashboard.figures.theme import THEMES
from dashboard.state import View, read
from geodata import query, regions
from geodata.event_results import EventDetail
from geodata.filters import Filters, dataset_scope
from geodata.results import Places
from geodata.schema import POINT_PRECISIONS
from geodata.store import Snapshot, Store

SMALL_MARK_PX = 3.9
INSET_SIZE = (292, 264)
FRAME_PX = 90  # room around an event and its subject
SMALL_FRAME_PX = 40

Json = dict[str, Any]


class MapContent(NamedTuple):
    """What a view puts on the map: its places, or its hexagons."""

    places: Places
    density: Density | None
    regions: Choropleth | None
    link: VenueSubject | None
    selected: str


def register(app: Dash, store: Store) -> None:
    """Attach the callbacks."""

    @app.callback(
        {
            "figure": Output(ids.MAP, "figure"),
            "drawn": Output(ids.MAP_DRAWN, "data"),
            "legend": Output(ids.tree(ids.LEGEND), "tree"),
            "inset": Output(ids.INSET, "figure"),
            "inset_hidden": Output(ids.INSET_BOX, "hidden"),
        },
        Input(ids.QUERY, "data"),
        Input(ids.SCREEN, "data"),
        Input(ids.MAP_VIEW, "data"),
        State(ids.MAP_DRAWN, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def draw_map(
        db: Snapshot,
        search: str | None,
        screen: Json | None,
        where: Json | None,
        drawn: Json | None,
    ) -> Json:
        if not screen or not screen.get("map_width"):
            raise PreventUpdate
        view, _ = read(search or "")
        stands = _stands(db, view, screen, where)
        shown = content(db, view, stands, where, map_screen(screen))
        move = _move(view, screen, stands, shown.link, drawn or {})
        looks = move.to or stands
        in_force = query.zones(db, view.filters.date_from, view.filters.date_to)
        zones = _zones(db, view) if in_force else None
        scaled_for = [repr(view.filters), round(looks.zoom, 1)]
        before = MarkScale(*drawn["scale"]) if drawn and drawn["scale"] else None
        kept = before if drawn and drawn["scaled_for"] == scaled_for else None
        marks = shown.regions or shown.density or _marks(shown.places, looks, screen, kept)
        key = _key(view, screen, looks, shown, zones)
        scale = marks.scale if isinstance(marks, PlaceMarks) else None
        if drawn and key == drawn["key"] and scale == before:
            raise PreventUpdate
        figure = _figure(view, screen, looks, shown, marks, zones, _most(db, view.filters))
        answer = _around(view, screen, looks, shown, marks, len(in_force))
        answer["figure"] = figure if drawn is None else _patched(figure, move.to)
        answer["drawn"] = {
            "key": key,
            "framed": move.framed,
            "before": move.before,
            "scale": scale,
            "scaled_for": scaled_for,
        }
        return answer


def _marks(
    places: Places, looks: geometry.Viewport, screen: Json, kept: MarkScale | None
) -> PlaceMarks:
    """The marks of the map; ``kept``: the scale on which they are drawn there now."""
    size = map_screen(screen)
    mark_px = SMALL_MARK_PX if screen["small"] else MARK_PX
    return place_marks(places, looks, (size.width, size.height), mark_px, kept)


def _stands(db: Snapshot, view: View, screen: Json, where: Json | None) -> geometry.Viewport:
    """Where the map looks: as it stands, as the link says, or where most events of the filter
    are; of the data sets when it has none."""
    if where:
        return geometry.Viewport(where["lon"], where["lat"], where["zoom"])
    if view.map:
        return view.map
    bounds = _most(db, view.filters) or _most(db, dataset_scope(view.filters)) or geometry.WORLD
    return framing.fitted(bounds, map_screen(screen))


def _most(db: Snapshot, filters: Filters) -> geometry.Bounds | None:
    """Around most of the events that are drawn, if there are any."""
    found = query.places(db, filters)
    if found.crowded:
        return geometry.around(dense.overview(db, filters))
    return geometry.home(found.rows) if found.rows else None


def content(
    db: Snapshot, view: View, stands: geometry.Viewport, where: Json | None, screen: MapScreen
) -> MapContent:
    """What a view puts on the map that ``stands`` so; ``where``: as the browser says it."""
    seen = geometry.Bounds(*where["bounds"]) if where else framing.seen(stands, screen)
    bounds = framing.within_180(seen)
    found = dense.places_of(db, view, bounds)
    event = query.event(db, view.event) if view.event else None
    at = None
    if event and event.row.geo_precision in POINT_PRECISIONS:
        at = _position(event)
    density, shaded = None, None
    mode = dense.map_mode(db, view, found).name
    if mode == "regions":
        shaded = dense.choropleth(db, view.filters)
    if mode == "density":
        density = dense.density(db, view.filters, bounds, stands.zoom, screen.height, at)
    if event is None:
        return MapContent(found, density, shaded, None, view.place)
    return MapContent(found, density, shaded, venue_subject(event), event.row.place_key)


def _position(event: EventDetail) -> tuple[float, float] | None:
    return None if event.lon is None or event.lat is None else (event.lon, event.lat)


def _key(
    view: View, screen: Json, stands: geometry.Viewport, shown: MapContent, zones: OwnZones | None
) -> list[Any]:
    """Everything that the drawing depends on; an equal key is not drawn again: most of what
    comes in lies outside the filters of most readers."""
    key: list[Any] = [repr(view.filters), view.event, view.place, view.boundaries]
    marks = hashlib.sha256(repr((shown, zones)).encode()).hexdigest()[:16]
    key += [marks, screen["theme"], screen["small"]]
    if (
        shown.density
        or stands.zoom < clusters.SINGLE_FROM
        or shown.places.total > clusters.SINGLE_MOST
    ):
        key.append(round(stands.zoom, 1))
    return key


class MapMove(NamedTuple):
    """Where the map has to go, if anywhere, and where it stood before an event framed it."""

    to: geometry.Viewport | None
    framed: str
    before: geometry.Viewport | None


def _move(
    view: View, screen: Json, stands: geometry.Viewport, link: VenueSubject | None, drawn: Json
) -> MapMove:
    """An event far from its subject is shown with it; closing it leads back, unless a place was
    chosen, to which the reader went.

    Otherwise only the browser moves the map.
    """
    before = geometry.Viewport(*drawn["before"]) if drawn.get("before") else None
    if link is None or not link.far:
        return MapMove(None if view.place else before, "", None)
    if drawn.get("framed") == view.event or (not drawn and view.map):
        return MapMove(None, view.event, before or stands)
    return MapMove(_framed(link, screen), view.event, before or stands)


def _framed(link: VenueSubject, screen: Json) -> geometry.Viewport:
    """Both ends of the line, clear of the inset, or of the legend, at the left."""
    return framing.fitted(
        link.bounds,
        map_screen(screen),
        aside=INSET_SIZE[0] if link.enlarged else framing.LEGEND_PX,
        padding=FRAME_PX,
        small_padding=SMALL_FRAME_PX,
    )


def _zones(db: Snapshot, view: View) -> OwnZones:
    """Where the browser finds the zones that are in force on the chosen days."""
    dated = any(one.valid_from or one.valid_to for one in query.zones(db))
    days = (view.filters.date_from, view.filters.date_to) if dated else (None, None)
    return OwnZones(address(db.version, *days), view.filters.zones)


def _figure(  # noqa: PLR0917 - what is shown, where, and on what screen
    view: View,
    screen: Json,
    looks: geometry.Viewport,
    shown: MapContent,
    marks: PlaceMarks | Density | Choropleth,
    zones: OwnZones | None,
    home: geometry.Bounds | None,
) -> go.Figure:
    figure = map_figure(
        marks,
        BaseMap(THEMES[screen["theme"]], view.boundaries, _countries(view), zones),
        view=looks,
        selected=shown.selected,
        link=shown.link,
        home=home,
    )
    for ring in view.filters.outlines:
        figure.add_trace(outline_trace(ring, THEMES[screen["theme"]]))
    return figure


def _patched(figure: go.Figure, to: geometry.Viewport | None) -> Patch:
    """Only the data and the style: the view stays where the reader has it, unless ``to``."""
    parts = patch_parts(figure)
    patch = Patch()
    patch["data"] = parts["data"]
    patch["layout"]["map"]["style"] = parts["style"]
    if to is not None:
        patch["layout"]["map"]["center"] = {"lon": to.lon, "lat": to.lat}
        patch["layout"]["map"]["zoom"] = to.zoom
    return patch


def _around(  # noqa: PLR0917 - what is shown, where, and on what screen
    view: View,
    screen: Json,
    looks: geometry.Viewport,
    shown: MapContent,
    marks: PlaceMarks | Density | Choropleth,
    zones: int,
) -> Json:
    """The legend, and the inset when an event is far from its subject. ``zones``: in force."""
    if isinstance(marks, Choropleth):
        words = mapparts.regions_legend(regions_legend(marks), zones=zones)
    elif isinstance(marks, Density):
        px = geometry.WORLD_PX * 2**looks.zoom / marks.lattice.columns
        words = mapparts.density_legend(density_legend(marks, looks.lat), px, zones=zones)
    else:
        words = mapparts.legend(legend(marks), zones=zones)
    enlarged = shown.link is not None and shown.link.enlarged
    inset = no_update
    if shown.link is not None and enlarged:
        inset = inset_figure(
            shown.link.regions, THEMES[screen["theme"]], view.boundaries, *INSET_SIZE
        )
    return {"legend": plain(words), "inset": inset, "inset_hidden": not enlarged}


def _countries(view: View) -> frozenset[str]:
    """The countries asked about, which stand out from the others."""
    return frozenset(
        regions.ancestors(code)[-1] if regions.ancestors(code) else code
        for code in view.filters.regions
    )
