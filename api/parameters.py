"""The parameters of the API, as its OpenAPI document tells them.

Those of the page are read by ``geodata.filters`` and ``dashboard.state``; here stands what a
program may send. A test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from dashboard.state import BOUNDARIES, LANES, TABS
from geodata import places
from geodata.filter_url import MAX_KEY, MAX_TEXT, MAX_VALUES
from geodata.filter_words import DEATHS
from geodata.schema import (
    CREDIBILITY,
    DATE_PRECISIONS,
    EVENT_TYPES,
    GEO_PRECISIONS,
    GROUPS,
    RELIABILITY,
)

Json = dict[str, Any]

_ENDINGS: Final = re.compile(
    r'(?: and (?:was|were) ignored|; (?:it|\w+|"to") was ignored'
    r"|; only the first(?: \d+)? (?:was|were) used|, so nothing of it was used)\.$"
)
"""What the page adds to say that it goes on without; the API does not."""

_DAY: Final = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
LON: Final = r"-?(?:1[0-7]\d|\d{1,2})(?:\.\d{1,9})?"
LAT: Final = r"-?[0-8]?\d(?:\.\d{1,9})?"


def refusing(notice: str) -> str:
    """A sentence of the page on what it ignored, where nothing is ignored."""
    return _ENDINGS.sub(".", notice)


def word(*words: str) -> Json:
    """One of some words."""
    return {"type": "string", "enum": list(words)}


def _several(of: Json) -> Json:
    return {"type": "array", "items": of, "maxItems": MAX_VALUES}


def text(longest: int = MAX_TEXT) -> Json:
    """Text of a length."""
    return {"type": "string", "minLength": 1, "maxLength": longest}


def described(name: str, said: str, schema: Json, example: object) -> tuple[str, Json]:
    """A parameter by name, as OpenAPI tells it."""
    return name, {
        "name": name,
        "in": "query",
        "required": False,
        "description": said,
        "schema": schema,
        "example": example,
    }


FILTERS: Final[Mapping[str, Json]] = dict(
    (
        described(
            "q",
            "Words, at most 12, each of which occurs in title, summary, place or an actor's name.",
            text(),
            "ceasefire",
        ),
        described(
            "from",
            "First day (UTC), included; or `-7d`, `-12m`: the last days or months up to today.",
            {
                "type": "string",
                "pattern": f"^(?:{_DAY}|-[1-9]\\d{{0,2}}d|-[12]\\d{{3}}d|-[1-9]\\d?m)$",
            },
            "2025-07-01",
        ),
        described(
            "to",
            "Last day (UTC), included. Not beside a `from` that counts back.",
            {"type": "string", "format": "date"},
            "2025-07-31",
        ),
        described(
            "added",
            "Came into the store at this minute (UTC) or later.",
            {"type": "string", "pattern": f"^{_DAY}T(?:[01]\\d|2[0-3]):[0-5]\\dZ$"},
            "2026-11-20T14:05Z",
        ),
        described(
            "region",
            "Happened in, or is about, a region: ISO 3166-1 alpha-3 or a code such as"
            " `SYR-Sweida`. Its parts are included.",
            _several(word(*places.regions())),
            ["SYR"],
        ),
        described(
            "scope", "`venue`: regions by where it happened only.", word("venue", "any"), "venue"
        ),
        described(
            "area",
            "Drawn inside a ring of corners in degrees WGS84: `lon lat,lon lat,…`, at least three.",
            {
                "type": "string",
                "pattern": f"^{LON} {LAT}(?:,{LON} {LAT}){{2,499}}$",
            },
            "35 32,37 32,37 34,35 34",
        ),
        described(
            "zone",
            "Lies in a zone, by key: `source:name`.",
            _several(text(MAX_KEY)),
            ["my-zones:Zone 1"],
        ),
        described(
            "actor",
            "An actor takes part, by its canonical name or an alias; its parts are included.",
            _several(text()),
            ["Israel"],
        ),
        described("match", "`all`: every actor and not any.", word("all", "any"), "all"),
        described(
            "type",
            "Event types or groups of types.",
            _several(word(*EVENT_TYPES, *GROUPS)),
            ["violence"],
        ),
        described(
            "storyline", "Storylines by name.", _several(text()), ["Israel-Syria negotiations"]
        ),
        described(
            "data", "Data sets by key; see `/api/v1/datasets`.", _several(text()), ["levant"]
        ),
        described(
            "placed", "How well the place is known.", _several(word(*GEO_PRECISIONS)), ["town"]
        ),
        described(
            "dated", "How well the date is known.", _several(word(*DATE_PRECISIONS)), ["day"]
        ),
        described(
            "reliability",
            "Reliability of the source, A to F.",
            _several(word(*RELIABILITY)),
            ["A", "B"],
        ),
        described(
            "credibility",
            "Credibility of the information, 1 to 6.",
            _several(word(*CREDIBILITY)),
            ["1", "2"],
        ),
        described("deaths", "What is known of deaths.", _several(word(*DEATHS)), ["known"]),
    )
)
"""What chooses events."""

LOOKS: Final[Mapping[str, Json]] = dict(
    (
        described(
            "event",
            "The event that is open in the page. No effect.",
            {"type": "string"},
            "levant:e0001",
        ),
        described(
            "place", "The mark that is chosen in the page. No effect.", {"type": "string"}, "p1"
        ),
        described("tab", "The tab that is open in the page. No effect.", word(*TABS), "actors"),
        described("lanes", "What the lanes of a timeline are.", word(*LANES), "actor"),
        described("boundaries", "Which view of boundaries a map has.", word(*BOUNDARIES), "un"),
        described(
            "map",
            "Centre and zoom of the map: `lat,lon,zoom`.",
            {
                "type": "string",
                "pattern": "^-?[0-7]?\\d(?:\\.\\d+)?,-?(?:1[0-7])?\\d(?:\\.\\d+)?,1?\\d$",
            },
            "33.0500,36.0500,8.00",
        ),
    )
)
"""What else a link of the page carries, so that one can be used as it is."""


PAGE: Final[tuple[str, ...]] = (*FILTERS, *LOOKS)
"""The names of the parameters that every address takes."""
