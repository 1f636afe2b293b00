"""Places and zones as the API answers them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from api.models import Answer, Counts, Model, Point


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


class Square(Model):
    """Events in a square of the Web-Mercator grid; lon/lat of its centre."""

    key: str
    lon: float
    lat: float
    events: int
    by_group: Counts


class Drawn(Answer):
    """What a map draws. ``crowded``: there are more than 5,000 places, so there are squares in
    their stead. Events without a place are in neither."""

    total: int = Field(description="How many places there are.")
    crowded: bool
    boundaries: str = Field(description="What to say with a map of this.")


class Places(Drawn):
    """Marks of the map, those with most events first."""

    places: list[Place]
    squares: list[Square]


class PlaceFeature(Model):
    """A mark of the map as a feature; where a governorate's events are drawn, none happened."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: Point
    properties: Place | Square


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
