"""Lines in GPX 1.0 and 1.1: tracks and routes. Degrees WGS84."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any, Final

from geodata.readers.zone_report import WGS84, Feature, Layer, Report, UnreadableError
from geodata.readers.zone_shape import NoShapeError, taken
from geodata.readers.zone_xml import BrokenXmlError, children, elements, local, positions, text

_KEPT: Final = ("trk", "rte", "wpt")


def read_gpx(path: Path, report: Report) -> list[Layer]:
    """Tracks and routes as lines, numbered with the waypoints from 1 in the file's order.

    Raises:
        UnreadableError: there are none, or the file is broken before the first.
    """
    features: list[Feature] = []
    number = 0
    try:
        for element in elements(path, _KEPT):
            number += 1
            fields = {"name": text(element, "name")}
            if feature := taken(number, fields, _geometry(element, number, report), report):
                features.append(feature)
    except BrokenXmlError as error:
        if not number:
            raise UnreadableError(str(error)) from None
        report.refuse(number + 1, f"{error}: from here on the file was not read")
    if not number:
        raise UnreadableError("the GPX holds no tracks, routes or waypoints")
    return [Layer(WGS84, features)]


def _geometry(element: ET.Element, number: int, report: Report) -> Any:  # noqa: ANN401 - as of GeoJSON, or a reason
    if local(element) == "wpt":
        return {"type": "Point"}
    route = local(element) == "rte"
    segments = [element] if route else children(element, "trkseg")
    point = "rtept" if route else "trkpt"
    try:
        lines = [
            positions([(at.get("lon", ""), at.get("lat", "")) for at in children(part, point)])
            for part in segments
        ]
    except NoShapeError as reason:
        return reason
    long = [line for line in lines if len(line) > 1]
    if len(long) == 1:
        short = len(lines) - 1
        geometry = {"type": "LineString", "coordinates": long[0]}
    elif long:
        short = len(lines) - len(long)
        geometry = {"type": "MultiLineString", "coordinates": long}
    else:
        return NoShapeError("it has no line of two points")
    if short:
        report.note(number, "segments of fewer than two points were left out")
    return geometry
