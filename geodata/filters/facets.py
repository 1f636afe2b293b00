"""Every facet, declared once.

A facet is an entry here and its field in ``Filters``. Its link, chips and sentence, its SQL and
its counts, its parameter in the API's OpenAPI document, and its rows under "More" in the rail
follow from the entry.
"""

from __future__ import annotations

from typing import Final

from geodata import actors, regions
from geodata.filters import english, sql
from geodata.filters.facet import Choices, Facet, WordChoices
from geodata.filters.forms import Actors, Added, Area, Dates, Near, Regions, Text, Types
from geodata.filters.parameters import (
    DAY,
    MINUTE,
    Parameter,
    circle,
    pattern,
    ring,
    several,
    text,
    word,
)
from geodata.filters.url import MAX_KEY, MAX_WORDS
from geodata.schema import (
    CREDIBILITY,
    DATE_PRECISIONS,
    EVENT_TYPES,
    GEO_PRECISIONS,
    GROUPS,
    RELIABILITY,
)

# The order is that of links, chips, sentences, and of the rail's "More".
FACETS: Final[tuple[Facet, ...]] = (
    Text(
        "text",
        "Text",
        (
            Parameter(
                "q",
                f"Words, at most {MAX_WORDS}, each in title, summary, place or an actor's name; of"
                " a town, any known spelling or the governorate called after it.",
                text(),
                "ceasefire",
            ),
        ),
    ),
    Dates(
        "dates",
        "Dates",
        (
            Parameter(
                "from",
                "First day (UTC), included; or `-7d`, `-12m`: the last days or months up to today.",
                pattern(f"(?:{DAY}|-[1-9]\\d{{0,2}}d|-[12]\\d{{3}}d|-[1-9]\\d?m)"),
                "2025-07-01",
            ),
            Parameter(
                "to",
                "Last day (UTC), included. Not beside a `from` that counts back.",
                {"type": "string", "format": "date"},
                "2025-07-31",
            ),
        ),
    ),
    Added(
        "added",
        "Added",
        (
            Parameter(
                "added",
                "Came into the store at this minute (UTC) or later.",
                pattern(f"{DAY}T{MINUTE}Z"),
                "2026-11-20T14:05Z",
            ),
        ),
    ),
    Regions(
        "regions",
        "Region",
        (
            Parameter(
                "region",
                "Happened in, or is about, a region: ISO 3166-1 alpha-3 or a code such as"
                " `SYR-Sweida`. Its parts are included.",
                several(word(*regions.regions())),
                ["SYR"],
            ),
            Parameter(
                "scope",
                "`venue`: regions by where it happened only.",
                word("venue", "any"),
                "venue",
            ),
        ),
        condition=lambda f: sql.matches_region(f.regions, venue_only=f.venue_only),
        counts=lambda f, rows: sql.count_regions(rows, venue_only=f.venue_only),
        english=regions.label,
        parent=lambda code: next(iter(regions.ancestors(code)), ""),
    ),
    Area(
        "area",
        "Area",
        (
            Parameter(
                "area",
                "Drawn inside a ring of corners in degrees WGS84: `lon lat,lon lat,…`, at least"
                " three.",
                ring(),
                "35 32,37 32,37 34,35 34",
            ),
        ),
    ),
    Near(
        "near",
        "Near",
        (
            Parameter(
                "near",
                "Known to a place, district or better, so many kilometres from a latitude and a"
                " longitude in degrees WGS84: `lat,lon,50km`. Events known to a region only are"
                " not within; `perhaps_within` of the summary counts those that may be.",
                circle(),
                "32.71,36.57,50km",
            ),
        ),
    ),
    Choices(
        "zones",
        "Zone",
        (
            Parameter(
                "zone",
                "Lies in a zone, by key: `source:name`.",
                several(text(MAX_KEY)),
                ["my-zones:Zone 1"],
            ),
        ),
        condition=lambda f: sql.matches_zone(f.zones),
        english=english.zone,
        lead="in zone ",
        longest=MAX_KEY,
    ),
    Actors(
        "actors",
        "Actor",
        (
            Parameter(
                "actor",
                "An actor takes part, by its canonical name or an alias; its parts are included.",
                several(text()),
                ["Israel"],
            ),
            Parameter("match", "`all`: every actor and not any.", word("all", "any"), "all"),
            Parameter(
                "role",
                "`participant`: actors that take part, in any role but subject; pairs and rankings"
                " count these.",
                word("participant", "any"),
                "participant",
            ),
        ),
        condition=lambda f: sql.matches_actor(
            f.actors, every=f.all_actors, participants_only=f.participants_only
        ),
        counts=lambda f, rows: sql.count_actors(rows, participants_only=f.participants_only),
        parent=lambda name: next(iter(actors.ancestors(name)), ""),
    ),
    Types(
        "types",
        "Type",
        (
            Parameter(
                "type",
                "Event types or groups of types.",
                several(word(*english.TYPES)),
                ["violence"],
            ),
        ),
        column="event_type",
        words=english.TYPES,
        english=english.TYPES.__getitem__,
        stands_for={group: english.ungrouped(group) for group in GROUPS},
        parent=lambda name: EVENT_TYPES[name].group if name in EVENT_TYPES else "",
    ),
    Choices(
        "storylines",
        "Storyline",
        (
            Parameter(
                "storyline",
                "Storylines by name.",
                several(text()),
                ["Israel-Syria negotiations"],
            ),
        ),
        condition=lambda f: sql.matches_storyline(f.storylines),
        counts=lambda _, rows: sql.count_storylines(rows),
    ),
    Choices(
        "datasets",
        "Data set",
        (
            Parameter(
                "data", "Data sets by key; see `/api/v1/datasets`.", several(text()), ["levant"]
            ),
        ),
        column="source",
        lead="data set ",
        heading="Data set",
    ),
    WordChoices(
        "geo_precisions",
        "Place",
        (
            Parameter(
                "placed",
                "How well the place is known.",
                several(word(*GEO_PRECISIONS)),
                ["town"],
            ),
        ),
        column="geo_precision",
        words=GEO_PRECISIONS,
        english=GEO_PRECISIONS.__getitem__,
        lead="place: ",
        heading="Precision of the place",
    ),
    WordChoices(
        "date_precisions",
        "Date",
        (
            Parameter(
                "dated",
                "How well the date is known.",
                several(word(*DATE_PRECISIONS)),
                ["day"],
            ),
        ),
        column="date_precision",
        words=DATE_PRECISIONS,
        english=DATE_PRECISIONS.__getitem__,
        heading="Precision of the date",
    ),
    WordChoices(
        "reliability",
        "Reliability",
        (
            Parameter(
                "reliability",
                "Reliability of the source, A to F.",
                several(word(*RELIABILITY)),
                ["A", "B"],
            ),
        ),
        column="reliability",
        words=RELIABILITY,
        english=english.reliability,
        lead="reliability ",
        heading="Reliability of the source",
    ),
    WordChoices(
        "credibility",
        "Credibility",
        (
            Parameter(
                "credibility",
                "Credibility of the information, 1 to 6.",
                several(word(*CREDIBILITY)),
                ["1", "2"],
            ),
        ),
        column="credibility",
        words=CREDIBILITY,
        english=english.credibility,
        lead="credibility ",
        heading="Credibility of the information",
    ),
    WordChoices(
        "deaths",
        "Deaths",
        (
            Parameter(
                "deaths", "What is known of deaths.", several(word(*english.DEATHS)), ["known"]
            ),
        ),
        column="deaths",
        words=english.DEATHS,
        english=english.DEATHS.__getitem__,
        stands_for={"known": ("none", "some")},
        heading="Deaths",
    ),
)

CHOICES: Final = tuple(facet for facet in FACETS if isinstance(facet, Choices))
"""The facets whose values can be listed with their counts."""
