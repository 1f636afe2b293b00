"""Zones that tests share: areas of several kinds and a line, drawn by hand around events."""

from __future__ import annotations

from datetime import date

import shapely

from geodata.schema import Dataset
from geodata.store import Load, Store
from geodata.zones import Zone
from support.naive_query import Area, Ring

OURS = Dataset("own", "Our zones", "zones", "CC BY 4.0", "Us")


def box(west: float, south: float, east: float, north: float) -> Ring:
    """A ring around a box."""
    return ((west, south), (east, south), (east, north), (west, north))


AREAS = (
    Area("own:Sweida", date(2025, 7, 14), date(2025, 7, 20), (box(36.4, 32.6, 36.8, 32.95),)),
    Area("own:Sweida", date(2025, 8, 10), date(2025, 8, 20), (box(36.5, 32.6, 36.6, 32.8),)),
    # the city stands in the hole
    Area(
        "own:Around Damascus",
        None,
        None,
        (box(36.0, 33.2, 36.5, 33.7), box(36.27, 33.49, 36.31, 33.53)),
    ),
    Area(
        "own:South of it",
        date(2025, 11, 1),
        None,
        (((35.6, 32.7), (36.2, 32.5), (36.1, 33.4), (35.8, 33.5)),),
    ),
    Area("own:At first", None, date(2025, 3, 31), (box(34.0, 31.0, 38.0, 36.0),)),
    # two parts that overlap: an event in both counts once
    Area("own:Two parts", None, None, (box(2.0, 48.0, 3.0, 49.0),)),
    Area("own:Two parts", None, None, (box(2.2, 48.5, 7.0, 49.0),)),
    Area("own:At sea", None, None, (box(33.0, 33.0, 33.5, 33.5),)),
)
KEYS = tuple(dict.fromkeys(area.key for area in AREAS))
LINE = Zone(99, "Front", None, None, "", shapely.LineString([(36.2, 32.4), (36.56951, 32.70896)]))


def zones() -> list[Zone]:
    """The areas and the line as a reader gives them."""
    return [
        *(
            Zone(
                number,
                area.key.removeprefix("own:"),
                area.first,
                area.last,
                "#d95f02" if area.key == "own:Sweida" else "",
                shapely.Polygon(area.rings[0], area.rings[1:]),
            )
            for number, area in enumerate(AREAS, 1)
        ),
        LINE,
    ]


def load(store: Store) -> None:
    """Put them into a store."""
    store.load_zones(Load(OURS, file="zones.geojson", taken=len(AREAS) + 1), zones())
