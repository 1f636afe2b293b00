"""The fields of an event that a column of a table can fill, in the order they are offered."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


class FieldHelp(NamedTuple):
    """What a person who assigns columns is told of a field."""

    label: str
    help: str


FIELDS: Final[Mapping[str, FieldHelp]] = MappingProxyType(
    {
        "id": FieldHelp(
            "Id", "Your own name of the event; each only once. Made when there is none."
        ),
        "date_start": FieldHelp("Date, or first day", "A day, a month or a year, in UTC."),
        "date_end": FieldHelp("Last day", "Only for events of several days; the day is included."),
        "year": FieldHelp("Year", "When year, month and day stand in columns of their own."),
        "month": FieldHelp("Month", "A number or a name; empty or 0 when not known."),
        "day": FieldHelp("Day of the month", "A number; empty or 0 when not known."),
        "date_precision": FieldHelp("Date precision", "day, week, month or year."),
        "event_type": FieldHelp(
            "Type of event", "Your words are translated into the 11 event types."
        ),
        "sub_type": FieldHelp("Own label", "A narrower type in your own words."),
        "title": FieldHelp("Title", "A headline; made from type, place and actors if empty."),
        "summary": FieldHelp("Summary", "A few sentences on what happened."),
        "actors": FieldHelp("Actors", "Names separated by semicolons, or name|role."),
        "actor1": FieldHelp("First actor", "One side; says nothing of who began."),
        "actor2": FieldHelp("Second actor", "The other side; says nothing of who began."),
        "initiator": FieldHelp("Initiator", "Who acted."),
        "target": FieldHelp("Target", "Who was acted upon."),
        "mediator": FieldHelp("Mediator", "Who mediated."),
        "host": FieldHelp("Host", "Who hosted a meeting."),
        "subject": FieldHelp("Subject", "Who was spoken or decided about."),
        "witness": FieldHelp("Witness", "Who was present or supported."),
        "place": FieldHelp("Place", "Where it happened, in words."),
        "lat": FieldHelp("Latitude", "Degrees WGS84, -90 to 90, north positive."),
        "lon": FieldHelp("Longitude", "Degrees WGS84, -180 to 180, east positive."),
        "coordinates": FieldHelp("Coordinates", "Both in one column, also as POINT(lon lat)."),
        "geo_precision": FieldHelp(
            "Place precision", "exact, town, admin2, admin1, country or none."
        ),
        "country": FieldHelp("Country", "ISO code of two or three letters, or the English name."),
        "admin1": FieldHelp("Governorate", "First division of the country: a code or the name."),
        "zones": FieldHelp("Zones", "Codes of zones, such as UNDOF."),
        "about": FieldHelp(
            "About", "Codes of regions that the event is about, such as SYR-Sweida."
        ),
        "fatalities_low": FieldHelp("Deaths, lowest", "Persons, lowest claim. Empty is not zero."),
        "fatalities_best": FieldHelp("Deaths", "Persons; 12-15 is read as lowest and highest."),
        "fatalities_high": FieldHelp("Deaths, highest", "Persons, highest claim."),
        "reliability": FieldHelp("Reliability", "A to F: the source, by the Admiralty code."),
        "credibility": FieldHelp("Credibility", "1 to 6: the information, by the Admiralty code."),
        "storylines": FieldHelp("Storylines", "Threads the event belongs to, separated."),
        "tags": FieldHelp("Tags", "Anything else, separated; “aggregate” has a meaning."),
        "source_publisher": FieldHelp("Source", "Who published the report."),
        "source_title": FieldHelp("Title of the report", "Its headline."),
        "source_url": FieldHelp("Link", "Address of the report, with https:// or http://."),
        "source_published": FieldHelp("Published", "Day of publication."),
        "source_language": FieldHelp(
            "Language", "Of the report: two or three letters, such as ar."
        ),
        "source_note": FieldHelp("Note on the source", "Anything that helps to judge it."),
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
