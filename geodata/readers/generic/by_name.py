"""Rows that name a town and have no coordinates: where the gazetteer knows it to be.

A row is located only where its place is a known spelling of one town of its country, and of no
region. All others stay as they are, and it is said why. Coordinates are degrees WGS84
(EPSG:4326), those of the town's centre.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geodata import gazetteer
from geodata.readers.cells import shown
from geodata.readers.sheet import Sheet

LOCATED_BY: Final = "Located by"
"""The name of the detail that says so of an event."""
_SAID: Final = 20
"""How many names of a part of a table are explained one by one."""

Mask = npt.NDArray[np.bool_]


class NamedTown(NamedTuple):
    """Longitude and latitude of rows that were located, null elsewhere, and what is kept of it
    as a detail."""

    lon: pa.DoubleArray
    lat: pa.DoubleArray
    told: pa.StringArray


class _Answer(NamedTuple):
    """A town, or why there is none; neither for a name that is not known at all."""

    town: gazetteer.Candidate | None
    reason: str = ""


def locate(
    sheet: Sheet,
    place: pa.StringArray,
    country: pa.StringArray,
    admin1: pa.StringArray,
    candidates: Mask,
) -> NamedTown:
    """The towns that the rows of a mask name, within their country and first division."""
    nothing = pa.scalar(None, pa.string())
    asked = pc.binary_join_element_wise(
        place, country, admin1.fill_null(""), "\x1f"
    )  # null where place or country is
    coded = pc.if_else(pa.array(candidates), asked, nothing).dictionary_encode()
    answers = [_answer(*text.split("\x1f")) for text in coded.dictionary.to_pylist()]
    which = coded.indices
    _explain(sheet, which, coded.dictionary.to_pylist(), answers)
    towns = [answer.town for answer in answers]
    found = pa.array([town is not None for town in towns], pa.bool_()).take(which)
    sheet.note(found.fill_null(False), "no coordinates: located by the name of the town")
    return NamedTown(
        pa.array([town and town.lon for town in towns], pa.float64()).take(which),
        pa.array([town and town.lat for town in towns], pa.float64()).take(which),
        pa.array([town and _told(town) for town in towns], pa.string()).take(which),
    )


def _told(town: gazetteer.Candidate) -> str:
    return f"its name: {town.name}, GeoNames {town.id.partition(':')[2]}"


def _answer(place: str, country: str, admin1: str) -> _Answer:
    found = gazetteer.candidates(place, country)
    if not found:
        return _Answer(None)
    if not found[0].exact:
        return _Answer(None, f"not a known name; close to {found[0].name}")
    towns = [one for one in found if one.kind == "town"]
    if admin1:
        towns = [one for one in towns if one.admin1 == admin1]
    if any(one.kind != "town" for one in found):
        return _Answer(None, "may be the town or the region" if towns else "")
    if len(towns) > 1:
        return _Answer(None, f"the name of {len(towns)} towns")
    return _Answer(towns[0]) if towns else _Answer(None, "the town of this name lies elsewhere")


def _explain(sheet: Sheet, which: pa.Array, asked: list[str], answers: list[_Answer]) -> None:
    """Say why rows were not located, the first names one by one."""
    unlocated = [at for at, answer in enumerate(answers) if answer.reason]
    for at in unlocated[:_SAID]:
        name = asked[at].partition("\x1f")[0]
        sheet.note(
            pc.equal(which, at).fill_null(False),
            f"“{shown(name)}” is not located: {answers[at].reason}",
        )
    rest = pc.is_in(which, pa.array(unlocated[_SAID:], which.type))
    sheet.note(rest, "other names of places are not located: several meanings, or not known")
