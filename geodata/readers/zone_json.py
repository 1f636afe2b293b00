"""Zones in GeoJSON (RFC 7946), feature by feature, none mended in silence; TopoJSON too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import ijson

from geodata.readers.cells import nearest, shown
from geodata.readers.json_depth import NestedTooDeeplyError, Shallow
from geodata.readers.zone_report import WGS84, Feature, Layer, Report, UnreadableError
from geodata.readers.zone_shape import NoShapeError, kind_of, taken
from geodata.readers.zone_topology import features_of, fields_of

ITEM_LIMIT: Final = 64_000_000
"""Bytes of one feature, or of a whole Topology."""

_KINDS: Final = (
    *("FeatureCollection", "Feature", "Topology", "GeometryCollection", "Polygon"),
    *("MultiPolygon", "LineString", "MultiLineString", "Point", "MultiPoint"),
)
_BLOCK: Final = 1 << 20
_OLD_CRS: Final = re.compile(r"urn:(?:ogc|x-ogc):def:crs:(\w+):[^:]*:(\w+)", re.IGNORECASE)
_MISSING: Final = object()


class _Outline(NamedTuple):
    """What the file's object says of itself; ``features`` is how that list begins."""

    kind: Any
    features: str
    crs: str


def read_json(path: Path, report: Report) -> list[Layer]:
    """The features of a file; those that cannot be taken are in the report.

    Raises:
        UnreadableError: there are none, or it is another kind of JSON.
    """
    outline = _outline(path)
    if outline.kind not in _KINDS:
        raise UnreadableError(_kind_fault(outline.kind))
    if outline.kind == "Topology":
        return [Layer(WGS84, list(features_of(_whole(path), report)))]
    if outline.kind == "FeatureCollection" and outline.features != "start_array":
        raise UnreadableError("the FeatureCollection has no list of features: […]")
    features = list(_features(path, outline.kind, report))
    return [Layer(outline.crs, features, winding=True)]


def _outline(path: Path) -> _Outline:
    """Read as far as needed to know what a file holds, keeping nothing else of it."""
    kind: Any = _MISSING
    features, crs = "", WGS84
    settled = not _mentions(path, b'"crs"')
    try:
        with _opened(path) as raw:
            events = ijson.parse(Shallow(raw), use_float=True, multiple_values=True)
            for prefix, event, value in events:
                if prefix == "type" and kind is _MISSING:
                    kind = {"start_map": {}, "start_array": []}.get(event, value)
                elif prefix == "features":
                    features = features or event
                elif prefix == "crs" and not settled and event != "map_key":
                    crs = "" if crs == WGS84 else crs  # until it turns out to have a name
                    settled = event != "start_map"
                elif prefix == "crs.properties.name" and event == "string":
                    crs = _named_crs(value)
                known = kind is not _MISSING and (kind != "FeatureCollection" or features)
                if known and (settled or kind != "FeatureCollection"):
                    break
    except _TROUBLE as error:
        if kind is _MISSING or (kind == "FeatureCollection" and not features):
            raise UnreadableError(_broken(error)) from None
    return _Outline(kind, features, crs if kind == "FeatureCollection" else WGS84)


def _mentions(path: Path, word: bytes) -> bool:
    tail = b""
    with path.open("rb") as raw:
        while block := raw.read(_BLOCK):
            if word in tail + block:
                return True
            tail = block[-len(word) :]
    return False


def _named_crs(name: str) -> str:
    """A code from a name, as GeoJSON had it before 2016."""
    if match := _OLD_CRS.fullmatch(name.strip()):
        return f"{match[1].upper()}:{match[2]}"
    return name.strip()


class _Bounded(Shallow):
    """A file of JSON of which one value may only be so long."""

    def __init__(self, raw: IO[bytes]) -> None:
        super().__init__(raw)
        self.since = 0

    def read(self, size: int = -1) -> bytes:
        """Some bytes, unless there were too many since the last value."""
        block = super().read(size)
        self.since += len(block)
        if self.since > ITEM_LIMIT:
            raise _TooLongError
        return block


class _TooLongError(ValueError):
    """A value beyond the limit."""


_TROUBLE: Final = (ijson.JSONError, NestedTooDeeplyError, _TooLongError, UnicodeDecodeError)


def _opened(path: Path) -> IO[bytes]:
    raw = path.open("rb")
    if raw.read(3) != b"\xef\xbb\xbf":
        raw.seek(0)
    return raw


def _values(path: Path, prefix: str, *, several: bool = False) -> Iterator[Any]:
    with _opened(path) as raw:
        watched = _Bounded(raw)
        for value in ijson.items(watched, prefix, use_float=True, multiple_values=several):
            watched.since = 0
            yield value


def _kind_fault(kind: Any) -> str:  # noqa: ANN401 - whatever a file holds
    expected = "a zones file is a FeatureCollection, a Feature, a geometry or a Topology"
    if kind is _MISSING:
        return f"the JSON has no type: {expected}"
    if not isinstance(kind, str):
        return f"the type of the JSON is {kind_of(kind)}: {expected}"
    same = next((known for known in _KINDS if known.casefold() == kind.casefold()), "")
    hint = f"; write {same}, capital letters count" if same else nearest(kind, _KINDS)
    return f"the type of the JSON is “{shown(kind)}”: {expected}{hint}"


def _features(path: Path, kind: str, report: Report) -> Iterator[Feature]:
    """Features one by one; the rest of a broken file is one fault after the last of them."""
    collection = kind == "FeatureCollection"
    number = 0
    try:
        for item in _values(path, "features.item" if collection else "", several=not collection):
            number += 1
            bare = not collection and kind != "Feature"
            feature = {"type": "Feature", "geometry": item} if bare else item
            if zone := taken(number, fields_of(feature), _geometry(feature), report):
                if fault := _properties_fault(feature):
                    report.note(number, fault)
                yield zone
    except _TROUBLE as error:
        if not number:
            raise UnreadableError(_broken(error)) from None
        report.refuse(number + 1, f"{_broken(error)}: from here on the file was not read")
    if not number:
        raise UnreadableError("the FeatureCollection holds no features")


def _geometry(feature: Any) -> Any:  # noqa: ANN401 - whatever a file holds
    """The geometry of a feature, or why it has none."""
    if not isinstance(feature, Mapping):
        return NoShapeError(f"it is {kind_of(feature)}: expected a Feature")
    if feature.get("type") != "Feature":
        kind = feature.get("type")
        said = f"“{shown(kind)}”" if isinstance(kind, str) else kind_of(kind)
        return NoShapeError(f"its type is {said}: expected a Feature")
    if "geometry" not in feature:
        return NoShapeError("it has no member geometry: there is nothing to draw")
    return feature["geometry"]


def _properties_fault(feature: Mapping[str, Any]) -> str:
    properties = feature.get("properties")
    if properties is None or isinstance(properties, Mapping):
        return ""
    return f"its properties are {kind_of(properties)}, not an object: nothing is taken of them"


def _whole(path: Path) -> Mapping[str, Any]:
    try:
        found = next(_values(path, ""), None)
    except _TROUBLE as error:
        raise UnreadableError(_broken(error)) from None
    return found if isinstance(found, Mapping) else {}


def _broken(error: Exception) -> str:
    if isinstance(error, NestedTooDeeplyError):
        return str(error)
    if isinstance(error, _TooLongError):
        return f"one feature is longer than {ITEM_LIMIT // 1_000_000} MB"
    first = str(error).splitlines()[0] if str(error) else "it ends"
    if "UTF8" in first or isinstance(error, UnicodeDecodeError):
        return "the file is not in UTF-8: save it so"
    if "premature EOF" in first:
        return "the JSON breaks off: the file is not complete"
    if "overflow" in first:
        return "it holds a number that is too large to be read: write it as a text"
    return f"the JSON is broken ({shown(first)})"
