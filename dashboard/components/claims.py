"""Who says what of deaths: under the sum over the list, and beside the sources of an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.captions import Run
from dashboard.components.elements import to_view
from dashboard.components.facet_rows import fold
from dashboard.components.sources import cited
from dashboard.state import View, link
from geodata.event_results import Source
from geodata.query.claims import Claims, EventClaims
from geodata.text import claimed, count, dated, day, deaths

NONE_DIFFER = "No two numbers for one of these events differ."


def who_says_what(view: View, said: Sequence[Run], claims: Claims) -> list[Component]:
    """The sum of deaths with what is not in it, aggregates before all; and, to be opened, the
    numbers of each source for the events on which they differ. Nothing where no event states
    deaths."""
    (total, _), (rest, _) = said
    if not claims.total and total.startswith("Deaths: not known"):
        return []
    shown = [_table(view, claims) if claims.total else html.P(NONE_DIFFER, className="hint")]
    if left := claims.total - len(claims.events):
        more = f"{count(left, 'more event')} on whose deaths numbers differ less"
        shown.append(html.P(more, className="hint"))
    words = html.P([html.B(total), html.Span(rest, className="hint")])
    return [html.Div([words, fold("Who says what", shown, "claims")], className="claims")]


def _table(view: View, claims: Claims) -> Component:
    head = html.Tr([html.Th(name, scope="col") for name in ("Source", "Deaths", "Published")])
    return html.Table(
        [
            html.Caption("What each source states of deaths, by event and day"),
            *([html.Thead(head)] if any(one.recorded for one in claims.events) else []),
            *(_event(view, one) for one in claims.events),
        ]
    )


def _event(view: View, one: EventClaims) -> Component:
    row = one.event
    title = to_view(row.title, link(replace(view, event=row.event_id, tab="")))
    said = [
        dated(row.date_start, row.date_end, row.date_precision),
        deaths(row.fatalities_low, row.fatalities_best, row.fatalities_high),
        *(["aggregate, in no sum"] if row.aggregate else []),
        *([] if one.recorded else ["the range only, no numbers by source"]),
    ]
    named = html.Th(
        [html.Span(title, dir="auto"), html.Span(" · ".join(said), className="hint")],
        scope="rowgroup",
        colSpan=3,
    )
    sources = one.sources if one.recorded else ()
    return html.Tbody([html.Tr(named), *(_source(source) for source in sources)])


def _source(source: Source) -> Component:
    named: list[Component] = [cited(source)]
    if source.note:
        named.append(html.Span(source.note, className="hint", dir="auto"))
    return html.Tr(
        [
            html.Td(named),
            html.Td(
                claimed(source.fatalities_low, source.fatalities_high),
                className="" if source.states_deaths else "hint",
            ),
            html.Td(day(source.published) if source.published else "no date"),
        ]
    )
