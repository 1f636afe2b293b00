"""The actors of the rail: the most frequent, the chosen, and a search for the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import icon
from dashboard.components.facet_rows import facet_rows, fold, role_switch, switch
from dashboard.components.terms import term
from dashboard.state import View
from geodata import actors
from geodata.results import Facets, FacetValue
from geodata.text import count, number

ACTORS_SHOWN = 4
ACTORS_FOUND = 40


def actor_head(view: View) -> list[Component]:
    """The heading of the actors, whether any or all of the chosen have to be there, and in what
    roles."""
    any_or_all = switch(
        ("any", replace(view.filters, all_actors=False)),
        ("all", replace(view.filters, all_actors=True)),
        second=view.filters.all_actors,
        view=view,
        key="match",
    )
    return [
        html.H2(term("actor", "Actors")),
        html.Span([any_or_all, " · ", role_switch(view, "role")], className="hint"),
    ]


def actor_rows(view: View, facets: Facets) -> list[Component]:
    """The most frequent actors and the chosen ones, with what a choice includes."""
    chosen = view.filters.actors
    first = facets["actors"][:ACTORS_SHOWN]
    extra = [value for value in facets["actors"] if value.key in chosen and value not in first]
    known = {value.key for value in facets["actors"]}
    unknown = [FacetValue(name, name, "", 0, 0) for name in chosen if name not in known]
    rows = facet_rows(view, [*first, *extra, *unknown], "actors", "actor")
    included = [name for actor in chosen for name in actors.parts(actor) if name in known]
    if included:
        rows.append(
            fold(f"Including {count(len(included), 'part')}", [html.P(_names(included))], "parts")
        )
    return rows


def _names(names: Sequence[str]) -> str:
    return ", ".join(names)


def actor_more_label(facets: Facets) -> list[Component]:
    """The fold of the less frequent actors."""
    rest = max(0, len(facets["actors"]) - ACTORS_SHOWN)
    return [icon("chevron"), html.Span(f"Search {number(rest)} more")]


def actor_more(view: View, facets: Facets, typed: str) -> list[Component]:
    """The actors whose name holds what is typed; nothing typed: the most frequent others."""
    text = typed.strip().casefold()
    if not text:
        rest = facets["actors"][ACTORS_SHOWN : ACTORS_SHOWN + ACTORS_FOUND]
        return facet_rows(view, rest, "actors", "more-actor")
    canonical = actors.canonical(typed.strip())
    matches = [
        value
        for value in facets["actors"]
        if text in value.label.casefold() or value.key == canonical
    ]
    if not matches:
        return [html.P(f"No actor is called “{typed.strip()}”.", className="hint")]
    return facet_rows(view, matches[:ACTORS_FOUND], "actors", "found-actor")
