"""Where to go on from an event: what else those days, near it, and with the same actors."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import to_view, unseen
from dashboard.state import View, link
from geodata.event_results import EventDetail
from geodata.filters.english import either
from geodata.query.around import NEAR_KM, Around, Surroundings
from geodata.regions import precision_words
from geodata.text import days, number, short_place


def leads(view: View, event: EventDetail, around: Surroundings) -> list[Component]:
    """Three links, each with how many events it leads to, or why it leads nowhere."""
    head = html.Div(
        [
            html.H3("From here"),
            html.Span("filters set aside, this event included", className="hint"),
        ],
        className="block-head",
    )
    rows = [
        _lead(view, _that_week(around.days), around.days, "days"),
        _lead(view, _nearby(event, around.near), around.near, "near"),
        _lead(view, _same_actors(around.actors), around.actors, "actors"),
    ]
    return [head, html.Ul(rows, className="leads")]


def _lead(view: View, words: str, to: Around | None, name: str) -> Component:
    if to is None:
        return html.Li(html.Span(words, className="hint", dir="auto"))
    target = replace(view, filters=to.filters, event="", place="", tab="")
    count: list[Component | str] = [
        number(to.events),
        unseen(" event" if to.events == 1 else " events"),
    ]
    return html.Li(
        to_view(
            [html.Span(words, dir="auto"), " ", html.Span(count, className="row-count")],
            link(target),
            key=f"lead:{name}",
        )
    )


def _that_week(to: Around) -> str:
    first, last = to.filters.date_from, to.filters.date_to
    if first is None or last is None:
        raise ValueError("the days around an event have two ends")
    # a day with three on either side
    named = "That week" if (last - first).days == 6 else "Those days, three more on either side"  # noqa: PLR2004
    return f"{named}: {days(first, last)}, everywhere"


def _nearby(event: EventDetail, to: Around | None) -> str:
    if to is not None:
        return f"Within {NEAR_KM:.0f} km of {short_place(event.row.place) or 'it'}, all dates"
    row = event.row
    if row.geo_precision == "none":
        return f"Within {NEAR_KM:.0f} km: its place is not known"
    known = precision_words(row.geo_precision, row.place_key).removesuffix(" only")
    return f"Within {NEAR_KM:.0f} km: its place is known to the {known} only"


def _same_actors(to: Around | None) -> str:
    if to is None:
        return "Same actors: none that a link can name"
    names = to.filters.actors
    return f"Same actors: {either(names, 'and')}"
