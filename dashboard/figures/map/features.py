"""What the browser is told of each mark on the map: its drawing, its words, its key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from dashboard.figures.map import clusters, geometry
from dashboard.figures.map.cluster_names import label_of
from dashboard.figures.map.marks import spec
from dashboard.figures.tooltip import days_line, deaths_line, one_line, plain_lines
from geodata.regions import precision_words
from geodata.results import Counts, EventMark, Place
from geodata.schema import GEO_PRECISIONS, GROUPS

CUSTOMDATA: Final = (
    "key",
    "spec",
    "name",
    "count",
    "total",
    "tone",
    "opacity",
    "tooltip",
    "event_id",
    "members",
    "box",
)
"""The columns of ``customdata``. ``key`` is the place key; empty for several
places drawn as one, whose keys are then in ``members`` and whose extent is ``box``
(west, south, east, north, degrees WGS84). ``event_id`` is set when there is one event."""

STRONG_FROM: Final = 5
"""A place with so many events has its name in semi-bold."""
DIM: Final = 0.28
"""Opacity of the other marks beside an open event's line."""


def tints(places: Iterable[Place]) -> Mapping[str, int]:
    """Events known only to a governorate, by its code."""
    return {
        place.region: sum(place.counts)
        for place in places
        if place.precision == "admin1" and place.region
    }


def cluster_row(cluster: clusters.Cluster, selected: str, *, dim: bool) -> list[Any]:
    """Longitude, latitude and ``CUSTOMDATA`` of one mark."""
    filled, hollow = clusters.split(cluster.places)
    first, total = cluster.places[0], cluster.total
    several = len(cluster.places) > 1
    precisions = {place.precision for place in cluster.places}
    members = [place.key for place in cluster.places]
    tone = "region" if precisions == {"admin1"} else "town"
    if tone == "town" and total >= STRONG_FROM:
        tone = "strong"
    return [
        cluster.lon,
        cluster.lat,
        "" if several else first.key,
        spec(filled, hollow, ring=precisions == {"admin2"}),
        cluster.name,
        f" {total:,}" if total > 1 else "",
        total,
        tone,
        DIM if dim and selected not in members else 1,
        _tooltip(cluster),
        first.event.event_id if first.event and not several else "",
        members if several else [],
        list(geometry.bounds_of((place.lon, place.lat) for place in cluster.places))
        if several
        else [],
    ]


def _counted(counts: Counts | Sequence[int]) -> list[str]:
    """Counts by group in words, at most three groups to a line."""
    parts = [f"{n:,} {group}" for n, group in zip(counts, GROUPS, strict=True) if n]
    lines = [", ".join(parts[i : i + 3]) for i in range(0, len(parts), 3)]
    return [line + "," for line in lines[:-1]] + lines[-1:]


def _tooltip(cluster: clusters.Cluster) -> str:
    """At most five lines: name, how precisely it is known, counts, aggregates; of one event its
    title, days, place and deaths."""
    first, places = cluster.places[0], cluster.places
    if first.event and len(places) == 1:
        return _event_tooltip(first, first.event)
    if len(places) > 1:
        names = ", ".join(label_of(place) for place in places[:2])
        more = f" and {len(places) - 2} more" if len(places) > 2 else ""  # noqa: PLR2004
        named = "<br>".join(plain_lines(names + more, 2))
        head = [f"<b>{len(places)} places</b>: {named}"]
    elif first.precision == "admin1":
        head = [f"<b>{one_line(label_of(first))}</b>", _precision(first)]
    else:
        head = [f"<b>{one_line(first.name)}</b>", _precision(first)]
    counts = [sum(column) for column in zip(*(place.counts for place in places), strict=True)]
    aggregates = sum(sum(place.aggregates) for place in places)
    tail = [f"{aggregates} {'is an aggregate' if aggregates == 1 else 'are aggregates'}"]
    return "<br>".join([*head, *_counted(counts), *(tail if aggregates else [])])


def _event_tooltip(place: Place, event: EventMark) -> str:
    name = label_of(place) if place.precision == "admin1" else place.name
    title = [f"<b>{line}</b>" for line in plain_lines(event.title, 2)]
    where = f"{one_line(name)}, {_precision(place)}"
    deaths = deaths_line(event) + (", an aggregate" if event.aggregate else "")
    return "<br>".join([*title, days_line(event), where, deaths])


def _precision(place: Place) -> str:
    if place.precision == "admin1":
        return f"known to the {precision_words('admin1', place.region)} only"
    return GEO_PRECISIONS.get(place.precision, place.precision)
