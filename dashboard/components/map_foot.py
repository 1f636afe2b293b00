"""The sum under the map, and what stands over a map that shows none of the events."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from dash import html
from dash.development.base_component import Component

from dashboard.captions import boundary_note
from dashboard.components.elements import to_view, unseen
from dashboard.components.terms import pointed
from dashboard.figures.map.choropleth import Choropleth
from dashboard.figures.map.geometry import Viewport
from dashboard.state import View, link, link_to_map
from geodata.results import Place, Totals
from geodata.text import PERHAPS_WITHIN, count, number, short_place

Words = list[Component | str]


class Elsewhere(NamedTuple):
    """Placed events on the map as it stands, ``here``, and those ``away``. ``named`` are places
    outside with the view of each; ``show`` is the view of most events, where fewer are on the
    map than elsewhere."""

    here: int
    away: int
    named: tuple[tuple[Place, Viewport], ...]
    show: Viewport | None


def foot(
    view: View,
    totals: Totals,
    elsewhere: Elsewhere,
    *,
    linked: bool,
    flagged: int,
    by_region: int = 0,
    regions: Choropleth | None = None,
) -> list[Component]:
    """The sum under the map: on this map + elsewhere + country only + without a place.

    ``linked``: a line leads from the open event to its subject. ``flagged`` events may be the
    same as another, from a different data set. ``by_region``: in no hexagon, as they are known to a
    region only. ``regions``: what the map shows in place of marks.
    """
    note = html.Div(boundary_note(view.boundaries), className="note")
    if linked:
        words: Words = [
            "Thin line: venue to subject of the open event. Other events in view are dimmed. ",
            to_view("Close the event", link(replace(view, event="", tab="")), key="foot:close"),
        ]
        return [html.Div(words), note]
    parts: Words = (
        _in_regions(regions)
        if regions
        else [
            html.B(number(elsewhere.here)),
            " on this map · ",
            html.B(number(elsewhere.away)),
            " elsewhere",
            *_show(view, elsewhere, "foot:show"),
        ]
    )
    if by_region:
        parts += [" · ", html.B(number(by_region)), " known by region only"]
    parts += [" · ", *_unplaced(view, totals.country_only, "country", "country only")]
    parts += [" · ", *_unplaced(view, totals.without_place, "none", "without a place")]
    if totals.perhaps_within:
        parts += [" · ", html.B(number(totals.perhaps_within)), f" {PERHAPS_WITHIN}"]
    if len(totals.by_source) > 1:
        parts.append(
            f" · {number(flagged)} possibly counted more than once"
            if flagged
            else " · from several data sets"
        )
    if elsewhere.named:
        places = [" — elsewhere: ", *_places(view, elsewhere)]
        parts.append(html.Span(places, className="not-low"))
    return [html.Div(parts), note]


def _in_regions(regions: Choropleth) -> Words:
    return [
        html.B(number(regions.counts.total)),
        f" in {count(len(regions.counts.rows), 'region')} · ",
        html.B(number(regions.without)),
        " in none of them",
    ]


def nothing_here(view: View, elsewhere: Elsewhere) -> Words:
    """What is said over a map that shows none of the events, though there are some."""
    if elsewhere.here or not elsewhere.away:
        return []
    words = f"0 on this map, {number(elsewhere.away)} elsewhere"
    return [html.Span([words, *_show(view, elsewhere, "away:show")])]


def _show(view: View, elsewhere: Elsewhere, key: str) -> Words:
    if elsewhere.show is None:
        return []
    words: Words = ["show", unseen(" them on the map")]
    return [": ", to_view(words, link_to_map(view, elsewhere.show), key=key, css="underlined")]


def _places(view: View, elsewhere: Elsewhere) -> Words:
    parts: Words = []
    for place, there in elsewhere.named:
        parts.append(", " if parts else "")
        chosen = replace(view, place=place.key, event="", tab="")
        name = f"{short_place(place.name)} {number(sum(place.counts))}"
        parts.append(to_view(name, link_to_map(chosen, there), key=f"foot:{place.key}"))
    rest = elsewhere.away - sum(sum(place.counts) for place, _ in elsewhere.named)
    if rest:
        parts.append(f", others {number(rest)}")
    return parts


def _unplaced(view: View, events: int, precision: str, words: str) -> list[Component | str]:
    number_of = html.B(number(events))
    if not events:
        return [number_of, f" {words}"]
    filters = replace(view.filters, geo_precisions=(precision,))
    href = link(replace(view, filters=filters, event="", place="", tab=""))
    leads = to_view(words, href, key=f"foot:{precision}")
    return [number_of, " ", html.Span(leads, **pointed(precision))]
