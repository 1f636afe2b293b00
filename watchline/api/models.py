"""What the API answers, as the OpenAPI document tells it.

Days are UTC calendar days, both ends included; moments are UTC; coordinates are degrees WGS84.
Nothing is zero or empty because it is not known: that is ``null``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from geodata.results import Counts as CountsByGroup
from geodata.schema import GROUPS


class Model(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Counts(Model):
    """Events per group."""

    violence: int
    posture: int
    demonstrations: int
    politics: int
    diplomacy: int
    humanitarian: int

    @classmethod
    def of(cls, counts: CountsByGroup) -> Counts:
        """From counts in the order of ``GROUPS``."""
        return cls(**dict(zip(GROUPS, counts, strict=True)))


class Credit(Model):
    """A data set in view: whom to name for it, and on what terms it may be shown."""

    source: str = Field(description="Key of the data set: the `source` of its events.")
    name: str
    licence: str
    attribution: str
    url: str
    terms: str = Field(description="Conditions beyond the licence; empty for none.")
    as_of: datetime | None = Field(
        description="When it was fetched from its publisher, else when it was read (UTC)."
    )


class Answer(Model):
    """What every answer says of itself."""

    filters: str = Field(description="The filters in words.")
    link: str = Field(description="Query string of the page that shows the same.")
    attribution: list[Credit] = Field(description="The data sets that the answer rests on.")


class Point(Model):
    """A place: longitude and latitude, degrees WGS84."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float]


class SetCount(Model):
    """Events of one data set."""

    name: str
    events: int


class AggregateDeaths(Model):
    """What an event that overlaps others states of deaths, and who states a number: all who
    published it where the data does not say who does."""

    event_id: str
    title: str
    low: int
    high: int
    publishers: list[str]


class Summary(Answer):
    """What is in view as numbers.

    ``events = placed + country_only + without_place``. Deaths are summed over events that state
    them and are no aggregate.
    """

    events: int
    all_events: int = Field(description="How many events there are without any filter.")
    placed: int
    country_only: int
    without_place: int
    aggregates: int = Field(description="Events that overlap others; their deaths are not summed.")
    deaths_low: int | None = Field(description="Null when no event in view states deaths.")
    deaths_high: int | None
    deaths_known: int = Field(description="Events that state deaths, aggregates not counted.")
    deaths_unknown: int
    aggregate_deaths: list[AggregateDeaths] = Field(
        description="What aggregates state of deaths, which is in no sum; highest first."
    )
    first: date | None = Field(description="First day of the events in view.")
    last: date | None
    by_group: Counts
    by_source: list[SetCount]
    perhaps_within: int = Field(
        description="Of a request with `near`: events known only to a governorate or country that"
        " the circle touches. They may lie within and are in no other number."
    )
    citations: int = Field(description="Reports that the events rest on.")
    publishers: int
    data_as_of: datetime | None = Field(
        description="The newest moment of the data sets in view (UTC)."
    )


class Bar(Model):
    """Events that start in the bucket beginning on ``start``."""

    start: date
    events: int
    by_group: Counts


class Histogram(Answer):
    """Events by day of start, empty buckets left out. Events that begin before the first day
    and go on in the period are in the summary, and in no bar."""

    bucket: Literal["day", "week", "month", "quarter", "year", "decade"] = Field(
        description="Weeks begin on Mondays."
    )
    first: date | None = Field(description="First day counted; null when there is no event.")
    last: date | None
    bars: list[Bar]


class Rank(Model):
    """Events of one actor or region, its parts included."""

    key: str
    label: str
    parent: str | None = Field(description="What it is part of; null for nothing.")
    events: int
    by_group: Counts


class Ranking(Answer):
    """Those with most events first. An event counts for everybody in it."""

    ranks: list[Rank]


class Dyad(Model):
    """Events that both actors are in, in whatever roles unless `role=participant`."""

    a: str
    b: str
    events: int
    by_group: Counts


class Dyads(Answer):
    """Pairs of actors of two sides at the level asked for, those with most events first."""

    dyads: list[Dyad]


class Set(Credit):
    """A data set of this server."""

    kind: str
    events: int = Field(description="How many it has, whatever the filters.")
    rows_given: bool = Field(description="Whether its rows are given out.")


class Datasets(Model):
    """Every data set that shows, by name."""

    datasets: list[Set]
