"""What stands in place of the list when no event matches: which filter to loosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import to_view
from dashboard.state import View, link, with_filters
from geodata.filters import Filters, Phrase, words
from geodata.results import Relaxed, Suggestion, Totals
from geodata.text import (
    count,
    day,
)

_NUMERALS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}


def empty(
    view: View,
    totals: Totals,
    everything: Totals,
    relaxed: Sequence[Relaxed],
    meant: Sequence[Suggestion] = (),
) -> list[Component]:
    """No event matches: what the text may have meant, which filter to loosen, and that empty
    is not proof."""
    count_of = _NUMERALS.get(len(relaxed), str(len(relaxed)))
    title = (
        "No events are loaded"
        if not everything.events
        else (
            "No events match this filter"
            if len(relaxed) == 1
            else f"No events match these {count_of} filters"
        )
    )
    if view.place and not relaxed:
        title = "No event is drawn at this place"
    made: list[Component] = [html.H2(title)]
    if meant:
        made.append(_did_you_mean(view, meant))
    if relaxed:
        made += ways_out(view, relaxed)
    newest = f", the newest from {day(everything.last)}" if everything.last else ""
    made.append(
        html.P(
            "An empty result is not proof that nothing happened. "
            f"{count(totals.all_events, 'event')} are loaded{newest}; the set may be a sample."
        )
    )
    return [html.Div(made, className="empty")]


def _did_you_mean(view: View, meant: Sequence[Suggestion]) -> Component:
    """Close spellings, each a link to what it finds."""
    said: list[Component | str] = ["Did you mean "]
    for number, one in enumerate(meant):
        other = link(with_filters(view, replace(view.filters, text=one.text)))
        found = count(one.events, "event") if one.events else "no event either"
        said.append(to_view(one.text, other, key=f"meant:{one.text}", css="underlined"))
        said.append(f" ({found}){', ' if number < len(meant) - 1 else '?'}")
    return html.P(said, className="meant")


def ways_out(view: View, relaxed: Sequence[Relaxed], noun: str = "event") -> list[Component]:
    """What removing each filter would give, and buttons to remove the best one or all."""
    phrases = words(view.filters)
    return [
        html.P("Remove one to see:"),
        html.Ul([_loosen(view, phrases, one, noun) for one in relaxed]),
        html.Div(_actions(view, phrases, relaxed), className="actions"),
    ]


def _named(phrases: Sequence[Phrase], facet: str) -> tuple[str, str]:
    mine = [phrase for phrase in phrases if phrase.facet == facet]
    label = mine[0].label if mine else facet
    return label, ", ".join(phrase.value for phrase in mine)


def without(filters: Filters, facet: str) -> Filters:
    """The filters without one facet, however many values of it are chosen."""
    while True:
        mine = [phrase for phrase in words(filters) if phrase.facet == facet]
        if not mine:
            return filters
        filters = mine[0].without


def _loosen(view: View, phrases: Sequence[Phrase], one: Relaxed, noun: str) -> Component:
    label, value = _named(phrases, one.facet)
    name = html.Span([f"{label} ", html.B(value, dir="auto")])
    if not one.events:
        return html.Li([name, html.Span("still none")])
    href = link(with_filters(view, without(view.filters, one.facet)))
    seen = to_view(count(one.events, noun), href, key=f"loosen:{one.facet}", css="underlined")
    return html.Li([name, seen])


def _actions(view: View, phrases: Sequence[Phrase], relaxed: Sequence[Relaxed]) -> list[Component]:
    best = max(relaxed, key=lambda one: one.events)
    made: list[Component] = []
    if best.events:
        label, _ = _named(phrases, best.facet)
        href = link(with_filters(view, without(view.filters, best.facet)))
        made.append(
            to_view(f"Remove {label.lower()}", href, key="loosen:best", css="button chosen")
        )
    clear = link(with_filters(view, Filters()))
    made.append(to_view("Clear all filters", clear, key="loosen:all", css="button"))
    return made
