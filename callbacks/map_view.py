"""The map, its legend, its scale and the sum under it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go
from dash import Dash, Input, Output, Patch, State, no_update
from dash.exceptions import PreventUpdate

from callbacks.threads import threaded
from dashboard import ids
from dashboard.components import mapparts
from dashboard.components.tree import plain
from dashboard.figures import crowd, geo
from dashboard.figures.inset import inset_figure
from dashboard.figures.map import VenueSubject, area_trace, legend, map_figure, patch_parts
from dashboard.figures.own_zones import OwnZones, address
from dashboard.figures.subject import venue_subject
from dashboard.figures.theme import THEMES
from dashboard.state import MapView, View, read
from geodata import places, query
from geodata.filters import setting
from geodata.shapes import Bin, Place, Places
from geodata.store import EventStore

PHONE_SCALE = 3.9
SCALE = 4.6
SCALE_BAR_PX = 90
LEGEND_PX = 170  # the legend lies over the left of the map
PADDING_PX = 84
PHONE_PADDING_PX = 36
SWITCH_PX = 20  # on a phone, marks stand clear of the switch at the bottom
INSET_SIZE = (292, 264)
FRAME_PX = 90  # room around an event and its subject
PHONE_FRAME_PX = 40

Json = dict[str, Any]


class Drawn(NamedTuple):
    """What a view puts on the map: its places, or squares when there are too many."""

    places: Places
    bins: tuple[Bin, ...]
    link: VenueSubject | None
    selected: str

    @property
    def marks(self) -> Places | Sequence[Bin]:
        """What is drawn."""
        return self.bins if self.places.crowded else self.places


def register(app: Dash, store: EventStore) -> None:
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
    @threaded
    def draw_map(
        search: str | None, screen: Json | None, where: Json | None, drawn: Json | None
    ) -> Json:
        if not screen or not screen.get("map_width"):
            raise PreventUpdate
        view, _ = read(search or "")
        stands = _stands(store, view, screen, where)
        shown = _shown(store, view, stands, where)
        move = _move(view, screen, stands, shown.link, drawn or {})
        looks = move.to or stands
        in_force = query.zones(store, view.filters.date_from, view.filters.date_to)
        zones = _zones(store, view) if in_force else None
        key = _key(view, screen, looks, shown, zones)
        if drawn and key == drawn["key"]:
            raise PreventUpdate
        figure = _figure(view, screen, looks, shown, zones)
        answer = _around(view, screen, looks, shown, len(in_force))
        answer["figure"] = figure if drawn is None else _patched(figure, move.to)
        answer["drawn"] = {"key": key, "framed": move.framed, "before": move.before}
        return answer

    @app.callback(
        Output(ids.tree(ids.MAP_FOOT), "tree"),
        Output(ids.tree(ids.SCALE), "tree"),
        Input(ids.QUERY, "data"),
        Input(ids.MAP_VIEW, "data"),
        prevent_initial_call=True,
    )
    @threaded
    def foot(search: str | None, where: Json | None) -> tuple[list[Any], list[Any]]:
        if not where:
            raise PreventUpdate
        view, _ = read(search or "")
        bounds = geo.Bounds(*where["bounds"])
        shown = _shown(store, view, MapView(where["lon"], where["lat"], where["zoom"]), where)
        here, elsewhere = _split(shown, bounds)
        words = mapparts.foot(
            view,
            query.totals(store, view.filters),
            here,
            elsewhere,
            linked=shown.link is not None,
            flagged=query.duplicate_count(store, view.filters),
        )
        bar = geo.scale_bar(where["lat"], where["zoom"], SCALE_BAR_PX)
        return plain(words), plain(mapparts.scale_bar(bar.km, bar.px))


def _stands(store: EventStore, view: View, screen: Json, where: Json | None) -> MapView:
    """Where the map looks: as it stands, as the link says, or where most events are."""
    if where:
        return MapView(where["lon"], where["lat"], where["zoom"])
    if view.map:
        return view.map
    bounds = geo.home(query.places(store, setting(view.filters)).rows)
    legend_px = 0 if screen["phone"] else LEGEND_PX
    padding = PHONE_PADDING_PX if screen["phone"] else PADDING_PX
    fitted = geo.fit(bounds, screen["map_width"] - legend_px, screen["map_height"], padding)
    return _moved(fitted, legend_px / 2, SWITCH_PX if screen["phone"] else 0)


def _shown(store: EventStore, view: View, stands: MapView, where: Json | None) -> Drawn:
    found = query.places(store, view.filters)
    bounds = geo.Bounds(*where["bounds"]) if where else geo.WORLD
    bins = query.bins(store, view.filters, bounds, stands.zoom) if found.crowded else ()
    event = query.event(store, view.event) if view.event else None
    if event is None:
        return Drawn(found, tuple(bins), None, view.place)
    return Drawn(found, tuple(bins), venue_subject(event), event.row.place_key)


def _key(
    view: View, screen: Json, stands: MapView, shown: Drawn, zones: OwnZones | None
) -> list[Any]:
    """Everything that the drawing depends on; an equal key is not drawn again: most of what
    comes in lies outside the filters of most readers."""
    key: list[Any] = [repr(view.filters), view.event, view.place, view.boundaries]
    marks = hashlib.sha256(repr((shown, zones)).encode()).hexdigest()[:16]
    key += [marks, screen["theme"], screen["phone"]]
    if shown.places.crowded:
        key.append([round(part, 4) for part in stands])
    elif stands.zoom < crowd.SINGLE_FROM or shown.places.total > crowd.SINGLE_MOST:
        key.append(round(stands.zoom, 1))
    return key


class Move(NamedTuple):
    """Where the map has to go, if anywhere, and where it stood before an event framed it."""

    to: MapView | None
    framed: str
    before: MapView | None


def _move(
    view: View, screen: Json, stands: MapView, link: VenueSubject | None, drawn: Json
) -> Move:
    """An event far from its subject is shown with it; closing it leads back.

    Nothing else moves the map.
    """
    before = MapView(*drawn["before"]) if drawn.get("before") else None
    if link is None or not link.far:
        return Move(before, "", None)
    if drawn.get("framed") == view.event or (not drawn and view.map):
        return Move(None, view.event, before or stands)
    return Move(_framed(link, screen), view.event, before or stands)


def _framed(link: VenueSubject, screen: Json) -> MapView:
    """Both ends of the line, clear of the inset, or of the legend, at the left."""
    if screen["phone"]:
        fitted = geo.fit(link.bounds, screen["map_width"], screen["map_height"], PHONE_FRAME_PX)
        return _moved(fitted, 0, SWITCH_PX)
    aside = INSET_SIZE[0] if link.enlarged else LEGEND_PX
    fitted = geo.fit(link.bounds, screen["map_width"] - aside, screen["map_height"], FRAME_PX)
    return _moved(fitted, aside / 2)


def _moved(view: geo.View, west: float, south: float = 0) -> MapView:
    """A view so many pixels to the west and the south of another."""
    world = geo.WORLD_PX * 2**view.zoom
    x, y = geo.mercator(view.lon, view.lat)
    lon, lat = geo.unmercator(x - west / world, y + south / world)
    return MapView(lon, lat, view.zoom)


def _zones(store: EventStore, view: View) -> OwnZones:
    """Where the browser finds the zones that are in force on the chosen days."""
    dated = any(one.valid_from or one.valid_to for one in query.zones(store))
    days = (view.filters.date_from, view.filters.date_to) if dated else (None, None)
    return OwnZones(address(store.version, *days), view.filters.zones)


def _figure(
    view: View, screen: Json, looks: MapView, shown: Drawn, zones: OwnZones | None
) -> go.Figure:
    figure = map_figure(
        shown.marks,
        THEMES[screen["theme"]],
        boundaries=view.boundaries,
        center=(looks.lon, looks.lat),
        zoom=looks.zoom,
        in_filter=_countries(view),
        selected=shown.selected,
        link=shown.link,
        zones=zones,
        mark_scale=PHONE_SCALE if screen["phone"] else SCALE,
    )
    if view.filters.area:
        figure.add_trace(area_trace(view.filters.area, THEMES[screen["theme"]]))
    return figure


def _patched(figure: go.Figure, to: MapView | None) -> Patch:
    """Only the data and the style: the view stays where the reader has it, unless ``to``."""
    parts = patch_parts(figure)
    patch = Patch()
    patch["data"] = parts["data"]
    patch["layout"]["map"]["style"] = parts["style"]
    if to is not None:
        patch["layout"]["map"]["center"] = {"lon": to.lon, "lat": to.lat}
        patch["layout"]["map"]["zoom"] = to.zoom
    return patch


def _around(view: View, screen: Json, looks: MapView, shown: Drawn, zones: int) -> Json:
    """The legend, and the inset when an event is far from its subject. ``zones``: in force."""
    scale = PHONE_SCALE if screen["phone"] else SCALE
    said = legend(shown.marks, looks.zoom, center=(looks.lon, looks.lat), mark_scale=scale)
    words = mapparts.legend(
        [(size.events, size.radius) for size in said.sizes],
        binned=said.crowded,
        mixed=said.mixed,
        capped=said.capped,
        zones=zones,
    )
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
        places.ancestors(code)[-1] if places.ancestors(code) else code
        for code in view.filters.regions
    )


def _split(shown: Drawn, bounds: geo.Bounds) -> tuple[int, list[Place]]:
    """Events drawn inside the map as it stands, and the places outside."""
    if shown.places.crowded:
        return sum(sum(square.counts) for square in shown.bins), []
    here, away = 0, []
    for place in shown.places.rows:
        if bounds.west <= place.lon <= bounds.east and bounds.south <= place.lat <= bounds.north:
            here += sum(place.counts)
        else:
            away.append(place)
    return here, away
