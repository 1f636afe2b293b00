"""Answers that are places: the marks of the map, and zones."""

from __future__ import annotations

import json
from typing import Any, Final

from dashboard import density
from dashboard.captions import boundary_note
from geodata import query, results
from geodata.hexagons import Lattice
from geodata.query.zone_features import zone_features
from geodata.store.zones import StoredZone
from watchline.api.models import Counts, Point
from watchline.api.negotiation import AnswerContext, ResponseBody, written
from watchline.api.place_models import (
    Hexagon,
    Place,
    PlaceFeature,
    PlaceFeatures,
    Places,
    Zone,
    ZoneFeature,
    Zones,
)
from watchline.api.provenance import credit, said
from watchline.api.request import ApiRequest
from watchline.api.route_parameters import USUAL_ZOOM, WORLD, bounds

MAP_HEIGHT: Final = 500
"""Of the map on a desktop page, px, for which hexagons are wide enough."""


def places(context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    """The marks of the map, or hexagons where the page has them."""
    total, marks, hexagons = _drawn(context, asked)
    return written(Places(**_said(context, asked), **total, places=marks, hexagons=hexagons))


def place_features(context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    """The same as GeoJSON."""
    total, marks, hexagons = _drawn(context, asked)
    drawn: list[Place | Hexagon] = [*marks, *hexagons]
    features = [
        PlaceFeature(id=one.key, geometry=Point(coordinates=(one.lon, one.lat)), properties=one)
        for one in drawn
    ]
    return written(PlaceFeatures(**_said(context, asked), **total, features=features))


def _said(context: AnswerContext, asked: ApiRequest) -> dict[str, Any]:
    return {**said(context.db, asked), "boundaries": boundary_note(asked.view.boundaries)}


def _drawn(
    context: AnswerContext, asked: ApiRequest
) -> tuple[dict[str, Any], list[Place], list[Hexagon]]:
    found = query.places(context.db, asked.filters)
    dense = found.crowded or asked.view.show == "density"
    total = {"total": found.total, "crowded": dense}
    if not dense:
        return total, [_place(one) for one in found.rows], []
    box = bounds(asked.own.get("bbox", "")) or WORLD
    zoom = asked.number("zoom", USUAL_ZOOM)
    drawn = density.density(context.db, asked.filters, box, zoom, MAP_HEIGHT)
    return total, [], [_hexagon(one, drawn.lattice) for one in drawn.hexagons]


def _place(one: results.Place) -> Place:
    return Place(
        key=one.key,
        name=one.name,
        lon=one.lon,
        lat=one.lat,
        precision=one.precision,
        country=one.country,
        region=one.region,
        events=sum(one.counts),
        by_group=Counts.of(one.counts),
        aggregates=Counts.of(one.aggregates),
        event_id=one.event.event_id if one.event else None,
    )


def _hexagon(one: results.Hexagon, lattice: Lattice) -> Hexagon:
    return Hexagon(
        key=f"{lattice.columns}/{one.column}/{one.row}",
        lon=one.lon,
        lat=one.lat,
        place=one.place,
        ring=list(lattice.ring(one.column, one.row)),
        events=one.total,
        by_group=Counts.of(one.counts),
    )


def zones(context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    """Zones in force on the days that are chosen, of the data sets and with the keys that are."""
    filters = asked.filters
    keys = {one.dataset.key: one for one in context.db.datasets()}
    found = [
        one
        for one in query.zones(context.db, filters.date_from, filters.date_to)
        if (not filters.zones or one.key in filters.zones)
        and (not filters.datasets or _source(one) in filters.datasets)
    ]
    features = [
        ZoneFeature(id=one.number, geometry=json.loads(outline), properties=_zone(one))
        for one, outline in zone_features(context.db, found)
    ]
    sources = dict.fromkeys(_source(one) for one in found)
    told = said(context.db, asked) | {"attribution": [credit(keys[one]) for one in sources]}
    return written(Zones(**told, total=len(found), features=features))


def _source(one: StoredZone) -> str:
    return one.key.partition(":")[0]


def _zone(one: StoredZone) -> Zone:
    return Zone.model_validate(
        {
            "key": one.key,
            "name": one.name,
            "dataset": one.dataset,
            "kind": one.kind,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
            "colour": one.colour or None,
        }
    )
