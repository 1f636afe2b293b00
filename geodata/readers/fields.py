"""The fields of an event that a column of a table can fill, in the order they are offered."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


class Field(NamedTuple):
    """What a person who assigns columns is told of a field."""

    label: str
    help: str


FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {
        "id": Field("Id", "Your own name of the event; each only once. Made when there is none."),
        "date_start": Field("Date, or first day", "A day, a month or a year, in UTC."),
        "date_end": Field("Last day", "Only for events of several days; the day is included."),
        "year": Field("Year", "When year, month and day stand in columns of their own."),
        "month": Field("Month", "A number or a name; empty or 0 when not known."),
        "day": Field("Day of the month", "A number; empty or 0 when not known."),
        "date_precision": Field("Date precision", "day, week, month or year."),
        "event_type": Field("Type of event", "Your words are translated into the 11 event types."),
        "sub_type": Field("Own label", "A narrower type in your own words."),
        "title": Field("Title", "A headline; made from type, place and actors if empty."),
        "summary": Field("Summary", "A few sentences on what happened."),
        "actors": Field("Actors", "Names separated by semicolons, or name|role."),
        "actor1": Field("First actor", "One side; says nothing of who began."),
        "actor2": Field("Second actor", "The other side; says nothing of who began."),
        "initiator": Field("Initiator", "Who acted."),
        "target": Field("Target", "Who was acted upon."),
        "mediator": Field("Mediator", "Who mediated."),
        "host": Field("Host", "Who hosted a meeting."),
        "subject": Field("Subject", "Who was spoken or decided about."),
        "witness": Field("Witness", "Who was present or supported."),
        "place": Field("Place", "Where it happened, in words."),
        "lat": Field("Latitude", "Degrees WGS84, -90 to 90, north positive."),
        "lon": Field("Longitude", "Degrees WGS84, -180 to 180, east positive."),
        "coordinates": Field("Coordinates", "Both in one column, also as POINT(lon lat)."),
        "geo_precision": Field("Place precision", "exact, town, admin2, admin1, country or none."),
        "country": Field("Country", "ISO code of two or three letters, or the English name."),
        "admin1": Field("Governorate", "First division of the country: a code or the name."),
        "zones": Field("Zones", "Codes of zones, such as UNDOF."),
        "about": Field("About", "Codes of regions that the event is about, such as SYR-Sweida."),
        "fatalities_low": Field("Deaths, lowest", "Persons, lowest claim. Empty is not zero."),
        "fatalities_best": Field("Deaths", "Persons; 12-15 is read as lowest and highest."),
        "fatalities_high": Field("Deaths, highest", "Persons, highest claim."),
        "reliability": Field("Reliability", "A to F: the source, by the Admiralty code."),
        "credibility": Field("Credibility", "1 to 6: the information, by the Admiralty code."),
        "storylines": Field("Storylines", "Threads the event belongs to, separated."),
        "tags": Field("Tags", "Anything else, separated; “aggregate” has a meaning."),
        "source_publisher": Field("Source", "Who published the report."),
        "source_title": Field("Title of the report", "Its headline."),
        "source_url": Field("Link", "Address of the report, with https:// or http://."),
        "source_published": Field("Published", "Day of publication."),
        "source_language": Field("Language", "Of the report: two or three letters, such as ar."),
        "source_note": Field("Note on the source", "Anything that helps to judge it."),
    }
)

ROLES_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "initiator": "initiator",
        "target": "target",
        "mediator": "mediator",
        "host": "host",
        "subject": "subject",
        "witness": "witness",
        "actor1": "party",
        "actor2": "party",
        "actors": "party",
    }
)
"""The role of the actors in a field; in ``actors`` each name may bring its own."""
