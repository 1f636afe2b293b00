"""What the browser is told of each mark on the map: its drawing, its words, its key."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from dashboard.figures import crowd, geo
from dashboard.figures.marks import spec
from geodata import text
from geodata.schema import GEO_PRECISIONS, GROUPS
from geodata.shapes import Bin, Counts, Place

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
"""The columns of ``customdata``. ``key`` is the place key, or a bin's; empty for several
places drawn as one, whose keys are then in ``members`` and whose extent is ``box``
(west, south, east, north, degrees WGS84). ``event_id`` is set when there is one event."""

STRONG_FROM: Final = 5
"""A place with so many events has its name in semi-bold."""
DIM: Final = 0.28
"""Opacity of the other marks beside an open event's line."""


def governorate(place: Place) -> bool:
    """Whether a mark stands for a governorate, and not for a zone, which has no ``-``."""
    return place.precision == "admin1" and "-" in place.region


def tints(places: Iterable[Place]) -> Mapping[str, int]:
    """Events known only to a governorate, by its code."""
    return {
        place.region: sum(place.counts)
        for place in places
        if place.precision == "admin1" and place.region
    }


def label_of(place: Place) -> str:
    """The name as written on the map: a governorate says that it is one."""
    return f"{place.name} gov." if governorate(place) else text.short_place(place.name)


def cluster_row(cluster: crowd.Cluster, selected: str, *, dim: bool) -> list[Any]:
    """Longitude, latitude and ``CUSTOMDATA`` of one mark."""
    filled, hollow = crowd.split(cluster.places)
    first, total = cluster.places[0], cluster.total
    several = len(cluster.places) > 1
    precisions = {place.precision for place in cluster.places}
    members = [place.key for place in cluster.places]
    tone = "region" if precisions == {"admin1"} else "town"
    if tone == "town" and total >= STRONG_FROM and not several:
        tone = "strong"
    return [
        cluster.lon,
        cluster.lat,
        "" if several else first.key,
        spec(filled, hollow, ring=precisions == {"admin2"}),
        label_of(first),
        (f" and {len(members) - 1} more," if several else "")
        + (f" {total:,}" if total > 1 else ""),
        total,
        tone,
        DIM if dim and selected not in members else 1,
        _tooltip(cluster),
        first.event_id if not several else "",
        members if several else [],
        list(geo.bounds_of((place.lon, place.lat) for place in cluster.places)) if several else [],
    ]


def bin_row(row: Bin, *, dim: bool) -> list[Any]:
    """The same for a square of a crowded view."""
    total = sum(row.counts)
    lines = [f"<b>{total:,} event{'s' if total > 1 else ''}</b> in this square"]
    lines += _counted(row.counts)
    return [
        row.lon,
        row.lat,
        row.key,
        crowd.bin_spec(row.counts),
        "",
        "",
        total,
        "town",
        DIM if dim else 1,
        "<br>".join(lines),
        "",
        [],
        [],
    ]


def _counted(counts: Counts | Sequence[int]) -> list[str]:
    """Counts by group in words, at most three groups to a line."""
    parts = [f"{n:,} {group}" for n, group in zip(counts, GROUPS, strict=True) if n]
    lines = [", ".join(parts[i : i + 3]) for i in range(0, len(parts), 3)]
    return [line + "," for line in lines[:-1]] + lines[-1:]


def _tooltip(cluster: crowd.Cluster) -> str:
    """At most five lines: name, how precisely it is known, counts, aggregates."""
    first, places = cluster.places[0], cluster.places
    if len(places) > 1:
        names = ", ".join(html.escape(label_of(place)) for place in places[:2])
        more = f" and {len(places) - 2} more" if len(places) > 2 else ""  # noqa: PLR2004
        head = [f"<b>{len(places)} places</b>: {names}{more}"]
    elif first.precision == "admin1":
        head = [
            f"<b>{html.escape(label_of(first))}</b>",
            f"known to the {'governorate' if governorate(first) else 'area'} only",
        ]
    else:
        words = GEO_PRECISIONS.get(first.precision, first.precision)
        head = [f"<b>{html.escape(first.name)}</b>", words]
    counts = [sum(column) for column in zip(*(place.counts for place in places), strict=True)]
    aggregates = sum(sum(place.aggregates) for place in places)
    tail = [f"{aggregates} {'is an aggregate' if aggregates == 1 else 'are aggregates'}"]
    return "<br>".join([*head, *_counted(counts), *(tail if aggregates else [])])
