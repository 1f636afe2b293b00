"""Shapes in degrees made fit for a map, and every repair said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.readers.zones.antimeridian import placed
from geodata.readers.zones.crs import LIMITS, bounds_of, outside
from geodata.readers.zones.report import ZoneReport
from geodata.readers.zones.validity import made_valid

_ROUNDING: Final = 1e-6
"""Degrees by which a coordinate may pass the edge of the map, 0.1 m: an error of rounding."""


def repaired(shapes: gpd.GeoSeries, report: ZoneReport, *, winding: bool) -> gpd.GeoSeries:
    """Valid shapes within ±180 and ±90; what was refused is left out.

    ``winding`` says whether rings that run the wrong way round are worth a note.
    """
    past = np.abs(bounds_of(shapes)) - LIMITS
    near = ((past > 0) & (past <= _ROUNDING)).any(1)
    if near.any():
        shapes[near] = shapes[near].transform(_snapped)
    bounds = bounds_of(shapes)
    wide = bounds[:, 2] - bounds[:, 0] > LIMITS[0]
    odd = shapes.index[wide | outside(bounds) | ~np.isfinite(bounds).all(1)]
    shapes = _each(shapes, odd, placed, report)
    turned = shapes.orient_polygons()
    if winding:
        same = shapely.equals_identical(turned.values, shapes.values)
        for index in shapes.index[~same].difference(odd):
            report.note(index, "its rings ran the wrong way round (RFC 7946): they were turned")
    return _each(turned, turned.index[~turned.is_valid], made_valid, report)


def _snapped(at: Any) -> Any:  # noqa: ANN401 - an array of numbers
    """Coordinates that pass the edge of the map by an error of rounding, put on it."""
    over = (np.abs(at) > LIMITS[:2]) & (np.abs(at) <= LIMITS[:2] + _ROUNDING)
    return np.where(over, np.sign(at) * LIMITS[:2], at)


def _each(
    shapes: gpd.GeoSeries,
    chosen: pd.Index,
    repair: Callable[[Any, list[str]], Any],
    report: ZoneReport,
) -> gpd.GeoSeries:
    """Some shapes repaired one by one, without those that cannot be."""
    fit = {}
    for index in chosen:
        with report.feature(index) as notes:
            fit[index] = repair(shapes[index], notes)
    shapes = shapes.drop([index for index in chosen if index not in fit])
    if fit:
        shapes.update(gpd.GeoSeries(fit, crs=shapes.crs))
    return shapes
