"""What the legend of the map says about sizes, or about the colours of hexagons."""

from __future__ import annotations

from typing import NamedTuple

from dashboard.figures.map.choropleth import Choropleth
from dashboard.figures.map.density import Density, ramp
from dashboard.figures.map.mark_scale import FEW
from dashboard.figures.map.place_marks import PlaceMarks
from geodata.text import number


class LegendSize(NamedTuple):
    """A circle of the legend: so many events, radius in px."""

    events: int
    radius: float


class Legend(NamedTuple):
    """The sizes of marks.

    ``title``: what a mark counts. ``notes``: what the circles do not show, in words.
    """

    title: str
    sizes: tuple[LegendSize, ...]
    notes: tuple[str, ...]


class RegionsLegend(NamedTuple):
    """The colours of regions: from so many events, the colour of that place in
    ``Theme.densities``; events in the fullest."""

    classes: tuple[tuple[int, int], ...]
    fullest: int


class DensityLegend(NamedTuple):
    """The colours of hexagons: from so many events, the colour of that place in
    ``Theme.densities``; events in the fullest; and how wide they are, km."""

    classes: tuple[tuple[int, int], ...]
    fullest: int
    km: float


def legend(marks: PlaceMarks) -> Legend:
    """What the legend says about the sizes of a map's marks."""
    scale = marks.scale
    several = any(len(cluster.places) > 1 for cluster in marks.clusters)
    notes = []
    if scale.most >= FEW:
        notes.append(f"Area shows the number; largest here {number(scale.most)}")
    if scale.alike > 1:
        notes.append(f"Up to {number(scale.alike)} events have the smallest size")
    return Legend(
        "events in one mark" if several else "events at one place",
        tuple(LegendSize(step, scale.radius(step)) for step in scale.steps),
        tuple(notes),
    )


def regions_legend(shown: Choropleth) -> RegionsLegend:
    """What the legend of a map says whose regions are coloured."""
    steps = shown.steps
    return RegionsLegend(tuple(zip(steps, ramp(len(steps)), strict=True)), shown.fullest)


def density_legend(density: Density, lat: float) -> DensityLegend:
    """What the legend of a map says whose middle is at a latitude."""
    steps = density.steps
    classes = tuple(zip(steps, ramp(len(steps)), strict=True))
    return DensityLegend(classes, density.fullest, density.lattice.km(lat))
