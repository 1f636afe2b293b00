"""The tables behind the actor and region charts; each line leads to its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import Cell, Children, attrs, icon, scrolled, table, to_view
from dashboard.components.facet_rows import role_switch
from dashboard.components.map_links import show_on_map
from dashboard.figures.map.geometry import Viewport
from dashboard.state import View, link, with_filters, with_values
from geodata.actors import LEVELS
from geodata.filters import together
from geodata.results import Counts, Dyad, Matrix, Rank
from geodata.schema import GROUP_LABELS, GROUPS
from geodata.text import number

NOWHERE: Final[Mapping[str, Viewport]] = MappingProxyType({})
CAPTIONS = {
    "actors": ("Actor", "Events by actor, parts included"),
    "regions": ("Region", "Events by region, venue or subject"),
}
_LINK = "underlined"
HEADER = ("Events", *(GROUP_LABELS[group] for group in GROUPS))


def folded(what: Component, key: str) -> Component:
    """A table under a figure, folded until asked for."""
    summary = html.Summary([icon("chevron"), html.Span("As a table")])
    return html.Details(
        [summary, scrolled([what])], className="fold", **attrs({"data-fold": f"table:{key}"})
    )


def _numbers(events: int, counts: Counts) -> list[Children]:
    return [number(events), *(number(one) for one in counts)]


def rank_table(
    view: View, ranks: Sequence[Rank], field: str, there: Mapping[str, Viewport] = NOWHERE
) -> Component:
    """Actors or regions with their events per group. ``field``: the facet of ``Filters``;
    ``there``: where the map shows a region."""
    rows: list[Sequence[Children | Cell]] = []
    for rank in ranks:
        filters = with_values(view.filters, field, (rank.key,))
        name = to_view(
            rank.label, link(with_filters(view, filters)), key=f"rank:{rank.key}", css=_LINK
        )
        cell: Children = name
        if to := there.get(rank.key):
            cell = [name, " ", show_on_map(view, to, rank.label, f"rank:map:{rank.key}")]
        rows.append([cell, *_numbers(rank.events, rank.counts)])
    caption = "Events by actor, its parts included" if field == "actors" else "Events by region"
    return folded(
        table([caption.rsplit(maxsplit=1)[-1].capitalize(), *HEADER], rows, caption), field
    )


def dyad_table(view: View, dyads: Sequence[Dyad]) -> Component:
    """Pairs of actors that appear in the same event."""
    rows: list[Sequence[Children | Cell]] = []
    for dyad in dyads:
        name = to_view(
            f"{dyad.a} – {dyad.b}",
            link(with_filters(view, together(view.filters, dyad.a, dyad.b))),
            key=f"dyad:{dyad.a}:{dyad.b}",
            css=_LINK,
        )
        rows.append([name, *_numbers(dyad.events, dyad.counts)])
    return folded(table(["Pair", *HEADER], rows, "Events that both are in"), "dyads")


def matrix_table(view: View, matrix: Matrix) -> Component:
    """Both halves of the matrix: a row has all whom an actor shares events with."""
    pairs = {frozenset((pair.a, pair.b)): pair.events for pair in matrix.pairs}
    rows: list[Sequence[Children]] = []
    for actor in matrix.actors:
        cells: list[Children] = [actor.name]
        for other in matrix.actors:
            both = frozenset((actor.name, other.name))
            if both in pairs:
                href = link(with_filters(view, together(view.filters, actor.name, other.name)))
                key = f"cell:{actor.name}:{other.name}"
                cells.append(to_view(number(pairs[both]), href, key=key, css=_LINK))
            else:
                cells.append("one side" if actor.side == other.side else "")
        rows.append(cells)
    caption = f"Events that both are in; {of_all(matrix)}"
    header = [LEVELS[matrix.level], *(actor.name for actor in matrix.actors)]
    return folded(table(header, rows, caption), "matrix")


def of_all(matrix: Matrix) -> str:
    """How many of those who share events a matrix has."""
    noun = LEVELS[matrix.level].lower()
    shown = len(matrix.actors)
    if shown == matrix.total:
        return f"all {number(shown)} {noun} that share events"
    return f"the {number(shown)} {noun} that share most events, of {number(matrix.total)}"


def pairs_head(view: View) -> list[Component]:
    """At which level actors are paired, and in what roles they count."""
    levels: list[Component | str] = []
    for name, label in LEVELS.items():
        levels += [" / "] if levels else []
        href = link(replace(view, level=name))
        chosen = name == view.level
        levels.append(html.B(label) if chosen else to_view(label, href, key="level", css=_LINK))
    return [
        html.Div(
            [html.Span(levels, className="switch"), role_switch(view, "role-of-pairs")],
            className="switches",
            role="group",
            **attrs({"aria-label": "Who is paired"}),
        )
    ]
