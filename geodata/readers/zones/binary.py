"""Zones in Shapefiles and GeoPackages: what is checked before GDAL opens them."""

from __future__ import annotations

import codecs
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final, Literal

import pyogrio

from geodata.readers.cells import shown
from geodata.readers.rows import named
from geodata.readers.zones.gdal import call_gdal, read_layer
from geodata.readers.zones.report import FeatureLayer, UnreadableError, ZoneReport

_INDEX: Final = re.compile(
    r"\s*create\s+virtual\s+table\s.*?\susing\s+rtree", re.IGNORECASE | re.DOTALL
)
DATABASE_LIMIT: Final = 100_000_000
"""Bytes of a GeoPackage: GDAL reads a row as one, and one row may be all of them."""

_MAGIC: Final = 9_994
"""How a .shp begins."""

_HEADER: Final = 100  # bytes of a .shx before its entries
_INDEX_ENTRY: Final = 8


def read_shapefile(path: Path, report: ZoneReport) -> list[FeatureLayer]:
    """The features of a Shapefile whose parts are all named ``path``, with their endings.

    Raises:
        UnreadableError: GDAL cannot read it, or a part is missing.
    """
    index, table = path.with_suffix(".shx"), path.with_suffix(".dbf")
    if _number(path, 0, "big") != _MAGIC:  # GDAL would take it for whatever else it is
        raise UnreadableError("the .shp in the zip is no Shapefile")
    if not index.exists():
        raise UnreadableError("the zip has no .shx beside the .shp: pack all of its files")
    if 2 * _number(path, 24, "big") > path.stat().st_size:  # it is given in words of two bytes
        report.note(0, "the .shp is cut off: shapes at its end are missing")
    shapes = (index.stat().st_size - _HEADER) // _INDEX_ENTRY
    if table.exists() and (rows := _number(table, 4, "little")) != shapes:
        report.note(0, f"the .dbf has {rows:,} rows for {shapes:,} shapes: it is not used")
        table.unlink()  # names would go to the wrong shapes
    elif not table.exists():
        report.note(0, "there is no table (.dbf) to the shapes: they have no names and days")
    try:
        return [read_layer(path, "ESRI Shapefile", report, encoding=_encoding(path, report))]
    except UnicodeDecodeError:
        raise UnreadableError("its texts are not in the encoding that it states") from None


def _encoding(path: Path, report: ZoneReport) -> str | None:
    """How the texts of a Shapefile are to be read, where it does not say so itself."""
    table = path.with_suffix(".dbf")
    if not table.exists() or path.with_suffix(".cpg").exists():
        return None
    with table.open("rb") as opened:
        header = opened.read(32)
        if any(header[29:30]):  # a code page
            return None
        try:
            pyogrio.read_info(path, encoding="UTF-8")
            opened.seek(int.from_bytes(header[8:10], "little"))
            decoder = codecs.getincrementaldecoder("utf-8")()
            while block := opened.read(1 << 20):
                decoder.decode(block)
        except UnicodeDecodeError:
            report.note(
                0,
                "its texts are not in UTF-8 and no .cpg says what they are in: they are read"
                " as Western European, so check the names",
            )
            return None
    return "UTF-8"


def _number(path: Path, at: int, order: Literal["big", "little"]) -> int:
    """Four bytes of a header as a number."""
    with path.open("rb") as opened:
        return int.from_bytes(opened.read(at + 4)[at:], order)


def read_geopackage(path: Path, report: ZoneReport) -> list[FeatureLayer]:
    """The features of every layer of a GeoPackage, numbered on from layer to layer.

    Raises:
        UnreadableError: GDAL cannot read it, or it holds SQL that would run while reading.
    """
    if path.stat().st_size > DATABASE_LIMIT:
        raise UnreadableError(
            f"the GeoPackage is larger than {DATABASE_LIMIT // 1_000_000} MB: save the layer of"
            " zones alone, without the columns that do not describe them"
        )
    _check_database(path)
    found = []
    for name, kind in call_gdal(report, pyogrio.list_layers, path):
        if kind is None:
            report.note(0, f"{named(name)} in it is a table without shapes, and is not read")
        else:
            found.append(read_layer(path, "GPKG", report, name))
    if not found:
        raise UnreadableError("the GeoPackage holds no layer of shapes")
    return found


def _check_database(path: Path) -> None:
    """Look at what a database defines before GDAL opens it: tables and their indexes only."""
    try:
        with closing(sqlite3.connect(path)) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            _check_definitions(base.execute("SELECT type, name, sql FROM sqlite_master").fetchall())
            base.execute("DROP TABLE IF EXISTS gpkg_ogr_contents")  # counts that may be untrue
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise UnreadableError(f"the GeoPackage is damaged ({shown(str(error))})") from None


def _check_definitions(defined: list[tuple[str, str, str]]) -> None:
    if not any(name == "gpkg_contents" for _, name, _ in defined):
        raise UnreadableError("this is an SQLite database, and no GeoPackage")
    for kind, name, sql in defined:
        virtual = re.match(r"\s*create\s+virtual", str(sql), re.IGNORECASE)
        if kind == "view" or (virtual and not _INDEX.match(str(sql))):
            raise UnreadableError(
                f"the GeoPackage holds {named(str(name))}, which is computed while it is read:"
                " save the layer as a table"
            )
