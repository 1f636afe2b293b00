"""Zones in KML (OGC KML 2.2 and 2.3, and Google's before them). Longitude first, WGS84."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from geodata.readers.zone_report import WGS84, Feature, Layer, Report, UnreadableError
from geodata.readers.zone_shape import NoShapeError, taken
from geodata.readers.zone_xml import BrokenXmlError, child, children, elements, local, text
from geodata.readers.zone_xml import positions as numbers

_LINKS: Final = "NetworkLink"
_PICTURES: Final = ("GroundOverlay", "PhotoOverlay")
_KEPT: Final = ("Placemark", "Style", "StyleMap", _LINKS, *_PICTURES)
_MANY: Final = ("MultiGeometry", "MultiTrack")
_GEOMETRIES: Final = (
    *("Point", "LineString", "LinearRing", "Polygon", "Track", "Model"),
    *_MANY,
)
_COLOUR: Final = re.compile(r"#?[0-9a-fA-F]{2}([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")
_STEPS: Final = 5

Style = tuple[str, str] | str
"""The colour of areas and of lines, or the name of the style that has them."""


def read_kml(path: Path, report: Report) -> list[Layer]:
    """The placemarks of a file, numbered from 1 in their order.

    Raises:
        UnreadableError: there are none, or the file is broken before the first.
    """
    features: list[Feature] = []
    styles: dict[str, Style] = {}
    number = 0
    try:
        for element in elements(path, _KEPT):
            if local(element) == "Placemark":
                number += 1
                if feature := taken(number, _fields(element), _geometry(element), report):
                    features.append(feature)
                    _stamped(element, number, report)
            elif local(element) == _LINKS:
                report.note(0, "it links to other files, which are not followed")
            elif local(element) in _PICTURES:
                report.note(0, "it lays pictures over the map, which are not read")
            elif name := element.get("id"):
                styles.setdefault(name, _style(element))
    except BrokenXmlError as error:
        if not number:
            raise UnreadableError(str(error)) from None
        report.refuse(number + 1, f"{error}: from here on the file was not read")
    if not number:
        raise UnreadableError("the KML holds no placemarks")
    return [Layer(WGS84, [_coloured(feature, styles) for feature in features])]


def _fields(placemark: ET.Element) -> dict[str, Any]:
    """What a placemark says of itself, before what it adds in a schema of its own."""
    found: dict[str, Any] = {"id": placemark.get("id", "")}
    extended = child(placemark, "ExtendedData")
    for data in children(extended, "Data"):
        found[data.get("name", "")] = text(data, "value")
    for schema in children(extended, "SchemaData"):
        for data in children(schema, "SimpleData"):
            found[data.get("name", "")] = (data.text or "").strip()
    own = {
        "name": text(placemark, "name"),
        "begin": text(placemark, "TimeSpan", "begin"),
        "end": text(placemark, "TimeSpan", "end"),
    }
    found |= {name: value for name, value in own.items() if value}
    inline = child(placemark, "Style")
    return found | {"": _style(inline) if inline is not None else text(placemark, "styleUrl")}


def _stamped(placemark: ET.Element, number: int, report: Report) -> None:
    if text(placemark, "TimeStamp", "when"):
        report.note(number, "its time stamp is not used: a zone has a first and a last day")


def _style(element: ET.Element) -> Style:
    """The colours of a style; of a map of styles, that for the normal state."""
    if local(element) == "StyleMap":
        for pair in children(element, "Pair"):
            if text(pair, "key") == "normal":
                inline = child(pair, "Style")
                return text(pair, "styleUrl") if inline is None else _style(inline)
        return ("", "")
    filled = text(element, "PolyStyle", "fill") not in {"0", "false"}
    area = text(element, "PolyStyle", "color") if filled else ""
    return _colour(area), _colour(text(element, "LineStyle", "color"))


def _colour(written: str) -> str:
    """KML writes opacity, blue, green, red."""
    match = _COLOUR.fullmatch(written)
    return f"#{match[3]}{match[2]}{match[1]}".lower() if match else written


def _coloured(feature: Feature, styles: dict[str, Style]) -> Feature:
    fields = dict(feature.fields)
    style: Style = fields.pop("")
    for _ in range(_STEPS):  # a style may name another, and hostile ones each other
        if isinstance(style, tuple):
            break
        style = styles.get(style.rpartition("#")[2], ("", ""))
    if isinstance(style, tuple):
        area, line = style
        is_line = "LineString" in feature.geometry.geom_type
        fields.setdefault("colour", (line or area) if is_line else (area or line))
    return replace(feature, fields=fields)


def _geometry(placemark: ET.Element) -> Any:  # noqa: ANN401 - as of GeoJSON, or a reason
    found = [part for part in placemark if local(part) in _GEOMETRIES]
    try:
        parts = [_part(part) for part in found]
    except NoShapeError as reason:
        return reason
    if len(parts) > 1:
        return {"type": "GeometryCollection", "geometries": parts}
    return parts[0] if parts else None


def _part(element: ET.Element) -> dict[str, Any]:
    kind = local(element)
    if kind in _MANY:
        parts = [_part(part) for part in element if local(part) in _GEOMETRIES]
        return {"type": "GeometryCollection", "geometries": parts}
    if kind == "Polygon":
        outer = child(element, "outerBoundaryIs", "LinearRing")
        holes = [
            ring
            for inner in children(element, "innerBoundaryIs")
            for ring in children(inner, "LinearRing")
        ]
        if outer is None:
            raise NoShapeError("the Polygon has no outer ring")
        return {"type": kind, "coordinates": [_coordinates(ring) for ring in (outer, *holes)]}
    if kind == "Track":
        rows = [(coord.text or "").split() for coord in children(element, "coord")]
        return {"type": "LineString", "coordinates": numbers(rows)}
    if kind in {"LineString", "LinearRing"}:
        return {"type": "LineString", "coordinates": _coordinates(element)}
    return {"type": kind}


def _coordinates(element: ET.Element) -> Any:  # noqa: ANN401 - an array of numbers
    """Positions separated by blanks, their numbers by commas; a blank by a comma is forgiven."""
    written = " ".join(text(element, "coordinates").split())
    written = written.replace(" ,", ",").replace(", ", ",")
    return numbers([position.split(",") for position in written.split()])
