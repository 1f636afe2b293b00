"""What the dialog shows: the map and the timeline as tables, and the data sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.components.parts import Children, scrolled, table, to_view
from dashboard.state import View, link
from geodata.places import precision_words
from geodata.schema import GROUP_LABELS, GROUPS
from geodata.shapes import Histogram, Lanes, Place, Places, Totals
from geodata.text import bucket, count, number

MOST = 500
GROUP_HEADER = tuple(GROUP_LABELS[group] for group in GROUPS)


def map_table(view: View, places: Places, totals: Totals) -> Component:
    """The places of the map with their precision and counts, most events first."""
    ranked: Sequence[Place] = sorted(places.rows, key=lambda place: -sum(place.counts))[:MOST]
    rows: list[Sequence[Children]] = [
        [
            to_view(place.name, link(replace(view, place=place.key, event="", tab=""))),
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
    if len(ranked) < places.total:
        said += f" The {MOST} places with most events are listed."
    header = ["Place", "Precision", "Latitude, longitude", "Events", *GROUP_HEADER, "Aggregates"]
    return scrolled([table(header, rows, said)])


def _period(unit: str, start: date) -> str:
    return bucket(unit, start).removesuffix(", Monday to Sunday")


def timeline_table(histogram: Histogram, lanes: Lanes) -> Component:
    """Bars and lanes as numbers; buckets without events are left out."""
    bars: list[Sequence[Children]] = [
        [_period(histogram.bucket, row.start), number(sum(row.counts)), *map(number, row.counts)]
        for row in histogram.rows
        if sum(row.counts)
    ]
    rows: list[Sequence[Children]] = [[lane.label, number(lane.events)] for lane in lanes.rows]
    return scrolled(
        [
            table(
                ["Period", "Events", *GROUP_HEADER],
                bars,
                "Events by day of start, in UTC; weeks run Monday to Sunday",
            ),
            html.Br(),
            table([lanes.by.capitalize(), "Events"], rows, "Events in the chosen dates"),
        ]
    )
