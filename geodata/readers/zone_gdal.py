"""Zones in Shapefiles and GeoPackages, read by GDAL from a copy in a folder of its own."""

from __future__ import annotations

import re
import sqlite3
import threading
import warnings
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio
import shapely

from geodata.readers.cells import shown
from geodata.readers.rows import named
from geodata.readers.zone_report import Layer, Report, UnreadableError
from geodata.readers.zone_shape import CLOSED, NoShapeError, taken

_INDEX: Final = re.compile(
    r"\s*create\s+virtual\s+table\s.*?\susing\s+rtree", re.IGNORECASE | re.DOTALL
)
_SAID_ALREADY: Final = "Non closed ring"
_UNSTATED_CODEPAGE: Final = 0
_CODEPAGE_AT: Final = 29
_LENGTH_AT: Final = 24
_HEADER: Final = 100  # bytes of a .shx before its entries
_INDEX_ENTRY: Final = 8
_ONE_AT_A_TIME: Final = threading.Lock()  # Python keeps one list of warning filters


def read_shapefile(path: Path, report: Report) -> list[Layer]:
    """The features of a Shapefile whose parts are all named ``path``, with their endings.

    Raises:
        UnreadableError: GDAL cannot read it, or a part is missing.
    """
    if not path.with_suffix(".shx").exists():
        raise UnreadableError("the zip has no .shx beside the .shp: pack all of its files")
    _check_length(path, report)
    _drop_strange_table(path, report)
    if not path.with_suffix(".dbf").exists():
        report.note(0, "there is no table (.dbf) to the shapes: they have no names and days")
    elif _codepage(path) == _UNSTATED_CODEPAGE and not path.with_suffix(".cpg").exists():
        try:
            return [_layer(path, 0, "ESRI Shapefile", report, encoding="UTF-8")]
        except UnicodeDecodeError:
            report.note(
                0,
                "its texts are not in UTF-8 and no .cpg says what they are in: they are read"
                " as Western European, so check the names",
            )
    return [_layer(path, 0, "ESRI Shapefile", report)]


def _check_length(path: Path, report: Report) -> None:
    """A .shp states its length, in words of two bytes, from byte 24 on."""
    with path.open("rb") as opened:
        head = opened.read(_LENGTH_AT + 4)
    if 2 * int.from_bytes(head[_LENGTH_AT:], "big") > path.stat().st_size:
        report.note(0, "the .shp is cut off: shapes at its end are missing")


def _drop_strange_table(path: Path, report: Report) -> None:
    """Leave out a .dbf whose rows are not as many as the shapes: names would be the wrong ones."""
    table = path.with_suffix(".dbf")
    if not table.exists():
        return
    shapes = (path.with_suffix(".shx").stat().st_size - _HEADER) // _INDEX_ENTRY
    with table.open("rb") as opened:
        rows = int.from_bytes(opened.read(8)[4:], "little")
    if rows != shapes:
        report.note(0, f"the .dbf has {rows:,} rows for {shapes:,} shapes: it is not used")
        table.unlink()


def _codepage(path: Path) -> int:
    """The code page that a .dbf states, 0 for none."""
    with path.with_suffix(".dbf").open("rb") as opened:
        head = opened.read(_CODEPAGE_AT + 1)
    return head[_CODEPAGE_AT] if len(head) > _CODEPAGE_AT else 0


def read_geopackage(path: Path, report: Report) -> list[Layer]:
    """The features of every layer of a GeoPackage, numbered on from layer to layer.

    Raises:
        UnreadableError: GDAL cannot read it, or it holds SQL that would run while reading.
    """
    _check_database(path)
    found: list[Layer] = []
    before = 0
    for name, kind in _layers(path):
        if kind is None:
            report.note(0, f"{named(name)} in it is a table without shapes, and is not read")
            continue
        found.append(_layer(path, name, "GPKG", report, before))
        before = report.last
    if not found:
        raise UnreadableError("the GeoPackage holds no layer of shapes")
    return found


def _layers(path: Path) -> list[tuple[str, str | None]]:
    try:
        return [(str(name), kind) for name, kind in pyogrio.list_layers(path)]
    except Exception as error:  # noqa: BLE001 - on damage, pyogrio raises what it happens to
        raise UnreadableError(_broken(error)) from None


def _check_database(path: Path) -> None:
    """Look at what a database defines before GDAL opens it: tables and their indexes only."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            defined = base.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise UnreadableError(f"the GeoPackage is damaged ({shown(str(error))})") from None
    if not any(name == "gpkg_contents" for _, name, _ in defined):
        raise UnreadableError("this is an SQLite database, and no GeoPackage")
    for kind, name, sql in defined:
        virtual = re.match(r"\s*create\s+virtual", str(sql), re.IGNORECASE)
        if kind == "view" or (virtual and not _INDEX.match(str(sql))):
            raise UnreadableError(
                f"the GeoPackage holds {named(str(name))}, which is computed while it is read:"
                " save the layer as a table"
            )


def _layer(  # noqa: PLR0917 - one call of GDAL
    path: Path,
    layer: str | int,
    driver: str,
    report: Report,
    before: int = 0,
    encoding: str | None = None,
) -> Layer:
    """The features of one layer; what GDAL warns of becomes notes."""
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            info = pyogrio.read_info(path, layer=layer, encoding=encoding)
            _check_driver(str(info["driver"]), driver)
            meta, _, shapes, columns = pyogrio.raw.read(
                path, layer=layer, encoding=encoding, datetime_as_string=True
            )
    except UnicodeDecodeError:
        if encoding:
            raise
        raise UnreadableError("its texts are not in the encoding that it states") from None
    except UnreadableError:
        raise
    except Exception as error:  # noqa: BLE001 - on damage, pyogrio raises what it happens to
        raise UnreadableError(_broken(error)) from None
    for text in dict.fromkeys(str(warning.message) for warning in said):
        if text.startswith(_SAID_ALREADY):
            continue
        report.note(0, f"GDAL says: {shown(text)}")
    names = [str(name) for name in meta["fields"]]
    features = []
    for index, (shape, *values) in enumerate(zip(shapes, *columns, strict=True), before + 1):
        fields = dict(zip(names, values, strict=True))
        if feature := taken(index, fields, _shape(shape, index, report), report):
            features.append(feature)
    return Layer(str(meta["crs"] or ""), features)


def _check_driver(found: str, expected: str) -> None:
    if found != expected:
        raise UnreadableError(f"it is no {expected}: GDAL takes it for {shown(found)}")


def _shape(written: Any, index: int, report: Report) -> Any:  # noqa: ANN401 - shapely, or a reason
    """A shape from well-known binary; a ring that is not closed is closed."""
    if written is None:
        return None
    try:
        shape = shapely.from_wkb(written, on_invalid="ignore")
        if shape is None:
            shape = shapely.from_wkb(written, on_invalid="fix")
            report.note(index, CLOSED)
        if shape is not None and np.isfinite(shapely.get_coordinates(shape)).all():
            return shape
    except (shapely.errors.ShapelyError, ValueError, TypeError):
        pass
    return NoShapeError("its geometry is damaged, or a coordinate is no finite number")


def _broken(error: BaseException) -> str:
    return f"it cannot be read: {shown(str(error).splitlines()[0] if str(error) else 'damaged')}"
