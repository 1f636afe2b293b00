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
        sizes = tuple(LegendSize(n, radius(n, k, CAP_PX)) for n in (1, 5, 10))
        return Legend(sizes, k * math.sqrt(most) > CAP_PX, crowded=False, mixed=False)
    k = crowd.bin_scale(places, scale_at(zoom, mark_scale), BIN_CAP_PX)
    most = max((sum(row.counts) for row in places), default=1)
    steps = sorted({_round_down(most), _round_down(most / 4), _round_down(most / 20)})
    return Legend(
        tuple(LegendSize(n, radius(n, k, BIN_CAP_PX)) for n in steps),
        capped=False,
        crowded=True,
        mixed=any(crowd.bin_spec(row.counts).startswith("n") for row in places),
    )


def _round_down(value: float) -> int:
    """The largest of 1, 2 or 5 times a power of ten that is not above ``value``; at least 1."""
    whole = max(int(value), 1)
    power = int("1" + "0" * (len(str(whole)) - 1))
    return max(n * power for n in (1, 2, 5) if n * power <= whole)
