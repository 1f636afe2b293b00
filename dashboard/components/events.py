"""The list of events, newest first, and what stands there when there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import Children, attrs, icon, mark, to_view, unseen
from dashboard.components.terms import pointed, term
from dashboard.components.timeline_links import only_days
from dashboard.state import View, link
from geodata import regions
from geodata.buckets import bucket_last
from geodata.event_results import EventPage, EventRow
from geodata.results import Totals
from geodata.schema import EVENT_TYPES
from geodata.text import (
    count,
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
        "changes": "Changes",
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


def head(
    view: View, page: EventPage, place_name: str, deaths_said: Sequence[Component] = ()
) -> list[Component]:
    """What the list holds, what is said of deaths in it, and how it is ordered."""
    made = place_head(view, page.total, place_name)
    if page.rows:
        made += deaths_said
        to_table = replace(view, view="table", tab="", page=1)
        made.append(
            to_view(
                [icon("table"), html.Span("Show as a table")],
                link(to_table),
                key="view:table",
                css="to-table",
            )
        )
        made.append(
            html.Div(
                [
                    html.Span("Newest first, by day of start"),
                    html.Span(["Sources, ", term("grade")]),
                ],
                className="list-head",
            )
        )
    return made


def place_head(view: View, total: int, place_name: str) -> list[Component]:
    """That only the events of the chosen mark are shown, if one is."""
    if not view.place:
        return []
    back = to_view(
        "Show all", link(replace(view, place="", page=1)), key="place:all", css="underlined"
    )
    return [
        html.Div(
            [
                html.H2(f"{place_name}: {count(total, 'event')}", dir="auto"),
                html.P(["Only what is drawn at this mark. ", back], className="hint"),
            ],
            className="place-head",
        )
    ]


def rows(
    view: View, events: Sequence[EventRow], *, after: str = "", more: bool = False
) -> list[Component]:
    """The events as lines, grouped by month of start.

    ``after`` is the month that the list has come to (``2025-08``): its heading stands there
    already. ``more``: further events follow, so the last month may not be whole.
    """
    made: list[Component] = []
    for _, group in groupby(events, key=month_of):
        members = list(group)
        if month_of(members[0]) != after:
            whole = not (more and members[-1] is events[-1])
            made.append(
                html.Div(
                    [
                        html.H3(_month(view, members[0].date_start)),
                        html.Span(len(members) if whole else ""),
                    ],
                    className="month",
                )
            )
        made += [line(view, row) for row in members]
    return made


def _month(view: View, day: date) -> Component | str:
    """A month's name, and a click leaves its days only, unless there are no others."""
    first, last = day.replace(day=1), bucket_last("month", day)
    chosen = view.filters
    if chosen.date_from and chosen.date_to and first <= chosen.date_from <= chosen.date_to <= last:
        return month(day)
    href = only_days(view, first, last)
    words = "Only the days of this month"
    return to_view(month(day), href, key=f"month:{first:%Y-%m}", css="underlined", title=words)


def month_of(row: EventRow) -> str:
    """The month of start, ``2025-08``."""
    return f"{row.date_start:%Y-%m}"


def line(view: View, row: EventRow) -> Component:
    """One event: day, group, title; place with its precision, deaths, sources, grade."""
    target = replace(view, event=row.event_id, tab="")
    chosen = row.event_id == view.event
    return html.A(
        [
            _when(row),
            mark(EVENT_TYPES[row.event_type].group, hollow=hollow(row)),
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


def hollow(row: EventRow) -> bool:
    """Whether an event is drawn hollow: an aggregate, or not dated to the day."""
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
    # "New" is written here by assets/live-rows.js, which knows what this reader has seen
    parts: list[Component | str] = [html.Span(className="new-word"), _precision(row)]
    if row.subject_only:
        parts.append(html.Span("subject", className="grade", **pointed("subject")))
    if row.aggregate:
        parts.append(html.Span("aggregate", className="grade", **pointed("aggregate")))
    parts.append(html.Span(place_words(row), dir="auto", title=row.place, className="placed"))
    figures = (row.fatalities_low, row.fatalities_best, row.fatalities_high)
    if any(figure is not None for figure in figures):
        parts.append(html.Span(deaths(*figures), className="dead"))
    return html.Span(parts, className="where")


def _precision(row: EventRow) -> Component:
    return html.Span(icon(row.geo_precision), className="precision", **pointed(row.geo_precision))


def place_words(row: EventRow) -> str:
    """Where it happened, no more exactly than is known: ``Koya``, ``Al-Matouneh, gov.``. What
    is known to a governorate only has its name as the map and the filters spell it."""
    if row.geo_precision == "none":
        return "No place known"
    name = short_place(row.place)
    if row.geo_precision in ("exact", "town"):
        return name
    precision = regions.precision_words(row.geo_precision, row.place_key)
    if precision == "governorate" and name.casefold().endswith(precision):
        return f"{regions.label(row.place_key)} {SHORT[precision]}"
    if precision == "region":
        name = regions.label(row.place_key)
    if precision in name.casefold():
        return name
    return f"{name}, {SHORT.get(precision, precision)}" if name else precision


SHORT = {"governorate": "gov."}


def _cited(row: EventRow) -> Component:
    sources = count(row.sources, "source")
    return html.Span(
        [icon("sources"), str(row.sources), unseen(" source" if row.sources == 1 else " sources")],
        className="cited",
        **pointed("sources", sources),
    )


def _grade(row: EventRow) -> Component:
    words = grade(row.reliability, row.credibility)
    return html.Span(
        [f"{row.reliability}{row.credibility}", unseen(f", {words}")],
        className="grade",
        **pointed("grade", words),
    )
