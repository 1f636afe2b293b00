"""Events in hexagons: how wide, in which classes of colour, and what the browser draws them from.

The classes are steps of about three, round and the same for every filter, so that two maps can
be compared; quantiles would split one event from two and join hundreds with thousands.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from dashboard.figures.map.basemap_labels import Layer
from dashboard.figures.theme import Theme
from geodata.hexagons import Lattice
from geodata.results import Hexagon
from geodata.schema import GROUP_LABELS, GROUPS

CLASSES: Final = 6
"""At most: one for each colour of ``Theme.densities``."""

WIDTH_PX: Final = 12.0
FAR_PX: Final = 10.0
FAR_ZOOM: Final = 4.0
"""From this zoom out, hexagons are ``FAR_PX`` wide, so that a country has more than a few."""

LOW_PX: Final = 8.0
LOW_MAP: Final = 320.0
"""On a map that is lower than so many px they are ``LOW_PX`` wide."""

DIM: Final = 0.28
PALE: Final = 0.4
"""Opacity of hexagons beside an open event's line, and of those outside a chosen area."""

_DECADES: Final = range(9)


class Density(NamedTuple):
    """Events in hexagons, as a map shows them.

    Attributes:
        lattice: which hexagons.
        hexagons: those in view that hold events.
        fullest: events in the one with most all over the globe, which settles the classes.
        events: all of the filter, for shares.
        by_region: those that are in none, since they are known to a region only.
        chosen: where the open event is, degrees WGS84.
        outside: those that lie outside a chosen area, with what they hold without it; paler.
    """

    lattice: Lattice
    hexagons: tuple[Hexagon, ...]
    fullest: int
    events: int
    by_region: int = 0
    chosen: tuple[float, float] | None = None
    outside: tuple[Hexagon, ...] = ()

    @property
    def steps(self) -> tuple[int, ...]:
        """The least number of events of each class."""
        return steps(self.fullest)


def width_px(zoom: float, height: float) -> float:
    """How wide hexagons are on a map of this zoom and height in px."""
    if height < LOW_MAP:
        return LOW_PX
    return FAR_PX if zoom <= FAR_ZOOM else WIDTH_PX


def steps(fullest: int) -> tuple[int, ...]:
    """Where classes of numbers up to ``fullest`` begin: 1, 3, 10, 30 and so on, the lowest as
    one where they are more than ``CLASSES``; 1, 2, 5, 10 below a hundred."""
    parts = (1, 3) if fullest >= 100 else (1, 2, 5)  # noqa: PLR2004 - two decades
    every = [part * 10**power for power in _DECADES for part in parts]
    reached = [step for step in every if step <= fullest] or [1]
    return (1, *reached[1:][-(CLASSES - 1) :])


def ramp(classes: int) -> tuple[int, ...]:
    """Which of the six colours so many classes have, as far apart as they can be."""
    if classes == 1:
        return (CLASSES // 2,)
    return tuple(round(i * (CLASSES - 1) / (classes - 1)) for i in range(classes))


def colour_of(events: int, begins: tuple[int, ...]) -> int:
    """The place in ``Theme.densities`` of the colour for so many events."""
    return ramp(len(begins))[sum(step <= events for step in begins) - 1]


def drawing(density: Density) -> dict[str, Any]:
    """What ``assets/map-density.js`` draws; a row is column, row, colour, place and groups.

    Groups are pairs of the position in ``labels`` and the number of events. From the row
    ``outside`` on they lie outside the chosen area.
    """
    begins = density.steps
    chosen = density.lattice.at(*density.chosen) if density.chosen else None
    rows = [
        [
            one.column,
            one.row,
            colour_of(one.total, begins),
            one.place,
            [part for group, n in enumerate(one.counts) if n for part in (group, n)],
        ]
        for one in (*density.hexagons, *density.outside)
    ]
    return {
        "columns": density.lattice.columns,
        "rows": rows,
        "outside": len(density.hexagons),
        "events": density.events,
        "labels": [GROUP_LABELS[group] for group in GROUPS],
        "chosen": list(chosen) if chosen else None,
    }


def density_layers(theme: Theme, *, dim: bool) -> list[Layer]:
    """Hexagons, and under the pointer one in ink and paper."""
    colours = [part for i, colour in enumerate(theme.densities) for part in (i, colour)]
    pointed: Any = ["boolean", ["feature-state", "hover"], False]
    chosen: Any = ["boolean", ["get", "chosen"], False]
    edge = ["case", ["any", pointed, chosen], 1, 0]
    opacity: Any = DIM if dim else ["case", ["boolean", ["get", "pale"], False], PALE, 1]
    return [
        {
            "id": "hexagons",
            "type": "fill",
            "source": "hexagons",
            "paint": {
                "fill-color": ["match", ["get", "colour"], *colours, theme.densities[0]],
                "fill-opacity": opacity,
                "fill-antialias": False,
            },
        },
        {
            "id": "hexagon-gaps",
            "type": "line",
            "source": "hexagons",
            "paint": {"line-color": theme.land, "line-width": 0.5, "line-opacity": opacity},
        },
        *(
            {
                "id": name,
                "type": "line",
                "source": "hexagons",
                "layout": {"line-join": "round"},
                "paint": {"line-color": colour, "line-width": width, "line-opacity": edge},
            }
            for name, colour, width in (
                ("hexagon-halo", theme.paper, 4),
                ("hexagon-edge", theme.ink, 2),
            )
        ),
    ]
