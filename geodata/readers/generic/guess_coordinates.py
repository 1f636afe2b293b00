"""How coordinates are written in a table: decimals, order, and whether they are swapped."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

import numpy as np

from geodata import regions
from geodata.folding import fold
from geodata.readers.cells import shown
from geodata.readers.generic import coordinates as degrees
from geodata.readers.generic import region_names
from geodata.readers.generic.column_names import PAIR_NAMES
from geodata.readers.generic.guess_result import YES_NO, Choice, Question, Sample
from geodata.readers.generic.mapping import TableMapping
from geodata.readers.sheet import CellError

_LOOKED_AT: Final = 2_000
_HALF: Final = 0.5
_LAT_LIMIT: Final = degrees.LIMITS["lat"]


def coordinates(
    mapping: TableMapping, sample: Sample, questions: list[Question], notes: list[str]
) -> TableMapping:
    """The mapping with what is certain of the coordinates; questions for the rest."""
    columns = [mapping.columns[name] for name in ("lat", "lon") if name in mapping.columns]
    pair = mapping.columns.get("coordinates", "")
    if not columns and not pair:
        notes.append("no coordinates: events are counted under their country or without a place")
        return mapping
    if example := _comma(sample, columns, pair):
        mapping = dataclasses.replace(mapping, decimal_comma=True)
        notes.append(f"decimals stand behind a comma, such as “{shown(example)}”")
    if pair:
        mapping = _pair_order(mapping, pair, sample, questions, notes)
    if len(columns) == len(("lat", "lon")):
        _swapped(mapping, sample, questions)
    if "geo_precision" not in mapping.columns:
        notes.append("no column says how exact points are: taken as towns unless chosen otherwise")
    return mapping


def is_point(text: str) -> bool:
    """Whether a cell holds a point, in whatever order."""
    for comma in (False, True):
        try:
            if degrees.point(text, "lon lat", comma=comma):
                return True
        except CellError:
            continue
    return False


def _comma(sample: Sample, columns: Sequence[str], pair: str) -> str:
    """A coordinate with a decimal comma, if there is one."""
    texts = [text for column in columns for text in sample.counted(column)]
    for text in sample.counted(pair) if pair else ():
        try:
            both = degrees.parts(text, comma=True)
        except CellError:
            continue
        if all(map(degrees.has_comma, both)):
            texts.extend(both)
    return next((text for text in texts if degrees.has_comma(text)), "")


def _pair_order(
    mapping: TableMapping,
    column: str,
    sample: Sample,
    questions: list[Question],
    notes: list[str],
) -> TableMapping:
    bare = _bare_pairs(sample, column, comma=mapping.decimal_comma)
    if not bare:
        return mapping  # all say their order themselves
    lon_first = next((text for text, one, _ in bare if abs(one) > _LAT_LIMIT), "")
    lat_first = next((text for text, _, two in bare if abs(two) > _LAT_LIMIT), "")
    told = {PAIR_NAMES.get(fold(column), "")} - {""}
    told |= {"lon lat"} if lon_first else set()
    told |= {"lat lon"} if lat_first else set()
    if len(told) == 1:
        order = told.pop()
        why = lon_first or lat_first
        said = f"only so can “{shown(why)}” be read" if why else f"“{shown(column)}” says so"
        notes.append(f"coordinates have the {degrees.PAIR_ORDERS[order]}: {said}")
        return dataclasses.replace(mapping, lonlat=order)
    example, one, two = bare[0]
    text = (
        f"“{shown(column)}” holds two coordinates, such as “{shown(example)}”. Which comes first?"
        + (" Some can be read in one way only, some in the other." if told else "")
    )
    choices = (
        Choice("lat lon", f"Latitude first: {one:g} north, {two:g} east"),
        Choice("lon lat", f"Longitude first: {two:g} north, {one:g} east"),
    )
    questions.append(Question("lonlat", text, choices))
    return mapping


def _bare_pairs(sample: Sample, column: str, *, comma: bool) -> list[tuple[str, float, float]]:
    """Pairs of mere numbers: the cell and both values."""
    found = []
    for text in sample.counted(column):
        if text.startswith("{") or text[:1].isalpha():
            continue
        try:
            one, two = degrees.parts(text, comma=comma)
            values = [degrees.degrees(part, "lon", comma=comma) for part in (one, two)]
        except CellError:
            continue
        if values[0] is not None and values[1] is not None:
            found.append((text, values[0], values[1]))
    return found


def _swapped(mapping: TableMapping, sample: Sample, questions: list[Question]) -> None:
    """Ask when the columns of latitude and longitude seem to hold one another's values."""
    lat_name, lon_name = mapping.columns["lat"], mapping.columns["lon"]
    lats = _numbers(sample.values[lat_name], comma=mapping.decimal_comma)
    lons = _numbers(sample.values[lon_name], comma=mapping.decimal_comma)
    beyond = lats[np.abs(np.nan_to_num(lats)) > _LAT_LIMIT]
    whole = f"“{shown(lat_name)}” and “{shown(lon_name)}”"
    if len(beyond) and not (np.abs(np.nan_to_num(lons)) > _LAT_LIMIT).any():
        text = (
            f"“{shown(lat_name)}” holds values beyond 90 degrees, such as {beyond[0]:g}, and"
            f" “{shown(lon_name)}” none. Are {whole} swapped?"
        )
        questions.append(Question("swapped", text, YES_NO))
        return
    country = mapping.columns.get("country")
    if country:
        stays, moves, points = _inside(sample.values[country], lons, lats)
        if points and stays < _HALF * points <= moves:
            text = (
                f"Of {points:,} points {stays:,} lie in the country that their row names, and"
                f" {moves:,} would if {whole} were swapped. Are they?"
            )
            questions.append(Question("swapped", text, YES_NO))


def _numbers(cells: Sequence[str], *, comma: bool) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Degrees up to 180, NaN for what is none."""
    known: dict[str, float] = {}
    for text in set(cells):
        try:
            value = degrees.degrees(text, "lon", comma=comma)
        except CellError:
            value = None
        known[text] = np.nan if value is None else value
    return np.array([known[text] for text in cells], dtype=np.float64)


def _inside(
    names: Sequence[str],
    lons: np.ndarray[tuple[int], np.dtype[np.float64]],
    lats: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> tuple[int, int, int]:
    """How many points lie in their country, how many would if swapped, and of how many."""
    codes = {name: region_names.country(name) for name in set(names)}
    rows = [
        row
        for row in np.flatnonzero(np.isfinite(lons) & np.isfinite(lats)).tolist()
        if codes[names[row]]
    ][:_LOOKED_AT]
    if not rows:
        return 0, 0, 0
    said = np.array([codes[names[row]] for row in rows], dtype=object)
    lon, lat = lons[rows], lats[rows]
    inside = [
        int(
            (
                np.array(regions.locate(x, y).column("country").to_pylist(), dtype=object) == said
            ).sum()
        )
        for x, y in ((lon, lat), (lat, lon))
    ]
    return inside[0], inside[1], len(rows)
