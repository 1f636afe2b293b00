"""The regions of the rail: countries, each with its divisions and zones, and a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import attrs, check_row, icon, unseen
from dashboard.components.facet_rows import fold, headed, switch, to_filters
from dashboard.components.map_links import with_map_link
from dashboard.components.terms import term
from dashboard.figures.map.framing import MapScreen, to_region
from dashboard.state import View, toggled
from geodata import regions as places
from geodata.divisions import division
from geodata.folding import fold as fold_name
from geodata.results import Facets, FacetValue
from geodata.text import count

COUNTRIES_SHOWN = 3
PARTS_SHOWN = 5
PARTS_FOLDED = 30
"""Beyond these a country's divisions are found by searching: the United Kingdom has 232."""
REGIONS_FOUND = 40


def region_rows(view: View, facets: Facets, screen: MapScreen) -> list[Component]:
    """Countries, each with its divisions and zones folded under it, and a link that shows it
    on the map of a screen."""
    children: dict[str, list[FacetValue]] = {}
    for value in facets["regions"]:
        children.setdefault(value.parent, []).append(value)
    countries = children.get("", [])
    chosen = set(view.filters.regions)

    def is_open(value: FacetValue) -> bool:
        parts = children.get(value.key, [])
        return bool(chosen & {part.key for part in parts})

    def wanted(value: FacetValue) -> bool:
        return value.key in chosen or is_open(value)

    first = [value for value in countries[:COUNTRIES_SHOWN] if not wanted(value)]
    shown = [value for value in countries if wanted(value) or value in first]
    rest = [value for value in countries if value not in shown]
    trees = [
        _tree(view, screen, value, children.get(value.key, []), opened=is_open(value) or index == 0)
        for index, value in enumerate(shown)
    ]
    if rest:
        # their parts are shown once such a country is chosen
        more = [_tree(view, screen, value, [], opened=False) for value in rest]
        trees.append(fold(f"{len(rest)} more countries", more, "countries"))
    scope = switch(
        ("venue or subject", replace(view.filters, venue_only=False)),
        ("venue only", replace(view.filters, venue_only=True)),
        second=view.filters.venue_only,
        view=view,
        key="scope",
    )
    return headed(term("region", "Regions"), scope, trees)


def _tree(
    view: View, screen: MapScreen, value: FacetValue, parts: Sequence[FacetValue], *, opened: bool
) -> Component:
    rows: list[Component] = [_region_row(view, screen, value)]
    if parts:
        inner = _part_rows(view, screen, parts)
        summary = html.Summary(
            [icon("chevron"), unseen(f"Parts of {value.label}")], title=f"Parts of {value.label}"
        )
        parts_fold = html.Details(
            [summary, *inner], open=opened, **attrs({"data-fold": f"region:{value.key}"})
        )
        rows.append(parts_fold)
    return html.Div(rows, className="tree")


def _part_rows(view: View, screen: MapScreen, parts: Sequence[FacetValue]) -> list[Component]:
    """The most frequent divisions, the zones, and other divisions folded."""
    chosen = view.filters.regions
    divisions = [part for part in parts if _level(part) == "admin1"]
    shown = [
        part for index, part in enumerate(divisions) if index < PARTS_SHOWN or part.key in chosen
    ]
    rest = [part for part in divisions if part not in shown]
    zones = [part for part in parts if _level(part) != "admin1"]
    rows = [_region_row(view, screen, part) for part in (*shown, *zones)]
    if rest:
        more: list[Component] = [_region_row(view, screen, part) for part in rest[:PARTS_FOLDED]]
        if len(rest) > PARTS_FOLDED:
            beyond = f"{len(rest) - PARTS_FOLDED} others are found by their names."
            more.append(html.P(beyond, className="hint"))
        rows.append(fold(f"{len(rest)} more", more, f"parts:{parts[0].parent}"))
    return rows


def _level(value: FacetValue) -> str:
    region = places.regions().get(value.key)
    return region.level if region else ""


def region_more_label(facets: Facets) -> list[Component]:
    """The line that the search for a region is folded under."""
    return [icon("chevron"), html.Span(f"Search {count(len(facets['regions']), 'region')}")]


def region_more(view: View, facets: Facets, screen: MapScreen, typed: str) -> list[Component]:
    """The regions with events whose name holds what is typed, or that are called that besides;
    those with most events first. Nothing typed: nothing."""
    text = fold_name(typed)
    if not text:
        return []
    also = {division(value.key, typed) for value in facets["regions"] if not value.parent}
    found = [
        value for value in facets["regions"] if text in fold_name(value.label) or value.key in also
    ]
    if not found:
        return [html.P(f"No region with events is called “{typed.strip()}”.", className="hint")]
    found.sort(key=lambda value: -value.events)
    return [
        _region_row(view, screen, value._replace(label=_whole_name(value)), prefix="found-region")
        for value in found[:REGIONS_FOUND]
    ]


def _whole_name(value: FacetValue) -> str:
    return f"{value.label}, {places.label(value.parent)}" if value.parent else value.label


def _region_row(
    view: View, screen: MapScreen, value: FacetValue, prefix: str = "region"
) -> Component:
    chosen = value.key in view.filters.regions
    regions = toggled(view.filters.regions, value.key)
    if not chosen:
        related = set(places.ancestors(value.key)) | {
            code for code in regions if value.key in places.ancestors(code)
        }
        regions = tuple(code for code in regions if code not in related)
    filters = replace(view.filters, regions=regions)
    row = check_row(
        value.label,
        value.events,
        to_filters(view, filters),
        key=f"{prefix}:{value.key}",
        chosen=chosen,
    )
    there = to_region(value.key, screen)
    key = f"{prefix}:map:{value.key}"
    return with_map_link(row, view, there, value.label, key, events=value.events)
