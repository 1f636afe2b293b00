"""The regions of the rail: countries, each with its governorates and zones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.facet_rows import fold, headed, switch, to_filters
from dashboard.components.parts import attrs, check_row, icon, unseen
from dashboard.state import View, toggled
from geodata import places
from geodata.shapes import Facets, FacetValue

COUNTRIES_SHOWN = 3
PARTS_SHOWN = 5


def region_rows(view: View, facets: Facets) -> list[Component]:
    """Countries, each with its governorates and zones folded under it."""
    children: dict[str, list[FacetValue]] = {}
    for value in facets.regions:
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
        _tree(view, value, children.get(value.key, []), opened=is_open(value) or index == 0)
        for index, value in enumerate(shown)
    ]
    if rest:
        # their parts are shown once such a country is chosen
        more = [_tree(view, value, [], opened=False) for value in rest]
        trees.append(fold(f"{len(rest)} more countries", more, "countries"))
    scope = switch(
        ("venue or subject", replace(view.filters, venue_only=False)),
        ("venue only", replace(view.filters, venue_only=True)),
        second=view.filters.venue_only,
        view=view,
        key="scope",
    )
    return headed("Regions", scope, trees)


def _tree(view: View, value: FacetValue, parts: Sequence[FacetValue], *, opened: bool) -> Component:
    rows: list[Component] = [_region_row(view, value)]
    if parts:
        inner = _part_rows(view, parts)
        summary = html.Summary(
            [icon("chevron"), unseen(f"Parts of {value.label}")], title=f"Parts of {value.label}"
        )
        parts_fold = html.Details(
            [summary, *inner], open=opened, **attrs({"data-fold": f"region:{value.key}"})
        )
        rows.append(parts_fold)
    return html.Div(rows, className="tree")


def _part_rows(view: View, parts: Sequence[FacetValue]) -> list[Component]:
    """The most frequent governorates, the zones, and the other governorates folded."""
    chosen = view.filters.regions
    governorates = [part for part in parts if "-" in part.key]
    first = [part for part in governorates[:PARTS_SHOWN] if part.key not in chosen]
    shown = [part for part in governorates if part in first or part.key in chosen]
    rest = [part for part in governorates if part not in shown]
    zones = [part for part in parts if part not in governorates]
    rows = [_region_row(view, part) for part in (*shown, *zones)]
    if rest:
        more = [_region_row(view, part) for part in rest]
        rows.append(fold(f"{len(rest)} more", more, f"parts:{parts[0].parent}"))
    return rows


def _region_row(view: View, value: FacetValue) -> Component:
    chosen = value.key in view.filters.regions
    regions = toggled(view.filters.regions, value.key)
    if not chosen:
        related = set(places.ancestors(value.key)) | {
            code for code in regions if value.key in places.ancestors(code)
        }
        regions = tuple(code for code in regions if code not in related)
    filters = replace(view.filters, regions=regions)
    return check_row(
        value.label,
        value.events,
        to_filters(view, filters),
        key=f"region:{value.key}",
        chosen=chosen,
    )
