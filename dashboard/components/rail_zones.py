"""The zones of the rail: those that people bring, under the regions."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard.components.facet_rows import facet_rows, fold, headed
from dashboard.components.terms import term
from dashboard.state import View
from geodata.results import Facets, FacetValue

SHOWN = 6
FOLDED = 100


def zone_rows(view: View, facets: Facets) -> list[Component]:
    """The zones that hold most events, and every chosen one; nothing when there are none."""
    if not facets["zones"]:
        return []
    chosen = view.filters.zones
    first = facets["zones"][:SHOWN]
    shown = [value for value in facets["zones"] if value in first or value.key in chosen]
    rest = [value for value in facets["zones"] if value not in shown]
    made = headed(term("zone"), "events of a known place", _rows(view, shown, facets))
    if rest:
        more = _rows(view, rest[:FOLDED], facets)
        beyond = len(rest) - FOLDED
        hint = f"the {FOLDED} with most events" if beyond > 0 else ""
        made.append(fold(f"{len(rest)} more zones", more, "zones", hint))
    return made


def _rows(view: View, values: list[FacetValue], facets: Facets) -> list[Component]:
    """Rows; where two data sets have a zone of the same name, with the data set's."""
    names = [value.label for value in facets["zones"]]
    labelled = [
        value._replace(label=f"{value.label}, {value.parent}")
        if value.parent and names.count(value.label) > 1
        else value
        for value in values
    ]
    return facet_rows(view, labelled, "zones", "zone")
