"""Answers that are places: the marks of the map, and zones."""

from __future__ import annotations

import json
from typing import Any

from api.answering import Context, Made, written
from api.asked import Asked
from api.credits import credit, said
from api.models import Counts, Point
from api.own_parameters import USUAL_ZOOM, WORLD, bounds
from api.place_models import (
    Place,
    PlaceFeature,
    PlaceFeatures,
    Places,
    Square,
    Zone,
    ZoneFeature,
    Zones,
)
from dashboard.figures.caption import boundary_note
from geodata import query, shapes
from geodata.query.zone_features import zone_features
from geodata.store_zones import StoredZone


def places(context: Context, asked: Asked) -> Made:
    """The marks of the map, or squares where there are too many."""
    total, marks, squares = _drawn(context, asked)
    return written(Places(**_said(context, asked), **total, places=marks, squares=squares))


def place_features(context: Context, asked: Asked) -> Made:
    """The same as GeoJSON."""
    total, marks, squares = _drawn(context, asked)
    drawn: list[Place | Square] = [*marks, *squares]
    features = [
        PlaceFeature(id=one.key, geometry=Point(coordinates=(one.lon, one.lat)), properties=one)
        for one in drawn
    ]
    return written(PlaceFeatures(**_said(context, asked), **total, features=features))


def _said(context: Context, asked: Asked) -> dict[str, Any]:
    return {**said(context.store, asked), "boundaries": boundary_note(asked.view.boundaries)}


def _drawn(context: Context, asked: Asked) -> tuple[dict[str, Any], list[Place], list[Square]]:
    found = query.places(context.store, asked.filters)
    total = {"total": found.total, "crowded": found.crowded}
    if not found.crowded:
        return total, [_place(one) for one in found.rows], []
    box = bounds(asked.own.get("bbox", "")) or WORLD
    zoom = asked.number("zoom", USUAL_ZOOM)
    bins = query.bins(context.store, asked.filters, box, zoom)
    return total, [], [_square(one) for one in bins]


def _place(one: shapes.Place) -> Place:
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
        event_id=one.event_id or None,
    )


def _square(one: shapes.Bin) -> Square:
    return Square(
        key=one.key,
        lon=one.lon,
        lat=one.lat,
        events=sum(one.counts),
        by_group=Counts.of(one.counts),
    )


def zones(context: Context, asked: Asked) -> Made:
    """Zones in force on the days that are chosen, of the data sets and with the keys that are."""
    filters = asked.filters
    keys = {one.dataset.source: one for one in context.store.datasets()}
    found = [
        one
        for one in query.zones(context.store, filters.date_from, filters.date_to)
        if (not filters.zones or one.key in filters.zones)
        and (not filters.datasets or _source(one) in filters.datasets)
    ]
    features = [
        ZoneFeature(id=one.number, geometry=json.loads(outline), properties=_zone(one))
        for one, outline in zone_features(context.store, found)
    ]
    sources = dict.fromkeys(_source(one) for one in found)
    told = said(context.store, asked) | {"attribution": [credit(keys[one]) for one in sources]}
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
