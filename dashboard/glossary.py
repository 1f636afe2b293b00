"""What every word, grade and symbol of the page means, declared once.

The page explains a word where it stands (``components/terms.py``) and in Help (``help.py``
there). Words of the schema, such as ``admin2``, are explained under their own name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from dashboard.figures.map.basemap import Boundaries
from dashboard.state import BOUNDARIES


class Term(NamedTuple):
    """A word of the page, as Help lists it, and what it means, in plain text."""

    name: str
    means: str


ABOUT: Final = (
    "Watchline shows reported events on a map, on a timeline and in a list, always the same ones,"
    " and each leads to who reported it. What is not known is shown as not known."
)

BOUNDARY_HINTS: Final[Mapping[Boundaries, str]] = MappingProxyType(
    {
        "un": "The Golan in the colour of Syria, as occupied territory; unsettled lines dashed",
        "defacto": "Lines as they are held on the ground; the eastern side of the Golan is dashed",
    }
)

FLAGGED: Final = "Flagged by day, place, kind and a shared actor; never merged."

_MAP: Final = {
    "group": Term(
        "Type",
        "Colour and shape give the group of an event's type, and say the same, so that a copy in"
        " grey loses nothing.",
    ),
    "size": Term(
        "Size",
        "The area of a mark counts events. A place with several groups has a mark for each, side by"
        " side, and the number beside its name is their sum.",
    ),
    "exact": Term("Exact place", "The very spot is known. Drawn filled."),
    "town": Term("Town", "The town or village is known, not the spot in it. Drawn filled."),
    "admin2": Term(
        "District", "Known to a district only: somewhere around. Filled, in a dashed ring."
    ),
    "admin1": Term(
        "Governorate",
        "Known to a governorate, another first-level region or a zone only. Hollow and dashed,"
        " beside the capital and never on it.",
    ),
    "country": Term(
        "Country only",
        "Known to a country only. It has no mark; it is counted under the map and stands in the"
        " list.",
    ),
    "none": Term(
        "Without a place",
        "No place is known. It has no mark; it is counted under the map and stands in the list.",
    ),
    "density": Term(
        "Density",
        "Where places are too many to tell apart, events are counted in hexagons of equal width;"
        " the further a colour is from that of the land, the more. No colour: no event. What is"
        " known to a region only is in none of them.",
    ),
    "regions-mode": Term(
        "Regions",
        "Every first-level region has a colour by the number of events that happened in it; the"
        " further it is from that of the land, the more. What only concerns a region does not"
        " count, and what lies in none is counted under the map.",
    ),
    "sum": Term(
        "The sum under the map",
        "On this map, elsewhere, country only and without a place add up to the number in the"
        " header.",
    ),
    "zone": Term(
        "Your zones", "Areas that you have loaded under Data; events of a known place lie in them."
    ),
    "boundaries": Term(
        "Boundaries",
        " ".join(f"{BOUNDARIES[name]}: {hint}." for name, hint in BOUNDARY_HINTS.items())
        + " None implies an opinion.",
    ),
}

_FILTERS: Final = {
    "count": Term(
        "Numbers beside values", "How many events there would be, were this value chosen too."
    ),
    "region": Term(
        "Region",
        "Finds what happened in it and what is about it, its parts included. “Venue only” leaves"
        " out what is about it and happened elsewhere.",
    ),
    "actor": Term(
        "Actor",
        "Finds events that name it or one of its parts, in whatever role. “All” wants every chosen"
        " actor in one event.",
    ),
    "near": Term(
        "Near",
        "Within so many kilometres of a place. What is known to a district is tried at the point"
        " where it is drawn; what is known to a governorate or less is never near.",
    ),
    "participant": Term(
        "Taking part",
        "Leaves out the events in which an actor is only spoken about, and did nothing itself.",
    ),
    "watch": Term(
        "Watch",
        "A watch keeps filters under a name and counts what comes in for them. It stays in this"
        " browser.",
    ),
}

_TIMELINE: Final = {
    "timeline": Term(
        "Columns",
        "Events by day of start, stacked by type, per day to per decade as there is room. Drag"
        " across them, or move the two ends, to choose dates. The wheel with Ctrl, or two fingers,"
        " show less or more of the time; with Shift the wheel moves along it.",
    ),
    "lane": Term(
        "Lanes",
        "A row for each storyline, actor, type or region, with the number of its events. An event"
        " of several stands in each. Where events are many they are columns, each lane on its own"
        " scale or all on one; the peak at the right is the most in one column.",
    ),
    "curve": Term(
        "Lines",
        "The mean of the last 7 days, 4 weeks or 12 months, from one full span on, and, dotted, the"
        " sum so far on a scale of its own.",
    ),
    "hollow": Term(
        "Hollow bars",
        "In a lane, an event that is not dated to the day, over all days it may have been, or an"
        " aggregate. In a column, aggregates.",
    ),
}

_EVENT: Final = {
    "date": Term(
        "±",
        "Dated to the week, the month or the year only. It belongs to all of it, and is found by"
        " every filter that overlaps.",
    ),
    "venue": Term("Venue", "Where it physically happened, and how well that is known."),
    "subject": Term(
        "About, subject",
        "The region that an event is about, where it happened elsewhere: talks in Paris about"
        " Sweida. A thin line on the map joins the two while the event is open.",
    ),
    "role": Term(
        "Roles",
        "What an actor did or was: initiator, target, mediator, host, subject, witness. A party"
        " took part, and the source says nothing of a direction.",
    ),
    "deaths": Term(
        "Deaths",
        "As reported: low, best and high. A dash is not known, never zero, and a range stands"
        " before a best figure. Sums are over the events that state them.",
    ),
    "claims": Term(
        "Who says what",
        "What each source states of deaths, by event, with the day of publication. No number is"
        " added to another, and “no number” is not zero.",
    ),
    "matrix": Term(
        "Who with whom",
        "A row and a column for each of those who act most; where two meet stands in how many"
        " events both are. Those of one side are crossed out. A number leads to its events.",
    ),
    "grade": Term(
        "Admiralty grade",
        "How far to trust it, as judged by whoever keeps the data set: a letter for the source, a"
        " digit for the information. F and 6 cannot be judged.",
    ),
    "sources": Term(
        "Sources",
        "The published reports that an event rests on, each with its link where it has one.",
    ),
    "inferred": Term(
        "(inferred)",
        "The report is a reprint that does not name its agency, which was inferred from its style"
        " or its outlet.",
    ),
    "storyline": Term(
        "Storyline", "A thread of events that belong together, as named in the data set."
    ),
    "aggregate": Term(
        "Aggregate",
        "A record that overlaps other events, as a week of violence overlaps its clashes. It"
        " counts as one, is drawn hollow, and its deaths are in no sum.",
    ),
    "sub_type": Term("Source's type", "The type in the source's own words."),
    "tags": Term("Tags", "Further words that the data set gives an event."),
    "duplicate": Term(
        "Possibly also reported as", f"Events of other data sets that may be the same. {FLAGGED}"
    ),
    "machine": Term(
        "Counted by machine", "Reports counted by machine, read by nobody: not verified."
    ),
}

_DATA: Final = {
    "dataset": Term(
        "Data set",
        "Events that one keeper has collected, on terms of their own. Sums over several sets may"
        " count an incident more than once, and say so.",
    ),
    "table": Term(
        "The table of events",
        "All events that match, on the map or not. A click on a heading sorts, and what is not"
        " known stands last, whichever way.",
    ),
    "replay": Term(
        "Replay",
        "The bundled events, played as if they came in now. A band over the page says so; nothing"
        " of it is kept.",
    ),
    "revision": Term(
        "Revised, changed",
        "A later reading of the data set had another value: what it was → what it became.",
    ),
    "new": Term("New", "Came in since your last visit, and not looked at yet in this browser."),
    "live": Term(
        "The dot in the header",
        "Filled: feeds bring data in, and all is well. Hollow: nothing is fetched, or it is late."
        " The words beside it say which.",
    ),
}

SECTIONS: Final[Mapping[str, Mapping[str, Term]]] = MappingProxyType(
    {
        "On the map": _MAP,
        "On the timeline": _TIMELINE,
        "Filters": _FILTERS,
        "An event": _EVENT,
        "The data": _DATA,
    }
)
"""The order of Help."""

GLOSSARY: Final[Mapping[str, Term]] = MappingProxyType(
    {key: term for terms in SECTIONS.values() for key, term in terms.items()}
)

KEYS: Final = (
    (("?",), "this help"),
    (("/",), "search; from there ↓ or Enter leads into the list"),
    (("↓", "↑"), "the events of the list, one by one"),
    (("→", "←"), "the next event, and the one before, while one is open"),
    (("Enter",), "open or follow what has the focus"),
    (("Space",), "tick a value of a filter"),
    (("→", "←"), "an end of the timeline a day on, or back; with Shift a column"),
    (("Esc",), "one step back: close, or leave the event, then the place"),
)
"""What keys do, those of one line together."""

HINTS: Final = (
    (
        "Colour and shape are the type, area the number. Filled is a known town, ringed a district,"
        " hollow a region."
    ),
    (
        "Every value among the filters is a choice for map, timeline and list alike; its number"
        " says how many events it would give."
    ),
    (
        "The address holds all that you see: send it. Export takes it away as a picture, a file or"
        " a report."
    ),
)
"""What a first visit is told."""
