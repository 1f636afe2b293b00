"""From where an event happened to what it is about."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from dashboard.figures.map import geometry, inset
from geodata import regions as places

INSET_KM: Final = 600.0
"""When venue and subject are farther apart, an inset shows the subject."""


class VenueSubject(NamedTuple):
    """Where the open event happened, and what it is about; degrees WGS84.

    ``regions`` are the codes of the subject, for its colour and for the inset.
    """

    venue_lon: float
    venue_lat: float
    venue_name: str
    subject_lon: float
    subject_lat: float
    subject_name: str
    regions: tuple[str, ...] = ()

    @property
    def far(self) -> bool:
        """Whether the two are too far apart for a map of either to show both."""
        return geometry.distance_km(*self[:2], *self[3:5]) > INSET_KM

    @property
    def enlarged(self) -> bool:
        """Whether an inset shows more than the map: far, and about less than a country."""
        return self.far and any(places.ancestors(code) for code in self.regions)

    @property
    def bounds(self) -> geometry.Bounds:
        """A box with both ends, the way between them, and room for the subject's name."""
        way = geometry.great_circle(*self[:2], *self[3:5])
        box = geometry.bounds_of(way)
        room: float = 0.17 * (box.east - box.west)
        east = way[-1][0] >= way[0][0]
        return box._replace(east=box.east + room) if east else box._replace(west=box.west - room)


def link_features(link: VenueSubject) -> dict[str, Any]:
    """The line from venue to subject, the names of its ends, and the inset's frame, as GeoJSON.

    The frame is there only when the two are far apart: it shows what the inset shows, and
    ``map.js`` joins it to the element marked ``data-map-inset``.
    """
    way = geometry.great_circle(*link[:2], *link[3:5])
    eastward = way[-1][0] >= way[0][0]
    features: list[dict[str, Any]] = [
        {"geometry": {"type": "LineString", "coordinates": way}, "properties": {"kind": "way"}}
    ]
    for end, (lon, lat), name in (
        ("venue", way[0], link.venue_name),
        ("subject", way[-1], link.subject_name),
    ):
        features.append(
            {
                "geometry": {"type": "Point", "coordinates": (lon, lat)},
                # the name goes to the side that the line does not come from
                "properties": {
                    "end": end,
                    "name": name,
                    "side": 1 if eastward == (end == "subject") else -1,
                },
            }
        )
    codes = inset.subjects(link.regions)
    if link.enlarged and codes:
        west, south, east, north = inset.extent(codes)
        ring = [(west, north), (east, north), (east, south), (west, south), (west, north)]
        features.append(
            {
                "geometry": {"type": "LineString", "coordinates": ring},
                "properties": {"frame": True},
            }
        )
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature"} | feature for feature in features],
    }
