"""Files of GeoJSON (RFC 7946) and TopoJSON, read feature by feature."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import ijson

from geodata.readers.cells import nearest, shown
from geodata.readers.json_depth import DepthLimitedFile, NestedTooDeeplyError
from geodata.readers.zones.report import (
    WGS84,
    BoundedFile,
    BrokenError,
    FeatureLayer,
    RawFeature,
    UnreadableError,
    ZoneReport,
)
from geodata.readers.zones.shapes import KINDS, shape_of, value_in_words
from geodata.readers.zones.topojson import Topology
from geodata.zones import described

_FILES: Final = ("FeatureCollection", "Feature", "Topology", *KINDS)
_MARK: Final = b"\xef\xbb\xbf"
_BLOCK: Final = 1 << 20
_MISSING: Final = object()


def read_json(path: Path, report: ZoneReport) -> list[FeatureLayer]:
    """The features of a file; those that cannot be taken are in the report.

    Raises:
        UnreadableError: there are none, or it is another kind of JSON.
    """
    features: list[RawFeature] = []
    with report.reading():
        kind = next(_values(path, "type"), _MISSING)
        if kind not in _FILES:
            raise UnreadableError(_kind_fault(kind))
        items = _values(path, "features.item" if kind == "FeatureCollection" else "")
        convert: Callable[[Any], Any] = _bare if kind in KINDS else lambda item: item
        if kind == "Topology":
            topology = Topology(next(items))
            items, convert = topology.geometries(), topology.feature
        for index, item in enumerate(items, 1):
            with report.feature(index) as notes:
                feature = convert(item)
                shape = shape_of(feature, notes)
                description = described(_fields(feature, notes))
                features.append(report.take(index, description, shape))
    if not report.last:
        raise UnreadableError(f"the {kind} holds no features: expected a list of them, […]")
    return [FeatureLayer(WGS84 if kind == "Topology" else _crs(path), features, winding=True)]


def _bare(geometry: object) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry}


def _fields(feature: Mapping[str, Any], notes: list[str]) -> dict[str, Any]:
    """The properties of a feature; its id stands for a property of that name."""
    properties = feature.get("properties") or {}
    if not isinstance(properties, Mapping):
        said = value_in_words(properties)
        notes.append(f"its properties are {said}, not an object: nothing is taken of them")
        properties = {}
    return {"id": feature.get("id"), **properties}


def _values(path: Path, prefix: str) -> Iterator[Any]:
    """The values at a place in a file, which may hold several objects one after the other.

    Raises:
        BrokenError: from here on the file cannot be read.
    """
    try:
        with path.open("rb") as raw:
            if raw.read(len(_MARK)) != _MARK:
                raw.seek(0)
            bounded = BoundedFile(DepthLimitedFile(raw))
            how = {"use_float": True, "multiple_values": True, "buf_size": _BLOCK}
            for value in ijson.items(bounded, prefix, **how):
                bounded.start_feature()
                yield value
    except (ijson.JSONError, NestedTooDeeplyError, UnicodeDecodeError) as error:
        raise BrokenError(_broken(error)) from None


def _crs(path: Path) -> str:
    """The system that a file names, as GeoJSON could before 2016; empty if it names none."""
    with path.open("rb") as raw, mmap.mmap(raw.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(b'"crs"') < 0:
            return WGS84
    try:
        crs = next(_values(path, "crs"), _MISSING)
    except BrokenError:
        crs = _MISSING
    if crs is _MISSING:
        return WGS84
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    named = properties if isinstance(properties, Mapping) else {}
    return str(named.get("name") or named.get("code") or "")


def _kind_fault(kind: object) -> str:
    expected = "a zones file is a FeatureCollection, a Feature, a geometry or a Topology"
    if kind is _MISSING:
        return f"the JSON has no type: {expected}"
    hint = ""
    if isinstance(kind, str):
        same = next((known for known in _FILES if known.casefold() == kind.casefold()), "")
        hint = f"; write {same}, capital letters count" if same else nearest(kind, _FILES)
    return f"the type of the JSON is {value_in_words(kind)}: {expected}{hint}"


def _broken(error: Exception) -> str:
    first = str(error).splitlines()[0] if str(error) else "it ends"
    if isinstance(error, NestedTooDeeplyError):
        return first
    if "UTF8" in first or isinstance(error, UnicodeDecodeError):
        return "the file is not in UTF-8: save it so"
    if "premature EOF" in first:
        return "the JSON breaks off: the file is not complete"
    if "overflow" in first:
        return "it holds a number that is too large to be read: write it as a text"
    return f"the JSON is broken ({shown(first)})"
