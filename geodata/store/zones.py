"""Zones in the store: areas and lines that people bring, and which events lie in an area."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import shapely

from geodata.filters.url import clean
from geodata.schema import POINT_PRECISIONS

# the store needs no reader of files, which ``zones`` comes with
if TYPE_CHECKING:
    from geodata.zones import Zone

AREA: Final = "area"
LINE: Final = "line"
_AREA_TYPES: Final = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_COLOUR: Final = re.compile("#[0-9a-f]{6}")
_AT_ONCE: Final = 256
"""How many areas are held against all points at a time, to bound what is in memory."""

_SAID: Final = ("key", "name", "valid_from", "valid_to", "colour", "kind", "geometry")
_COLUMNS: Final = ("zone", "source", *_SAID, "extent")


class StoredZone(NamedTuple):
    """A zone of a data set that shows.

    ``key`` is ``source:name`` and goes into links; zones of one data set and one name, say of
    different days, share it. ``dataset`` is the data set's name. ``valid_from`` and
    ``valid_to`` are UTC days, both included, ``None`` where there is no such end. ``colour``
    is ``#rrggbb`` or empty; ``kind`` is ``AREA`` or ``LINE``.
    """

    number: int
    key: str
    name: str
    dataset: str
    valid_from: date | None
    valid_to: date | None
    colour: str
    kind: str

    def overlaps(self, first: date | None, last: date | None) -> bool:
        """Whether it was in force on one of these days, both included; ``None`` is open."""
        begun = self.valid_from is None or last is None or self.valid_from <= last
        ended = self.valid_to is not None and first is not None and self.valid_to < first
        return begun and not ended


class ZoneCounts(NamedTuple):
    """How many zones, by name, a file brought, changed, no longer has, and left as they were."""

    added: int
    revised: int
    removed: int
    unchanged: int


def key_of(source: str, name: str) -> str:
    """The key of a zone. Links keep no signs without a shape, so that a key has none."""
    return f"{source}:{clean(name)}"


def listed(con: duckdb.DuckDBPyConnection) -> tuple[StoredZone, ...]:
    """The zones of all data sets that show, by name of the data set and order of the file."""
    rows = con.execute(
        "SELECT zone, key, z.name, d.name, valid_from, valid_to, colour, z.kind"
        " FROM zone z JOIN dataset d USING (source) WHERE NOT d.hidden AND NOT d.deleted"
        " ORDER BY d.name, source, zone"
    ).fetchall()
    return tuple(StoredZone(*row) for row in rows)


def replace(con: duckdb.DuckDBPyConnection, source: str, zones: Iterable[Zone]) -> ZoneCounts:
    """Put these zones in the place of those that the data set has, inside the transaction of
    the caller."""
    given = [_row(source, zone) for zone in zones]
    rows = con.execute(
        f"SELECT {', '.join(_SAID)} FROM zone WHERE source = $source", {"source": source}
    ).fetchall()
    before, after = _by_key(rows), _by_key([row[1:-1] for row in given])
    both = before.keys() & after.keys()
    same = sum(before[key] == after[key] for key in both)
    drop(con, source)
    ((last,),) = con.execute("SELECT coalesce(max(zone), 0) FROM zone").fetchall()
    if given:
        columns = list(zip(*given, strict=True))
        named: dict[str, Any] = dict(zip(_COLUMNS[1:], columns, strict=True))
        named |= {day: pa.array(named[day], pa.date32()) for day in ("valid_from", "valid_to")}
        named["zone"] = pa.array(range(last + 1, last + 1 + len(given)), pa.int32())
        con.register("given_zones", pa.table({name: named[name] for name in _COLUMNS}))
        con.execute(f"INSERT INTO zone ({', '.join(_COLUMNS)}) SELECT * FROM given_zones")
        con.unregister("given_zones")
        place(con, zones_after=last)
    return ZoneCounts(len(after) - len(both), len(both) - same, len(before) - len(both), same)


def drop(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """Remove the zones of a data set."""
    bound = {"source": source}
    con.execute(
        "DELETE FROM zone_location WHERE zone IN (SELECT zone FROM zone WHERE source = $source)",
        bound,
    )
    con.execute("DELETE FROM zone WHERE source = $source", bound)


def place(con: duckdb.DuckDBPyConnection, *, zones_after: int = 0, spots_after: int = 0) -> None:
    """Find which locations lie in which areas, for zones and locations with numbers above these.

    Only locations of a known place, town or district: where an event known to a governorate is
    drawn, it did not happen. A point on the edge is inside.
    """
    locations = con.execute(
        "SELECT location, lon, lat FROM location WHERE location > $after"
        f" AND precision IN ({', '.join(map(repr, POINT_PRECISIONS))})",
        {"after": spots_after},
    ).fetchnumpy()
    if not len(locations["location"]):
        return
    areas = con.execute(
        "SELECT zone, geometry FROM zone WHERE zone > $after AND kind = $area ORDER BY zone",
        {"after": zones_after, "area": AREA},
    ).fetchall()
    if not areas:
        return
    tree = shapely.STRtree(shapely.points(locations["lon"], locations["lat"]))
    for at in range(0, len(areas), _AT_ONCE):
        numbers, shapes = zip(*areas[at : at + _AT_ONCE], strict=True)
        which, hits = tree.query(shapely.from_wkb(list(shapes)), predicate="intersects")
        found = {
            "zone": np.asarray(numbers, np.int32)[which],
            "location": np.asarray(locations["location"], np.int32)[hits],
        }
        con.register("found_locations", pa.table(found))
        con.execute(
            "INSERT INTO zone_location SELECT zone, location FROM found_locations"
            " ORDER BY zone, location"
        )
        con.unregister("found_locations")


def _row(source: str, zone: Zone) -> tuple[object, ...]:
    """The columns of a zone, but for its number."""
    kind = AREA if shapely.get_type_id(zone.geometry) in _AREA_TYPES else LINE
    west, south, east, north = shapely.bounds(zone.geometry).tolist()
    return (
        source,
        key_of(source, zone.name),
        zone.name,
        zone.valid_from,
        zone.valid_to,
        zone.colour if _COLOUR.fullmatch(zone.colour) else "",
        kind,
        shapely.to_wkb(zone.geometry, output_dimension=2, byte_order=1),
        float(np.hypot(east - west, north - south)),
    )


def _by_key(rows: Sequence[Sequence[Any]]) -> Mapping[str, list[str]]:
    """What is said of the zones of each key, in an order that can be compared."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for key, *values in rows:
        said[key].append(repr(values))
    return {key: sorted(values) for key, values in said.items()}
