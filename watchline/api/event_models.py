"""Events as the API answers them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from watchline.api.models import Answer, Model, Point


class Actor(Model):
    """Who takes part in an event, and in what role."""

    name: str
    role: str | None


class Detail(Model):
    """What a source says besides, in its own words."""

    name: str
    value: str | None


class Source(Model):
    """A published report that an event rests on."""

    publisher: str | None
    title: str | None
    url: str | None
    published: date | None
    language: str | None
    note: str | None
    fatalities_low: int | None = Field(
        description="Deaths that it states itself for the event; equal to `fatalities_high` for one"
        " number, alone for *at least*. Both null: no number of its own is recorded."
    )
    fatalities_high: int | None


class Columns(Model):
    """An event in the columns of Watchline's own format."""

    source: str
    source_id: str
    date_start: date
    date_end: date
    date_precision: str = Field(description="day, week, month or year.")
    event_type: str
    sub_type: str | None
    title: str
    summary: str
    actors: list[Actor]
    place: str | None
    lon: float | None = Field(description="As its source states it; null for no point.")
    lat: float | None
    geo_precision: str = Field(description="exact, town, admin2, admin1, country or none.")
    country: str | None
    admin1: str | None
    zones: list[str]
    about: list[str] = Field(description="Codes of the regions that it is about.")
    fatalities_low: int | None = Field(description="Null: not known, which is not zero.")
    fatalities_best: int | None
    fatalities_high: int | None
    reliability: str = Field(description="Admiralty code, A to F.")
    credibility: str = Field(description="Admiralty code, 1 to 6.")
    storylines: list[str]
    tags: list[str]
    details: list[Detail]
    sources: list[Source]
    retrieved_at: datetime | None
    updated_at: datetime = Field(description="When the store last took a change of it (UTC).")


class Event(Columns):
    """One reported event."""

    event_id: str = Field(description="`source:source_id`.")


class LeftOut(Model):
    """Events of a data set whose terms keep its rows from being given out."""

    source: str
    name: str
    events: int
    terms: str = Field(description="Why.")


class Part(Answer):
    """A part of the events that match."""

    total: int = Field(description="How many events match, those that are left out among them.")
    shown: int = Field(description="How many events this part has.")
    left_out: list[LeftOut] = Field(description="Events that match and are not given out as rows.")
    next: str | None = Field(description="Address of the part that follows; null at the end.")


class Events(Part):
    """Events, newest start first."""

    events: list[Event]


class Feature(Model):
    """An event as a feature. ``geometry`` is null where no place better than a region is known:
    a point that its source states for the region's sake stays among the properties."""

    type: Literal["Feature"] = "Feature"
    id: str = Field(description="`source:source_id`.")
    geometry: Point | None
    properties: Columns


class EventFeatures(Part):
    """Events as GeoJSON (RFC 7946), newest start first."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Feature]
