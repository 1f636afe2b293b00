"""What stands on the map: legend, boundary view and scale; and what a lane is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import attrs, icon
from dashboard.components.terms import term
from dashboard.figures.map.legend import DensityLegend, Legend, RegionsLegend
from dashboard.glossary import BOUNDARY_HINTS
from dashboard.state import BOUNDARIES, View, link
from geodata.query.zone_shapes import MOST_DRAWN
from geodata.text import number


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


def legend(said: Legend, *, zones: int = 0) -> list[Component]:
    """Sizes, what a filled, ringed or hollow mark says, and that ``zones`` of the reader's own
    are in force."""
    discs = [
        html.Span(
            [
                html.Span(
                    className="disc", style={"width": f"{2 * r:.1f}px", "height": f"{2 * r:.1f}px"}
                ),
                number(events),
            ]
        )
        for events, r in said.sizes
    ]
    parts: list[Component] = [html.Div(discs, className="sizes")]
    parts += [html.P(f"{note}.") for note in said.notes]
    kinds: list[list[Component | str]] = [
        [icon("town"), term("town", "exact place or town")],
        [icon("admin2"), term("admin2", "district, dashed ring")],
        [icon("admin1"), term("admin1", "region only, hollow")],
        *_zones(zones),
    ]
    parts.append(html.Ul([html.Li(kind) for kind in kinds]))
    return _legend(f"Legend: {said.title}", parts)


def regions_legend(said: RegionsLegend, *, zones: int = 0) -> list[Component]:
    """The colours of regions, with the least number of events of each."""
    parts: list[Component] = [
        _ramp(said.classes),
        html.P(
            [
                f"Most in one: {number(said.fullest)}. No colour: no ",
                term("regions-mode", "event there"),
                ".",
            ]
        ),
    ]
    if zones:
        parts.append(html.Ul([html.Li(kind) for kind in _zones(zones)]))
    return _legend("Events in one region", parts)


def _ramp(classes: Sequence[tuple[int, int]]) -> Component:
    """Fields of colour; ``classes``: the least number of events, and the colour."""
    fields = [
        html.Span(
            [
                html.Span(className="swatch", style={"background": f"var(--density{colour + 1})"}),
                number(least),
            ]
        )
        for least, colour in classes
    ]
    return html.Div(fields, className="ramp")


def density_legend(said: DensityLegend, px: float, *, zones: int = 0) -> list[Component]:
    """The colours of hexagons ``px`` wide, with the least number of events of each."""
    wide = f"{said.km:,.0f}" if said.km >= 10 else f"{said.km:.1f}"  # noqa: PLR2004
    parts: list[Component] = [
        _ramp(said.classes),
        html.P(f"Most in one: {number(said.fullest)}. No colour: no event."),
        html.P([term("density", f"{px:.0f} px wide"), f", here about {wide} km."]),
    ]
    if zones:
        parts.append(html.Ul([html.Li(kind) for kind in _zones(zones)]))
    return _legend("Events in one hexagon", parts)


def _zones(zones: int) -> list[list[Component | str]]:
    if not zones:
        return []
    cut = f": the largest {number(MOST_DRAWN)} of {number(zones)}" if zones > MOST_DRAWN else ""
    return [[html.Span(className="zone-sample"), f"your zones{cut}"]]


def _legend(title: str, parts: Sequence[Component]) -> list[Component]:
    summary = html.Summary([icon("chevron"), title])
    return [html.Details([summary, *parts], open=True, **attrs({"data-fold": "legend"}))]
