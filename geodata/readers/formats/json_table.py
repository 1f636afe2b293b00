"""Tables in JSON: one object per line, a list of objects, GeoJSON points, answers of APIs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from geodata.readers.cells import shown
from geodata.readers.formats.encoding import UTF_8, Opened, encoding_of
from geodata.readers.formats.json_items import TROUBLE, broken, items, place_of
from geodata.readers.rows import (
    COLUMN_LIMIT,
    FIELD_LIMIT,
    LINE_LIMIT,
    Part,
    RowBuffer,
    Table,
    header_fault,
    named,
    refused,
    unique,
)
from geodata.schema import Note, Rejected

LON: Final = "longitude"
LAT: Final = "latitude"
"""The columns that the point of a GeoJSON feature comes in."""

_LOOKED_AT: Final = 1_000
_DIGITS: Final = 30


def open_json(file: str, size: int, opened: Opened) -> Table | Rejected:
    """The objects of a JSON file as rows; a column for each name in the first thousand."""
    keys: dict[str, None] = {}
    place: str | None = ""
    try:
        found = encoding_of(opened)
        if isinstance(found, str):
            return refused(file, found)
        if found.name != UTF_8:
            return refused(file, "the file is not UTF-8, as JSON has to be: save it as UTF-8")
        place = place_of(opened)
        for item in items(opened, place):
            keys.update(dict.fromkeys(_row(item.value)))
            if item.number >= _LOOKED_AT or item.done > 8 * LINE_LIMIT or len(keys) > COLUMN_LIMIT:
                break
    except TROUBLE as error:
        if not keys:
            return refused(file, broken(error))
    known = tuple(keys)
    names = unique([_text(key) for key in known])
    if reason := header_fault(names) if known else "the JSON holds no objects":
        return refused(file, reason)
    lines = place is None
    return Table(
        file,
        _format(place),
        names,
        lambda: _parts(file, size, opened, place, dict(zip(known, names, strict=True))),
        unit="line" if lines else "item",
    )


def _format(place: str | None) -> str:
    if place is None:
        return "JSON, one object per line"
    return "GeoJSON" if place in {"", "features.item"} else "JSON"


def _parts(
    file: str, size: int, opened: Opened, place: str | None, known: Mapping[str, str]
) -> Iterator[Part]:
    gathered = RowBuffer(tuple(known.values()))
    late: dict[str, int] = {}
    last = 0
    try:
        for last, value, done in items(opened, place):
            if not isinstance(value, dict):
                yield _no_object(file, last, value)
                continue
            row = _row(value)
            for name in row.keys() - known.keys():
                if len(late) < COLUMN_LIMIT:
                    late.setdefault(name, last)
            record = [row.get(name, "") for name in known]
            gathered.add(last, record, sum(map(len, record)))
            if gathered.full:
                yield gathered.part(done / max(size, 1))
    except TROUBLE as error:
        yield gathered.part(1.0)
        reason = f"{broken(error)}: from here on the file was not read"
        yield Rejected(file, last + 1, "", "", reason)
    else:
        yield gathered.part(1.0)
    if late:
        name, number = next(iter(late.items()))
        said = f"names of values that first occur after item {_LOOKED_AT:,} are not read"
        yield Note(file, number, f"{said}: {len(late):,} of them, such as {named(name)}")


def _no_object(file: str, number: int, value: Any) -> Rejected:  # noqa: ANN401 - JSON
    if isinstance(value, Exception):
        return Rejected(file, number, "", "", f"this is no JSON object: {broken(value)}")
    return Rejected(file, number, "", shown(str(value)), "this is no JSON object")


def _row(item: Any) -> dict[str, str]:  # noqa: ANN401 - whatever a file holds
    """An object as cells; a GeoJSON feature's properties, its id and its point."""
    if not isinstance(item, Mapping):
        return {}
    if item.get("type") != "Feature":
        return {str(name): _text(value) for name, value in item.items()}
    properties = item.get("properties")
    cells = {"id": _text(item["id"])} if "id" in item else {}
    if isinstance(properties, Mapping):
        cells |= {str(name): _text(value) for name, value in properties.items()}
    geometry = item.get("geometry")
    if geometry is None:  # what the properties may say of the place is all there is
        return {LON: "", LAT: ""} | cells
    return cells | _point(geometry)


def _point(geometry: Any) -> dict[str, str]:  # noqa: ANN401 - whatever a file holds
    """Longitude and latitude of a point; anything else is said where a number should be."""
    if isinstance(geometry, Mapping) and geometry.get("type") == "Point":
        at = geometry.get("coordinates")
        if isinstance(at, list) and len(at) >= 2:  # noqa: PLR2004 - longitude, latitude
            return {LON: _text(at[0]), LAT: _text(at[1])}
        return {LON: "", LAT: ""} if at == [] else {LON: _text(at), LAT: ""}
    kind = geometry.get("type") if isinstance(geometry, Mapping) else geometry
    return {LON: f"a {shown(_text(kind))}, not a point", LAT: ""}


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a file holds
    """A value as a person would write it in a CSV file; lists and objects stay JSON."""
    if isinstance(value, str):
        return _whole_signs(value[: FIELD_LIMIT + 1])
    if value is None or value != value:  # noqa: PLR0124 - NaN, which is not itself, is not known
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float, Decimal)):
        return _number(value)
    try:
        text = json.dumps(value, ensure_ascii=False, default=float)
    except RecursionError:
        return "(nested too deeply)"
    return _whole_signs(text[: FIELD_LIMIT + 1])


def _whole_signs(text: str) -> str:
    """Text in which no half of a sign stands alone, as JSON may have it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _number(value: float | Decimal) -> str:
    """A number without an exponent where it is short enough so."""
    text = str(value)
    if "e" in text or "E" in text:
        exact = Decimal(text)
        text = f"{exact:f}" if abs(exact.adjusted()) <= _DIGITS else text
    return text.rstrip("0").rstrip(".") if "." in text and "E" not in text.upper() else text
