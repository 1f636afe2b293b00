"""Shapes made valid, and what was wrong with them in words."""

from __future__ import annotations

import re
from typing import Any, Final

import shapely

from geodata.readers.zones.report import ShapeError

_REASON: Final = re.compile(r"([^\[]+)(?:\[(\S+) (\S+)\])?")
_WORDS: Final = {
    "Self-intersection": "its outline crosses itself or a hole",
    "Ring Self-intersection": "its outline touches itself",
    "Hole lies outside shell": "a hole lies outside its outline",
    "Holes are nested": "a hole lies in another hole",
    "Nested shells": "one of its parts lies inside another",
    "Interior is disconnected": "its holes cut it apart",
    "Duplicate Rings": "a ring is there twice",
    "Too few points in geometry component": "a ring has fewer than three different points",
}


def made_valid(shape: Any, notes: list[str]) -> Any:  # noqa: ANN401 - shapely has no types
    """A polygon or several made valid, their areas kept.

    Raises:
        ShapeError: nothing of it is left, or it is a line without a length.
    """
    if "Line" in shape.geom_type:
        raise ShapeError("the line has no length: all its points are the same")
    try:
        found = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    except shapely.errors.ShapelyError:
        found = shapely.Polygon()
    parts = [part for part in shapely.get_parts(found) if part.geom_type == "Polygon"]
    if not parts or not found.area:
        raise ShapeError("its outline encloses no area")
    now = f", and is now in {len(parts)} parts" if len(parts) > 1 else ""
    notes.append(f"{_fault(str(shapely.is_valid_reason(shape)))}: it was repaired{now}")
    return shapely.orient_polygons(parts[0] if len(parts) == 1 else shapely.multipolygons(parts))


def _fault(reason: str) -> str:
    """What Shapely finds wrong, in words, and where."""
    match = _REASON.fullmatch(reason)
    fault = _WORDS.get(match[1], match[1].lower()) if match else reason
    if match and match[2]:
        return f"{fault} at longitude {float(match[2]):.6g}, latitude {float(match[3]):.6g}"
    return fault
