"""Events in first-level regions: each region in a colour that says how many.

The classes are those of ``dashboard.figures.map.density``: round, and the same for every filter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from dashboard.figures.map.basemap_labels import BASE, Layer
from dashboard.figures.map.density import DIM, colour_of, steps
from dashboard.figures.theme import Theme
from geodata import text
from geodata.results import RegionCount, RegionCounts
from geodata.schema import GROUP_LABELS, GROUPS

LAYER: Final = "region-fills"
"""Its features have the ``code`` of their region, by which ``assets/map-regions.js`` finds them."""


class Choropleth(NamedTuple):
    """The regions in which events happened. ``placed``: all events of the filter with a place, some
    of which may lie in no region."""

    counts: RegionCounts
    placed: int

    @property
    def fullest(self) -> int:
        """Events in the region with most."""
        return max((one.total for one in self.counts.rows), default=0)

    @property
    def steps(self) -> tuple[int, ...]:
        """The least number of events of each class."""
        return steps(self.fullest)

    @property
    def colours(self) -> Mapping[str, int]:
        """The place in ``Theme.densities`` of each region's colour, by its code."""
        begins = self.steps
        return {one.code: colour_of(one.total, begins) for one in self.counts.rows}

    @property
    def without(self) -> int:
        """Placed events in no region."""
        return self.placed - self.counts.total


def drawing(shown: Choropleth) -> dict[str, Any]:
    """What a card of ``assets/map-regions.js`` says of a region, by its code: its name, pairs of
    the position in ``labels`` and the number of events, and deaths in words."""
    return {
        "rows": {one.code: _row(one) for one in shown.counts.rows},
        "events": shown.placed,
        "labels": [GROUP_LABELS[group] for group in GROUPS],
    }


def _row(one: RegionCount) -> list[Any]:
    groups = [part for group, n in enumerate(one.counts) if n for part in (group, n)]
    return [one.name, groups, text.deaths(one.deaths_low, None, one.deaths_high)]


def choropleth_layers(theme: Theme, colours: Mapping[str, int], *, dim: bool) -> list[Layer]:
    """The regions that have a colour; the one under the pointer is paler."""
    if not colours:
        return []
    pairs = [part for code, at in sorted(colours.items()) for part in (code, theme.densities[at])]
    pointed = ["boolean", ["feature-state", "hover"], False]
    among = {
        "source": BASE,
        "source-layer": "admin1",
        "filter": ["in", ["get", "code"], ["literal", sorted(colours)]],
    }
    return [
        {
            "id": LAYER,
            "type": "fill",
            **among,
            "paint": {
                "fill-color": ["match", ["get", "code"], *pairs, theme.land],
                "fill-opacity": DIM if dim else ["case", pointed, 0.72, 1],
                "fill-antialias": False,
            },
        },
    ]
