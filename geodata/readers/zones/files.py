"""Files of zones of any kind, opened so that a hostile one does no harm.

The kind is told from the contents. GDAL opens no file of the user's own: only a copy, under
a name of ours, in a folder that holds nothing else, and no file that leads anywhere else.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from geodata.readers.formats import archive
from geodata.readers.rows import named
from geodata.readers.zones.binary import read_geopackage, read_shapefile
from geodata.readers.zones.geojson import read_json
from geodata.readers.zones.markup import read_markup
from geodata.readers.zones.report import FeatureLayer, UnreadableError, ZoneReport

SIZE_LIMIT: Final = 500_000_000
"""Bytes of a file, and of what a zip unpacks to."""

_FORMATS: Final = "GeoJSON, TopoJSON, KML, KMZ, GPX, GeoPackage and zipped Shapefiles"
_SHAPEFILE: Final = b"\x00\x00\x27\x0a"
_SQLITE: Final = b"SQLite format 3\x00"
_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def read_layers(path: Path, report: ZoneReport) -> list[FeatureLayer]:
    """The features of a file; those that cannot be taken are in the report.

    Raises:
        UnknownCrsError: it is not known in which system their coordinates are.
        UnreadableError: nothing of it can be taken.
    """
    try:
        with TemporaryDirectory(prefix="zones") as folder:
            return _read(path, Path(folder), report)
    except OSError as error:
        raise UnreadableError(f"the file could not be read: {error.strerror or error}") from None


def _read(path: Path, folder: Path, report: ZoneReport) -> list[FeatureLayer]:
    if path.stat().st_size > SIZE_LIMIT:
        raise UnreadableError(f"the file is larger than {SIZE_LIMIT // 1_000_000} MB")
    with path.open("rb") as opened:
        start = opened.read(4_096)
    begins = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start.startswith(b"PK"):
        return _zipped(path, folder, report)
    if start.startswith(_SQLITE):
        return read_geopackage(Path(shutil.copyfile(path, folder / "zones.gpkg")), report)
    if start.startswith(_SHAPEFILE):
        raise UnreadableError(
            "this is one part of a Shapefile: pack its files (.shp, .shx, .dbf, .prj) into a zip"
        )
    if begins in {b"{", b"["}:
        return read_json(path, report)
    if begins == b"<" or start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return read_markup(path, report)
    if not begins:
        raise UnreadableError("the file is empty")
    raise UnreadableError(f"this is no file of zones that is known: {_FORMATS} are read")


def _zipped(path: Path, folder: Path, report: ZoneReport) -> list[FeatureLayer]:
    """What is in a zip: a Shapefile, a KMZ, or one file of another kind."""
    if archive.crowded(path):
        raise UnreadableError("the zip holds many thousands of files: pack those that are zones")
    try:
        with zipfile.ZipFile(path) as packed:
            for one, copy in _chosen(packed, report).items():
                with packed.open(one) as opened, (folder / copy).open("wb") as target:
                    shutil.copyfileobj(opened, target, 1 << 20)
    except UnreadableError:
        raise
    except (*archive.TROUBLE, MemoryError):
        raise UnreadableError("the zip is damaged, encrypted or packed in an unknown way") from None
    if (folder / "zones.shp").exists():
        return read_shapefile(folder / "zones.shp", report)
    if zipfile.is_zipfile(folder / _COPY):
        raise UnreadableError("the zip holds another zip: unpack it first")
    return _read(folder / _COPY, folder, report)


_COPY: Final = "unpacked"


def _chosen(packed: zipfile.ZipFile, report: ZoneReport) -> dict[zipfile.ZipInfo, str]:
    """The files of a zip to unpack, each with its name in the folder that they go to.

    A zip never gives more than it states.
    """
    members = [one for one in packed.infolist() if not one.is_dir()]
    for one in members:
        way = PurePosixPath(one.filename.replace("\\", "/"))
        if way.is_absolute() or ".." in way.parts or one.filename[1:2] == ":":
            raise UnreadableError(f"{named(one.filename)} in the zip points outside it")
    if (size := sum(one.file_size for one in members)) > SIZE_LIMIT:
        raise UnreadableError(
            f"the zip unpacks to {size:,} bytes: at most {SIZE_LIMIT // 1_000_000} MB are read"
        )
    members = [one for one in members if not archive.hidden(one.filename)]
    shapes = [one for one in members if _ending(one) == ".shp"]
    if len(shapes) > 1:
        raise UnreadableError(f"the zip holds {len(shapes)} Shapefiles: pack one at a time")
    if shapes:
        stem = shapes[0].filename[:-4].casefold()
        return {
            one: f"zones{_ending(one)}"
            for one in members
            if _ending(one) in _PARTS and one.filename[:-4].casefold() == stem
        }
    placemarks = [one for one in members if _ending(one) == ".kml"]
    if len(placemarks) > 1:
        placemarks.sort(key=lambda one: one.filename != "doc.kml")
        main = named(placemarks[0].filename)
        report.note(0, f"of {len(placemarks)} KML files in it, {main} is read")
    if len(members) != 1 and not placemarks:
        raise UnreadableError(f"the zip holds {len(members)} files and no Shapefile: pack one file")
    return {[*placemarks, *members][0]: _COPY}


def _ending(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).suffix.casefold()
