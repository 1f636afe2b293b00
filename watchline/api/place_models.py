"""Places and zones as the API answers them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from watchline.api.models import Answer, Counts, Model, Point


class Place(Model):
    """Events that share a mark on the map."""

    key: str
    name: str
    lon: float
    lat: float
    precision: str
    country: str
    region: str
    events: int
    by_group: Counts
    aggregates: Counts = Field(description="How many of them are aggregates.")
    event_id: str | None = Field(description="The event, when there is one only.")


class Hexagon(Model):
    """Events in a hexagon of the map; lon/lat of its centre. Events known to a region only are in
    none."""

    key: str
    lon: float
    lat: float
    place: str = Field(description="The name of the position in it with most events.")
    ring: list[tuple[float, float]] = Field(description="Its corners, lon and lat, not closed.")
    events: int
    by_group: Counts


class Drawn(Answer):
    """What a map draws. ``crowded``: there are hexagons in place of places, because
    there are more than 5,000 of them or ``show=density`` asks for it. Events without a place are in
    neither."""

    total: int = Field(description="How many places there are.")
    crowded: bool
    boundaries: str = Field(description="What to say with a map of this.")


class Places(Drawn):
    """Marks of the map, those with most events first."""

    places: list[Place]
    hexagons: list[Hexagon]


class PlaceFeature(Model):
    """A mark of the map as a feature; where a governorate's events are drawn, none happened."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: Point
    properties: Place | Hexagon


class PlaceFeatures(Drawn):
    """Marks of the map as GeoJSON (RFC 7946)."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[PlaceFeature]


class Zone(Model):
    """A zone of a data set. Zones of the same name and different days share a key."""

    key: str
    name: str
    dataset: str = Field(description="Name of its data set.")
    kind: Literal["area", "line"]
    valid_from: date | None = Field(description="First day in force; null for no beginning.")
    valid_to: date | None
    colour: str | None


class Shape(Model):
    """The outline of a zone; the positions nest as RFC 7946 says for the type."""

    type: Literal["Polygon", "MultiPolygon", "LineString", "MultiLineString"]
    coordinates: list[list[float] | list[list[float] | list[list[float] | list[list[float]]]]]


class ZoneFeature(Model):
    """A zone as a feature."""

    type: Literal["Feature"] = "Feature"
    id: int
    geometry: Shape
    properties: Zone


class Zones(Answer):
    """Zones in force on one of the days asked for, as GeoJSON (RFC 7946), large ones first.

    Outlines are simplified for drawing.
    """

    type: Literal["FeatureCollection"] = "FeatureCollection"
    total: int = Field(description="How many zones there are; the largest 2,000 have a feature.")
    features: list[ZoneFeature]
