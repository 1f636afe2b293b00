"""What the legend of the map says about sizes, or about the colours of hexagons."""

from __future__ import annotations

import math
from typing import NamedTuple

from dashboard.figures.map import clusters
from dashboard.figures.map.density import Density, ramp
from dashboard.figures.map.marks import CAP_PX, radius, scale_at
from geodata.results import Places


class LegendSize(NamedTuple):
    """A circle of the legend: so many events, radius in px."""

    events: int
    radius: float


class Legend(NamedTuple):
    """The sizes of marks. ``capped``: a mark reached the largest size, and larger numbers
    look the same."""

    sizes: tuple[LegendSize, ...]
    capped: bool


class DensityLegend(NamedTuple):
    """The colours of hexagons: from so many events, the colour of that place in
    ``Theme.densities``; events in the fullest; and how wide they are, km."""

    classes: tuple[tuple[int, int], ...]
    fullest: int
    km: float


def legend(
    places: Places,
    zoom: float,
    *,
    center: tuple[float, float] = (36.05, 33.05),
    mark_scale: float = 4.6,
) -> Legend:
    """What the legend says about sizes; the arguments as for ``map_figure``."""
    k = scale_at(zoom, clusters.scale(places.rows, center, zoom, mark_scale))
    split = (clusters.split(cluster.places) for cluster in clusters.clusters(places.rows, zoom))
    most = max((max(*filled, *hollow) for filled, hollow in split), default=0)
    return from_scale(k, CAP_PX, capped=k * math.sqrt(most) > CAP_PX)


def from_scale(k: float, cap: float, *, capped: bool) -> Legend:
    """What the legend of a picture says: ``k`` is the radius of one event, ``cap`` the largest."""
    return Legend(tuple(LegendSize(n, radius(n, k, cap)) for n in (1, 5, 10)), capped)


def density_legend(density: Density, lat: float) -> DensityLegend:
    """What the legend of a map says whose middle is at a latitude."""
    steps = density.steps
    classes = tuple(zip(steps, ramp(len(steps)), strict=True))
    return DensityLegend(classes, density.fullest, density.lattice.km(lat))
