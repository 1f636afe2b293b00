"""GDELT files as they are published: tabs, no quotation marks, no header.

The columns are those of the GDELT Event Codebooks 1.0 and 2.0 and of the GKG Codebook 2.1,
under the names that the same tables have in BigQuery.
"""

from __future__ import annotations

import re
from typing import Final

from geodata.readers.formats.delimited_records import DelimitedFormat


def _actor(number: int) -> tuple[str, ...]:
    traits = (
        "Code",
        "Name",
        "CountryCode",
        "KnownGroupCode",
        "EthnicCode",
        "Religion1Code",
        "Religion2Code",
        "Type1Code",
        "Type2Code",
        "Type3Code",
    )
    return tuple(f"Actor{number}{trait}" for trait in traits)


def _place(whose: str) -> tuple[str, ...]:
    traits = (
        "Type",
        "FullName",
        "CountryCode",
        "ADM1Code",
        "ADM2Code",
        "Lat",
        "Long",
        "FeatureID",
    )
    return tuple(f"{whose}Geo_{trait}" for trait in traits)


EVENTS_2: Final = (
    "GLOBALEVENTID",
    "SQLDATE",
    "MonthYear",
    "Year",
    "FractionDate",
    *_actor(1),
    *_actor(2),
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
    *_place("Actor1"),
    *_place("Actor2"),
    *_place("Action"),
    "DATEADDED",
    "SOURCEURL",
)
"""The 61 columns of an event file of GDELT 2.0."""

EVENTS_1: Final = tuple(name for name in EVENTS_2 if not name.endswith("ADM2Code"))
"""The 58 columns of GDELT 1.0; before April 2013 the last, SOURCEURL, is missing."""

MENTIONS: Final = (
    "GLOBALEVENTID",
    "EventTimeDate",
    "MentionTimeDate",
    "MentionType",
    "MentionSourceName",
    "MentionIdentifier",
    "SentenceID",
    "Actor1CharOffset",
    "Actor2CharOffset",
    "ActionCharOffset",
    "InRawText",
    "Confidence",
    "MentionDocLen",
    "MentionDocTone",
    "MentionDocTranslationInfo",
    "Extras",
)

GKG: Final = (
    "GKGRECORDID",
    "DATE",
    "SourceCollectionIdentifier",
    "SourceCommonName",
    "DocumentIdentifier",
    "Counts",
    "V2Counts",
    "Themes",
    "V2Themes",
    "Locations",
    "V2Locations",
    "Persons",
    "V2Persons",
    "Organizations",
    "V2Organizations",
    "V2Tone",
    "Dates",
    "GCAM",
    "SharingImage",
    "RelatedImages",
    "SocialImageEmbeds",
    "SocialVideoEmbeds",
    "Quotations",
    "AllNames",
    "Amounts",
    "TranslationInfo",
    "Extras",
)

# Number, day, month, year and fraction of the year; number and two times; number of a record.
_EVENT: Final = re.compile(rb"\d{1,12}\t[12]\d{7}\t[12]\d{5}\t[12]\d{3}\t[12]\d{3}(\.\d+)?\t")
_MENTION: Final = re.compile(rb"\d{1,12}\t\d{14}\t\d{14}\t\d\t")
_RECORD: Final = re.compile(rb"\d{14}-T?\d+\t\d{14}\t\d\t")
_LINES: Final = 5


def gdelt_form(start: bytes) -> DelimitedFormat | None:
    """How a GDELT file without a header is written; ``None`` when it is no such file.

    ``start`` is the beginning of the file. One damaged line among the first does not matter.
    The names tell which of GDELT's tables it is: events, mentions or knowledge graph.
    """
    for line in start.lstrip(b"\xef\xbb\xbf\r\n").split(b"\n")[:_LINES]:
        if names := _names(line):
            return DelimitedFormat(separator="\t", quotes=False, names=names)
    return None


def _names(line: bytes) -> tuple[str, ...]:
    columns = line.count(b"\t") + 1
    if _EVENT.match(line):
        by_width = {len(names): names for names in (EVENTS_2, EVENTS_1, EVENTS_1[:-1])}
        return by_width.get(columns, ())
    if _MENTION.match(line) and columns in {len(MENTIONS), len(MENTIONS) - 1}:
        return MENTIONS[:columns]
    # a record of the knowledge graph is often longer than what is seen of the file
    return GKG if _RECORD.match(line) else ()
