"""Files of zones of any kind, opened so that a hostile one does no harm.

The kind is told from the contents. Texts are parsed here, and only a Shapefile or a
GeoPackage, after a look inside, is given to GDAL: a copy of it, under a name of our own, in
a folder that holds nothing else.
"""

from __future__ import annotations

import lzma
import shutil
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Final

from geodata.readers.rows import named
from geodata.readers.zone_gdal import read_geopackage, read_shapefile
from geodata.readers.zone_gpx import read_gpx
from geodata.readers.zone_json import read_json
from geodata.readers.zone_kml import read_kml
from geodata.readers.zone_report import Layer, Report, UnreadableError
from geodata.readers.zone_xml import root_of

SIZE_LIMIT: Final = 500_000_000
"""Bytes of a file, and of what a zip unpacks to."""

MEMBER_LIMIT: Final = 10_000

FORMATS: Final = "GeoJSON, TopoJSON, KML, KMZ, GPX, GeoPackage and zipped Shapefiles"

_SHAPEFILE: Final = b"\x00\x00\x27\x0a"
_SQLITE: Final = b"SQLite format 3\x00"
_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_HIDDEN: Final = ("__MACOSX/", ".")
_ZIP_TROUBLE: Final = (
    *(zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, NotImplementedError),
    *(OverflowError, MemoryError, zlib.error, lzma.LZMAError, struct.error),
)


def read_layers(path: Path, report: Report) -> list[Layer]:
    """The features of a file; those that cannot be taken are in the report.

    Raises:
        UnreadableError: nothing of it can be taken.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as opened:
            start = opened.read(4_096)
        if size > SIZE_LIMIT:
            raise UnreadableError(f"the file is larger than {SIZE_LIMIT // 1_000_000} MB")
        with TemporaryDirectory(prefix="zones") as folder:
            if start.startswith(b"PK"):
                return _zipped(path, Path(folder), report)
            return _plain(path, start, Path(folder), report)
    except OSError as error:
        raise UnreadableError(f"the file could not be read: {error.strerror or error}") from None


def _plain(path: Path, start: bytes, folder: Path, report: Report) -> list[Layer]:
    begins = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if not begins:
        raise UnreadableError("the file is empty")
    if start.startswith(_SQLITE):
        copy = folder / "zones.gpkg"
        shutil.copyfile(path, copy)
        return read_geopackage(copy, report)
    if start.startswith(_SHAPEFILE):
        raise UnreadableError(
            "this is one part of a Shapefile: pack its files (.shp, .shx, .dbf, .prj) into a zip"
        )
    if begins in {b"{", b"["}:
        return read_json(path, report)
    if begins == b"<" or start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _xml(path, report)
    raise UnreadableError(f"this is no file of zones that is known: {FORMATS} are read")


def _xml(path: Path, report: Report) -> list[Layer]:
    root = root_of(path)
    if root == "kml":
        return read_kml(path, report)
    if root == "gpx":
        return read_gpx(path, report)
    raise UnreadableError(f"this is XML of another kind ({named(root)}): {FORMATS} are read")


def _zipped(path: Path, folder: Path, report: Report) -> list[Layer]:
    """What is in a zip: a Shapefile, a KMZ, or one file of another kind."""
    try:
        with zipfile.ZipFile(path) as packed:
            members = _members(packed)
            if [one for one in members if _suffix(one) == ".shp"]:
                return _shapefile(packed, members, folder, report)
            member = _one(members, report)
            copy = folder / "member"
            with packed.open(member) as opened:
                _write(opened, copy)
    except UnreadableError:
        raise
    except _ZIP_TROUBLE:
        raise UnreadableError("the zip is damaged, encrypted or packed in an unknown way") from None
    with copy.open("rb") as opened:
        start = opened.read(4_096)
    if start.startswith(b"PK"):
        raise UnreadableError("the zip holds another zip: unpack it first")
    return _plain(copy, start, folder, report)


def _members(packed: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of a zip, if it is one that may be unpacked."""
    members = [one for one in packed.infolist() if not one.is_dir()]
    if len(members) > MEMBER_LIMIT:
        raise UnreadableError(f"the zip holds more than {MEMBER_LIMIT:,} files")
    for one in members:
        way = PurePosixPath(one.filename.replace("\\", "/"))
        if way.is_absolute() or ".." in way.parts or one.filename[1:2] == ":":
            raise UnreadableError(f"{named(one.filename)} in the zip points outside it")
    if (size := sum(one.file_size for one in members)) > SIZE_LIMIT:
        raise UnreadableError(
            f"the zip unpacks to {size:,} bytes: at most {SIZE_LIMIT // 1_000_000} MB are read"
        )
    return [one for one in members if not one.filename.startswith(_HIDDEN)]


def _one(members: list[zipfile.ZipInfo], report: Report) -> zipfile.ZipInfo:
    """The file to read: the main one of a KMZ, or the only one."""
    placemarks = [one for one in members if _suffix(one) == ".kml"]
    if placemarks:
        main = next((one for one in placemarks if one.filename == "doc.kml"), placemarks[0])
        if len(placemarks) > 1:
            report.note(0, f"of {len(placemarks)} KML files in it, {named(main.filename)} is read")
        return main
    if len(members) != 1:
        raise UnreadableError(f"the zip holds {len(members)} files and no Shapefile: pack one file")
    return members[0]


def _shapefile(
    packed: zipfile.ZipFile, members: list[zipfile.ZipInfo], folder: Path, report: Report
) -> list[Layer]:
    """The parts of the one Shapefile, which belong together by their names."""
    shapes = [one for one in members if _suffix(one) == ".shp"]
    if len(shapes) > 1:
        raise UnreadableError(f"the zip holds {len(shapes)} Shapefiles: pack one at a time")
    stem = shapes[0].filename[: -len(".shp")].casefold()
    for one in members:
        if _suffix(one) in _PARTS and one.filename[: -len(".shp")].casefold() == stem:
            with packed.open(one) as opened:
                _write(opened, folder / f"zones{_suffix(one)}")
    return read_shapefile(folder / "zones.shp", report)


def _suffix(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).suffix.casefold()


def _write(opened: IO[bytes], target: Path) -> None:
    """Unpack a file; a zip never gives more than it states."""
    with target.open("wb") as copy:
        shutil.copyfileobj(opened, copy, 1 << 20)
