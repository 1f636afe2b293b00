"""The list of events, newest first, and what stands there when there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from dashboard.components.parts import Children, attrs, icon, mark, to_view, unseen
from dashboard.state import View, link
from geodata import places
from geodata.schema import EVENT_TYPES
from geodata.shapes import EventRow, Page, Totals
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
                        html.H3(month(members[0].date_start)),
                        html.Span(len(members) if whole else ""),
                    ],
                    className="month",
                )
            )
        made += [line(view, row) for row in members]
    return made


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
    # "New" is written here by assets/live.js, which knows what this reader has seen
    parts: list[Component | str] = [html.Span(className="new-word"), icon(row.geo_precision)]
    if row.subject_only:
        parts.append(html.Span("subject", className="grade", title="About the region, elsewhere"))
    if row.aggregate:
        parts.append(html.Span("aggregate", className="grade", title="Overlaps other events"))
    words = "No place known" if row.geo_precision == "none" else _place(row)
    parts.append(html.Span(words, dir="auto", title=row.place, className="placed"))
    figures = (row.fatalities_low, row.fatalities_best, row.fatalities_high)
    if any(figure is not None for figure in figures):
        parts.append(html.Span(deaths(*figures), className="dead"))
    return html.Span(parts, className="where")


def _place(row: EventRow) -> str:
    name = short_place(row.place)
    if row.geo_precision in ("exact", "town"):
        return name
    precision = places.precision_words(row.geo_precision, row.place_key)
    if precision in name.casefold():
        return name
    return f"{name}, {SHORT.get(precision, precision)}"


SHORT = {"governorate": "gov."}


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
