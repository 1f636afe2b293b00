"""The list of events, newest first, and what stands there when there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from dashboard.components.parts import Children, attrs, icon, mark, to_view, unseen
from dashboard.state import View, link, with_filters
from geodata.filters import Filters, Phrase, words
from geodata.schema import EVENT_TYPES, GEO_PRECISIONS
from geodata.shapes import EventRow, Page, Relaxed, Totals
from geodata.text import (
    count,
    day,
    day_month,
    deaths,
    grade,
    month,
    number,
    short_place,
    weekday_short,
)


def tabs(view: View, totals: Totals) -> list[Component]:
    """The tabs of the panel, as links."""
    labels: dict[str, Children] = {
        "events": ["Events ", html.Span(number(totals.events), className="row-count")],
        "detail": "Detail",
        "actors": "Actors",
        "regions": "Regions",
    }
    current = view.shown_tab
    made: list[Component] = []
    for name, label in labels.items():
        target = replace(view, tab=name)
        if name == "events" and not view.event:
            target = replace(view, tab="")
        if name == "detail" and view.event:
            target = replace(view, tab="")
        made.append(
            html.A(
                label,
                href=link(target),
                **attrs(
                    {
                        "aria-current": "true" if name == current else "false",
                        "data-key": f"tab:{name}",
                    }
                ),
            )
        )
    return made


def head(view: View, page: Page, place_name: str) -> list[Component]:
    """What the list holds and how it is ordered."""
    made: list[Component] = []
    if view.place:
        back = to_view("Show all", link(replace(view, place="")), key="place:all", css="underlined")
        made.append(
            html.Div(
                [
                    html.H2(f"{place_name}: {count(page.total, 'event')}", dir="auto"),
                    html.P(["Only what is drawn at this mark. ", back], className="hint"),
                ],
                className="place-head",
            )
        )
    if page.rows:
        made.append(
            html.Div(
                [html.Span("Newest first, by day of start"), html.Span("Sources, Admiralty grade")],
                className="list-head",
            )
        )
    return made


def rows(view: View, events: Sequence[EventRow]) -> list[Component]:
    """The events as lines, grouped by month of start."""
    made: list[Component] = []
    for (year, number_of_month), group in groupby(
        events, key=lambda row: (row.date_start.year, row.date_start.month)
    ):
        members = list(group)
        heading = month(members[0].date_start.replace(year=year, month=number_of_month, day=1))
        made.append(html.Div(html.H3(heading), className="month"))
        made += [line(view, row) for row in members]
    return made


def line(view: View, row: EventRow) -> Component:
    """One event: day, group, title; place with its precision, deaths, sources, grade."""
    target = replace(view, event=row.event_id, tab="")
    chosen = row.event_id == view.event
    return html.A(
        [
            _when(row),
            mark(EVENT_TYPES[row.event_type].group, hollow=_hollow(row)),
            html.Span(
                [
                    html.Span(row.title, className="title", dir="auto"),
                    html.Span(
                        [_where(row), _cited(row), _grade(row)],
                        className="meta",
                    ),
                ]
            ),
        ],
        href=link(target),
        className="event-row" + (" chosen" if chosen else ""),
        **attrs(
            {
                "data-key": f"e:{row.event_id}",
                "data-event": row.event_id,
                "data-place": row.place_key,
                "aria-current": "true" if chosen else "false",
            }
        ),
    )


def _hollow(row: EventRow) -> bool:
    return row.aggregate or row.date_precision != "day"


def _when(row: EventRow) -> Component:
    precise = row.date_precision == "day"
    if precise and row.date_end > row.date_start:
        second = f"to {day_month(row.date_end)}"
    elif precise:
        second = weekday_short(row.date_start)
    else:
        second = f"± {row.date_precision}"
    label = EVENT_TYPES[row.event_type].label
    return html.Span(
        [
            day_month(row.date_start),
            html.Small(second),
            unseen(f" {row.date_start.year}, {label}: "),
        ],
        className="when",
    )


def _where(row: EventRow) -> Component:
    parts: list[Component | str] = []
    if row.geo_precision == "none":
        words = "No place known"
    else:
        precise = row.geo_precision in ("exact", "town")
        words = short_place(row.place)
        if not precise and GEO_PRECISIONS[row.geo_precision] not in words.casefold():
            words += f", {GEO_PRECISIONS[row.geo_precision]}"
    if row.aggregate:
        words += " · aggregate"
    if any(n is not None for n in (row.fatalities_low, row.fatalities_best, row.fatalities_high)):
        words += f" · {deaths(row.fatalities_low, row.fatalities_best, row.fatalities_high)}"
    parts.append(icon(row.geo_precision))
    if row.subject_only:
        parts.append(html.Span("subject", className="grade", title="About the region, elsewhere"))
    parts.append(html.Span(words, dir="auto", title=row.place))
    return html.Span(parts, className="where")


def _cited(row: EventRow) -> Component:
    sources = count(row.sources, "source")
    return html.Span(
        [icon("sources"), str(row.sources), unseen(" source" if row.sources == 1 else " sources")],
        className="cited",
        title=sources,
    )


def _grade(row: EventRow) -> Component:
    words = grade(row.reliability, row.credibility)
    return html.Span(
        [f"{row.reliability}{row.credibility}", unseen(f", {words}")],
        className="grade",
        title=words,
    )


def empty(
    view: View, totals: Totals, everything: Totals, relaxed: Sequence[Relaxed]
) -> list[Component]:
    """No event matches: which filter to loosen, and that empty is not proof."""
    phrases = words(view.filters)
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
    made: list[Component] = [html.H2(title)]
    if relaxed:
        made.append(html.P("Remove one to see:"))
        made.append(html.Ul([_loosen(view, phrases, one) for one in relaxed]))
        made.append(html.Div(_actions(view, phrases, relaxed), className="actions"))
    newest = f", the newest from {day(everything.last)}" if everything.last else ""
    made.append(
        html.P(
            "An empty result is not proof that nothing happened. "
            f"{count(totals.all_events, 'event')} are loaded{newest}; the set may be a sample."
        )
    )
    return [html.Div(made, className="empty")]


_NUMERALS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}


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


def _loosen(view: View, phrases: Sequence[Phrase], one: Relaxed) -> Component:
    label, value = _named(phrases, one.facet)
    name = html.Span([f"{label} ", html.B(value, dir="auto")])
    if not one.events:
        return html.Li([name, html.Span("still none")])
    href = link(with_filters(view, without(view.filters, one.facet)))
    seen = to_view(count(one.events, "event"), href, key=f"loosen:{one.facet}", css="underlined")
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
