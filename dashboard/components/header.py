"""What is in view in words, the filters in force as chips, and notices about the link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.duplicates import counted_twice
from dashboard.components.elements import icon, to_view, unseen
from dashboard.state import View, link, with_filters
from geodata.filters import Filters, Phrase, words
from geodata.results import Totals
from geodata.text import count, day, days


def phrased(filters: Filters, names: Mapping[str, str]) -> tuple[Phrase, ...]:
    """The filters in words, data sets by their names, and a text with what else it finds.

    ``names``: by ``source``, and by the text in quotation marks (``geodata.query.in_full``).
    """
    return tuple(
        phrase._replace(value=names.get(phrase.value, phrase.value))
        if phrase.facet in {"datasets", "text"}
        else phrase
        for phrase in words(filters)
    )


def summary(
    view: View, totals: Totals, names: Mapping[str, str], flagged: int
) -> list[Component | str]:
    """``104 events · 21 Mar 2025 – 20 Mar 2026 · Syria, venue or subject``; of several data
    sets, how many events are ``flagged`` as possibly the same as another of them."""
    said: list[Component | str] = [html.Strong(count(totals.events, "event"))]
    phrases = phrased(view.filters, names)
    dates = [phrase.value for phrase in phrases if phrase.facet == "dates"]
    if dates:
        said.append(f" · {dates[0]}")
    elif totals.first and totals.last:
        said.append(f" · {days(totals.first, totals.last)}")
    values = [phrase.value for phrase in phrases if phrase.facet != "dates"]
    said.extend(f" · {value}" for value in values)
    if len(totals.by_source) > 1:
        said.append(f" · {counted_twice(len(totals.by_source), flagged)}")
    return said


def chips(view: View, names: Mapping[str, str]) -> list[Component]:
    """One removable chip per value that is chosen, and a link that clears them all."""
    phrases = phrased(view.filters, names)
    made = [_chip(view, phrase) for phrase in phrases]
    if made:
        clear = link(with_filters(view, Filters()))
        made.append(to_view("Clear all", clear, key="chip:clear", css="chip clear"))
    return made


def _chip(view: View, phrase: Phrase) -> Component:
    return to_view(
        [
            unseen("Remove filter "),
            html.Span(phrase.label, className="chip-label"),
            html.Span(phrase.value, dir="auto"),
            icon("close"),
        ],
        link(with_filters(view, phrase.without)),
        key=f"chip:{phrase.facet}:{phrase.value}",
        css="chip",
        title=f"Remove {phrase.label.lower()} {phrase.value}",
    )


def notices(said: Sequence[str]) -> list[Component]:
    """What of the link could not be used, said once, above everything."""
    if not said:
        return []
    close = html.Button(
        [icon("close"), unseen("Close the notices")],
        type="button",
        className="icon-button notice-close",
        title="Close the notices",
    )
    return [*(html.P(sentence) for sentence in said), close]


def status(newest: Totals) -> list[Component | str]:
    """The age of the data, in the header. Hollow: nothing is being fetched."""
    if newest.last is None:
        return [html.Span(className="dot"), "No events loaded"]
    return [
        html.Span(className="dot"),
        html.Span(["Data to ", day(newest.last)]),
    ]
