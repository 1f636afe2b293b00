"""Layers read by GDAL through GeoPandas, from a copy in a folder of its own."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pyogrio

from geodata.readers.cells import shown
from geodata.readers.zones.report import (
    FeatureLayer,
    RawFeature,
    ShapeError,
    UnreadableError,
    ZoneReport,
)
from geodata.readers.zones.shapes import CLOSED, drawable
from geodata.zones import described, describes

_ROWS_AT_ONCE: Final = 10_000
_CLOSED_HERE: Final = "Non closed ring"
_ONE_AT_A_TIME: Final = threading.Lock()  # Python keeps one list of warning filters

pyogrio.set_gdal_config_options(
    {
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "none",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
    }
)


def read_layer(
    path: Path, driver: str, report: ZoneReport, layer: str | int = 0, encoding: str | None = None
) -> FeatureLayer:
    """The features of one layer, numbered on from those before.

    Raises:
        UnicodeDecodeError: its texts are not in ``encoding``.
        UnreadableError: GDAL cannot read it.
    """
    how: dict[str, Any] = {"layer": layer, "encoding": encoding}
    info = call_gdal(report, pyogrio.read_info, path, **how, force_feature_count=True)
    if info["driver"] != driver:
        raise UnreadableError(f"it is no {driver}: GDAL takes it for {shown(info['driver'])}")
    how["columns"] = [name for name in map(str, info["fields"]) if describes(name)]
    before, count = report.last, info["features"]
    features: list[RawFeature] = []
    for skipped in range(0, count, _ROWS_AT_ONCE):
        how |= {"skip_features": skipped, "max_features": min(_ROWS_AT_ONCE, count - skipped)}
        rows, closed = _read(report, path, how)
        fields = rows.drop(columns="geometry").to_dict("records")
        given = zip(fields, rows.geometry, closed, strict=True)
        for index, (said, shape, was_open) in enumerate(given, before + skipped + 1):
            with report.feature(index) as notes:
                notes.extend([CLOSED] if was_open else [])
                if shape is None:
                    raise ShapeError("it has no geometry, or a damaged one: nothing can be drawn")
                features.append(report.take(index, described(said), drawable(shape, notes)))
    for index in range(report.last + 1, before + count + 1):
        with report.feature(index):
            raise ShapeError("GDAL counts it and cannot read it: the file is damaged")
    return FeatureLayer(str(info["crs"] or ""), features)


def _read(report: ZoneReport, path: Path, how: dict[str, Any]) -> tuple[gpd.GeoDataFrame, Any]:
    """Rows with their shapes, and of each whether a ring had to be closed."""
    how |= {"datetime_as_string": True}
    rows = call_gdal(report, pyogrio.read_dataframe, path, on_invalid="ignore", **how)
    missing = rows.geometry.isna()
    if missing.any():
        rows = call_gdal(report, pyogrio.read_dataframe, path, on_invalid="fix", **how)
    return rows, missing & rows.geometry.notna()


def call_gdal(report: ZoneReport, call: Callable[..., Any], path: Path, **how: Any) -> Any:  # noqa: ANN401 - of pyogrio
    """What GDAL gives; what it warns of becomes notes."""
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            found = call(path, **how)
    except UnicodeDecodeError:
        raise
    except Exception as error:  # noqa: BLE001 - on damage, pyogrio raises what it happens to
        first = str(error).splitlines()[0] if str(error) else "damaged"
        raise UnreadableError(f"it cannot be read: {shown(first)}") from None
    for text in dict.fromkeys(str(warning.message) for warning in said):
        if not text.startswith(_CLOSED_HERE):
            report.note(0, f"GDAL says: {shown(text)}")
    return found
