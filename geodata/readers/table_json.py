"""Tables in JSON: one object per line, a list of objects, GeoJSON points, answers of APIs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final

import ijson

from geodata.readers.cells import shown
from geodata.readers.csv_scan import Opened, unreadable
from geodata.readers.rows import (
    FIELD_LIMIT,
    LINE_LIMIT,
    ROWS_AT_ONCE,
    Part,
    Rows,
    Table,
    columns,
    header_fault,
    refused,
)
from geodata.schema import Note, Rejected

LISTS: Final = ("features", "data", "Result", "results", "events")
"""Under which names an object of JSON may hold the list of its rows."""

LON: Final = "longitude"
LAT: Final = "latitude"
"""The columns that the point of a GeoJSON feature comes in."""

_LOOKED_AT: Final = 1_000
_TROUBLE: Final = (ijson.JSONError, ValueError, RecursionError, OSError)


class _TooLongError(ValueError):
    """An item beyond the limit."""


class _NoListError(ValueError):
    """An object without a list of rows."""


class _Watched:
    """A file of bytes of which one item may only be so long."""

    def __init__(self, raw: IO[bytes]) -> None:
        self.raw = raw
        self.read_so_far = 0
        self.since = 0

    def read(self, size: int = -1) -> bytes:
        """Some bytes, unless there were too many since the last item."""
        block = self.raw.read(65_536 if size < 0 else size)
        self.since += len(block)
        self.read_so_far += len(block)
        if self.since > LINE_LIMIT:
            raise _TooLongError
        return block


def open_json(file: str, size: int, opened: Opened) -> Table | Rejected:
    """The objects of a JSON file as rows; a column for each name in the first thousand."""
    if reason := unreadable(opened):
        return refused(file, reason)
    names: dict[str, None] = {}
    try:
        with opened() as raw:
            shape = _shape(raw)
        for number, (_, item, _) in enumerate(_items(opened, shape)):
            names.update(dict.fromkeys(_row(item)))
            if number >= _LOOKED_AT:
                break
    except _TROUBLE as error:
        if not names:
            return refused(file, _broken(error))
    if reason := header_fault(tuple(names)) if names else "the JSON holds no objects":
        return refused(file, reason)
    return Table(
        file,
        {"": "JSON, one object per line", "features.item": "GeoJSON"}.get(shape, "JSON"),
        tuple(names),
        lambda: _parts(file, size, opened, shape, tuple(names)),
        unit="line" if not shape else "item",
    )


def _shape(raw: IO[bytes]) -> str:
    """Where the rows are, as a path of ijson; empty for an object per line.

    Raises:
        ValueError: there is no list of rows.
    """
    start = raw.read(_LOOKED_AT * 64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"["):
        return "item"
    first = start.split(b"\n", 1)[0].strip()
    try:
        if isinstance(json.loads(first), dict) and b'"features"' not in first:
            whole = not start[len(first) :].strip()
            if not whole:
                return ""
            return next((f"{n}.item" for n in LISTS if f'"{n}"'.encode() in first), "")
    except (ValueError, RecursionError):
        pass  # the first line is no object by itself: it is one large object, or none
    raw.seek(0)
    for prefix, event, _ in ijson.parse(_Watched(raw)):
        if event == "start_array" and prefix in LISTS:
            return f"{prefix}.item"
    raise _NoListError


def _items(opened: Opened, shape: str) -> Iterator[tuple[int, Any, int]]:
    """Every item with its number, and the bytes read so far."""
    with opened() as raw:
        if not shape:
            yield from _lines(raw)
            return
        watched = _Watched(raw)
        for number, item in enumerate(ijson.items(watched, shape, use_float=True), 1):
            watched.since = 0
            yield number, item, watched.read_so_far


def _lines(raw: IO[bytes]) -> Iterator[tuple[int, Any, int]]:
    number = done = 0
    while line := raw.readline(LINE_LIMIT):
        number += 1
        done += len(line)
        if len(line) >= LINE_LIMIT:
            raise _TooLongError
        text = line.removeprefix(b"\xef\xbb\xbf").strip()
        if text:
            try:
                item = json.loads(text)
            except (ValueError, RecursionError) as error:
                item = error
            yield number, item, done


def _parts(
    file: str, size: int, opened: Opened, shape: str, names: tuple[str, ...]
) -> Iterator[Part]:
    numbers: list[int] = []
    records: list[list[str]] = []
    known = set(names)
    late: dict[str, int] = {}
    last = 0
    try:
        for number, item, done in _items(opened, shape):
            last = number
            if not isinstance(item, dict):
                yield Rejected(file, number, "", shown(str(item)), "this is no JSON object")
                continue
            row = _row(item)
            for name in row.keys() - known:
                late.setdefault(name, number)
            numbers.append(number)
            records.append([row.get(name, "") for name in names])
            if len(records) >= ROWS_AT_ONCE:
                yield Rows(numbers, columns(names, records), min(done / max(size, 1), 1.0))
                numbers, records = [], []
    except _TROUBLE as error:
        yield Rows(numbers, columns(names, records), 1.0)
        reason = f"{_broken(error)}: from here on the file was not read"
        yield Rejected(file, last + 1, "", "", reason)
        return
    yield Rows(numbers, columns(names, records), 1.0)
    for name, number in list(late.items())[:1]:
        reason = f"{len(late)} names that first occur after item {_LOOKED_AT:,} are not read"
        yield Note(file, number, f"{reason}, such as {shown(name)}")


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
    return cells | _point(item.get("geometry"))


def _point(geometry: Any) -> dict[str, str]:  # noqa: ANN401 - whatever a file holds
    """Longitude and latitude of a point; anything else is said where a number should be."""
    if geometry is None:
        return {LON: "", LAT: ""}
    if isinstance(geometry, Mapping) and geometry.get("type") == "Point":
        at = geometry.get("coordinates")
        if isinstance(at, list) and len(at) >= 2:  # noqa: PLR2004 - longitude, latitude
            return {LON: _text(at[0]), LAT: _text(at[1])}
        return {LON: "", LAT: ""} if at == [] else {LON: _text(at), LAT: ""}
    kind = geometry.get("type") if isinstance(geometry, Mapping) else geometry
    return {LON: f"a {shown(_text(kind))}, not a point", LAT: ""}


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a file holds
    if value is None:
        return ""
    if isinstance(value, str):
        return value[: FIELD_LIMIT + 1]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (int, float)):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)[: FIELD_LIMIT + 1]


def _broken(error: Exception) -> str:
    if isinstance(error, _TooLongError):
        return f"one item is longer than {LINE_LIMIT:,} bytes"
    if isinstance(error, _NoListError):
        return f"the JSON holds no list of events: […], or one under {', '.join(LISTS)}"
    if isinstance(error, OSError):
        return f"the file could not be read: {error.strerror or error}"
    if isinstance(error, RecursionError):
        return "the JSON is nested too deeply"
    return f"the JSON is broken ({shown(str(error).splitlines()[0] if str(error) else 'it ends')})"
