"""What the dialog shows: the map and the timeline as tables, and the data sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import Cell, Children, deaths_cell, scrolled, table, to_view
from dashboard.components.timeline_links import only_days, only_lane
from dashboard.figures.map.framing import MapScreen, to_place
from dashboard.figures.timeline.axis import FarBefore
from dashboard.state import View, link_to_map
from geodata.buckets import bucket_last, starts
from geodata.regions import precision_words
from geodata.results import Histogram, Lanes, Place, Places, Totals
from geodata.schema import GROUP_LABELS, GROUPS
from geodata.text import PERHAPS_WITHIN, bucket, count, days, number

MOST = 500
NONE: Final = (0, 0, 0, 0, 0, 0)
SAID: Final = (
    "Events by day of start, in UTC; weeks run Monday to Sunday. Deaths are summed over the events"
    " that state them, aggregates left out"
)
GROUP_HEADER = tuple(GROUP_LABELS[group] for group in GROUPS)


def map_table(view: View, places: Places, totals: Totals, screen: MapScreen) -> Component:
    """The places of the map with their precision and counts, most events first; each leads to
    its place on the map of a screen."""
    ranked: Sequence[Place] = sorted(places.rows, key=lambda place: -sum(place.counts))[:MOST]
    rows: list[Sequence[Children | Cell]] = [
        [
            to_view(
                place.name,
                link_to_map(
                    replace(view, place=place.key, event="", tab=""), to_place(place, screen)
                ),
            ),
            precision_words(place.precision, place.key),
            f"{place.lat:.3f}, {place.lon:.3f}",
            number(sum(place.counts)),
            *(number(n) for n in place.counts),
            number(sum(place.aggregates)),
        ]
        for place in ranked
    ]
    said = (
        f"{count(totals.events, 'event')}: {number(totals.placed)} at "
        f"{count(places.total, 'place')},"
        f" {number(totals.country_only)} known to the country only,"
        f" {number(totals.without_place)} without a place."
    )
    if totals.perhaps_within:
        said += f" {number(totals.perhaps_within)} {PERHAPS_WITHIN}."
    if len(ranked) < places.total:
        said += f" The {MOST} places with most events are listed."
    header = ["Place", "Precision", "Latitude, longitude", "Events", *GROUP_HEADER, "Aggregates"]
    return scrolled([table(header, rows, said)])


def _period(unit: str, start: date) -> str:
    return bucket(unit, start).removesuffix(", Monday to Sunday")


def timeline_table(
    view: View,
    histogram: Histogram,
    lanes: Lanes,
    *,
    covered: tuple[date, date] | None,
    deaths: Mapping[date, tuple[int, int]],
    before: FarBefore | None = None,
) -> Component:
    """Bars and lanes as numbers, each a link to its events.

    ``covered``: the part of the axis for which there are data. There, a period without events
    is a row with 0, while its deaths stay empty. ``deaths``: lowest and highest, by period.
    ``before``: the days of the first bar, where it stands before the axis.
    """
    unit = histogram.bucket
    found = {row.start: row.counts for row in histogram.rows}
    if covered:
        found |= {start: found.get(start, NONE) for start in starts(*covered, unit)}
    bars: list[Sequence[Children | Cell]] = []
    for start, counts in sorted(found.items()):
        events = sum(counts)
        dead = deaths_cell(*deaths.get(start, (None, None)), events=bool(events))
        far = before if before and start <= before.last else None
        words = days(*far) if far else _period(unit, start)
        ends = far or (start, bucket_last(unit, start))
        only = to_view(words, only_days(view, *ends), css="underlined")
        period = Cell(only if events else words, start.isoformat())
        bars.append([period, number(events), *map(number, counts), dead])
    rows: list[Sequence[Children | Cell]] = [
        [
            to_view(lane.label, only_lane(view, lanes.by, lane)[0], css="underlined"),
            number(lane.events),
        ]
        for lane in lanes.rows
    ]
    return scrolled(
        [
            table(["Period", "Events", *GROUP_HEADER, "Deaths"], bars, SAID),
            html.Br(),
            table([lanes.by.capitalize(), "Events"], rows, "Events in the chosen dates"),
        ]
    )
