"""The tables behind the actor and region charts; each line leads to its events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.parts import Children, attrs, icon, scrolled, table, to_view
from dashboard.state import View, link, with_filters, with_values
from geodata.schema import GROUP_LABELS, GROUPS
from geodata.shapes import Counts, Dyad, Rank
from geodata.text import number

CAPTIONS = {
    "actors": ("Actor", "Events by actor, parts included"),
    "regions": ("Region", "Events by region, venue or subject"),
}
HEADER = ("Events", *(GROUP_LABELS[group] for group in GROUPS))


def folded(what: Component, key: str) -> Component:
    """A table under a figure, folded until asked for."""
    summary = html.Summary([icon("chevron"), html.Span("As a table")])
    return html.Details(
        [summary, scrolled([what])], className="fold", **attrs({"data-fold": f"table:{key}"})
    )


def _numbers(events: int, counts: Counts) -> list[Children]:
    return [number(events), *(number(one) for one in counts)]


def rank_table(view: View, ranks: Sequence[Rank], field: str) -> Component:
    """Actors or regions with their events per group. ``field``: the facet of ``Filters``."""
    rows: list[Sequence[Children]] = []
    for rank in ranks:
        filters = with_values(view.filters, field, (rank.key,))
        name = to_view(
            rank.label, link(with_filters(view, filters)), key=f"rank:{rank.key}", css="underlined"
        )
        rows.append([name, *_numbers(rank.events, rank.counts)])
    caption = "Events by actor, its parts included" if field == "actors" else "Events by region"
    return folded(
        table([caption.rsplit(maxsplit=1)[-1].capitalize(), *HEADER], rows, caption), field
    )


def dyad_table(view: View, dyads: Sequence[Dyad]) -> Component:
    """Pairs of actors that appear in the same event."""
    rows: list[Sequence[Children]] = []
    for dyad in dyads:
        filters = replace(view.filters, actors=(dyad.a, dyad.b), all_actors=True)
        name = to_view(
            f"{dyad.a} – {dyad.b}",
            link(with_filters(view, filters)),
            key=f"dyad:{dyad.a}:{dyad.b}",
            css="underlined",
        )
        rows.append([name, *_numbers(dyad.events, dyad.counts)])
    return folded(table(["Pair", *HEADER], rows, "Events in which both actors appear"), "dyads")
