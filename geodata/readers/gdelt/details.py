"""What GDELT says of an event besides, in words, for the page of one event."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from geodata.readers.gdelt import codes
from geodata.readers.gdelt.actors import roles
from geodata.readers.gdelt.lists import side_by_side
from geodata.readers.sheet import Sheet
from geodata.schema import EVENT_SCHEMA

_LIMIT: Final = 500
_TIME: Final = re.compile(r"\d{8}(\d{6})?", re.ASCII)
_STATED: Final = (
    ("GoldsteinScale", "Goldstein scale (−10 conflict to +10 cooperation)"),
    ("NumMentions", "Mentions"),
    ("NumSources", "Sources"),
    ("NumArticles", "Articles"),
    ("AvgTone", "Average tone of the reports (−100 to +100)"),
)
_OF_ACTORS: Final = (
    ("Name", "as named"),
    ("Code", "code (CAMEO)"),
    ("CountryCode", "country code (CAMEO)"),
    ("KnownGroupCode", "group code (CAMEO)"),
    ("EthnicCode", "ethnic code (CAMEO)"),
    ("Religion1Code", "religion code (CAMEO)"),
    ("Religion2Code", "second religion code (CAMEO)"),
)
_OF_PLACES: Final = (
    ("ActionGeo_CountryCode", "Country code of the place (FIPS 10-4)"),
    ("ActionGeo_ADM1Code", "Region code of the place (FIPS 10-4)"),
    ("ActionGeo_ADM2Code", "District code of the place (GAUL, or county in the United States)"),
    ("ActionGeo_FeatureID", "Number of the place (GNS or GNIS)"),
)


def details(sheet: Sheet) -> pa.Array:
    """Labels and values of a row, as ``details`` of ``EVENT_SCHEMA``."""
    named = list(_named(sheet))
    stated = side_by_side([values for _, values in named])
    labels = pa.array([label for label, _ in named]).take(stated.column)
    pairs = pa.StructArray.from_arrays([labels, stated.values], ["name", "value"])
    return pa.ListArray.from_arrays(stated.bounds, pairs).cast(EVENT_SCHEMA.field("details").type)


def _named(sheet: Sheet) -> Iterator[tuple[str, pa.Array]]:
    yield "Event code (CAMEO)", sheet.text("EventCode", _LIMIT)
    yield "Class of event", _worded(sheet, "QuadClass", codes.QUAD_CLASSES.get)
    for column, label in _STATED:
        yield label, sheet.text(column, _LIMIT)
    yield "In the opening of the report", _worded(sheet, "IsRootEvent", _yes)
    for number in (1, 2):
        for column, label in _OF_ACTORS:
            yield f"Actor {number} {label}", sheet.text(f"Actor{number}{column}", _LIMIT)
        types = [f"Actor{number}Type{which}Code" for which in (1, 2, 3)]
        yield f"Actor {number} role", sheet.combined(types, roles, pa.string())
        yield f"Place of actor {number}", sheet.text(f"Actor{number}Geo_FullName", _LIMIT)
    yield "Place matched with", _worded(sheet, "ActionGeo_Type", _matched)
    for column, label in _OF_PLACES:
        yield label, sheet.text(column, _LIMIT)
    yield "Added to GDELT", _worded(sheet, "DATEADDED", _added)


def _worded(sheet: Sheet, column: str, word: Callable[[str], str | None]) -> pa.Array:
    """A column in words; a value without a word as it is, empty ones null."""
    texts = sheet.combined([column], lambda value: _word(value, word), pa.string())
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _word(value: str, word: Callable[[str], str | None]) -> str:
    found = word(value)
    return value[:_LIMIT] if found is None else found


def _yes(value: str) -> str | None:
    return {"1": "yes", "0": "no", "true": "yes", "false": "no"}.get(value.lower())


def _matched(value: str) -> str | None:
    return codes.PLACE_TYPES.get(value.removesuffix(".0"))


def _added(value: str) -> str | None:
    if not _TIME.fullmatch(value):
        return None
    day = f"{value[:4]}-{value[4:6]}-{value[6:8]}"
    return f"{day} {value[8:10]}:{value[10:12]} UTC" if value[8:] else day
