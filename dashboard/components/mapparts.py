"""What stands on and under the map: legend, boundary view, scale, and the sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.parts import attrs, icon, to_view, unseen
from dashboard.figures.basemap import Boundaries
from dashboard.figures.caption import boundary_note
from dashboard.state import BOUNDARIES, View, link
from geodata.query.zone_shapes import MOST_DRAWN
from geodata.shapes import Place, Totals
from geodata.text import number, short_place

BOUNDARY_HINTS: Final[Mapping[Boundaries, str]] = {
    "un": "The Golan in the colour of Syria, as occupied territory; unsettled lines dashed",
    "defacto": "Lines as they are held on the ground; the eastern side of the Golan is dashed",
}


def boundary_switch(view: View) -> Component:
    """The choice of how disputed borders are drawn."""
    items = [
        html.A(
            [label, html.Span(BOUNDARY_HINTS[name])],
            href=link(replace(view, boundaries=name)),
            **attrs(
                {
                    "aria-current": "true" if name == view.boundaries else "false",
                    "data-key": f"boundaries:{name}",
                }
            ),
        )
        for name, label in BOUNDARIES.items()
    ]
    summary = html.Summary(
        [
            html.Span("Boundaries", className="menu-label"),
            html.Span(BOUNDARIES[view.boundaries]),
            icon("down"),
        ]
    )
    return html.Details([summary, html.Div(items, className="menu-items")], className="menu")


def scale_bar(km: float, px: float) -> list[Component]:
    """A bar of ``px`` pixels that is ``km`` long at the middle of the map."""
    words = f"{km:,.0f} km" if km >= 1 else f"{km * 1000:,.0f} m"
    return [
        html.Span(words),
        html.Span(className="scale-bar", style={"width": f"{px:.0f}px"}),
    ]


def foot(
    view: View,
    totals: Totals,
    here: int,
    elsewhere: Sequence[Place],
    *,
    linked: bool,
    flagged: int,
) -> list[Component]:
    """The sum under the map: on this map + elsewhere + country only + without a place.

    ``flagged`` of these may be the same as another, from a different data set.
    """
    note = html.Div(boundary_note(view.boundaries), className="note")
    if linked:
        words: list[Component | str] = [
            "Thin line: venue to subject of the open event. Other events in view are dimmed. ",
            to_view("Close the event", link(replace(view, event="", tab="")), key="foot:close"),
        ]
        return [html.Div(words), note]
    away = totals.placed - here
    parts: list[Component | str] = [
        html.B(number(here)),
        " on this map · ",
        html.B(number(away)),
        " elsewhere",
    ]
    parts += [" · ", *_unplaced(view, totals.country_only, "country", "country only")]
    parts += [" · ", *_unplaced(view, totals.without_place, "none", "without a place")]
    if len(totals.by_source) > 1:
        parts.append(
            f" · {number(flagged)} possibly counted more than once"
            if flagged
            else " · from several data sets"
        )
    if elsewhere:
        parts += [" — elsewhere: ", *_places(view, elsewhere, away)]
    return [html.Div(parts), note]


NAMED = 4


def _places(view: View, elsewhere: Sequence[Place], away: int) -> list[Component | str]:
    ranked = sorted(elsewhere, key=lambda place: (-sum(place.counts), place.name))[:NAMED]
    parts: list[Component | str] = []
    for index, place in enumerate(ranked):
        name = short_place(place.name)
        parts.append(", " if index else "")
        parts.append(
            to_view(
                f"{name} {sum(place.counts)}",
                link(replace(view, place=place.key, event="", tab="")),
                key=f"foot:{place.key}",
            )
        )
    rest = away - sum(sum(place.counts) for place in ranked)
    if rest:
        parts.append(f", others {number(rest)}")
    return parts


def _unplaced(view: View, events: int, precision: str, words: str) -> list[Component | str]:
    number_of = html.B(number(events))
    if not events:
        return [number_of, f" {words}"]
    filters = replace(view.filters, geo_precisions=(precision,))
    href = link(replace(view, filters=filters, event="", place="", tab=""))
    return [number_of, " ", to_view(words, href, key=f"foot:{precision}")]


def legend(
    sizes: Sequence[tuple[int, float]],
    *,
    binned: bool,
    mixed: bool,
    capped: bool,
    zones: int = 0,
) -> list[Component]:
    """Sizes, what a filled, ringed or hollow mark says, and that ``zones`` of the reader's own
    are in force. ``sizes``: (events, radius in px)."""
    title = "Events in one square" if binned else "Events at one place"
    discs = [
        html.Span(
            [
                html.Span(
                    className="disc", style={"width": f"{2 * r:.1f}px", "height": f"{2 * r:.1f}px"}
                ),
                number(events),
            ]
        )
        for events, r in sizes
    ]
    parts: list[Component] = [html.H3(title), html.Div(discs, className="sizes")]
    if capped:
        parts.append(html.P("Larger numbers are drawn at the largest size."))
    if mixed:
        parts.append(html.P("Grey: no type has more than 60 % of the events."))
    kinds: list[list[Component | str]] = []
    if not binned:
        kinds = [
            [icon("town"), "exact place or town"],
            [icon("admin2"), "district, dashed ring"],
            [icon("admin1"), "governorate only, hollow"],
        ]
    if zones:
        cut = f": the largest {number(MOST_DRAWN)} of {number(zones)}" if zones > MOST_DRAWN else ""
        kinds.append([html.Span(className="zone-sample"), f"your zones{cut}"])
    if kinds:
        parts.append(html.Ul([html.Li(kind) for kind in kinds]))
    return parts


def lanes_switch(view: View, choices: Mapping[str, str]) -> list[Component]:
    """The choice of what a lane of the timeline is."""
    items = [
        html.A(
            label,
            href=link(replace(view, lanes=name)),
            **attrs(
                {
                    "aria-current": "true" if name == view.lanes else "false",
                    "data-key": f"lanes:{name}",
                }
            ),
        )
        for name, label in choices.items()
    ]
    summary = html.Summary([unseen("Lanes by "), html.Span(choices[view.lanes]), icon("down")])
    menu = html.Details([summary, html.Div(items, className="menu-items")], className="menu")
    return [html.Span("Lanes by", **attrs({"aria-hidden": "true"})), menu]
