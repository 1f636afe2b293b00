"""Zones in KML (OGC KML 2.2 and 2.3, and Google's before them) and GPX 1.0 and 1.1.

XML of unknown origin is read element by element, without entities and without following links.
GDAL puts what is no number at 0°, keeps one hole of several, and reads nothing of a file that
breaks off; so features are handed over as GeoJSON, which is checked.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import defusedxml
from defusedxml.ElementTree import iterparse

from geodata.readers.cells import NAME_LIMIT, shown
from geodata.readers.rows import named
from geodata.readers.zones.report import (
    FEATURE_LIMIT,
    WGS84,
    BoundedFile,
    BrokenError,
    FeatureLayer,
    RawFeature,
    ShapeError,
    UnreadableError,
    ZoneReport,
)
from geodata.readers.zones.shapes import shape_of
from geodata.zones import described

_DEPTH_LIMIT: Final = 100
_ELEMENT_LIMIT: Final = 500_000
_AT_ONCE: Final = 1 << 20  # expat begins a tag that has not ended anew with each block
_FEATURES: Final = {"kml": {"Placemark"}, "gpx": {"trk", "rte", "wpt"}}
_NONE: Final = {
    "kml": "the KML holds no placemarks",
    "gpx": "the GPX holds no tracks, routes or waypoints",
}
_LEFT_OUT: Final = {
    "NetworkLink": "it links to other files, which are not followed",
    "GroundOverlay": "it lays pictures over the map, which are not read",
    "PhotoOverlay": "it lays pictures over the map, which are not read",
}
_WANTED: Final = {"Placemark", "trk", "rte", "wpt", "Style", "StyleMap", *_LEFT_OUT}
_PARTS: Final = {
    *("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack"),
    *("outerBoundaryIs", "innerBoundaryIs", "coordinates", "coord", "trkseg", "trkpt", "rtept"),
    *("name", "TimeSpan", "begin", "end", "TimeStamp", "when", "ExtendedData", "Data", "value"),
    *("SchemaData", "SimpleData", "styleUrl", "Style", "StyleMap", "Pair", "key", "LineStyle"),
    *("PolyStyle", "color", "fill"),
}
"""The elements of a feature that are read."""

_COLLECTIONS: Final = ("MultiGeometry", "MultiTrack")
_LINES: Final = ("LineString", "LinearRing", "Track")
_GEOMETRIES: Final = {"Point", "Polygon", *_LINES, *_COLLECTIONS}
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_COLOUR: Final = re.compile(r"#?[0-9a-f]{2}([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", re.IGNORECASE)
_BLANKS: Final = str.maketrans("\t\r\n", "   ")
_STEPS: Final = 5
_STAMPED: Final = "its time stamp is not used: a zone has a first and a last day"

Style = tuple[str, str] | str
"""The colour of areas and of lines, or the name of the style that has them."""


def read_markup(path: Path, report: ZoneReport) -> list[FeatureLayer]:
    """The placemarks of a KML, or the tracks and routes of a GPX, in the file's order.

    Raises:
        UnreadableError: there are none, or it is another kind of XML.
    """
    features: list[tuple[RawFeature, Style]] = []
    styles: dict[str, Style] = {}
    with report.reading():
        elements = _elements(path)
        kind = next(elements).tag
        if kind not in _FEATURES:
            raise UnreadableError(f"this is XML of another kind ({named(kind)}): no KML or GPX")
        for element in elements:
            if element.tag in _LEFT_OUT:
                report.note(0, _LEFT_OUT[element.tag])
            elif element.tag in _FEATURES[kind]:
                with report.feature(report.last + 1) as notes:
                    geometry = _geometry(element, notes)
                    shape = shape_of({"type": "Feature", "geometry": geometry}, notes)
                    feature = report.take(report.last, described(_fields(element)), shape)
                    features.append((feature, _style_of(element)))
                    if element.findtext("TimeStamp/when", "").strip():
                        notes.append(_STAMPED)
            elif name := element.get("id"):
                styles.setdefault(name, _style(element))
                if len(styles) > FEATURE_LIMIT:
                    raise UnreadableError(f"the KML holds more than {FEATURE_LIMIT:,} styles")
    if not report.last:
        raise UnreadableError(_NONE[kind])
    return [FeatureLayer(WGS84, [_coloured(feature, style, styles) for feature, style in features])]


def _fields(feature: ET.Element) -> dict[str, str]:
    """What a feature says of itself, before what it adds in a schema of its own."""
    fields = {"id": feature.get("id", "")}
    fields |= {one.get("name", ""): one.findtext("value", "") for one in feature.iter("Data")}
    fields |= {one.get("name", ""): one.text or "" for one in feature.iter("SimpleData")}
    for name, place in (("name", "name"), ("begin", "TimeSpan/begin"), ("end", "TimeSpan/end")):
        if said := feature.findtext(place, "").strip():
            fields[name] = said
    return fields


def _geometry(element: ET.Element, notes: list[str]) -> dict[str, Any] | None:
    """The geometry of an element as GeoJSON.

    Raises:
        ShapeError: a position is no longitude and latitude, or a part is missing.
    """
    kind = element.tag
    if kind in {"trk", "rte"}:
        return _track(element, notes)
    if kind == "Polygon":
        shells = element.findall("outerBoundaryIs/LinearRing")
        if len(shells) != 1:
            raise ShapeError(f"the Polygon has {len(shells) or 'no'} outer ring: expected one")
        rings = [*shells, *element.findall("innerBoundaryIs/LinearRing")]
        return {"type": "Polygon", "coordinates": [_coordinates(ring) for ring in rings]}
    if kind in _LINES:
        return {"type": "LineString", "coordinates": _coordinates(element)}
    if kind in {"Point", "wpt"}:
        return {"type": "Point", "coordinates": [0, 0]}  # it is left out, wherever it is
    parts = [_geometry(part, notes) for part in element if part.tag in _GEOMETRIES]
    if kind in _COLLECTIONS or len(parts) > 1:
        return {"type": "GeometryCollection", "geometries": parts}
    return parts[0] if parts else None


def _track(track: ET.Element, notes: list[str]) -> dict[str, Any]:
    """The lines of a track or a route of GPX."""
    segments = [track] if track.tag == "rte" else track.findall("trkseg")
    lines = [
        _positions((at.get("lon", ""), at.get("lat", "")) for at in part if at.tag.endswith("pt"))
        for part in segments
    ]
    long = [line for line in lines if len(line) > 1]
    if not long:
        raise ShapeError("it has no line of two points")
    if len(long) < len(lines):
        notes.append("segments of fewer than two points were left out")
    return {"type": "MultiLineString", "coordinates": long}


def _coordinates(line: ET.Element) -> list[list[float]]:
    """Positions separated by blanks, their numbers by commas; a blank by a comma is forgiven."""
    if line.tag == "Track":
        return _positions((at.text or "").split() for at in line.findall("coord"))
    text = line.findtext("coordinates", "").translate(_BLANKS)
    while "  " in text:
        text = text.replace("  ", " ")
    text = text.replace(" ,", ",").replace(", ", ",")
    return _positions(match[0].split(",", 3) for match in re.finditer(r"[^ ]+", text))


def _positions(rows: Iterable[Sequence[str]]) -> list[list[float]]:
    """Longitudes and latitudes from rows of two or three written numbers each."""
    positions = []
    for number, row in enumerate(rows, 1):
        if len(row) not in {2, 3} or not all(_NUMBER.fullmatch(part) for part in row[:2]):
            said = shown(",".join(row))
            raise ShapeError(f"position {number} is “{said}”: expected longitude and latitude")
        positions.append([float(row[0]), float(row[1])])
    return positions


def _style_of(feature: ET.Element) -> Style:
    inline = feature.find("Style")
    if inline is not None:
        return _style(inline)
    return feature.findtext("styleUrl", "").rpartition("#")[2].strip()[:NAME_LIMIT]


def _style(element: ET.Element) -> Style:
    """The colours of a style; of a map of styles, that for the normal state."""
    if element.tag == "StyleMap":
        normal = (one for one in element.findall("Pair") if one.findtext("key") == "normal")
        return next((_style_of(pair) for pair in normal), ("", ""))
    filled = element.findtext("PolyStyle/fill", "").strip() not in {"0", "false"}
    area = element.findtext("PolyStyle/color", "") if filled else ""
    return _colour(area), _colour(element.findtext("LineStyle/color", ""))


def _colour(written: str) -> str:
    """KML writes opacity, blue, green, red."""
    match = _COLOUR.fullmatch(written.strip())
    return f"#{match[3]}{match[2]}{match[1]}".lower() if match else ""


def _coloured(feature: RawFeature, style: Style, styles: dict[str, Style]) -> RawFeature:
    """A feature in the colour of its style, where its fields name none."""
    for _ in range(_STEPS):  # a style may name another, and hostile ones each other
        if isinstance(style, str):
            style = styles.get(style, ("", ""))
    if feature.description.colour or isinstance(style, str):
        return feature
    area, line = style
    colour = (line or area) if "Line" in feature.geometry.geom_type else (area or line)
    return replace(feature, description=feature.description._replace(colour=colour))


def _elements(path: Path) -> Iterator[ET.Element]:
    """The outermost element as it begins, and every feature, style or link as it ends.

    Namespaces are left off, and of features what is not needed.

    Raises:
        BrokenError: from here on the file cannot be read.
        UnreadableError: it is unsafe.
    """
    above: list[ET.Element] = []
    inside = held = 0
    try:
        with path.open("rb") as raw:
            bounded = BoundedFile(raw, _AT_ONCE)
            for event, element in iterparse(bounded, ("start", "end"), forbid_dtd=True):
                if event == "start":
                    element.tag = element.tag.rpartition("}")[2]
                    if not above:
                        yield element
                    above.append(element)
                    inside += element.tag in _WANTED
                    held = held + 1 if inside else 0
                    _check_size(len(above), held)
                    continue
                above.pop()
                inside -= element.tag in _WANTED
                if not inside and element.tag in _WANTED:
                    bounded.start_feature()
                    held = 0
                    yield element
                if above and not (inside and element.tag in _PARTS):
                    del above[-1][-1]  # it is behind us: no need to keep it in memory
                    held -= 1
    except defusedxml.DefusedXmlException:
        raise UnreadableError(
            "the XML defines entities or a document type, which may be unsafe: remove them"
        ) from None
    except (ET.ParseError, LookupError) as error:
        raise BrokenError(f"the XML is broken ({shown(str(error))})") from None


def _check_size(depth: int, held: int) -> None:
    if depth > _DEPTH_LIMIT:
        raise UnreadableError("the XML is nested too deeply")
    if held > _ELEMENT_LIMIT:
        raise UnreadableError(f"one track or placemark has more than {_ELEMENT_LIMIT:,} parts")
