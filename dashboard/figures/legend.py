"""What the legend of the map says about sizes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from dashboard.figures import crowd
from dashboard.figures.marks import BIN_CAP_PX, CAP_PX, radius, scale_at
from geodata.shapes import Bin, Places


class LegendSize(NamedTuple):
    """A circle of the legend: so many events, radius in px."""

    events: int
    radius: float


class Legend(NamedTuple):
    """The sizes of marks. ``capped``: a mark reached the largest size, and larger numbers
    look the same. ``mixed``: squares in which no group has most events are in view."""

    sizes: tuple[LegendSize, ...]
    capped: bool
    crowded: bool
    mixed: bool


def legend(
    places: Places | Sequence[Bin],
    zoom: float,
    *,
    center: tuple[float, float] = (36.05, 33.05),
    mark_scale: float = 4.6,
) -> Legend:
    """What the legend says about sizes; the arguments as for ``map_figure``."""
    if isinstance(places, Places):
        k = scale_at(zoom, crowd.scale(places.rows, center, zoom, mark_scale))
        most = max(
            (
                max(*filled, *hollow)
                for filled, hollow in (
                    crowd.split(cluster.places) for cluster in crowd.clusters(places.rows, zoom)
                )
            ),
            default=0,
        )
        return from_scale(k, CAP_PX, capped=k * math.sqrt(most) > CAP_PX, bins=None)
    k = crowd.bin_scale(places, scale_at(zoom, mark_scale), BIN_CAP_PX)
    return from_scale(k, BIN_CAP_PX, capped=False, bins=places)


def from_scale(k: float, cap: float, *, capped: bool, bins: Sequence[Bin] | None) -> Legend:
    """What the legend of a picture says: ``k`` is the radius of one event, ``cap`` the largest.

    ``bins`` are the squares of a crowded view.
    """
    if bins is None:
        sizes = tuple(LegendSize(n, radius(n, k, cap)) for n in (1, 5, 10))
        return Legend(sizes, capped, crowded=False, mixed=False)
    most = max((sum(row.counts) for row in bins), default=1)
    steps = sorted({_round_down(most), _round_down(most / 4), _round_down(most / 20)})
    return Legend(
        tuple(LegendSize(n, radius(n, k, cap)) for n in steps),
        capped=capped,
        crowded=True,
        mixed=any(crowd.bin_spec(row.counts).startswith("n") for row in bins),
    )


def _round_down(value: float) -> int:
    """The largest of 1, 2 or 5 times a power of ten that is not above ``value``; at least 1."""
    whole = max(int(value), 1)
    power = int("1" + "0" * (len(str(whole)) - 1))
    return max(n * power for n in (1, 2, 5) if n * power <= whole)
